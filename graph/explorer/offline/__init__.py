"""The page as one file that needs no server: its script, its style, and the graph as data."""
