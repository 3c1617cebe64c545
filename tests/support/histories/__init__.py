"""Random histories of a graph, with several writers and failures, and a model that says what must be left of them."""
