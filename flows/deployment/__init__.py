"""The flows of a project on a Prefect server: what is put there, and the server of one machine."""
