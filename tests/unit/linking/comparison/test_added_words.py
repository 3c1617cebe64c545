"""What a longer name adds to a shorter one: the rest of its name, another thing, or what only a text can tell."""

from __future__ import annotations

import pytest

from linking.comparison.added_words import Addition, addition, is_common_noun
from linking.comparison.kind_words import WordKind, kind_of_word
from linking.comparison.short_forms import short_form_rule
from linking.names.families import family_of
from linking.names.folding import fold
from linking.names.form import take_apart

ADDITIONS = {
    Addition.ANOTHER: [
        ("Oxford University", "Oxford University Press", "organization"),
        ("Falken", "Falken Foundation", "organization"),
        ("Lerat", "Fondation Lerat", "organization"),
        ("Газмаш", "Фонд Газмаш", "organization"),
        ("جامعة النيل", "مطبعة جامعة النيل", "organization"),
        ("Bank of Egypt", "National Bank of Egypt", "organization"),
        ("Farmers Party", "New Farmers Party", "organization"),
        ("NATO", "NATO Parliamentary Assembly", "organization"),
        ("Nordic Union", "Nordic Union Court", "organization"),
        ("Gulf War", "Second Gulf War", "event"),
        ("Cup", "Women's Cup", "event"),
        ("Кубок мира", "Женский кубок мира", "event"),
        ("Rhein-Chemie", "Rhein-Chemie Betriebskrankenkasse", "organization"),
    ],
    Addition.WHOLE_OR_PART: [
        ("Falken", "Falken Bank", "organization"),
        ("Sequoia", "Sequoia Capital", "organization"),
        ("Copenhagen", "Copenhagen Conference", "event"),
        ("Olympics", "Winter Olympics", "event"),
        ("Royal Society", "Royal Society of Chemistry", "organization"),
    ],
    Addition.SAME: [
        ("Falken", "Falken Group", "organization"),
        ("Labour", "Labour Party", "organization"),
        ("Werder", "Werder Bremen", "organization"),
    ],
    Addition.NAME: [
        ("Dortmund", "Borussia Dortmund", "organization"),
        ("Commission", "European Commission", "organization"),
        ("Rockies", "Colorado Rockies", "organization"),
    ],
}


@pytest.mark.parametrize(
    ("expected", "short", "full", "kind"),
    [(expected, *names) for expected, rows in ADDITIONS.items() for names in rows],
)
def test_what_a_longer_name_adds(expected: Addition, short: str, full: str, kind: str) -> None:
    one, other = (take_apart(name, family_of(kind)) for name in (short, full))
    assert addition(one, other, short_form_rule(one, other)) is expected


@pytest.mark.parametrize(
    ("word", "kind"),
    [
        ("Second", WordKind.ORDER),
        ("Zweite", WordKind.ORDER),
        ("Вторая", WordKind.ORDER),
        ("Women", WordKind.SORT),
        ("Молодёжная", WordKind.SORT),
        ("Press", WordKind.OFFSHOOT),
        ("Stiftung", WordKind.OFFSHOOT),
        ("Ίδρυμα", WordKind.OFFSHOOT),
        ("مطبعة", WordKind.OFFSHOOT),
        ("Committee", WordKind.BODY),
        ("Bank", WordKind.TRADE),
        ("Банк", WordKind.TRADE),
        ("Airlines", WordKind.TRADE),
        ("Group", WordKind.WHOLE),
        ("Bremen", WordKind.PLACE),
        ("Ostrava", WordKind.UNKNOWN),
    ],
)
def test_what_a_word_says_of_a_thing(word: str, kind: WordKind) -> None:
    assert kind_of_word(fold(word)) is kind


def test_a_common_noun_names_no_thing_of_its_own() -> None:
    assert all(
        is_common_noun(tuple(name.split())) for name in ("commission", "security council", "supreme court")
    )
    assert not any(is_common_noun(tuple(name.split())) for name in ("sequoia", "united", "oxford university"))
