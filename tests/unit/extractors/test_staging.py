"""Staged extractions: complete or absent, found again, discarded on request."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.documents import Document
from extractors.mentions import MODEL, PATTERN, Extraction, Mention, Sentence
from extractors.staging import LoadedOnDemand, Staging, StagingError


def extraction(
    text: str = "Ada Lovelace wrote.", uri: str = "notes/ada.txt", fingerprint: str = "engine:1"
) -> Extraction:
    document = Document(uri, "Ada", text, "text/plain", "0" * 64, {"encoding": "utf-8"})
    return Extraction(
        document, fingerprint, (Sentence(0, len(text)),), (Mention(0, 12, text[:12], "person", 0.9),)
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=50)
@given(text=st.text(min_size=1))
def test_what_is_saved_is_loaded(tmp_path: Path, text: str) -> None:
    saved, staging = extraction(text), Staging(tmp_path)
    assert staging.load(staging.save(saved)) == saved


def test_found_by_content_and_extractor(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "staged")
    name = staging.save(extraction())
    held = extraction()
    assert staging.find(held.document.id, held.version) == name
    assert staging.find(held.document.id, replace(held, fingerprint="engine:2").version) is None
    assert staging.find(held.document.id, extraction("Changed text here.").version) is None


def test_discard_keeps_other_documents_and_the_version_asked_for(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    old, new, other = (
        extraction("Old text, quite."),
        extraction("New text, quite."),
        extraction(uri="other.txt"),
    )
    names = [staging.save(e) for e in (old, new, other)]
    assert staging.discard_others([names[1]]) == 1
    assert [staging.holds(name) for name in names] == [False, True, True]
    assert staging.discard(new.document.id) == 1
    assert [staging.holds(name) for name in names] == [False, False, True]


@pytest.mark.parametrize("damage", ["", "{", '{"format": 1}', '{"format": 99}', "[]"])
def test_a_damaged_file_is_a_clear_error(tmp_path: Path, damage: str) -> None:
    staging = Staging(tmp_path)
    name = staging.save(extraction())
    (tmp_path / name).write_text(damage, encoding="utf-8")
    with pytest.raises(StagingError, match=name):
        staging.load(name)
    with pytest.raises(StagingError, match=name):
        list(LoadedOnDemand(tmp_path, [name]))


def test_a_missing_file_is_a_clear_error(tmp_path: Path) -> None:
    with pytest.raises(StagingError, match=r"gone-1\.json: cannot be read"):
        Staging(tmp_path).load("gone-1.json")
    with pytest.raises(StagingError, match=r"gone-1\.json: cannot be read"):
        list(LoadedOnDemand(tmp_path, ["gone-1.json"]))


def test_no_partial_file_is_left_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(OSError, match="No space"):
        Staging(tmp_path).save(extraction())
    assert list(tmp_path.iterdir()) == []


def test_what_the_model_alone_found_lies_beside_and_goes_with_the_document(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    own, composed = extraction(), extraction(fingerprint="rules:1")
    staging.save_own(extraction("Older text, quite."))
    name = staging.save_own(own)
    assert staging.load(name) == own
    assert name == staging.own_name(own.document.id)
    kept = staging.save(composed)
    assert staging.discard_others([kept], keep_own=True) == 0
    assert staging.discard(own.document.id) == 2
    assert list(tmp_path.iterdir()) == []


def test_without_rules_what_the_model_alone_found_goes_at_the_next_change(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    staging.save_own(extraction())
    kept = staging.save(extraction())
    assert staging.discard_others([kept]) == 1
    assert [path.name for path in tmp_path.iterdir()] == [kept]


def test_a_file_that_does_not_say_what_found_its_mentions_is_of_the_model(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    name = staging.save(extraction())
    path = tmp_path / name
    data = json.loads(path.read_text(encoding="utf-8"))
    data["format"] = 1
    data["mentions"] = [mention[:5] for mention in data["mentions"]]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert staging.load(name) == extraction()
    assert {mention.source for mention in staging.load(name).mentions} == {MODEL}


def test_the_source_of_each_mention_is_kept(tmp_path: Path) -> None:
    found = tuple(replace(mention, source=PATTERN) for mention in extraction().mentions)
    saved, staging = replace(extraction(), mentions=found), Staging(tmp_path)
    assert staging.load(staging.save(saved)) == saved
