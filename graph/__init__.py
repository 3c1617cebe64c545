"""Entities in, graph out: the model, the stores, the write path, audit and queries."""
