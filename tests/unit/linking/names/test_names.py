from __future__ import annotations

import pytest

from linking.names.families import Family, family_of
from linking.names.folding import display, fold, is_discriminator, scripts
from linking.names.form import take_apart


@pytest.mark.parametrize(
    ("kind", "family"),
    [
        ("person", Family.PERSON),
        ("Politician", Family.PERSON),
        ("political party", Family.ORGANIZATION),
        ("political_party", Family.ORGANIZATION),
        ("city", Family.LOCATION),
        ("date", Family.VALUE),
        ("event", Family.EVENT),
        ("disease", Family.OTHER),
        ("", Family.OTHER),
    ],
)
def test_a_type_belongs_to_a_family(kind, family):
    assert family_of(kind) is family


@pytest.mark.parametrize(
    ("one", "other", "family"),
    [
        ("Angela Merkel", "ANGELA  MERKEL", Family.PERSON),
        ("Angela Merkel", "Angela Merkel's", Family.PERSON),
        ("Angela Merkel", "Angela Merkel’s", Family.PERSON),
        ("Angela Merkel", "Merkel, Angela", Family.PERSON),
        ("Angela Merkel", "Dr. Angela Merkel", Family.PERSON),
        ("J.R.R. Tolkien", "J. R. R. Tolkien", Family.PERSON),
        ("Martin Luther King Jr.", "Martin Luther King, Jr", Family.PERSON),
        ("José Müller", "Jose\u0301 Muller", Family.PERSON),
        ("U.S.", "US", Family.LOCATION),
        ("People 's Republic of China", "People's Republic of China", Family.LOCATION),
        ("Washington, D.C.", "Washington DC", Family.LOCATION),
        ("The Hague", "the Hague", Family.LOCATION),
        ("the United Nations", "United Nations", Family.ORGANIZATION),
        ("Apple Inc.", "Apple", Family.ORGANIZATION),
        ("Siemens AG", "Siemens", Family.ORGANIZATION),
        ("Foo GmbH & Co. KG", "Foo", Family.ORGANIZATION),
        ("Al-Qaeda", "Al Qaeda", Family.ORGANIZATION),
        ("Johnson & Johnson", "Johnson and Johnson", Family.ORGANIZATION),
        ("ﬁnance ministry", "Finance Ministry", Family.ORGANIZATION),
        ("ЁЛКИН", "елкин", Family.PERSON),
        ("Łódź", "Lodz", Family.LOCATION),
    ],
)
def test_one_name_in_two_writings_has_one_key(one, other, family):
    assert take_apart(one, family).key == take_apart(other, family).key


@pytest.mark.parametrize(
    ("one", "other", "family"),
    [
        ("John Smith Jr.", "John Smith", Family.PERSON),
        ("John Paul I", "John Paul II", Family.PERSON),
        ("C++", "C#", Family.OTHER),
        ("C", "C++", Family.OTHER),
        ("1.5", "15", Family.VALUE),
        ("がん", "かん", Family.OTHER),
        ("नरेन्द्र", "नरन्द्र", Family.PERSON),
        ("!!!", "???", Family.ORGANIZATION),
        ("AB Volvo", "Volvo", Family.ORGANIZATION),
        ("AS Roma", "Roma", Family.ORGANIZATION),
    ],
)
def test_two_names_have_two_keys(one, other, family):
    assert take_apart(one, family).key != take_apart(other, family).key


@pytest.mark.parametrize(
    ("surface", "family"),
    [("AG", Family.ORGANIZATION), ("Co Ltd", Family.ORGANIZATION), ("Dr.", Family.PERSON)],
)
def test_stripping_never_leaves_less_than_three_characters(surface, family):
    assert take_apart(surface, family).key == fold(surface)


def test_the_words_of_a_person_s_name():
    name = take_apart("Mrs. Jane Smith Jr.", Family.PERSON)
    assert name.tokens == ("jane", "smith")
    assert (name.suffix, name.variant) == ("jr", "f")
    assert take_apart("Jinping Xi", Family.PERSON).suffix == ""
    assert take_apart("Louis XI", Family.PERSON).suffix == "xi"


@pytest.mark.parametrize(
    ("surface", "letters"),
    [
        ("IBM", "ibm"),
        ("U.S.", "us"),
        ("G20", ""),
        ("UN's", "un"),
        ("NATO", "nato"),
        ("Merkel", ""),
        ("U.S. Steel", ""),
        ("AfD", "afd"),
    ],
)
def test_what_looks_like_an_abbreviation(surface, letters):
    assert take_apart(surface, Family.ORGANIZATION).acronym == letters


@pytest.mark.parametrize(
    ("surface", "letters"),
    [
        ("International Business Machines", "ibm"),
        ("International Business Machines Corporation", "ibm"),
        ("Tanzania Broadcasting Corporation", "tbc"),
        ("Bank of America", "boa"),
        ("Ministry of Defence", "md"),
        ("International Criminal Tribunal for the former Yugoslavia", "icty"),
    ],
)
def test_the_initials_that_a_name_could_have(surface, letters):
    assert letters in take_apart(surface, Family.ORGANIZATION).initials


def test_an_abbreviation_in_brackets_is_taken_off():
    name = take_apart("World Health Organization (WHO)", Family.ORGANIZATION)
    assert (name.key, name.bracketed) == ("world health organization", "who")


def test_further_spellings():
    assert "mueller" in take_apart("Müller", Family.PERSON).spellings
    assert "vladimir putin" in take_apart("Владимир Путин", Family.PERSON).spellings
    assert "walmart" in take_apart("Wal-Mart", Family.ORGANIZATION).spellings
    assert not set(take_apart("Type 11", Family.OTHER).spellings) & set(
        take_apart("Type 1 1", Family.OTHER).spellings
    )


def test_scripts_of_a_key():
    assert scripts("putin") == {"LATIN"}
    assert scripts("путин") == {"CYRILLIC"}
    assert scripts("習近平") == {"CJK"}


def test_the_name_to_show_keeps_its_writing():
    assert display("Germany’s") == "Germany"
    assert display("New\n  York") == "New York"
    assert display("Saint James'") == "Saint James"
    assert display("Étienne") == "Étienne"


@pytest.mark.parametrize(
    ("word", "expected"),
    [("2023", True), ("asr1603", True), ("xiv", True), ("b", True), ("korea", False), ("mix", False)],
)
def test_words_that_may_never_differ(word, expected):
    assert is_discriminator(word) is expected


@pytest.mark.parametrize(
    ("one", "other", "family"),
    [
        ("World War II", "Second World War", Family.EVENT),
        ("World War Two", "2nd World War", Family.EVENT),
        ("World War I", "First World War", Family.EVENT),
        ("1st International Bank", "First International Bank", Family.ORGANIZATION),
        ("Formula One", "Formula 1", Family.EVENT),
        ("Fund XIV", "Fund 14", Family.ORGANIZATION),
        ("T-200", "T200", Family.OTHER),
        ("Airbus A 320", "Airbus A320", Family.OTHER),
    ],
)
def test_numbers_may_be_written_out(one, other, family):
    a, b = take_apart(one, family), take_apart(other, family)
    assert not {a.key, *a.spellings}.isdisjoint({b.key, *b.spellings})


@pytest.mark.parametrize(
    ("one", "other", "family"),
    [
        ("World War I", "Second World War", Family.EVENT),
        ("Fund IV", "Fund VI", Family.ORGANIZATION),
        ("First Bank", "Bank One", Family.ORGANIZATION),
        ("Model X", "Model 10", Family.OTHER),
        ("A 12 3", "A 1 23", Family.OTHER),
        ("SR-2023-052", "SR-2023-053", Family.OTHER),
    ],
)
def test_other_numbers_are_other_names(one, other, family):
    a, b = take_apart(one, family), take_apart(other, family)
    assert {a.key, *a.spellings}.isdisjoint({b.key, *b.spellings})


def test_vowel_signs_are_letters_of_a_word():
    assert not is_discriminator("मोदी")
    assert not is_discriminator("วชิราลงกรณ")
    assert is_discriminator("c++")
    assert is_discriminator("asr1603")


def test_a_legal_form_of_several_words_is_taken_whole():
    name = take_apart("Tactical Missiles Corporation Joint Stock Company", Family.ORGANIZATION)
    assert name.key == "tactical missiles"
    assert name.variant == "jsc"
