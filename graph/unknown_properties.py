"""Patterns of the embedded store that ask for a property which no node of their label has: they match nothing, as on a server.

kglite refuses such a query instead. It looks at the first label of a node whose properties stand in braces, and only where all
labels of the node are its own types.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TypeVar

from graph.read_guard import Token, pieces_of

T = TypeVar("T")
NO_LABEL = "GraphmillNoSuchLabel"
"""A label that no node has."""
_REFUSAL = re.compile(r"Unknown property '(.+)' on (.+?)\.")
_NAMES = frozenset({"word", "quoted"})


def answered(run: Callable[[str], T], cypher: str, errors: type[Exception]) -> T:
    """Return what ``run`` returns for a query, which is written anew where kglite refuses a property in braces.

    ``errors`` is the class of kglite's refusal.
    """
    while True:
        try:
            return run(cypher)
        except errors as error:
            refused = _REFUSAL.search(str(error))
            admitted = admitting(cypher, refused[2], refused[1]) if refused else cypher
            if admitted == cypher:
                raise
            cypher = admitted


def admitting(cypher: str, label: str, key: str) -> str:
    """Return a query whose nodes with a label and a key in braces have a label besides that no node has.

    That changes nothing where no node with the label has a property of that key: such a node is nowhere.
    """
    pieces = pieces_of(cypher)
    places = [place for place, (kind, _) in enumerate(pieces) if kind not in {"comment", "blank"}]
    written = [text for _, text in pieces]
    tokens = [pieces[place] for place in places]
    for at, token in enumerate(tokens):
        if token[0] in _NAMES and _name(token) == label and _first_label(tokens, at):
            end = at + 1
            while tokens[end : end + 1] == [("sign", ":")] and end + 1 < len(tokens):
                end += 2
            if key in _keys(tokens, end):
                written[places[at]] = f"{NO_LABEL}:{token[1]}"
    return "".join(written)


def _name(token: Token) -> str:
    kind, text = token
    return text[1:-1].replace("``", "`") if kind == "quoted" else text


def _first_label(tokens: list[Token], at: int) -> bool:
    """Tell whether a name is the first label of a node."""
    before = tokens[max(at - 3, 0) : at]
    if before[-1:] != [("sign", ":")]:
        return False
    if before[-2:-1] and before[-2][0] in _NAMES:
        before = before[:-1]
    return before[-2:-1] == [("sign", "(")]


def _keys(tokens: list[Token], at: int) -> set[str]:
    """Return the keys of the map that begins at a place; none where none begins."""
    if tokens[at : at + 1] != [("sign", "{")]:
        return set()
    found: set[str] = set()
    depth = 0
    for place, (kind, text) in enumerate(tokens[at:], at):
        if kind == "sign":
            depth += (text in "([{") - (text in ")]}")
        if depth == 0:
            break
        if depth == 1 and kind in _NAMES and tokens[place - 1][1] in {"{", ","}:
            found.add(_name((kind, text)))
    return found
