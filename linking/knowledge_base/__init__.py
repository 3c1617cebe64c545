"""The user's own lists of entities."""
