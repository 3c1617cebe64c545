"""How well and how fast entities are found."""
