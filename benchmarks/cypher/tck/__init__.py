"""The openCypher TCK, run on one of the stores as a user's queries are."""
