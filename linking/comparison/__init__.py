"""Two names side by side."""
