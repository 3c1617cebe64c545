"""The base of every error whose message is written for the user: what, where, and the remedy."""


class GraphmillError(Exception):
    """Something went wrong that the user can act on; the command prints the message and no traceback."""


class ExtractorError(GraphmillError):
    """An engine, a model or the labels cannot be used as asked for; the message says what to do."""


class UsageError(GraphmillError):
    """The command was called in a way that cannot work; nothing was done."""
