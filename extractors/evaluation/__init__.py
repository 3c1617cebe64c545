"""Found mentions against annotated ones."""
