"""From what a person names to the sources that are read."""
