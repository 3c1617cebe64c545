"""The labels, types of relationships and ids of a graph."""
