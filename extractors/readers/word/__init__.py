"""Word documents: their styles, signs and equations, and the walk over their elements."""
