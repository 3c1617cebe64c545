"""How rightly and how fast files are read."""
