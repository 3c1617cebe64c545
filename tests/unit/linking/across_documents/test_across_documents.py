from __future__ import annotations

import pytest

from linking.across_documents.resolution import resolve
from linking.model import Entity, LocalEntity, Resolution


def local(document: str, name: str, *more: str, kind: str = "person", index: int = 0) -> LocalEntity:
    return LocalEntity(f"{document}:v:{index}", document, name, kind, (name, *more), index * 100)


def entity_of(resolution: Resolution, each: LocalEntity) -> Entity:
    return resolution.entities[resolution.assignments[each.id].entity_id]


def test_nothing_gives_nothing():
    assert resolve([]) == Resolution({}, {})


def test_a_local_entity_given_twice_is_an_error():
    with pytest.raises(ValueError, match="a:v:0 was given twice"):
        resolve([local("a", "Angela Merkel"), local("a", "Angela Merkel")])


def test_an_entity_has_the_corpus_s_name_type_and_every_surface():
    one = local("a", "Angela Merkel", "Merkel's")
    two = local("b", "ANGELA MERKEL")
    three = local("c", "Angela Merkel", kind="politician")
    four = local("d", "Angela Merkel")
    resolution = resolve([one, two, three, four])
    (entity,) = resolution.entities.values()
    assert (entity.name, entity.type) == ("Angela Merkel", "person")
    assert entity.aliases == ("ANGELA MERKEL", "Angela Merkel", "Merkel's")
    assert resolution.assignments[two.id].rule == "exact"


def test_a_short_name_follows_the_documents_that_explain_it():
    full = [local(document, "Angela Merkel", "Merkel") for document in "abcd"]
    other = local("e", "Max Merkel", "Merkel")
    bare = local("f", "Merkel")
    resolution = resolve([*full, other, bare])
    assert entity_of(resolution, bare).name == "Angela Merkel"
    assert resolution.assignments[bare.id].rule == "alias"
    assert entity_of(resolution, other).name == "Max Merkel"


def test_a_short_name_with_several_bearers_stays_alone_in_every_document():
    bearers = [local("a", "Angela Merkel", "Merkel"), local("b", "Max Merkel", "Merkel")]
    bare = [local("c", "Merkel"), local("d", "Merkel")]
    resolution = resolve([*bearers, *bare])
    assert len(resolution.entities) == 4
    assert {resolution.assignments[each.id].rule for each in bare} == {"ambiguous"}


def test_a_short_name_that_nothing_explains_is_one_entity():
    resolution = resolve([local("a", "Pelé"), local("b", "Pelé"), local("c", "Pele")])
    assert [entity.name for entity in resolution.entities.values()] == ["Pelé"]


def test_what_a_document_keeps_apart_no_alias_brings_together():
    explained = [local(document, "John Smith", "Smith") for document in "abcde"]
    john, jane = local("f", "John Smith"), local("f", "Jane Smith", index=1)
    bare = local("f", "Smith", index=2)
    resolution = resolve([*explained, john, jane, bare])
    assert resolution.assignments[bare.id].rule == "ambiguous"
    assert len(resolution.entities) == 3


def test_an_abbreviation_learned_in_one_document_helps_in_another():
    defined = local("a", "International Business Machines", "IBM", kind="organization")
    bare = local("b", "IBM", kind="organization")
    resolution = resolve([defined, bare])
    assert entity_of(resolution, bare).aliases == ("IBM", "International Business Machines")


def test_one_odd_document_cannot_take_a_full_name_away():
    places = [local(f"d{number}", "Germany", kind="location") for number in range(40)]
    odd = local("odd", "Germany Trade Office", "Germany", kind="organization")
    resolution = resolve([*places, odd])
    assert {entity.name for entity in resolution.entities.values()} == {"Germany", "Germany Trade Office"}


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Alexander Lukashenko", "Alexander Lukaschenko", "person"),
        ("Mohammed al-Baradei", "Mohamed al-Baradei", "person"),
        ("Ministry of Defence", "Ministry of Defense", "organization"),
        ("Bashar al-Assad", "Bashar Assad", "person"),
        ("Robert Mueller", "Robert Muller", "person"),
        ("Sergei Lavrov", "Sergey Lavrov", "person"),
        ("Supreme Council of Armed Forces", "Supreme Council of the Armed Forces", "organization"),
        ("Wal-Mart Stores", "Walmart Stores", "organization"),
        ("Владимир Путин", "Vladimir Putin", "person"),
        ("Mexican", "Mexico", "location"),
    ],
)
def test_two_spellings_of_one_full_name_meet(one, other, kind):
    resolution = resolve([local("a", one, kind=kind), local("b", other, kind=kind)])
    assert len(resolution.entities) == 1


@pytest.mark.parametrize(
    ("one", "other", "kind"),
    [
        ("Iran", "Iraq", "location"),
        ("Merkel", "Merkle", "person"),
        ("Nigerian", "Niger", "location"),
        ("San Marino Castle", "San Martino Castle", "location"),
        ("Christian Rodriguez", "Christina Rodriguez", "person"),
        ("张伟", "章伟", "person"),
        ("12 May 1999 13:00 hours", "12 May 1999 13:01 hours", "date"),
    ],
)
def test_two_names_that_look_alike_stay_apart(one, other, kind):
    resolution = resolve([local("a", one, kind=kind), local("b", other, kind=kind)])
    assert len(resolution.entities) == 2


def test_chinese_names_of_one_transliteration_do_not_meet_through_it():
    resolution = resolve([local("a", "张伟"), local("b", "章伟"), local("c", "ZhangWei")])
    assert len(resolution.entities) == 3


def test_a_typo_that_one_document_holds_beside_the_right_name_is_another_person():
    together = [local("a", "Ferdinand Petersen"), local("a", "Ferdinand Peterson", index=1)]
    assert len(resolve([*together, local("b", "Ferdinand Petersen")]).entities) == 2


def test_words_that_other_names_have_too_are_left_to_a_person():
    names = ["Ferdinand Petersen", "Ferdinand Peterson", "Grete Petersen", "Knut Peterson"]
    resolution = resolve([local(str(number), name) for number, name in enumerate(names)])
    assert len(resolution.entities) == 4
    (pair,) = resolution.review
    assert {resolution.entities[each].name for each in (pair.left, pair.right)} == {
        "Ferdinand Petersen",
        "Ferdinand Peterson",
    }
    assert 0.95 <= pair.score < 1


def test_similar_names_below_the_merge_band_are_for_review():
    resolution = resolve([local("a", "Anna Gruber"), local("b", "Anna Gruver")])
    assert len(resolution.entities) == 2
    assert [0.8 <= pair.score < 0.95 for pair in resolution.review] == [True]


def test_the_misspelling_of_a_thing_is_rare_beside_the_right_name():
    right = [local(str(number), "labelled reference compound", kind="chemical") for number in range(3)]
    wrong = local("w", "labeled reference compound", kind="chemical")
    assert len(resolve([*right, wrong]).entities) == 1
    assert len(resolve([right[0], wrong]).entities) == 2
    assert len(resolve([right[0], wrong]).review) == 1


def test_stars_do_not_chain():
    names = ["Alexandra Montgomery", "Alexandra Montgomerie", "Alexandra Montgomeries"]
    resolution = resolve([local(str(number), name) for number, name in enumerate([*names, names[0]])])
    of = {name: resolution.assignments[f"{number}:v:0"].entity_id for number, name in enumerate(names)}
    assert of[names[0]] != of[names[2]]


def test_a_rare_wrong_type_is_overruled_and_a_real_second_type_is_not():
    places = [local(f"p{number}", "Lyon", kind="location") for number in range(30)]
    slip = local("slip", "Lyon", kind="event")
    team = [local(f"t{number}", "Lyon", kind="organization") for number in range(8)]
    resolution = resolve([*places, slip, *team])
    assert entity_of(resolution, slip).type == "location"
    assert {entity.type for entity in resolution.entities.values()} == {"location", "organization"}


def test_ids_stay_with_most_of_the_members():
    before = [local("a", "Angela Merkel"), local("b", "Angela Merkel")]
    ids = {
        each.id: assignment.entity_id
        for each in before
        for assignment in (resolve(before).assignments[each.id],)
    }
    newcomer = local("A", "Angela Merkel")
    resolution = resolve([newcomer, *before], ids)
    assert {each.entity_id for each in resolution.assignments.values()} == set(ids.values())


def test_an_id_goes_to_one_cluster_only_and_the_other_gets_a_new_one():
    members = [local("a", "Angela Merkel"), local("b", "Angela Merkel"), local("c", "Max Merkel")]
    resolution = resolve(members, {each.id: "ent_old" for each in members})
    assert resolution.assignments["a:v:0"].entity_id == "ent_old"
    assert resolution.assignments["c:v:0"].entity_id not in {"ent_old", ""}


def test_a_new_id_never_repeats_one_in_use():
    alone = [local("a", "Angela Merkel")]
    (used,) = resolve(alone).entities
    moved = [local("a", "Angela Merkel"), local("b", "Max Planck")]
    resolution = resolve(moved, {"b:v:0": used})
    assert resolution.assignments["b:v:0"].entity_id == used
    assert len(resolution.entities) == 2


def test_a_misspelling_that_a_document_uses_beside_the_right_name_follows_it():
    right = [local(document, "Bashar al-Assad") for document in "abc"]
    odd = local("d", "Bashir al-Assad", "Bashar al-Assad")
    other = local("e", "Bashir al-Assad")
    resolution = resolve([*right, odd])
    assert resolution.assignments[odd.id].rule == "typo"
    assert len(resolution.entities) == 1
    assert len(resolve([*right, other]).entities) == 2


def test_a_full_name_in_another_case_is_the_name():
    nominative = local("a", "Иван Дорохов")
    genitive = local("b", "Ивана Дорохова")
    wife = local("c", "Анна Дорохова")
    resolution = resolve([nominative, genitive, wife])
    assert entity_of(resolution, nominative) == entity_of(resolution, genitive)
    assert resolution.assignments[genitive.id].rule == "inflection"
    assert entity_of(resolution, wife).name == "Анна Дорохова"
