"""The types of values, and what functions and operators make of them."""
