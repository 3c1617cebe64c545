"""What histories are made of: names that depend on each other, texts of them, judgements about them."""

from __future__ import annotations

import random
from collections.abc import Sequence

from hypothesis import strategies as st

from linking.decisions.decision import PAIR_VERDICTS, Decision, Handle, Verdict

# Names that meet, part and depend on each other: full names and parts of them, two people of one family, a typo,
# an acronym, one name with two types.
NAMES = [
    ("Ada Lovelace", "person"),
    ("Lovelace", "person"),
    ("Ralph Lovelace", "person"),
    ("Katherine Johnson", "person"),
    ("Katherine Jonson", "person"),
    ("Johnson", "person"),
    ("Acme Corporation", "organization"),
    ("Acme", "organization"),
    ("World Health Organization", "organization"),
    ("WHO", "organization"),
    ("Washington", "location"),
    ("Washington", "person"),
]
# Names that one document takes for one and the same unless told otherwise.
RELATED = [
    (("Ada Lovelace", "person"), ("Lovelace", "person")),
    (("Katherine Johnson", "person"), ("Johnson", "person")),
    (("Acme Corporation", "organization"), ("Acme", "organization")),
    (("World Health Organization", "organization"), ("WHO", "organization")),
]
Text = list[list[tuple[str, str]]]
Judgement = tuple[Verdict, Handle | None, Handle | None, int]
TEXTS = st.lists(st.lists(st.sampled_from(NAMES), max_size=4), max_size=4)
# Values that several words say, words that say another day in a document of another date, and words that say none.
SAID = [
    ("31 May 2024", "date"),
    ("2024-05-31", "date"),
    ("yesterday", "date"),
    ("today", "date"),
    ("Wednesday", "date"),
    ("the day of the flood", "date"),
    ("€1.5 million", "money"),
    ("EUR 1,500,000", "money"),
]
TEXTS_WITH_VALUES = st.lists(st.lists(st.sampled_from([*NAMES[:3], *SAID]), max_size=4), max_size=4)
VALUES = {Verdict.RENAME: "Another Name", Verdict.RETYPE: "product"}


def numbered_texts() -> st.SearchStrategy[Text]:
    """Draw a text by a number alone: a history of many texts stays small enough to be drawn, and to be cut short."""
    return st.integers(0, 99_999).map(text_of)


def text_of(number: int) -> Text:
    """Return the text of a number: nothing for 0, up to four sentences, for one number in five enough for several chunks."""
    source = random.Random(number)  # noqa: S311 - the same text for the same number
    sentences = [source.choices(NAMES, k=source.randint(0, 4)) for _ in range(number % 5)]
    return sentences * (8 if number // 5 % 5 == 4 else 1)


@st.composite
def handles(draw: st.DrawFn, numbers: st.SearchStrategy[int]) -> Handle:
    name, kind = draw(st.sampled_from(NAMES))
    documents = draw(st.sets(numbers, max_size=2)) if draw(st.booleans()) else ()
    return Handle(name, kind, tuple(f"{number}.txt" for number in documents))


@st.composite
def judgements(
    draw: st.DrawFn, numbers: st.SearchStrategy[int], verdicts: Sequence[Verdict] = ()
) -> Judgement:
    """Draw a verdict with its handles; the number says which of the decisions so far an undo takes back."""
    every = [Verdict.SAME, Verdict.SAME, Verdict.DIFFERENT, Verdict.DIFFERENT, *Verdict]
    verdict = draw(st.sampled_from(list(verdicts) or every))
    number = draw(st.integers(0, 20))
    if verdict is Verdict.UNDO:
        return verdict, None, None, number
    if verdict in PAIR_VERDICTS and draw(st.booleans()):
        (one, kind), (other, other_kind) = draw(st.sampled_from(RELATED))
        return verdict, Handle(one, kind), Handle(other, other_kind), number
    left = draw(handles(numbers))
    right = draw(handles(numbers).filter(lambda each: each != left)) if verdict in PAIR_VERDICTS else None
    return verdict, left, right, number


def decide(decided: list[Decision], judgement: Judgement) -> None:
    """Add a judgement to what is decided; an undo of nothing is none."""
    verdict, left, right, number = judgement
    if verdict is Verdict.UNDO and not decided:
        return
    identity, at = f"d{len(decided)}", "2030-01-01T00:00:00Z"
    if verdict is Verdict.UNDO:
        undone = decided[number % len(decided)].id
        decided.append(Decision(identity, at, "a person", verdict, None, undoes=undone))
    else:
        value = VALUES.get(verdict, "")
        decided.append(Decision(identity, at, "a person", verdict, left, right, value=value))
