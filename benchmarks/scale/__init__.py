"""How much of a machine, and of several workers, a run makes use of."""
