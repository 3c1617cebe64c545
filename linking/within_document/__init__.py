"""One entity for what a document names several times."""
