"""A text in pieces: sentences, the windows that a model reads, and what their overlaps found twice."""
