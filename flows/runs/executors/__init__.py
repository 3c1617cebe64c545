"""Who extracts the batches of a run: threads or processes of this machine, a Dask or a Ray cluster."""
