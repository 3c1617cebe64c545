"""The pages that are compared, a file each."""
