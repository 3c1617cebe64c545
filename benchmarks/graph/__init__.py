"""How long the graph takes: writing, reading, analysing."""
