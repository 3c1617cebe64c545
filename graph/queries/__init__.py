"""Saved questions, one a file; :mod:`graph.queries.saved` reads and runs them."""
