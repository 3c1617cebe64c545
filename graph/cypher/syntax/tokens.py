"""The tokens of a query, and a cursor that reads them one after another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NoReturn

from graph.cypher.syntax.tree import Span
from graph.errors import QueryFailedError

_TOKEN = re.compile(
    r"""(?P<blank>\s+|//[^\r\n]*|/\*.*?\*/)
      | (?P<string>'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")
      | (?P<quoted>`(?:[^`]|``)*`)
      | (?P<word>[^\W\d]\w*)
      | (?P<number>0[xX][0-9a-fA-F_]+|0[oO]?[0-7_]+(?![0-9.eE])
          |(?:[0-9](?:_?[0-9])*)?\.[0-9](?:_?[0-9])*(?:[eE][+-]?[0-9]+)?
          |[0-9](?:_?[0-9])*(?:[eE][+-]?[0-9]+)?)
      | (?P<sign>\.\.|<=|>=|<>|!=|=~|\|\||.)""",
    re.VERBOSE | re.DOTALL,
)
_LETTER = re.compile(r"\w")
_SHOWN = 30
_DIGITS = 400
HABITS = {
    "LIKE": "write CONTAINS, STARTS WITH, ENDS WITH or =~",
    "BETWEEN": "write 1 <= x <= 3",
    "HAVING": "name the value in a WITH and write WHERE behind it",
    "GROUP": "leave it out, for what is not aggregated is what rows are grouped by",
    "NULLS": "sort by x IS NULL first",
    "FROM": "write MATCH with a pattern",
    "SELECT": "write RETURN at the end",
    "JOIN": "write a pattern with a relationship, as (a)-[:TYPE]-(b)",
}
"""Words of other languages, and what Cypher has instead."""


@dataclass(frozen=True, slots=True)
class Token:
    """A token: its kind (word, quoted, string, number, sign or end), its text, and where it stands."""

    kind: str
    text: str
    span: Span

    @property
    def word(self) -> str:
        """The text in capitals where it may be a keyword, and of a sign the sign; nothing for all others."""
        return self.text.upper() if self.kind in {"word", "sign"} else ""


def tokens_of(text: str) -> list[Token]:
    """Return the tokens of a query without blanks and comments, and one that stands for its end.

    Raises:
        QueryFailedError: A number is followed by letters, or a quotation mark is never closed.

    """
    tokens = []
    place = 0
    while place < len(text):
        # A range may follow a number at once: `1..3`.
        match = _TOKEN.match(text, place)
        kind, end = ("sign", place + 1) if match is None else (match.lastgroup or "", match.end())
        if kind == "number" and text.startswith("..", place):
            kind, end = "sign", place + 2
        if kind == "number" and end - place > _DIGITS:
            raise failed(text, place, f"a number has more than {_DIGITS} signs")
        if kind == "number" and _LETTER.match(text, end):
            raise failed(text, place, f"{text[place : end + 1]} is no number")
        if kind == "sign" and text[place] in "'\"`":
            raise failed(text, place, f"the quotation mark {text[place]} is opened and never closed")
        if kind != "blank":
            tokens.append(Token(kind, text[place:end], (place, end)))
        place = end
    tokens.append(Token("end", "", (len(text), len(text))))
    return tokens


def failed(text: str, place: int, message: str) -> QueryFailedError:
    """Return the error of a query that is no Cypher at a place of its text; the message follows the place."""
    return QueryFailedError(f"The query cannot be run: {place_of(text, place)}: {message}.")


def place_of(text: str, place: int) -> str:
    """Return the line and column of a place in a text, in words."""
    line = text.count("\n", 0, place) + 1
    column = place - (text.rfind("\n", 0, place) + 1) + 1
    return f"line {line}, column {column}"


class Cursor:
    """Reads the tokens of a query, and says what it expected where another comes."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tokens = tokens_of(text)
        self.place = 0

    @property
    def token(self) -> Token:
        """The token that comes next."""
        return self.tokens[self.place]

    def ahead(self, count: int) -> Token:
        """Return the token that comes so many after the next."""
        return self.tokens[min(self.place + count, len(self.tokens) - 1)]

    def take(self) -> Token:
        """Return the next token and go on behind it."""
        token = self.tokens[self.place]
        if token.kind != "end":
            self.place += 1
        return token

    def at(self, *words: str) -> bool:
        """Tell whether these keywords or signs, in capitals, come next."""
        return all(self.ahead(count).word == word for count, word in enumerate(words))

    def skip(self, *words: str) -> bool:
        """Go on behind these keywords or signs if they come next, and tell whether they did."""
        if not self.at(*words):
            return False
        self.place += len(words)
        return True

    def expect(self, *words: str) -> None:
        """Go on behind these keywords or signs, which must come next."""
        for word in words:
            if not self.skip(word):
                self.fail_expecting(word)

    def name(self, what: str) -> str:
        """Return the name that must come next, without backticks."""
        token = self.token
        if token.kind not in {"word", "quoted"}:
            self.fail_expecting(what)
        self.take()
        return token.text if token.kind == "word" else token.text[1:-1].replace("``", "`")

    def at_name(self) -> bool:
        """Tell whether a name comes next."""
        return self.token.kind in {"word", "quoted"}

    def span_from(self, start: int) -> Span:
        """Return where the text stands that the tokens since the one at ``start`` make."""
        last = self.tokens[max(self.place - 1, start)]
        return self.tokens[start].span[0], last.span[1]

    def fail_expecting(self, what: str) -> NoReturn:
        """Raise the error that something else comes than what was expected."""
        found = self.token.text[:_SHOWN] or "the end of the query"
        if self.token.word in HABITS:
            self.fail(f"{found} is no word of Cypher: {HABITS[self.token.word]}")
        if self.at("=") and self.tokens[self.place - 1].text == "=":
            self.fail("== is no operator of Cypher: write =")
        self.fail(f"{what} is expected, not {found}")

    def fail(self, message: str) -> NoReturn:
        """Raise an error at the next token."""
        raise failed(self.text, self.token.span[0], message)
