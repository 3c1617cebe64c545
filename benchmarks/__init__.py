"""Measurements: each prints its figures, its own checks lie beside it."""
