"""Whether a graph is whole, and how it compares with another."""
