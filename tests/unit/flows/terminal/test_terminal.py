"""What documents say never reaches the terminal as a command to it."""

from __future__ import annotations

import csv
import io
import json
import os
import pty
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows import cli
from flows.terminal import output
from flows.terminal.visible import VisibleStream, raw, visible, visible_json, visible_output

COLOUR, TITLE, CLEAR, OVERWRITE = "\x1b[31mred", "\x1b]0;owned\x07", "\x9b2J", "Ada\rEve"
REVERSED = "txt\u202egpj.exe"


@pytest.mark.parametrize("text", [COLOUR, TITLE, CLEAR, OVERWRITE, REVERSED, "\x7f\x08", "half \ud800"])
def test_nothing_that_a_terminal_obeys_is_left(text: str) -> None:
    shown = visible(text)
    assert len(shown) == len(text)
    assert all(character.isprintable() for character in shown)


@given(st.text())
def test_ordinary_text_and_json_mean_what_they_meant(text: str) -> None:
    assert visible(visible(text)) == visible(text)
    assert json.loads(visible_json(json.dumps(text, ensure_ascii=False))) == text
    assert visible_json(json.dumps(text, ensure_ascii=False)).encode()


def test_letters_of_every_script_lines_and_tabs_stay() -> None:
    text = "Ünïcødé 漢字 عربى עברית 👩‍💻\tline\nline"
    assert visible(text) == text


def test_all_ways_of_printing_show_rather_than_obey(capsys: pytest.CaptureFixture[str]) -> None:
    evil = COLOUR + TITLE + CLEAR + REVERSED
    with visible_output():
        print(f"plain {evil}")
        output.print_table(("name", "list"), [(evil, [evil, {"k": evil}])], title=evil)
        output.heading(evil)
        output.highlight(evil, [(0, 3)])
        output.print_json({"name": evil})
        output.print_jsonl([{"name": evil}])
    output.print_error(evil)
    output.print_warning(evil)
    printed = capsys.readouterr()
    for text in (printed.out, printed.err):
        assert text
        assert not set(text) & set("\x1b\x07\x9b\u202e\r")


def test_json_gives_programs_the_very_value(capsys: pytest.CaptureFixture[str]) -> None:
    with visible_output():
        output.print_jsonl([{"name": COLOUR + CLEAR + REVERSED}])
    assert json.loads(capsys.readouterr().out) == {"name": COLOUR + CLEAR + REVERSED}


def test_a_terminal_gets_the_colours_of_graphmill_and_none_of_a_document(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setenv("TERM", "xterm")
        monkeypatch.delenv("NO_COLOR", raising=False)
        with visible_output():
            print(TITLE)
            output.heading(TITLE)
            output.highlight(COLOUR, [(0, 2)])
            output.print_table(("name",), [(TITLE + CLEAR,)])
        terminal.flush()
        written = os.read(master, 100_000).decode()
    os.close(master)
    assert "\x1b[1m" in written
    assert "\x1b]0;" not in written
    assert "\x1b[31mred" not in written
    assert "\x9b" not in written


def test_csv_is_exact_for_programs_and_shown_on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    evil = COLOUR + TITLE + CLEAR + REVERSED + OVERWRITE
    rows = [(evil, [evil], 1)]
    with visible_output():
        print(TITLE)
        output.print_csv((evil, "list", "n"), rows)
    first, _, written = capfdbinary.readouterr().out.decode("utf-8").partition("\n")
    assert first == visible(TITLE)
    header, (name, listed, number) = csv.reader(io.StringIO(written, newline=""))
    assert (header, name, json.loads(listed), number) == ([evil, "list", "n"], evil, [evil], "1")
    master, slave = pty.openpty()
    with os.fdopen(slave, "w") as terminal:
        monkeypatch.setattr(sys, "stdout", terminal)
        with visible_output():
            output.print_csv(("name", "list", "n"), rows)
        terminal.flush()
        shown = b""
        while shown.count(b"\n") < 2:
            shown += os.read(master, 100_000)
    os.close(master)
    lines = shown.decode("utf-8").split("\r\n")
    assert lines[0] == "name,list,n"
    assert lines[1].strip('"').startswith(visible(evil))
    assert not set("".join(lines)) & set("\x1b\x07\x9b\u202e\r")


def test_streams_are_as_they_were_after_a_command() -> None:
    before = sys.stdout
    assert cli.run(["--version"]) == 0
    assert sys.stdout is before
    inner = io.StringIO()
    assert raw(VisibleStream(inner)) is inner
    assert raw(inner) is inner
