"""A graph copied, built anew, tidied."""
