"""Documents in, mentions out: readers, segmentation, GLiNER engines, the bundled checkpoint."""
