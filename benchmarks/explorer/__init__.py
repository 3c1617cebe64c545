"""Benchmarks of the questions that the explorer's page asks."""
