"""Readers: from a file or URL to documents, under limits on size, time and memory."""
