"""Models of the optional gliner2 package."""
