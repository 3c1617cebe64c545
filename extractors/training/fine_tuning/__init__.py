"""A model made better on one's own annotations."""
