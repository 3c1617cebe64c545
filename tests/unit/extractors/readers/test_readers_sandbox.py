"""The process that converts: its limits, its replacement, its end; and the registry of formats."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil
import pytest

from extractors.documents import Outcome
from extractors.readers import registry
from extractors.readers.conversion import Converted, Format, ReadError, ReaderSettings
from extractors.readers.reader import DocumentReader
from extractors.readers.registry import register
from extractors.readers.sandbox import ConversionSandbox
from extractors.readers.source import Source

CONVERTERS = '''
import ctypes, os, sys, time
from extractors.readers.conversion import Converted, RejectedPart

def echo(data, settings):
    return [Converted(data.decode(), metadata={"pid": str(os.getpid()), "torch": str("torch" in sys.modules)})]

def noisy(data, settings):
    print("to standard output"); os.write(1, b"and past Python"); print("error", file=sys.stderr)
    return [Converted("quiet \\ud800")]

def hang(data, settings):
    ctypes.CDLL(None).pause()  # outside Python, deaf to anything but a kill

def crash(data, settings):
    ctypes.string_at(0)

def leave(data, settings):
    os._exit(3)

def hoard(data, settings):
    return [Converted("x" * 3_000_000_000)]

def wear_out(data, settings):
    """Fails in every process but a fresh one."""
    global worn
    fresh, worn = "worn" not in globals(), True
    if not fresh:
        os._exit(4)
    return [Converted("fresh")]

def broken(data, settings):
    raise KeyError("some library's surprise")

def unmet(data, settings):
    import a_package_that_is_not_installed

def endless(data, settings):
    return [Converted("x" * 2000)]
'''


@pytest.fixture(autouse=True)
def _converters(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_converters.py").write_text(CONVERTERS)
    monkeypatch.syspath_prepend(str(tmp_path))


@pytest.fixture
def sandbox() -> Iterator[ConversionSandbox]:
    with ConversionSandbox(ReaderSettings(timeout_seconds=1.0, max_characters=1000)) as shared:
        yield shared


def convert(sandbox: ConversionSandbox, function: str, data: bytes = b"Ada") -> Converted:
    (result,) = sandbox.convert(f"own_converters:{function}", data)
    assert isinstance(result, Converted)
    return result


def test_one_process_serves_many_files_and_ends_with_the_sandbox() -> None:
    with ConversionSandbox(ReaderSettings()) as sandbox:
        assert sandbox.worker_pid is None
        first, second = convert(sandbox, "echo"), convert(sandbox, "echo")
        assert first.metadata["pid"] == second.metadata["pid"] == str(sandbox.worker_pid)
        assert first.metadata["torch"] == "False"
        pid = int(first.metadata["pid"])
        assert pid != os.getpid()
    assert not psutil.pid_exists(pid)


def test_large_files_pass_both_ways() -> None:
    with ConversionSandbox(ReaderSettings()) as sandbox:
        assert len(convert(sandbox, "echo", b"x" * 5_000_000).text) == 5_000_000


@pytest.mark.parametrize(
    ("function", "outcome", "reason"),
    [
        ("hang", Outcome.TIMEOUT, "longer than 1 s"),
        ("crash", Outcome.CORRUPT, "SIGSEGV"),
        ("leave", Outcome.CORRUPT, "exit code 3"),
        ("hoard", Outcome.TOO_LARGE, "of memory"),
        ("broken", Outcome.CORRUPT, "some library's surprise"),
        ("unmet", Outcome.UNSUPPORTED, "a_package_that_is_not_installed"),
        ("endless", Outcome.TOO_LARGE, "2,000 characters"),
    ],
)
def test_a_hostile_file_costs_one_failure(
    sandbox: ConversionSandbox, function: str, outcome: Outcome, reason: str
) -> None:
    convert(sandbox, "echo")
    with pytest.raises(ReadError) as caught:
        convert(sandbox, function)
    assert caught.value.outcome is outcome
    assert reason in caught.value.reason
    assert caught.value.remedy
    assert convert(sandbox, "echo").text == "Ada"


def test_what_a_library_prints_does_not_disturb_the_answers(sandbox: ConversionSandbox) -> None:
    assert convert(sandbox, "noisy").text == "quiet ?"


def test_a_worn_out_process_is_replaced_and_the_file_tried_again(sandbox: ConversionSandbox) -> None:
    assert [convert(sandbox, "wear_out").text for _ in range(3)] == ["fresh"] * 3


def test_threads_take_turns() -> None:
    with ConversionSandbox(ReaderSettings()) as sandbox, ThreadPoolExecutor(8) as pool:
        texts = [f"text {number}" for number in range(100)]
        found = list(pool.map(lambda text: convert(sandbox, "echo", text.encode()), texts))
        assert [each.text for each in found] == texts
        assert len({each.metadata["pid"] for each in found}) == 1


def test_a_worker_killed_from_outside_is_replaced(sandbox: ConversionSandbox) -> None:
    os.kill(int(convert(sandbox, "echo").metadata["pid"]), signal.SIGKILL)
    assert convert(sandbox, "echo").text == "Ada"


@pytest.mark.parametrize("function", ["echo", "hang"])
def test_the_worker_does_not_outlive_a_killed_parent(tmp_path: Path, function: str) -> None:
    script = f"""
import sys, threading, time
from extractors.readers.conversion import ReaderSettings
from extractors.readers.sandbox import ConversionSandbox
sandbox = ConversionSandbox(ReaderSettings(timeout_seconds=1))
sandbox.convert("own_converters:echo", b"x")
threading.Thread(target=sandbox.convert, args=("own_converters:{function}", b"x"), daemon=True).start()
time.sleep(0.2)
print(sandbox.worker_pid, flush=True)
time.sleep(60)
"""
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, env=environment)
    assert parent.stdout is not None
    worker = psutil.Process(int(parent.stdout.readline()))
    parent.kill()
    parent.communicate()
    deadline = time.monotonic() + 15
    while worker.is_running() and worker.status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline, "the worker outlived its parent"
        time.sleep(0.05)


@pytest.fixture
def _own_registry() -> Iterator[None]:
    yield
    registry._table.cache_clear()


@pytest.mark.usefixtures("_own_registry")
def test_an_own_format_is_read_like_any_other(tmp_path: Path) -> None:
    import own_converters

    register(Format("text/x-note", (".Note",), own_converters.echo))
    (tmp_path / "a.NOTE").write_text("Ada")
    with DocumentReader() as reader:
        (document,) = reader.read(Source("a.NOTE", str(tmp_path / "a.NOTE"))).documents
    assert (document.text, document.media_type) == ("Ada", "text/x-note")
    assert document.metadata["pid"] != str(os.getpid())


@pytest.mark.usefixtures("_own_registry")
def test_an_own_format_takes_the_place_of_one_with_its_suffix() -> None:
    import own_converters

    own = Format("text/x-note", (".txt", ".note"), own_converters.echo)
    register(own)
    assert registry.format_of("a.txt") is own
    assert registry.supported_suffixes().count(".txt") == 1


def test_a_format_that_no_other_process_could_import_is_refused() -> None:
    with pytest.raises(ValueError, match="top level of a module"):
        Format("text/x-note", (".note",), lambda *_: [])


@pytest.mark.parametrize(
    ("media_type", "suffixes", "remedy"),
    [
        ("text/x-note", ("note",), "with its dot"),
        ("text/x-note", (".",), "with its dot"),
        ("text/x-note", (".a b",), "with its dot"),
        ("text/x-note", (), "at least one"),
        ("note", (".note",), "media type"),
        ("text/x-note; charset=utf-8", (".note",), "media type"),
    ],
)
def test_a_format_that_could_not_be_found_is_refused(
    media_type: str, suffixes: tuple[str, ...], remedy: str
) -> None:
    import own_converters

    with pytest.raises(ValueError, match=remedy):
        Format(media_type, suffixes, own_converters.echo)


def test_a_format_begins_with_version_one() -> None:
    import own_converters

    with pytest.raises(ValueError, match="begin at 1"):
        Format("text/x-note", (".note",), own_converters.echo, version=0)
