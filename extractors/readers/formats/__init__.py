"""One module a format, from its bytes to text."""
