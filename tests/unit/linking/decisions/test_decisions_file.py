"""The file of decisions: what is written is read back, what is wrong is named by its line, nothing is half written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from linking.decisions.decision import Decision, Decisions, DecisionsError, Handle, Verdict
from linking.decisions.file import DecisionsFile
from tests.support.root import ROOT

ADA, BYRON = Handle("Ada Lovelace", "person"), Handle("Ada Byron", "person", ("b.txt", "a.txt"))
SAME = Decision(
    "dec_1", "2024-05-17T09:30:00Z", "ann", Verdict.SAME, ADA, BYRON, why="maiden name", score=0.5
)
UNDO = Decision("dec_2", "2024-05-17T09:31:00Z", "ann", Verdict.UNDO, None, undoes="dec_1")
LINE = (
    '{"id": "dec_1", "at": "2024-05-17T09:30:00Z", "by": "ann", "verdict": "same", '
    '"left": {"name": "Ada Lovelace", "type": "person"}, '
    '"right": {"name": "Ada Byron", "type": "person", "documents": ["a.txt", "b.txt"]}, '
    '"why": "maiden name", "score": 0.5}\n'
)

APPEND = """
import sys
from pathlib import Path
from linking.decisions.decision import Decision, Handle, Verdict
from linking.decisions.file import DecisionsFile
file = DecisionsFile(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    handle = Handle(sys.argv[2] * 500, "person")
    file.append(Decision(f"dec_{sys.argv[2]}{number}", "2024-05-17T09:30:00Z", "ann", Verdict.HIDE, handle))
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "decisions" / "decisions.jsonl"


def test_no_file_is_no_decisions(path: Path) -> None:
    assert DecisionsFile(path).read() == Decisions()
    assert not path.parent.exists()


def test_a_decision_is_one_readable_line(path: Path) -> None:
    file = DecisionsFile(path)
    file.append(SAME)
    assert path.read_text(encoding="utf-8") == LINE
    file.append(UNDO)
    assert path.read_text(encoding="utf-8").startswith(LINE)
    assert file.read() == Decisions((SAME, UNDO))


def test_names_are_written_as_they_are(path: Path) -> None:
    strange = Handle('習近平 "Xi"\u2028', "person")
    DecisionsFile(path).append(Decision("dec_1", "2024-05-17T09:30:00Z", "ann", Verdict.HIDE, strange))
    assert "習近平" in path.read_text(encoding="utf-8")
    assert DecisionsFile(path).read().all[0].left == strange


def test_several_are_added_together_or_not_at_all(path: Path) -> None:
    file = DecisionsFile(path)
    file.extend([SAME, UNDO])
    before = path.read_bytes()
    third = Decision("dec_3", "2024-05-17T09:31:00Z", "ann", Verdict.HIDE, ADA)
    with pytest.raises(DecisionsError, match="dec_1 is already taken"):
        file.extend([third, SAME])
    lost = Decision("dec_4", "2024-05-17T09:31:00Z", "ann", Verdict.UNDO, None, undoes="dec_9")
    with pytest.raises(DecisionsError, match="dec_9 is to be undone"):
        file.extend([third, lost])
    assert path.read_bytes() == before


def test_a_line_without_its_end_is_whole_and_the_next_one_begins_anew(path: Path) -> None:
    path.parent.mkdir()
    path.write_text(LINE.rstrip("\n"), encoding="utf-8")
    DecisionsFile(path).append(UNDO)
    assert DecisionsFile(path).read() == Decisions((SAME, UNDO))


def test_blank_lines_and_the_line_ends_of_other_systems_are_read(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(b"\r\n" + LINE.encode().replace(b"\n", b"\r\n") + b"\n")
    assert DecisionsFile(path).read() == Decisions((SAME,))


@pytest.mark.parametrize("kept", [1, 40, len(LINE.encode()) - 2])
def test_a_last_line_cut_off_is_an_error_and_stops_writing(path: Path, kept: int) -> None:
    path.parent.mkdir()
    whole = LINE.replace("dec_1", "dec_0").encode()
    path.write_bytes(whole + LINE.encode()[:kept])
    for act in (DecisionsFile(path).read, lambda: DecisionsFile(path).append(SAME)):
        with pytest.raises(
            DecisionsError, match=r"decisions\.jsonl:2: the last line was cut off.*Delete the line"
        ):
            act()
    assert path.read_bytes() == whole + LINE.encode()[:kept]


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"verdict": "maybe"}, "no verdict 'maybe'; the verdicts are same, different"),
        ({"verdict": None}, "'verdict' is None and should be text"),
        ({"left": None}, "takes a 'left'"),
        ({"left": "Ada"}, "'left' is 'Ada' and should be an object"),
        ({"left": {"name": "Ada"}}, "in 'left': 'type' is missing"),
        ({"left": {"name": "", "type": "person"}}, "in 'left': the name is empty"),
        (
            {"left": {"name": "A", "type": "person", "documents": "a.txt"}},
            "in 'left': 'documents' is 'a.txt'",
        ),
        ({"left": {"name": "A", "type": "person", "id": "ent_1"}}, "in 'left': there is no key 'id'"),
        ({"by": 7}, "'by' is 7 and should be text"),
        ({"at": "today"}, "'today' is not ISO 8601"),
        ({"score": "high"}, "'score' is 'high' and should be a number"),
        ({"score": 2}, "not between 0 and 1"),
        ({"wyh": "x"}, "there is no key 'wyh'; the keys are id, at, by"),
        ({"id": "dec_0"}, "the id dec_0 is already taken by a line before"),
    ],
)
def test_a_wrong_line_is_named_with_its_problem(path: Path, change: dict[str, object], told: str) -> None:
    path.parent.mkdir()
    first = LINE.replace("dec_1", "dec_0")
    path.write_text(first + json.dumps(json.loads(LINE) | change) + "\n" + LINE, encoding="utf-8")
    with pytest.raises(DecisionsError) as caught:
        DecisionsFile(path).read()
    message = str(caught.value)
    assert message.startswith(f"{path}:2: ")
    assert told in message
    assert message.endswith("Correct the line or delete it.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (LINE + '{"id": "dec_2", "at": "2024-05-17T09:30:00Z"}\n', ":2: 'by' is missing"),
        ("<<<<<<< HEAD\n" + LINE, ":1: column 1 is no valid JSON"),
        ("[]\n", ":1: the line holds no JSON object"),
        (LINE.replace("Ada", "Ad\ufffd").replace("\ufffd", "\\ud800"), ":1: in 'left': the name"),
    ],
)
def test_what_is_no_decision_is_named(path: Path, text: str, told: str) -> None:
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DecisionsError, match=told):
        DecisionsFile(path).read()


def test_an_undo_speaks_of_a_line_before_it(path: Path) -> None:
    path.parent.mkdir()
    undo = (
        '{"id": "dec_2", "at": "2024-05-17T09:30:00Z", "by": "ann", "verdict": "undo", "undoes": "dec_1"}\n'
    )
    path.write_text(undo + LINE, encoding="utf-8")
    with pytest.raises(DecisionsError, match=":1: dec_1 is to be undone, but no line before holds it"):
        DecisionsFile(path).read()


def test_bytes_that_are_no_text_are_named(path: Path) -> None:
    path.parent.mkdir()
    path.write_bytes(LINE.encode("utf-16") + b"\n")
    with pytest.raises(DecisionsError, match=":1: byte 1 is not UTF-8"):
        DecisionsFile(path).read()


def test_a_folder_in_the_place_of_the_file_is_an_error(path: Path) -> None:
    path.mkdir(parents=True)
    with pytest.raises(DecisionsError, match="cannot be read"):
        DecisionsFile(path).read()
    with pytest.raises(DecisionsError, match="Nothing was added"):
        DecisionsFile(path).append(SAME)


def test_a_full_disk_leaves_the_file_as_it_was(path: Path) -> None:
    DecisionsFile(path).append(SAME)
    before = path.read_bytes()
    script = "import resource, signal, sys\nsignal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
    script += f"resource.setrlimit(resource.RLIMIT_FSIZE, ({len(before) + 100}, resource.RLIM_INFINITY))\n"
    done = _run(script + APPEND, path, "x", 1)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert path.read_bytes() == before


def test_processes_that_append_at_once_do_not_mix_their_lines(path: Path) -> None:
    path.parent.mkdir()
    started = [_start(APPEND, path, letter, 40) for letter in "ab"]
    assert [each.communicate(timeout=60)[1] for each in started] == ["", ""]
    found = DecisionsFile(path).read().all
    assert len(found) == 80
    assert {each.id for each in found} == {f"dec_{letter}{n}" for letter in "ab" for n in range(40)}


def _start(script: str, path: Path, letter: str, count: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", script, str(path), letter, str(count)]
    return subprocess.Popen(
        command,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stderr=subprocess.PIPE,
        text=True,
    )


def _run(script: str, path: Path, letter: str, count: int) -> subprocess.CompletedProcess[str]:
    process = _start(script, path, letter, count)
    _, errors = process.communicate(timeout=60)
    return subprocess.CompletedProcess(process.args, process.returncode, "", errors)


def test_a_byte_order_mark_at_the_start_is_no_mistake(tmp_path: Path) -> None:
    path = tmp_path / "decisions.jsonl"
    path.write_text("\N{BYTE ORDER MARK}" + LINE, encoding="utf-8")
    file = DecisionsFile(path)
    assert [each.id for each in file.read().all] == ["dec_1"]
    file.append(UNDO)
    assert [each.id for each in file.read().all] == ["dec_1", "dec_2"]
