"""The text of a query, its syntax tree, and back."""
