"""What the runs of flows share."""
