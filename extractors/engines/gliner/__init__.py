"""GLiNER, with one encoder and with two."""
