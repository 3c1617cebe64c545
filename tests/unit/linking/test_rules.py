"""Every reason that linking gives is a row of the rules' table, every row is given for some input, and the page tells each."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

import pytest

from extractors.mentions import Mention
from linking.across_documents.constraints import Constraints
from linking.across_documents.nodes import build_nodes
from linking.across_documents.resolution import resolve
from linking.comparison.whole_names import FACTORS, REVIEW, compare_names
from linking.decisions.decision import Decisions, Handle, Verdict, decide
from linking.guidance import Guidance
from linking.knowledge_base.base import KnowledgeBase, KnowledgeBaseEntry, KnowledgeBaseLink
from linking.model import LocalCluster, LocalEntity
from linking.names.families import family_of
from linking.names.form import take_apart
from linking.review.entity_links import entity_links
from linking.review.explanation import Path as NamePath
from linking.rules import (
    ACROSS_DOCUMENTS,
    SIDE_BY_SIDE,
    STAGES,
    TO_KNOWLEDGE_BASE,
    WITHIN_DOCUMENT,
    Rule,
    Rules,
    UnknownRuleError,
)
from linking.within_document.clustering import link_within_document
from linking.within_document.finders import FINDERS
from linking.within_document.forms import Form
from linking.within_document.leaders import Finder, Leaders, Match
from tests.support.root import ROOT

Given = set[tuple[str, float]]
"""Rules that linking gave as reasons, each with its score."""


def side_by_side(one: str, other: str, kind: str = "person") -> Given:
    found = compare_names(*(take_apart(name, family_of(kind)) for name in (one, other)))
    return {(found.rule, found.score)}


def mentioned(text: str, kind: str, *names: str) -> list[Mention]:
    """Return mentions of the names, in the order in which they stand in the text."""
    found, start = [], 0
    for name in names:
        start = text.index(name, start)
        found.append(Mention(start, start + len(name), name, kind, 0.9))
        start += len(name)
    return found


def within(*names: str, kind: str = "person", text: str = "") -> Given:
    text = text or " ".join(names)
    return given_within(link_within_document("d", "v1", text, mentioned(text, kind, *names)))


def given_within(clusters: Iterable[LocalCluster]) -> Given:
    return {reason for cluster in clusters for reason in zip(cluster.rules, cluster.scores, strict=True)}


def local(document: str, name: str, kind: str = "person", *names: str) -> LocalEntity:
    return LocalEntity(f"{document}:v1:{name}", document, name, kind, names or (name,), 0)


def across(*locals_: LocalEntity, guidance: Guidance | None = None) -> Given:
    resolution = resolve(locals_, guidance=guidance or Guidance())
    return {(why.rule, why.score) for why in resolution.assignments.values()}


def decided() -> Given:
    same = decide(Verdict.SAME, Handle("Ada Hill", "person"), Handle("Countess", "person"))
    decisions = Decisions((same,))
    return across(local("a", "Ada Hill"), local("b", "Countess"), guidance=Guidance(decisions))


def values() -> Given:
    return across(
        *(
            cluster.entity
            for document, text in (("a", "3 February 2019"), ("b", "Feb. 3, 2019"))
            for cluster in link_within_document(document, "v1", text, mentioned(text, "date", text))
        )
    )


def entry(name: str, kind: str = "person", *aliases: str, weak: Sequence[str] = ()) -> KnowledgeBaseEntry:
    return KnowledgeBaseEntry(f"the {name}", name, kind, aliases, tuple(weak))


def base(*entries: KnowledgeBaseEntry) -> KnowledgeBase:
    return KnowledgeBase("list", entries, "f")


def known() -> Given:
    named = base(entry("Muhammad Ali", "person", "Cassius Clay"))
    return across(
        local("a", "Muhammad Ali"), local("b", "Cassius Clay"), guidance=Guidance(Decisions(), (named,))
    )


def of_two_people() -> Given:
    """Four documents of a Peter Voss, two of which speak of an airline and two of a court."""
    topics = {"flight": ["Tern", "Kestrel", "Gannet"], "court": ["Alder", "Milford", "Ashby"]}
    corpus = [
        local(f"{side}{number}", name, kind)
        for side, telling in topics.items()
        for number in range(2)
        for name, kind in [("Peter Voss", "person"), *((f"{topic} Works", "company") for topic in telling)]
    ]
    return across(*corpus, *(local(f"n{number}", f"Noise{number} Nobody") for number in range(20)))


def in_context() -> Given:
    """Two Smiths with topics of their own, and a document with a surname alone that speaks of the topics of one."""
    topics = {"John": ["Acme", "Foo", "Baz"], "Jane": ["Corge", "Garply", "Waldo"]}
    corpus = [
        local(f"{given}{number}", name, kind)
        for given, telling in topics.items()
        for number in range(2)
        for name, kind in [
            (f"{given} Smith", "person"),
            *((f"{topic} Works", "company") for topic in telling),
        ]
    ]
    corpus += [local(f"n{number}", f"Noise{number} Nobody") for number in range(20)]
    corpus += [local("x", "Smith"), *(local("x", f"{topic} Works", "company") for topic in topics["John"])]
    return across(*corpus)


def linked(known: KnowledgeBase, name: str, kind: str = "person", *others: str) -> Given:
    link = known.link(local("d", name, kind, name, *others), set())
    return {(link.rule, link.score)}


def joined() -> Given:
    """Return the links of an entity that has its entry by a name that a person joined to it and that left again."""
    known_base = base(entry("Ada Hill"))
    only = local("b", "Countess")
    resolution = resolve([only])
    (entity,) = resolution.entities.values()
    held = replace(resolution, entities={entity.id: replace(entity, kb_ids=("list:the Ada Hill",))})
    return {(each.link.rule, each.link.score) for each in entity_links(held, [only], known_base)}


SMALLEST: dict[tuple[str, str], Callable[[], Given]] = {
    **{
        (SIDE_BY_SIDE.stage, rule): lambda names=names: side_by_side(*names)  # type: ignore[misc]
        for rule, names in {
            "exact": ("Angela Merkel", "angela merkel"),
            "spelling": ("Hans Müller", "Hans Mueller"),
            "inflection": ("Iraq", "Iraqi", "location"),
            "typo": ("Angela Merkel", "Angela Merkle"),
            "sound": ("Katharina Witt", "Catharina Witt"),
            "swapped": ("Kim Jong Un", "Jong Un Kim"),
            "joined": ("Pol Pott", "PolPot"),
            "abbreviation": ("Harbour Comm.", "Harbour Commission", "organization"),
            "generic": ("Keller Foods Group", "Keller Foods", "company"),
            "missing": ("John Fitzgerald Kennedy", "John Kennedy"),
            "nickname": ("Thomas Farrier", "Tom Farrier"),
            "initial": ("Angela Merkel", "A. Merkel"),
            "consonants": ("Ivan Sokolov", "Ivan Sakalov"),
            "slip": ("Mohamed Ali", "Muhamad Ali"),
            "qualified": ("Newport (Wales)", "Newport", "location"),
            "acronym": ("European Union", "EU", "organization"),
            "surname": ("Sherlock Holmes", "Holmes"),
            "initials": ("George Wilhelm Karl H. Bush", "G. Bush"),
            "given_name": ("Ann Rutherford", "Ann"),
            "part": ("Gabriel García Márquez", "García"),
            "leading": ("Rio de Janeiro", "Rio", "location"),
            "trailing": ("European Reconstruction Bank", "Bank", "organization"),
        }.items()
    },
    (WITHIN_DOCUMENT.stage, "canonical"): lambda: within("Ada Hill"),
    (WITHIN_DOCUMENT.stage, "exact"): lambda: within("Ada Hill", "Ada Hill"),
    (WITHIN_DOCUMENT.stage, "inverted"): lambda: within(
        *("Holloway", "Nadia", "Erben", "Tomas", "Raman", "Priya"),
        text="Holloway, Nadia; Erben, Tomas; Raman, Priya",
    ),
    (WITHIN_DOCUMENT.stage, "excess"): lambda: within("genannt Rilk", "Rilk"),
    (WITHIN_DOCUMENT.stage, "value"): lambda: within("3 February 2019", "Feb. 3, 2019", kind="date"),
    (WITHIN_DOCUMENT.stage, "spelling"): lambda: within("Hans Müller", "Hans Mueller"),
    (WITHIN_DOCUMENT.stage, "abbreviation"): lambda: within(
        "Harbour Commission", "Harbour Comm.", kind="organization"
    ),
    (WITHIN_DOCUMENT.stage, "inflection"): lambda: within("Iraq", "Iraqi", kind="location"),
    (WITHIN_DOCUMENT.stage, "typo"): lambda: within("Angela Merkel", "Angela Merkel", "Angela Merkle"),
    (WITHIN_DOCUMENT.stage, "bracketed"): lambda: within(
        "Northern Territories Fish Fund",
        "NORFISH",
        kind="organization",
        text="Northern Territories Fish Fund (NORFISH)",
    ),
    (WITHIN_DOCUMENT.stage, "suffix"): lambda: within("Robert Downey Jr.", "Robert Downey"),
    (WITHIN_DOCUMENT.stage, "surname"): lambda: within("Sherlock Holmes", "Holmes"),
    (WITHIN_DOCUMENT.stage, "initials"): lambda: within("Angela Merkel", "A. Merkel"),
    (WITHIN_DOCUMENT.stage, "given_name"): lambda: within("Sherlock Holmes", "Sherlock"),
    (WITHIN_DOCUMENT.stage, "part"): lambda: within("Gabriel García Márquez", "García"),
    (WITHIN_DOCUMENT.stage, "surname_typo"): lambda: within("Alexander Lukashenko", "Lukaschenko"),
    (WITHIN_DOCUMENT.stage, "acronym"): lambda: within("European Union", "EU", kind="organization"),
    (WITHIN_DOCUMENT.stage, "leading"): lambda: within("Sequoia Capital", "Sequoia", kind="company"),
    (WITHIN_DOCUMENT.stage, "trailing"): lambda: within(
        "European Commission", "Commission", kind="organization"
    ),
    (WITHIN_DOCUMENT.stage, "introduced"): lambda: within("Omar Khadr", "Khadr", "Ahmed Khadr"),
    (WITHIN_DOCUMENT.stage, "ambiguous"): lambda: within("Bill Clinton", "Hillary Clinton", "Clinton"),
    (ACROSS_DOCUMENTS.stage, "exact"): lambda: across(local("a", "Ada Hill"), local("b", "Ada Hill")),
    (ACROSS_DOCUMENTS.stage, "value"): values,
    (ACROSS_DOCUMENTS.stage, "decision"): decided,
    (ACROSS_DOCUMENTS.stage, "knowledge_base"): known,
    (ACROSS_DOCUMENTS.stage, "spelling"): lambda: across(
        local("a", "Hans Müller"), local("b", "Hans Mueller")
    ),
    (ACROSS_DOCUMENTS.stage, "typo"): lambda: across(
        local("a", "Angela Merkel"), local("b", "Angela Merkell")
    ),
    (ACROSS_DOCUMENTS.stage, "demonym"): lambda: across(
        local("a", "Mexico", "location"), local("b", "Mexican", "location")
    ),
    (ACROSS_DOCUMENTS.stage, "inflection"): lambda: across(
        local("a", "Иван Дорохов"), local("b", "Ивана Дорохова")
    ),
    (ACROSS_DOCUMENTS.stage, "alias"): lambda: across(
        local("a", "Ada Hill", "person", "Ada Hill", "Hill"), local("b", "Hill")
    ),
    (ACROSS_DOCUMENTS.stage, "namesake"): of_two_people,
    (ACROSS_DOCUMENTS.stage, "shortened"): lambda: across(
        local("a", "Mayor Ada Hill", "person", "Mayor Ada Hill", "Ada Hill"),
        *(local(document, "Ada Hill") for document in "bcdefg"),
    ),
    (ACROSS_DOCUMENTS.stage, "context"): in_context,
    (ACROSS_DOCUMENTS.stage, "ambiguous"): lambda: across(
        local("a", "Ada Hill", "person", "Ada Hill", "Hill"),
        local("b", "Max Hill", "person", "Max Hill", "Hill"),
        local("c", "Hill"),
    ),
    (TO_KNOWLEDGE_BASE.stage, "name"): lambda: linked(base(entry("Ada Hill")), "Ada Hill"),
    (TO_KNOWLEDGE_BASE.stage, "alias"): lambda: linked(
        base(entry("Ada Hill", "person", "A. Hill")), "A. Hill"
    ),
    (TO_KNOWLEDGE_BASE.stage, "weak_alias"): lambda: linked(
        base(entry("Jürgen Müller", weak=["Müller"])), "Müller"
    ),
    (TO_KNOWLEDGE_BASE.stage, "other_name"): lambda: linked(
        base(entry("Cassius Clay")), "Muhammad Ali", "person", "Cassius Clay"
    ),
    (TO_KNOWLEDGE_BASE.stage, "typo"): lambda: linked(base(entry("Angela Merkel")), "Angela Merkle"),
    (TO_KNOWLEDGE_BASE.stage, "joined"): joined,
    (TO_KNOWLEDGE_BASE.stage, "ambiguous"): lambda: linked(
        base(
            KnowledgeBaseEntry("p1", "Springfield", "city"), KnowledgeBaseEntry("p2", "Springfield", "city")
        ),
        "Springfield",
        "city",
    ),
    (TO_KNOWLEDGE_BASE.stage, "unsupported"): lambda: linked(
        base(entry("Springfield Works", "company", weak=["Springfield"])), "Springfield", "city"
    ),
    (TO_KNOWLEDGE_BASE.stage, "other_type"): lambda: linked(base(entry("Spain", "country")), "Spain", "team"),
    (TO_KNOWLEDGE_BASE.stage, "unknown"): lambda: linked(base(entry("Ada Hill")), "Otto Hahn"),
}
"""For each rule of a stage an input for which linking gives it."""


@pytest.mark.parametrize(
    ("stage", "rule"),
    [pytest.param(stage, rule, id=f"{stage.stage}-{rule.name}") for stage in STAGES for rule in stage],
)
def test_every_rule_is_given_for_some_input_with_its_score(stage: Rules, rule: Rule) -> None:
    scores = dict(SMALLEST[stage.stage, rule.name]())
    assert rule.name in scores
    assert rule.score in (None, scores[rule.name])
    assert 0.0 <= scores[rule.name] <= 1.0


def test_every_input_is_of_a_rule() -> None:
    assert set(SMALLEST) == {(stage.stage, rule.name) for stage in STAGES for rule in stage}


def test_every_deviation_of_two_names_that_can_be_the_reason_is_a_rule() -> None:
    telling = {deviation for deviation, factor in FACTORS.items() if factor >= REVIEW}
    assert SIDE_BY_SIDE.named(*telling) == telling


def test_the_page_has_a_row_for_each_rule_with_score_and_words() -> None:
    text = (ROOT / "docs" / "linking.md").read_text(encoding="utf-8")
    tables = re.findall(r"^\| rule \| score \| words \|.*\n\|[-|]+\n((?:\|.*\n)+)", text, re.MULTILINE)
    told = [[tuple(row.split(" | ")[:3]) for row in table.splitlines()] for table in tables]
    assert told == [
        [
            (f"| `{rule.name}`", "measured" if rule.score is None else f"{rule.score:.2f}", rule.words)
            for rule in stage
        ]
        for stage in STAGES
    ]


def test_a_name_that_is_in_no_table_is_refused_wherever_it_is_given_as_a_reason() -> None:
    one, other = build_nodes([local("a", "Ada Hill"), local("b", "Max Hill")])
    with pytest.raises(UnknownRuleError, match="‘hunch’ is no rule across documents"):
        Constraints().join(one, other, "hunch")
    with pytest.raises(UnknownRuleError, match="‘hunch’ is no rule of links to a knowledge base"):
        KnowledgeBaseLink(None, 0.0, "so it seems", "hunch")
    path = NamePath("Hill", "hunch", 0.9, "Ada Hill", "person", "exact", 1.0, "Ada Hill", 1, 1)
    with pytest.raises(UnknownRuleError, match="graphmill resolve --apply"):
        path.told()


@pytest.mark.parametrize(("rule", "measured"), [("typo", None), ("exact", 0.9)])
def test_a_score_is_either_the_rules_own_or_measured(rule: str, measured: float | None) -> None:
    with pytest.raises(ValueError, match=f"the score of the rule ‘{rule}’ is"):
        ACROSS_DOCUMENTS.score(rule, measured)


def test_a_rule_stands_once_in_its_table() -> None:
    with pytest.raises(ValueError, match="name one rule twice"):
        Rules("of a test", Rule("same", 1.0, "once"), Rule("same", 0.9, "twice"))


SHIP = Rule("ship", 0.7, "the ship that is called so")


def _ships(leaders: Leaders, form: Form, _: Sequence[Form]) -> list[Match]:
    """Find the ships that a name means: HMS Victory by Victory."""
    key = f"hms {form.name.key}"
    return [(leader, "ship", None) for leader in leaders.by_key.get(("other:ship", key), ())]


def test_a_new_rule_is_a_row_and_a_function() -> None:
    names = ["HMS Victory", "Victory", "HMS Terror"]
    text = ", ".join(names)
    mentions = mentioned(text, "ship", *names)
    assert ("ship", 0.7) not in given_within(link_within_document("d", "v1", text, mentions))
    clusters = link_within_document(
        "d",
        "v1",
        text,
        mentions,
        rules=Rules("within a document", *WITHIN_DOCUMENT, SHIP),
        finders=[*FINDERS, Finder(("ship",), _ships)],
    )
    assert [cluster.entity.names for cluster in clusters] == [("HMS Victory", "Victory"), ("HMS Terror",)]
    assert ("ship", 0.7) in given_within(clusters)


def test_a_function_without_its_row_is_refused() -> None:
    with pytest.raises(UnknownRuleError, match="‘ship’ is no rule within a document"):
        link_within_document("d", "v1", "", [], finders=[*FINDERS, Finder(("ship",), _ships)])


def test_the_order_of_the_table_says_which_rule_is_asked_first() -> None:
    def by(*order: str) -> set[str]:
        def everyone(rule: str) -> Finder:
            return Finder(
                (rule,), lambda leaders, _form, _defined_by: [(each, rule, None) for each in leaders.all]
            )

        rules = Rules("of a test", *WITHIN_DOCUMENT, *(Rule(name, 0.5, name) for name in order))
        mentions = mentioned("Ada Max", "person", "Ada", "Max")
        clusters = link_within_document(
            "d", "v1", "", mentions, rules=rules, finders=map(everyone, ["one", "other"])
        )
        return {rule for rule, _ in given_within(clusters)}

    assert by("one", "other") == {"canonical", "one"}
    assert by("other", "one") == {"canonical", "other"}
