"""What a user's query may contain; the stores themselves see to it that nothing is written.

The text is cut into the tokens of Cypher, as both stores cut it. What the stores may cut in another way never reaches them:
comments are blanked out, and what is neither a token nor a plain blank is refused. So no word can hide from this module in a
place where it would still be seen by a store.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

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
    r"""(?P<comment>//[^\r\n]*|/\*.*?\*/)
      | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<quoted>`(?:[^`]|``)*`)
      | (?P<word>[^\W\d]\w*)
      | (?P<number>\d\w*)
      | (?P<blank>\s+)
      | (?P<sign>.)""",
    re.VERBOSE | re.DOTALL,
)
# kglite ends a number where no more of it can follow and reads on: `1CALL` would be 1 and CALL.
_NUMBER = re.compile(r"(?:0[xX][0-9a-fA-F_]+|0[oO][0-7_]+|[0-9][0-9_]*(?:[eE][0-9]*)?)[dDfF]?")
_UNICODE_ESCAPE = re.compile(r"(?:[^\\]|\\[^uU])*\\[uU]", re.DOTALL)
_SIGNS = frozenset("!$%&()*+,-./:;<=>?@[]^{|}~")
# What is deeper or longer keeps a server's parser busy for minutes, out of its own time-out's reach, or overflows the stack of
# this process.
CHARACTERS = 100_000
REMEMBERED_CHARACTERS = 5_000
"""Longer queries are looked at again when they are asked again."""
NESTING = 50
PARTS = 100

_LISTING_OPERATORS = ("LoadCSV", "Show", "Terminate")

Token = tuple[str, str]


def check_readable(cypher: str) -> str:
    """Return what to run for a user's query: its text with blanks for the comments, every character in its place.

    Refused is what a store's own read-only mode lets through: files, the network, settings, unknown procedures. Reading
    queries of both stores can fetch files and addresses (``LOAD CSV``, some procedures and functions) and list users and
    settings (``SHOW``).

    Raises:
        QueryRefusedError: With the word that is refused, and what to do instead.

    """
    return _read(cypher) if len(cypher) > REMEMBERED_CHARACTERS else _remembered(cypher)


def _read(cypher: str) -> str:
    if len(cypher) > CHARACTERS:
        raise QueryRefusedError(
            f"The query has more than {CHARACTERS:,} characters: pass long lists and texts as parameters."
        )
    tokens: list[Token] = []
    kept: list[str] = []
    for match in _TOKEN.finditer(cypher):
        kind, text = match.lastgroup or "", match.group()
        if kind in {"comment", "blank"}:
            kept.append(_blank(text))
        else:
            kept.append(text)
            _check_characters(kind, text)
            tokens.append((kind, text))
    while tokens and tokens[-1][1] == ";":
        tokens.pop()
    if not tokens:
        raise QueryRefusedError("The query is empty: write one that starts with MATCH.")
    first = tokens[0][1]
    if first.casefold() not in FIRST_WORDS:
        raise QueryRefusedError(
            f"A query may start with MATCH, OPTIONAL MATCH, WITH, UNWIND, RETURN or CALL, not with {first}."
        )
    if any(token == ("sign", ";") for token in tokens):
        raise QueryRefusedError("Only one query at a time: remove what follows the semicolon.")
    if [text.casefold() for _, text in tokens[-2:]] == ["format", "csv"]:
        raise QueryRefusedError("FORMAT CSV is refused: a query gives rows.")
    _check_shape(tokens)
    for place, (kind, _) in enumerate(tokens):
        if kind in {"word", "quoted"}:
            _check_word(tokens, place)
    return "".join(kept)


_remembered = lru_cache(maxsize=256)(_read)


def tokens_of(cypher: str) -> list[Token]:
    """Return the tokens of a query as kind and text, without comments and blanks."""
    found = ((match.lastgroup or "", match.group()) for match in _TOKEN.finditer(cypher))
    return [token for token in found if token[0] not in {"comment", "blank"}]


def check_plan(plan: Mapping[str, Any] | None) -> None:
    """Refuse what a Neo4j server's own plan of a query shows to be more than reading the graph.

    Raises:
        QueryRefusedError: The plan reads files or addresses, lists what the server holds besides the graph, or calls a
            procedure that is not among :data:`PROCEDURES`.

    """
    if plan is None:
        return
    operator = str(plan.get("operatorType", ""))
    if operator.startswith(_LISTING_OPERATORS):
        raise QueryRefusedError("The query would do more than read the graph; only reading is allowed here.")
    if operator.startswith("ProcedureCall"):
        name, _, _ = str(plan.get("args", {}).get("Details", "")).partition("(")
        if name.replace("`", "").casefold() not in PROCEDURES:
            raise _unknown_procedure(name)
    for child in plan.get("children", ()):
        check_plan(child)


def _blank(text: str) -> str:
    return "".join(character if character in "\t\r\n" else " " for character in text)


def _check_characters(kind: str, text: str) -> None:
    if kind == "sign" and text in "'\"`":
        raise QueryRefusedError(f"The quotation mark {text} is opened and never closed.")
    if kind == "sign" and text not in _SIGNS | {"\\"}:
        raise QueryRefusedError(
            f"The character {text!a} is refused outside quotation marks; write names that hold it in backticks."
        )
    if kind == "number" and not _NUMBER.fullmatch(text):
        raise QueryRefusedError(f"{text} is no number. Put a blank behind the number.")
    escaped = kind == "string" and _UNICODE_ESCAPE.match(text)
    if escaped or text == "\\" or (kind == "quoted" and "\\u" in text.casefold()):
        raise QueryRefusedError(
            "Unicode escapes (\\u…) are refused in a query: write the character itself, or pass it as a parameter."
        )


def _check_shape(tokens: list[Token]) -> None:
    depth = parts = 0
    for kind, text in tokens:
        if kind == "sign":
            depth += (text in "([{") - (text in ")]}")
        parts += kind == "word" and text.casefold() in {"union", "intersect", "except"}
        if depth > NESTING:
            raise QueryRefusedError(f"The query nests brackets more than {NESTING} levels deep: simplify it.")
        if parts > PARTS:
            raise QueryRefusedError(f"The query has more than {PARTS} parts: ask several queries instead.")


def _check_word(tokens: list[Token], place: int) -> None:
    kind, text = tokens[place]
    word = text.casefold() if kind == "word" else ""
    before = tokens[place - 1][1] if place else ""
    after = tokens[place + 1 :]
    following = after[0][1].casefold() if after else ""
    if word == "load" and following == "csv":
        raise QueryRefusedError("LOAD CSV reads files and addresses and is refused in a query.")
    names_a_graph = bool(after) and after[0][0] in {"word", "quoted"}
    if word == "use" and names_a_graph and before.casefold() in {"{", "union", "all", "distinct"}:
        raise QueryRefusedError("USE is refused: a query reads the graph that is configured.")
    if word == "in" and before == "}" and "transactions" in {each.casefold() for _, each in after[:3]}:
        raise QueryRefusedError(
            "CALL … IN TRANSACTIONS is refused: a query only reads, in one transaction. Leave out IN TRANSACTIONS."
        )
    if word == "call" and not _is_property(tokens, place) and before not in {":", "|", "&", "$"}:
        _check_call(after)
    elif not _is_property(tokens, place) and before.casefold() != "call":
        _check_function(text, after)


def _is_property(tokens: list[Token], place: int) -> bool:
    """Tell whether a word follows a dot that belongs to a name, not to a number or a range."""
    if not place or tokens[place - 1][1] != ".":
        return False
    kind, text = tokens[place - 2] if place > 1 else ("", "")
    return kind != "number" and text != "."


def _dotted(tokens: list[Token]) -> tuple[str, int]:
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


def _check_call(after: list[Token]) -> None:
    name, used = _dotted(after)
    called = "." in name or (len(after) > used and after[used][1] == "(")
    if name and called and name.casefold() not in PROCEDURES:
        raise _unknown_procedure(name)


def _unknown_procedure(name: str) -> QueryRefusedError:
    return QueryRefusedError(
        f"The procedure {name} is not among those known to do nothing but read the graph: {', '.join(sorted(PROCEDURES))}."
    )


def _check_function(text: str, after: list[Token]) -> None:
    rest, used = _dotted(after[1:]) if after and after[0][1] == "." else ("", 0)
    called = used > 0 and len(after) > used + 1 and after[used + 1][1] == "("
    text = text.strip("`")
    if called and text.casefold() not in NAMESPACES:
        raise QueryRefusedError(
            f"The function {text}.{rest} is not among those known to do nothing but compute: only functions of "
            f"Cypher itself are allowed, with a dot those of {', '.join(sorted(NAMESPACES))}."
        )
