"""Numbers that are names: two of them are two things, whatever script or words they are in; words that look like numerals are words."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.mentions import Mention
from linking.across_documents.resolution import resolve
from linking.comparison.whole_names import REVIEW, compare_names
from linking.names.families import Family, family_of
from linking.names.folding import is_discriminator
from linking.names.form import take_apart
from linking.within_document.clustering import link_within_document


def entities(document: str, kind: str, *names: str):
    mentions = [
        Mention(place * 100, place * 100 + len(name), name, kind, 0.9) for place, name in enumerate(names)
    ]
    return [cluster.entity for cluster in link_within_document(document, "v1", "", mentions)]


def are_one(one: str, other: str, kind: str) -> tuple[bool, bool]:
    """Tell whether two names are one in one document, and in two."""
    local = [*entities("a", kind, one), *entities("b", kind, other)]
    return len(entities("c", kind, one, other)) == 1, len(resolve(local).entities) == 1


def roman(number: int) -> str:
    pairs = zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I"),
        strict=True,
    )
    written = ""
    for value, letters in pairs:
        written += letters * (number // value)
        number %= value
    return written


TWO = [
    ("Corvid Partners XLII", "Corvid Partners XLIII", "organization"),
    ("Corvid Partners MDCCCLXXXVIII", "Corvid Partners MDCCCLXXXVII", "organization"),
    ("Super Bowl XLVI", "Super Bowl XLVII", "event"),
    ("Super Bowl LIII", "Super Bowl LIV", "event"),
    ("Super Bowl", "Super Bowl LV", "event"),
    ("Super Bowl", "Super Bowl XL", "event"),
    ("Valley XLII", "Valley XLIII", "location"),
    ("Tern Robot XLII", "Tern Robot XLIII", "person"),
    ("Type IIa diabetes", "Type IIb diabetes", "disease"),
    ("Stage IIIA melanoma", "Stage IIIB melanoma", "disease"),
    ("Mark IVa", "Mark IVb", "product"),
    ("Model 3", "Model S", "product"),
    ("Louis XIV", "Louis XVI", "person"),
    ("John Holloway II", "John Holloway III", "person"),
    ("John Holloway 2nd", "John Holloway III", "person"),
    ("1st Division", "2nd Division", "organization"),
    ("First Division", "Second Division", "organization"),
    ("Division A", "Division B", "organization"),
    ("Sixth Corvid Fund", "Sixty Corvid Fund", "organization"),
    ("Erste Division", "Zweite Division", "organization"),
    ("Sixième Corps", "Dixième Corps", "organization"),
    ("Primera División", "Segunda División", "organization"),
    ("Первый полк", "Второй полк", "organization"),
    ("Александр II", "Александр III", "person"),
    ("Александр Второй", "Александр Третий", "person"),
    ("Микола ІІ", "Микола ІІІ", "person"),
    ("Κωνσταντίνος Α΄", "Κωνσταντίνος Β΄", "person"),
    ("Γυμνάσιο ΙΓ΄", "Γυμνάσιο ΙΔ΄", "organization"),
    ("Γυμνάσιο", "Γυμνάσιο ΙΔ΄", "organization"),
    ("北京 第一高级中学", "北京 第二高级中学", "organization"),
    ("第一中学", "第二中学", "organization"),
    ("東雲 一号", "東雲 二号", "product"),
    ("東雲工業", "東雲工業 第二", "organization"),
    ("الفرقة ٢", "الفرقة ٣", "organization"),
]
ONE = [
    ("World War II", "Second World War", "event"),
    ("John Holloway II", "John Holloway 2nd", "person"),
    ("Elizabeth the Second", "Elizabeth II", "person"),
    ("Wilhelm der Zweite", "Wilhelm II.", "person"),
    ("Екатерина Вторая", "Екатерина II", "person"),
    ("Κωνσταντίνος Β΄", "Κωνσταντίνος II", "person"),
    ("XX съезд", "ХХ съезд", "event"),
    ("SUPER BOWL LIV", "Super Bowl LIV", "event"),
    ("Super Bowl 54", "Super Bowl LIV", "event"),
    ("Corvid Partners XLII", "Corvid Partners 42", "organization"),
    ("Mark IVb", "Mark 4b", "product"),
    ("Type IIa", "TYPE IIA", "disease"),
    ("Apollo Thirteen", "Apollo 13", "event"),
    ("الفرقة ٣", "الفرقة 3", "organization"),
    ("Hotel Mix", "Hotel MIX", "organization"),
    ("Otto Dix", "OTTO DIX", "person"),
]


@pytest.mark.parametrize(("one", "other", "kind"), TWO)
def test_two_numbers_are_two_things(one, other, kind):
    assert are_one(one, other, kind) == (False, False)


@pytest.mark.parametrize(("one", "other", "kind"), ONE)
def test_one_number_in_two_writings_is_one_thing(one, other, kind):
    assert are_one(one, other, kind) == (True, True)


@pytest.mark.parametrize(
    "word",
    [
        "mix",
        "civic",
        "mi",
        "di",
        "dix",
        "livid",
        "mic",
        "lim",
        "md",
        "cd",
        "dc",
        "cv",
        "mc",
        "mm",
        "vivid",
        "mild",
        "via",
        "xia",
        "lili",
    ],
)
def test_words_that_look_like_numerals_are_words(word):
    assert not is_discriminator(word)


@pytest.mark.parametrize(
    "word", ["ii", "xiv", "xxxix", "xlii", "lxxxviii", "mcmxcix", "iib", "第二", "二号", "第十二"]
)
def test_numerals_in_letters_may_never_differ(word):
    assert is_discriminator(word)


@pytest.mark.parametrize(
    ("name", "family", "key"),
    [
        ("Radio MIX Berlin", Family.ORGANIZATION, "radio 1009 berlin"),
        ("Radio Mix Berlin", Family.ORGANIZATION, "radio mix berlin"),
        ("RADIO MIX", Family.ORGANIZATION, "radio mix"),
        ("LIV Golf", Family.ORGANIZATION, "liv golf"),
        ("Washington DC", Family.LOCATION, "washington dc"),
        ("Baltimore MD", Family.LOCATION, "baltimore md"),
        ("Liv Ullmark", Family.PERSON, "liv ullmark"),
        ("Jane LIV", Family.PERSON, "jane liv"),
    ],
)
def test_capitals_and_place_tell_a_numeral_from_a_word(name, family, key):
    assert take_apart(name, family).key == key


@pytest.mark.parametrize(
    ("name", "suffix"),
    [("Jinping Xi", ""), ("Thi Vi", ""), ("Karl Ii", ""), ("Karl II", "ii"), ("Karl 3rd", "iii")],
)
def test_which_of_several_persons_a_numeral_says(name, suffix):
    assert take_apart(name, Family.PERSON).suffix == suffix


@given(
    st.integers(1, 3999),
    st.integers(1, 3999),
    st.sampled_from(["organization", "event", "location", "product"]),
)
def test_no_two_roman_numerals_are_one_thing(number, other, kind):
    one, two = (take_apart(f"Corvid Fund {roman(each)}", family_of(kind)) for each in (number, other))
    abbreviations = {f"corvid fund {letters}" for letters in ("cd", "dc", "md", "cv", "mi", "di")}
    if number == other:
        assert one.key == two.key
    elif not {one.key, two.key} & abbreviations:
        assert compare_names(one, two).score < REVIEW
