"""What a user's query may contain; the stores themselves see to it that nothing is written."""

from __future__ import annotations

import re

from graph.errors import QueryRefusedError

PROCEDURES = frozenset(
    {
        "db.labels",
        "db.relationshiptypes",
        "db.propertykeys",
        "db.schema.visualization",
        "db.schema.nodetypeproperties",
        "db.schema.reltypeproperties",
        "db.index.fulltext.querynodes",
        "db.index.fulltext.queryrelationships",
    }
)
NAMESPACES = frozenset(
    {"point", "date", "datetime", "localdatetime", "time", "localtime", "duration", "vector"}
)
FIRST_WORDS = frozenset({"match", "optional", "with", "unwind", "return", "call"})

_TOKEN = re.compile(
    r"""(?P<comment>//[^\n]*|/\*.*?\*/)
      | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<quoted>`(?:[^`]|``)*`)
      | (?P<word>[^\W\d]\w*)
      | (?P<sign>\S)""",
    re.VERBOSE | re.DOTALL,
)


def check_readable(cypher: str) -> None:
    """Refuse what a store's own read-only mode lets through: files, the network, settings, unknown procedures.

    Reading queries of both stores can fetch files and addresses (``LOAD CSV``, some procedures and functions) and
    list users and settings (``SHOW``).

    Raises:
        QueryRefusedError: With the word that is refused, and what to do instead.

    """
    if re.search(r"\\u", cypher, re.IGNORECASE):
        raise QueryRefusedError(
            "Unicode escapes (\\u…) are refused in a query: write the character itself, or pass it as a parameter."
        )
    tokens = [
        (match.lastgroup or "", match.group())
        for match in _TOKEN.finditer(cypher)
        if match.lastgroup != "comment"
    ]
    while tokens and tokens[-1][1] == ";":
        tokens.pop()
    if not tokens:
        raise QueryRefusedError("The query is empty: write one that starts with MATCH.")
    first = tokens[0][1]
    if first.casefold() not in FIRST_WORDS and first != "(":
        raise QueryRefusedError(
            f"A query may start with MATCH, OPTIONAL MATCH, WITH, UNWIND, RETURN or CALL, not with {first}."
        )
    if any(text == ";" for _, text in tokens):
        raise QueryRefusedError("Only one query at a time: remove what follows the semicolon.")
    for place, (kind, text) in enumerate(tokens):
        if kind not in {"word", "quoted"}:
            continue
        after = tokens[place + 1 :]
        before = tokens[place - 1][1] if place else ""
        if text.casefold() == "load" and after and after[0][1].casefold() == "csv":
            raise QueryRefusedError("LOAD CSV reads files and addresses and is refused in a query.")
        if text.casefold() == "use" and before in {"", "{"} and after and after[0][1] != ":":
            raise QueryRefusedError("USE is refused: a query reads the graph that is configured.")
        if text.casefold() == "call" and before not in {".", ":", "|", "&"}:
            _check_call(after)
        elif before not in {".", ":"} and before.casefold() != "call":
            _check_function(text, after)


def _dotted(tokens: list[tuple[str, str]]) -> tuple[str, int]:
    """Return the dotted name at the start of the tokens, and how many tokens it takes."""
    name, used = "", 0
    while used < len(tokens) and tokens[used][0] in {"word", "quoted"}:
        name += tokens[used][1].strip("`")
        used += 1
        if used < len(tokens) and tokens[used][1] == ".":
            name += "."
            used += 1
        else:
            break
    return name, used


def _check_call(after: list[tuple[str, str]]) -> None:
    name, _ = _dotted(after)
    if name and name.casefold() not in PROCEDURES:
        raise QueryRefusedError(
            f"The procedure {name} is not among those known to do nothing but read the graph: {', '.join(sorted(PROCEDURES))}."
        )


def _check_function(text: str, after: list[tuple[str, str]]) -> None:
    rest, used = _dotted(after[1:]) if after and after[0][1] == "." else ("", 0)
    called = used > 0 and len(after) > used + 1 and after[used + 1][1] == "("
    text = text.strip("`")
    if called and text.casefold() not in NAMESPACES:
        raise QueryRefusedError(
            f"The function {text}.{rest} is not among those known to do nothing but compute: only functions of "
            f"Cypher itself are allowed, with a dot those of {', '.join(sorted(NAMESPACES))}."
        )
