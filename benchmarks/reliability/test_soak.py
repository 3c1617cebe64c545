"""The soak would notice what is lost: its documents are read whole from every format, and a small one ends clean."""

from __future__ import annotations

import random
from argparse import Namespace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from benchmarks.reliability.made_documents import ALONE, TOGETHER, DocumentMaker, made_files
from benchmarks.reliability.memory_chart import memory_chart
from benchmarks.reliability.soak import Inbox, Sample, flatness, lost, soak
from extractors.readers.conversion import ReaderSettings
from extractors.readers.reader import DocumentReader
from extractors.readers.source import Source
from flows.project.settings_file import load_settings
from flows.runs.forgetting import forget_documents

FILES = list(made_files(60))


@pytest.fixture(scope="module")
def maker() -> DocumentMaker:
    return DocumentMaker(1)


def test_documents_of_every_format_are_read_whole(maker: DocumentMaker, tmp_path: Path) -> None:
    assert {Path(file.name).suffix for file in FILES} == {*ALONE, *TOGETHER}
    assert [number for file in FILES for number in file.numbers] == list(range(60))
    with DocumentReader(ReaderSettings()) as reader:
        for file in FILES:
            path = tmp_path / Path(file.name).name
            path.write_bytes(file.content(maker))
            read = reader.read(Source(path.name, str(path)))
            assert (read.failures, len(read.documents)) == ((), len(file.numbers)), file.name
            for number, document in zip(file.numbers, read.documents, strict=True):
                text = " ".join(document.text.split())
                for paragraph in maker.document(number).paragraphs:
                    assert all(sentence in text for sentence in paragraph.split(". ")), file.name


def test_the_same_number_is_the_same_document_and_an_edition_another(maker: DocumentMaker) -> None:
    assert DocumentMaker(1).document(7) == maker.document(7)
    assert maker.document(7, edition=1).text != maker.document(7).text
    assert maker.document(7, edition=1).marks == maker.document(7).marks


def test_a_change_leaves_as_much_as_there_was_but_for_what_is_away(
    maker: DocumentMaker, tmp_path: Path
) -> None:
    inbox = Inbox(tmp_path, maker, random.Random(1))  # noqa: S311 - repeatable, no secret
    for file in made_files(300):
        inbox.add(file)
    whole = {path.name for path in tmp_path.rglob("*.*")}
    told = inbox.change()
    assert all(told[what] > 0 for what in ("rewritten", "renamed", "taken away"))
    assert len({path.name for path in tmp_path.rglob("*.*")}) == len(whole) - told["taken away"]
    inbox.bring_back()
    assert len({path.name for path in tmp_path.rglob("*.*")}) == len(whole)


def test_a_small_soak_ends_without_a_loss_and_one_that_lost_something_does_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("benchmarks.reliability.soak.MOST_GROWTH", 10.0)
    asked = Namespace(documents=40, growing=1, changing=1, extractor="rules", out=tmp_path / "out", seed=1)
    project = tmp_path / "project"
    project.mkdir()
    assert soak(project, asked) == 0
    assert (
        "0 of 80 marks lost, 0 too many, 0 sources rejected, 0 audit differences" in capsys.readouterr().out
    )
    assert ElementTree.parse(tmp_path / "out" / "soak.svg").getroot().tag.endswith("svg")  # noqa: S314 - our own
    maker = DocumentMaker(1)
    inbox = Inbox(project / "inbox", maker, random.Random(1), names=dict.fromkeys(made_files(40), ""))  # noqa: S311
    gone = next(path for path in (project / "inbox").rglob("*.txt"))
    forget_documents(
        [f"inbox/{gone.relative_to(project / 'inbox')}"], load_settings(project / "graphmill.toml")
    )
    missing, extra, differences = lost(project, inbox)
    assert (len(missing), extra, differences) == (2, 0, 0)


def test_flatness_compares_the_peaks_of_the_first_runs_with_those_of_the_last() -> None:
    samples = [Sample(0, "growing 1", 1, 999)]
    for number, peak in enumerate((100, 102, 110, 120, 130, 132)):
        samples += [Sample(0, f"changing {number}", 1, peak), Sample(0, f"changing {number}", 1, 50)]
    runs = [f"changing {number}" for number in range(6)]
    assert flatness(samples, runs) == (101, 131)


def test_the_chart_keeps_the_peaks_of_many_samples() -> None:
    line = [(number / 60, 900.0 if number == 1234 else 100.0) for number in range(5000)]
    chart = memory_chart({"the process": line}, [(0, 10), (80, 500)])
    root = ElementTree.fromstring(chart)  # noqa: S314 - our own
    paths = [each.attrib["d"] for each in root.iter("{http://www.w3.org/2000/svg}path")]
    longest = max(paths, key=len)
    heights = [float(point.split()[1]) for point in longest.removeprefix("M").split("L")]
    assert min(heights) < 80
    assert len(heights) <= 600
