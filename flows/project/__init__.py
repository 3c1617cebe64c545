"""A project: its folder, its settings, its store."""
