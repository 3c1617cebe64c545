"""One name taken apart."""
