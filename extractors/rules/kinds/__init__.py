"""Kinds of values that can be checked: a module a subject, and `extractors.rules.kinds.registry` with the list of all."""
