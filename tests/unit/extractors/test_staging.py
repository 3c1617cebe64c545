"""Staged extractions: complete or absent, found again, discarded on request."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from extractors.documents import Document
from extractors.mentions import MODEL, PATTERN, Extraction, Mention, Sentence
from extractors.staging import Staging, StagingError, load


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
    saved = extraction(text)
    assert load(Staging(tmp_path).save(saved)) == saved


def test_found_by_content_and_extractor(tmp_path: Path) -> None:
    staging = Staging(tmp_path / "staged")
    path = staging.save(extraction())
    held = extraction()
    assert staging.find(held.document.id, held.version) == path
    assert staging.find(held.document.id, replace(held, fingerprint="engine:2").version) is None
    assert staging.find(held.document.id, extraction("Changed text here.").version) is None


def test_discard_keeps_other_documents_and_the_version_asked_for(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    old, new, other = (
        extraction("Old text, quite."),
        extraction("New text, quite."),
        extraction(uri="other.txt"),
    )
    paths = [staging.save(e) for e in (old, new, other)]
    assert staging.discard(new.document.id, keep_version=new.version) == 1
    assert [p.is_file() for p in paths] == [False, True, True]
    assert staging.discard(new.document.id) == 1
    assert [p.is_file() for p in paths] == [False, False, True]


@pytest.mark.parametrize("damage", ["", "{", '{"format": 1}', '{"format": 99}', "[]"])
def test_a_damaged_file_is_a_clear_error(tmp_path: Path, damage: str) -> None:
    path = Staging(tmp_path).save(extraction())
    path.write_text(damage, encoding="utf-8")
    with pytest.raises(StagingError, match=path.name):
        load(path)


def test_no_partial_file_is_left_when_writing_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    import json

    def no_space(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(json, "dump", no_space)
    with pytest.raises(OSError, match="No space"):
        Staging(tmp_path).save(extraction())
    assert list(tmp_path.iterdir()) == []


def test_what_the_model_alone_found_lies_beside_and_goes_with_the_document(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    own, composed = extraction(), extraction(fingerprint="rules:1")
    staging.save_own(extraction("Older text, quite."))
    path = staging.save_own(own)
    assert load(path) == own
    assert path == staging.own_path(own.document.id)
    staging.save(composed)
    assert staging.discard(own.document.id, keep_version=composed.version, keep_own=True) == 0
    assert staging.discard(own.document.id) == 2
    assert list(tmp_path.iterdir()) == []


def test_without_rules_what_the_model_alone_found_goes_at_the_next_change(tmp_path: Path) -> None:
    staging = Staging(tmp_path)
    staging.save_own(extraction())
    kept = staging.save(extraction())
    assert staging.discard(extraction().document.id, keep_version=extraction().version) == 1
    assert list(tmp_path.iterdir()) == [kept]


def test_a_file_that_does_not_say_what_found_its_mentions_is_of_the_model(tmp_path: Path) -> None:
    path = Staging(tmp_path).save(extraction())
    data = json.loads(path.read_text(encoding="utf-8"))
    data["format"] = 1
    data["mentions"] = [mention[:5] for mention in data["mentions"]]
    path.write_text(json.dumps(data), encoding="utf-8")
    assert load(path) == extraction()
    assert {mention.source for mention in load(path).mentions} == {MODEL}


def test_the_source_of_each_mention_is_kept(tmp_path: Path) -> None:
    found = tuple(replace(mention, source=PATTERN) for mention in extraction().mentions)
    saved = replace(extraction(), mentions=found)
    assert load(Staging(tmp_path).save(saved)) == saved
