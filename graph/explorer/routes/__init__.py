"""What the page asks, by its address."""
