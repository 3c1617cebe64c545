"""A graph read back as plain objects."""
