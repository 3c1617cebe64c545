"""The page on which a graph is explored: its server, its answers, and the same page as one file."""
