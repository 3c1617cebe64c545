"""What the guard of users' queries is worth, and what it costs."""
