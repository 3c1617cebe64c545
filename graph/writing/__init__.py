"""Documents into the graph, and out of it."""
