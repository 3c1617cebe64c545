"""Names of lists as a text writes them: how both are searched, compared and told from common words."""
