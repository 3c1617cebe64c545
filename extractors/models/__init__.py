"""The files of models: where they lie, which there are, what they are."""
