"""Clusters against annotated ones."""
