"""Legal forms as texts write them: 252 spellings, by the form that each writes and the end of the name at which it stands."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import pytest

from linking.names.families import Family
from linking.names.form import NameForm, take_apart

SPELLINGS = [
    line.split("\t")
    for line in (Path(__file__).parent / "legal_form_spellings.tsv").read_text(encoding="utf-8").splitlines()
]
UNKNOWN = {"HB", "ANS", "MB", "S.C.", "CV", "ש.מ."}
"""Spellings that are left alone: other things are called so as often."""


def organization(name: str) -> NameForm:
    return take_apart(name, Family.ORGANIZATION)


def named(spelling: str, place: str) -> tuple[str, str]:
    """Return a name with a legal form at its end or in front of it, and the name alone."""
    if any("\uac00" <= sign <= "\ud7a3" for sign in spelling):
        name, space = "한빛화학", ""
    elif any("\u3200" <= sign <= "\u9fff" for sign in spelling):
        name, space = "東雲化学", ""
    else:
        name, space = "Tern Chemicals", " "
    return (name + space + spelling if place == "behind" else spelling + space + name), name


def is_known(spelling: str, place: str) -> bool:
    whole, name = named(spelling, place)
    return organization(whole).key == organization(name).key


def test_nearly_all_spellings_are_known():
    unknown = {
        (spelling, place)
        for spelling, _, place in SPELLINGS
        if not is_known(spelling, place)
    }  # fmt: skip
    assert {spelling for spelling, _ in unknown} == UNKNOWN
    assert len(SPELLINGS) - len(unknown) == 246


def test_the_spellings_of_one_form_are_one():
    standards: dict[str, set[str]] = defaultdict(set)
    for spelling, form, place in SPELLINGS:
        if is_known(spelling, place):
            standards[form].add(organization(named(spelling, place)[0]).variant)
    assert {form: names for form, names in standards.items() if len(names) > 1} == {}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Tern GmbH", "Tern AG"),
        ("Tern Private Limited", "Tern plc"),
        ("Tern A/S", "Tern ApS"),
        ("Tern Sp. z o.o.", "Tern S.A."),
        ("東雲株式会社", "東雲有限会社"),
        ("ООО «Ромашка»", "АО «Ромашка»"),
        ("東雲有限公司", "東雲股份有限公司"),
    ],
)
def test_two_forms_of_one_name_contradict_each_other(one, other):
    assert organization(one).key == organization(other).key
    assert organization(one).contradicts(organization(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("OOO Romashka", "Romashka LLC"), ("JSC Tern", "Tern PJSC"), ("Tern GmbH", "Tern"), ("UAB Tern", "Tern UAB")],
)  # fmt: skip
def test_forms_that_translate_each_other_do_not(one, other):
    assert not organization(one).contradicts(organization(other))


@pytest.mark.parametrize(
    "name",
    [
        *("AB Volvo", "AS Roma", "SIA", "SIA Partners", "UAB Hospital", "Day Spa", "DAY SPA", "SA Rugby"),
        *("AO Smith", "AO Foundation", "CV Raman Institute", "SC Freiburg", "KK Partizan", "Pão de Açúcar"),
        *("City of As", "Pizza Sal", "Fund SE II", "Limited Brands", "Société Anonyme Belge", "Zrt Tern"),
        *("株式会社", "ООО", "OOO", "GmbH", "Private Limited", "Pvt. Ltd.", "Kabushiki Kaisha", "有限公司"),
        "Public Company Accounting Oversight Board",
    ],
)
def test_what_is_no_form_stays_whole(name):
    assert organization(name).variant == ""
    assert organization(name).key == take_apart(name, Family.OTHER).key


@pytest.mark.parametrize(
    ("name", "family"),
    [("PT Barnum", Family.PERSON), ("Day Spa", Family.LOCATION), ("Santa Asa", Family.LOCATION)],
)
def test_only_organisations_have_forms(name, family):
    assert take_apart(name, family).key == name.lower()


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("PT Telkom Indonesia (Persero) Tbk", "telkom indonesia"),
        ("HSBC (Malaysia) Berhad", "hsbc malaysia"),
        ("Tern GmbH & Co. KG", "tern"),
        ("Velmora Gesellschaft mit beschränkter Haftung's", "velmora"),
        ("บริษัท ปตท. จำกัด (มหาชน)", "ปตท"),
        ("Tern (GmbH)", "tern"),
        ("Tern Private Equity Limited", "tern private equity"),
    ],
)
def test_what_is_left_is_the_name(name, key):
    assert organization(name).key == key
