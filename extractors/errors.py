"""The base of every error whose message is written for the user: what, where, and the remedy."""


class GraphmillError(Exception):
    """Something went wrong that the user can act on; the command prints the message and no traceback."""
