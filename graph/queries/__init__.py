"""Saved questions, one a file; :mod:`graph.saved_queries` reads and runs them."""
