"""Values within a document: one local entity for all writings of one value, read as of the document's date and in its language."""

from __future__ import annotations

import pytest

from extractors.mentions import Mention
from linking.model import LocalCluster
from linking.values.value import ValueKind
from linking.values.written import RELATIVE, value_of
from linking.within_document.clustering import link_within_document

GERMAN = (
    "Die Brücke über den Fluss wurde wegen des Sturms für den ganzen Verkehr gesperrt, am {} wie schon am {}."
)
ENGLISH = (
    "The bridge over the river was closed to all traffic because of the storm, on {} as it had been on {}."
)


def linked(
    *words: str, kind: str = "date", date: str = "", text: str = "{} and {}"
) -> tuple[LocalCluster, ...]:
    whole = text.format(*words) if len(words) == 2 else " and ".join(words)
    mentions, start = [], 0
    for each in words:
        start = whole.index(each, start)
        mentions.append(Mention(start, start + len(each), each, kind, 0.9))
        start += len(each)
    return link_within_document("d", "v", whole, mentions, date=date)


def said(clusters: tuple[LocalCluster, ...]) -> list[str]:
    values = [value_of(each.entity.value) for each in clusters]
    return ["" if value is None else value.text for value in values]


@pytest.mark.parametrize(
    ("words", "kind", "value"),
    [
        (("3 February 2019", "Feb. 3, 2019"), "date", "2019-02-03"),
        (("3 février 2019", "2019-02-03"), "date", "2019-02-03"),
        (("3 февраля 2019 г.", "3 февраля 2019"), "date", "2019-02-03"),
        (("2019年2月3日", "2019-02-03"), "date", "2019-02-03"),
        (("€1.5 million", "EUR 1,500,000"), "money", "1500000 EUR"),
    ],
)
def test_all_writings_of_a_value_are_one_local_entity(words: tuple[str, str], kind: str, value: str) -> None:
    (cluster,) = clusters = linked(*words, kind=kind)
    assert said(clusters) == [value]
    assert sorted(cluster.entity.names) == sorted(words)
    assert set(cluster.rules) == {"canonical", "value"}


def test_what_a_figure_says_depends_on_the_language_of_the_document() -> None:
    assert said(linked("3/2/2019", "3. Februar 2019", text=GERMAN)) == ["2019-02-03"]
    assert said(linked("3/2/2019", "3 February 2019", text=ENGLISH)) == ["", "2019-02-03"]


def test_a_word_means_a_day_as_of_the_date_of_its_document_and_none_without() -> None:
    assert said(linked("yesterday", "3 February 2019", date="2019-02-04")) == ["2019-02-03"]
    assert said(linked("yesterday", "3 February 2019", date="2019-02-05")) == ["2019-02-04", "2019-02-03"]
    without, _ = linked("yesterday", "3 February 2019")
    assert without.entity.value == RELATIVE


def test_the_name_is_the_surface_most_used() -> None:
    (cluster,) = linked("Feb. 3, 2019", "3 February 2019", "Feb. 3, 2019")
    assert (cluster.entity.name, cluster.entity.names) == (
        "Feb. 3, 2019",
        ("Feb. 3, 2019", "3 February 2019"),
    )


def test_a_name_has_no_value_though_it_is_a_month_and_a_value_is_told_by_its_kind() -> None:
    (name,) = linked("May", kind="person")
    assert name.entity.value == ""
    (amount,) = linked("€5", kind="money")
    value = value_of(amount.entity.value)
    assert value is not None
    assert (value.kind, value.number, value.unit) == (ValueKind.MONEY, 5.0, "EUR")


def test_values_of_two_types_are_two() -> None:
    text = "2019 and 2019-02-03"
    mentions = [Mention(0, 4, "2019", "number", 0.9), Mention(9, 19, "2019-02-03", "date", 0.9)]
    assert len(link_within_document("d", "v", text, mentions)) == 2
