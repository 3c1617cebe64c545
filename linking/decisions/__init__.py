"""What people have decided of names."""
