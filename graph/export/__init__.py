"""A graph as files for other programs."""
