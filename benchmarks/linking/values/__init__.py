"""How well dates, amounts and other values are read."""
