"""A model and rules as one extractor: what each finds, and which of them counts where they meet."""
