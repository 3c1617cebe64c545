"""What people decide about entities."""
