"""The network of entities, measured."""
