"""Mentions in, entities out: normalisation, within-document and cross-document resolution, decisions."""
