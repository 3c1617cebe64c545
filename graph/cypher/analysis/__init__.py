"""What the parts of a query mean: names in their scopes, types, groups."""
