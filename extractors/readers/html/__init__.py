"""Web pages: their markup, what of it a visitor sees, and how that is laid out as text."""
