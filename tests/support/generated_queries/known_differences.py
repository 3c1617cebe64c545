"""What is known to differ between the stores, so that the grammar draws none of it, each with its reason."""

from __future__ import annotations

NOT_DRAWN = {
    "round()": "halves go away from zero on the one store, to the even neighbour or up on the other",
    "=~": "two languages of regular expressions",
    "division by an expression": "division by zero is null, an error or infinity",
    "log() and sqrt() of what may be negative or zero": "the same",
    "1 and 1.0 in one column": "two values in DISTINCT and in groups on the embedded store",
    "toString() of fractions": "other digits and exponents",
    "stDev()": "of one value it is null or 0.0",
    "dates, times, durations": "months, summer time, nanoseconds",
    "id(), elementId()": "numbers of the store",
    "labels() in their order": "each store has an order of its own; they are drawn as a bag",
    "reverse() of a list": "the server refuses one that is stored as a property",
    "a null added to a list": "null or a list with null",
    "characters beyond the Basic Multilingual Plane": "Neo4j counts two for one",
    "the nodes of a shortest path": "there may be others as short; its length is drawn",
    "LIMIT without a total order within a query": "any rows are right, and what follows from them",
}
