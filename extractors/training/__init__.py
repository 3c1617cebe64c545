"""How models are made; nobody but the command that trains imports this."""
