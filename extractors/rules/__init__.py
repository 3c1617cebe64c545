"""Rules that find mentions beside a model: patterns, kinds of values that can be checked, and lists of names."""
