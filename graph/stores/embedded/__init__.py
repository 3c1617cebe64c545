"""The store in a folder of the project's."""
