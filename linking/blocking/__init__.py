"""Which pairs of names are worth a comparison."""
