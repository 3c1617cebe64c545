"""The review on a real (pseudo) terminal, and corrections whose second half fails."""

from __future__ import annotations

import os
import pty
import select
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

import pytest

from flows.commands.corrections.review_terminal import PROMPT
from flows.commands.corrections.shown import record
from flows.project.settings import Settings
from graph.contents.loading import load_resolution
from graph.corrections.acts import RelinkError
from graph.errors import StoreError
from graph.stores.opening import open_store
from graph.stores.protocol import GraphStore, WriteTransaction
from graph.stores.settings import StoreSettings
from graph.writing.linking_state import is_pending
from graph.writing.writer import apply_changes
from linking.decisions.decision import Handle, Verdict, decide
from linking.decisions.file import DecisionsFile
from linking.guidance import Guidance
from tests.support.failing_store import FailingStore, StoppedError
from tests.support.root import ROOT
from tests.support.synthetic import extraction

T = TypeVar("T")
HANSEN, HANSON = ("Ole Hansen", "person"), ("Ole Hanson", "person")
MERKEL, MERKLE = ("Angela Merkel", "person"), ("Angela Merkle", "person")
OSAKA = ("Osaka", "location")
DOCUMENTS = [
    extraction("a.txt", [[HANSEN, OSAKA], [HANSEN]]),
    extraction("b.txt", [[HANSON], [HANSON]]),
    extraction("c.txt", [[MERKEL]]),
    extraction("d.txt", [[MERKEL]]),
    extraction("e.txt", [[MERKLE]]),
]


class Terminal:
    """graphmill on a terminal of its own."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self._master, child = pty.openpty()
        # The module, as the installed command, starts itself again where the embedded store needs it.
        environment = os.environ | {
            "PYTHONPATH": str(ROOT),
            "GRAPHMILL_USER": "ann",
            "COLUMNS": "200",
            "TERM": "xterm",
            "PYTHONIOENCODING": "utf-8",
        }
        self._process = subprocess.Popen(
            [sys.executable, "-m", "flows.cli", *arguments],
            cwd=folder,
            env=environment,
            stdin=child,
            stdout=child,
            stderr=child,
            start_new_session=True,
            preexec_fn=_take_terminal,
        )
        os.close(child)
        self.seen = ""

    def wait_for(self, text: str, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while text not in self.seen:
            assert time.monotonic() < end, f"{text!r} never came: {self.seen}"
            if not self._read(0.2) and self._process.poll() is not None:
                self._read(0.2)
                assert text in self.seen, self.seen

    def press(self, keys: str) -> None:
        """Answer the prompt that was waited for."""
        self.seen = ""
        os.write(self._master, keys.encode())

    def finish(self, seconds: float = 60) -> int:
        end = time.monotonic() + seconds
        while self._process.poll() is None and time.monotonic() < end:
            self._read(0.2)
        while self._read(0.2):
            pass
        os.close(self._master)
        return self._process.wait(1)

    def _read(self, seconds: float) -> bool:
        if not select.select([self._master], [], [], seconds)[0]:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self.seen += data.decode("utf-8", "replace")
        return bool(data)


def _take_terminal() -> None:
    import fcntl
    import termios

    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / ".graphmill").mkdir()
    (tmp_path / "graphmill.toml").write_text("", encoding="utf-8")
    with open_store(StoreSettings(path=tmp_path / ".graphmill" / "graph.kgl")) as store:
        apply_changes(store, DOCUMENTS)
    return tmp_path


def entities(folder: Path) -> set[str]:
    with open_store(StoreSettings(path=folder / ".graphmill" / "graph.kgl")) as store:
        return {each.name for each in load_resolution(store).entities.values() if each.docs}


def verdicts(folder: Path) -> list[tuple[str, str, str]]:
    return [
        (each.verdict.value, each.left.name, each.right.name)
        for each in DecisionsFile(folder / "decisions.jsonl").read().all
        if each.left and each.right
    ]


def test_pairs_are_judged_by_keys_and_the_graph_follows_at_the_end(folder: Path) -> None:
    terminal = Terminal(folder, "review")
    terminal.wait_for(PROMPT)
    assert "1 of 2" in terminal.seen
    assert "Two entities at present. Are they one?" in terminal.seen
    assert "hansen" in terminal.seen
    terminal.press("s")
    terminal.wait_for(PROMPT)
    assert "2 of 2" in terminal.seen
    assert "One entity at present (a slip of the pen). Are they the same?" in terminal.seen
    assert [verdict for verdict, _, _ in verdicts(folder)] == ["same"], "kept before the end"
    terminal.press("d")
    assert terminal.finish() == 0
    assert "2 judgements kept" in terminal.seen
    assert "merged: Ole Hanson" in terminal.seen
    assert entities(folder) == {"Ole Hansen", "Angela Merkel", "Angela Merkle", "Osaka"}


def test_an_interrupted_session_keeps_and_follows_what_was_judged(folder: Path) -> None:
    terminal = Terminal(folder, "review")
    terminal.wait_for(PROMPT)
    terminal.press("s")
    terminal.wait_for(PROMPT)
    terminal.press("\x03")
    assert terminal.finish() == 0
    assert "Interrupted; what was judged is kept." in terminal.seen
    assert len(verdicts(folder)) == 1
    assert "Ole Hanson" not in entities(folder)


def test_what_was_judged_unsure_is_not_asked_again(folder: Path) -> None:
    terminal = Terminal(folder, "review", "--limit", "1")
    terminal.wait_for(PROMPT)
    terminal.press("u")
    assert terminal.finish() == 0
    assert [verdict for verdict, _, _ in verdicts(folder)] == ["unsure"]
    terminal = Terminal(folder, "review")
    terminal.wait_for(PROMPT)
    assert "1 of 1" in terminal.seen
    terminal.press("q")
    assert terminal.finish() == 0
    assert "Nothing was judged." in terminal.seen


class LostStore(FailingStore):
    """Goes away within a transaction, before the ``statement``-th statement."""

    def write(self, unit: Callable[[WriteTransaction], T]) -> T:
        try:
            return super().write(unit)
        except StoppedError as error:
            raise StoreError("The server went away.") from error


@pytest.mark.parametrize("statement", [1, 3, 6])
def test_a_decision_outlives_a_store_that_fails_and_the_next_run_follows_it(
    embedded_store: Callable[[str], GraphStore],
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    statement: int,
) -> None:
    store = embedded_store("graph")
    apply_changes(store, DOCUMENTS)
    settings = Settings(base=tmp_path)
    decision = decide(Verdict.SAME, Handle(*HANSEN), Handle(*HANSON))
    with pytest.raises(RelinkError, match="resolve --apply"):
        record(LostStore(store, statement), settings, Guidance(), [decision], as_json=False)
    kept = Guidance(DecisionsFile(settings.decisions_path).read())
    assert kept.decisions.all == (decision,)
    assert is_pending(store, kept)
    capsys.readouterr()
    assert record(store, settings, kept, [decision], as_json=False) == 0
    assert f"{decision.id}: " in capsys.readouterr().out
    assert DecisionsFile(settings.decisions_path).read().all == (decision,), "and it is not written twice"
    assert not is_pending(store, kept)
    names = {each.name for each in load_resolution(store).entities.values() if each.docs}
    assert "Ole Hanson" not in names
