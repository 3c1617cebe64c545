"""The page to explore a graph, and the pages of other tools, with one and the same graph in a real browser."""
