"""Measurements: each prints its figures, and none is run by the tests."""
