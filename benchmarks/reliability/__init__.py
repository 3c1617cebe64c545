"""What failures leave behind."""
