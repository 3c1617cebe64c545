"""Mentions in, entities out: normalisation, within-document and cross-document resolution, decisions."""

LINKING_VERSION = "4"
"""Raised when the rules across documents change: a graph linked by other rules is linked anew by the next change."""

CLUSTERING_VERSION = "3"
"""Raised when the rules within a document change: the next change clusters the mentions of stored documents anew."""
