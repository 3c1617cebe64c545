"""What people are shown and asked of links."""
