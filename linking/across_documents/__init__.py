"""One node for what many documents name."""
