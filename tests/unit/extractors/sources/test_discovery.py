"""From what the user names to the sources that are read."""

from __future__ import annotations

import hashlib
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import fsspec
import pytest

from extractors.documents import Outcome
from extractors.readers.conversion import ReadError
from extractors.readers.reader import read
from extractors.sources.discovery import Discovery, Source, discover, without_credentials


def tree(base: Path, *names: str) -> None:
    for name in names:
        (base / name).parent.mkdir(parents=True, exist_ok=True)
        (base / name).write_text(name)


def uris(found: Discovery) -> list[str]:
    return [source.uri for source in found.sources]


def failures(found: Discovery) -> list[tuple[str, Outcome]]:
    assert all(failure.reason and failure.remedy for failure in found.failures)
    return [(failure.uri, failure.outcome) for failure in found.failures]


def test_a_folder_gives_its_files_sorted_without_hidden_ones(tmp_path: Path) -> None:
    tree(tmp_path, "docs/b.txt", "docs/a/z.MD", "docs/a/y.html", "docs/.hidden.txt", "docs/.graphmill/x.txt")
    found = discover(["docs"], base=tmp_path)
    assert uris(found) == ["docs/b.txt", "docs/a/y.html", "docs/a/z.MD"]
    assert failures(found) == []
    assert found.sources[0].read_bytes(100) == b"docs/b.txt"


def test_inputs_keep_their_order_and_no_file_counts_twice(tmp_path: Path) -> None:
    tree(tmp_path, "b.txt", "a.txt", "c.txt")
    (tmp_path / "link.txt").symlink_to(tmp_path / "b.txt")
    inputs = ["c.txt", "*.txt", str(tmp_path / "a.txt"), ".", (tmp_path / "c.txt").as_uri()]
    assert uris(discover(inputs, base=tmp_path)) == ["c.txt", "a.txt", "b.txt"]


def test_a_file_outside_the_base_has_its_absolute_path(tmp_path: Path) -> None:
    tree(tmp_path, "base/a.txt", "other/b.txt")
    found = discover(["../other/b.txt", "a.txt"], base=tmp_path / "base")
    assert uris(found) == [f"{tmp_path.as_posix()}/other/b.txt", "a.txt"]


def test_globs_cross_folders_with_two_stars(tmp_path: Path) -> None:
    tree(tmp_path, "a.txt", "x/b.txt", "x/y/c.txt", "x/d.md", "x/.e.txt")
    assert uris(discover(["x/*.txt"], base=tmp_path)) == ["x/b.txt"]
    assert uris(discover(["**/*.txt"], base=tmp_path)) == ["a.txt", "x/b.txt", "x/y/c.txt"]
    assert uris(discover(["x*"], base=tmp_path)) == ["x/b.txt", "x/d.md", "x/y/c.txt"]


def test_a_file_with_the_signs_of_a_glob_in_its_name_is_found(tmp_path: Path) -> None:
    tree(tmp_path, "report [final].txt", "report f.txt")
    assert uris(discover(["report [final].txt"], base=tmp_path)) == ["report [final].txt"]


def test_hidden_files_that_are_named_are_taken(tmp_path: Path) -> None:
    tree(tmp_path, ".notes/.a.txt", ".notes/b.txt")
    assert uris(discover([".notes/.a.txt", ".notes"], base=tmp_path)) == [".notes/.a.txt", ".notes/b.txt"]


def test_inputs_that_lead_nowhere_are_told(tmp_path: Path) -> None:
    tree(tmp_path, "good.txt")
    (tmp_path / "empty").mkdir()
    found = discover(["gone.txt", "*.pdf", "", "good.txt", "empty", "memory://nowhere/a.txt"], base=tmp_path)
    assert uris(found) == ["good.txt"]
    assert failures(found) == [
        ("gone.txt", Outcome.UNREADABLE),
        ("*.pdf", Outcome.EMPTY),
        ("(empty input)", Outcome.UNREADABLE),
        ("empty", Outcome.EMPTY),
        ("memory://nowhere/a.txt", Outcome.UNREADABLE),
    ]


def test_types_that_cannot_be_read_are_told_in_one_line(tmp_path: Path) -> None:
    tree(tmp_path, "d/a.txt", "d/b.png", "d/c.PNG", "d/Makefile", "d/e.doc")
    found = discover(["d", "d/e.doc"], base=tmp_path)
    assert uris(found) == ["d/a.txt"]
    assert failures(found) == [("d", Outcome.UNSUPPORTED), ("d/e.doc", Outcome.UNSUPPORTED)]
    assert "4 file(s)" in found.failures[0].reason
    assert "2 .png, 1 .doc, 1 no suffix (first: d/Makefile)" in found.failures[0].reason
    assert ".doc" in found.failures[1].reason


def test_what_is_excluded_is_left_out_of_folders(tmp_path: Path) -> None:
    tree(tmp_path, "d/a.txt", "d/b.md", "d/old/c.txt", "d/e.png")
    assert uris(discover(["d"], base=tmp_path, exclude=["old/*", "*.png"])) == ["d/a.txt", "d/b.md"]
    assert uris(discover(["d"], base=tmp_path, exclude=["d/old/**", "**/*.md"])) == ["d/a.txt"]
    assert uris(discover(["d/a.txt"], base=tmp_path, exclude=["*.txt"])) == ["d/a.txt"]
    assert failures(discover(["d"], base=tmp_path, exclude=["*.*"])) == [("d", Outcome.EMPTY)]


def test_links_between_folders_end(tmp_path: Path) -> None:
    tree(tmp_path, "d/a.txt", "elsewhere/b.txt")
    (tmp_path / "d" / "loop").symlink_to(tmp_path / "d")
    (tmp_path / "d" / "side").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "d" / "broken.txt").symlink_to(tmp_path / "gone.txt")
    found = discover(["d"], base=tmp_path)
    assert uris(found) == ["d/a.txt", "d/broken.txt", "d/side/b.txt"]
    with pytest.raises(ReadError) as caught:
        found.sources[1].read_bytes(10)
    assert caught.value.outcome is Outcome.UNREADABLE


def test_a_name_that_is_no_text_costs_only_its_file(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode(b"caf\xe9.txt")).write_text("x")
    tree(tmp_path, "good.txt")
    found = discover(["."], base=tmp_path)
    assert uris(found) == ["good.txt"]
    ((uri, outcome),) = failures(found)
    assert (uri, outcome) == ("caf\\udce9.txt", Outcome.UNREADABLE)
    found.failures[0].reason.encode()


@pytest.fixture
def plain_user() -> Iterator[Path]:
    """Yield a folder under the rights of a user to whom files can be closed, also where root runs the tests."""
    nobody = 65534
    with TemporaryDirectory() as folder:
        if os.geteuid() != 0:
            yield Path(folder)
            return
        os.chown(folder, nobody, nobody)
        os.seteuid(nobody)
        try:
            yield Path(folder)
        finally:
            os.seteuid(0)


def test_a_file_or_folder_that_is_closed_costs_only_itself(plain_user: Path) -> None:
    tree(plain_user, "d/a.txt", "d/closed/b.txt", "d/z/c.txt")
    (plain_user / "d" / "closed").chmod(0)
    (plain_user / "d" / "a.txt").chmod(0)
    found = discover(["d"], base=plain_user)
    assert uris(found) == ["d/a.txt", "d/z/c.txt"]
    assert failures(found) == [("d/closed", Outcome.UNREADABLE)]
    (failure,) = read(found.sources[0]).failures
    assert (failure.uri, failure.outcome) == ("d/a.txt", Outcome.UNREADABLE)
    assert "may not read" in failure.reason


def test_the_base_may_have_the_signs_of_a_glob_in_its_name(tmp_path: Path) -> None:
    tree(tmp_path, "work [1]/a.txt")
    assert uris(discover(["*.txt"], base=tmp_path / "work [1]")) == ["a.txt"]


ODD_FOLDERS = ("[2023] letters", "a [b] [c]", "what?", "s*ar", "[!x]", "[ab]")


@pytest.mark.parametrize("folder", ODD_FOLDERS)
@pytest.mark.parametrize("pattern", ["*.txt", "**/*.txt", "in [x]/*.txt", "[i]n*/*.txt"])
def test_a_glob_below_a_folder_with_the_signs_of_a_glob_in_its_name_finds_its_files(
    tmp_path: Path, folder: str, pattern: str
) -> None:
    tree(tmp_path, *(f"{name}/{file}" for name in ODD_FOLDERS for file in ("1.txt", "in [x]/2.txt", "3.md")))
    tree(tmp_path, "a/1.txt", "2 letters/1.txt", "whats/1.txt", "star/1.txt", "y/1.txt")
    expected = {
        "*.txt": [f"{folder}/1.txt"],
        "**/*.txt": [f"{folder}/1.txt", f"{folder}/in [x]/2.txt"],
        "in [x]/*.txt": [f"{folder}/in [x]/2.txt"],
        "[i]n*/*.txt": [f"{folder}/in [x]/2.txt"],
    }[pattern]
    outside = tmp_path / "elsewhere" / "base [1]"
    outside.mkdir(parents=True)
    for given, base in (
        (f"{folder}/{pattern}", tmp_path),
        (f"{tmp_path}/{folder}/{pattern}", tmp_path),
        (f"./{folder}/{pattern}", tmp_path),
    ):
        found = discover([given], base=base)
        assert (uris(found), failures(found)) == (expected, []), given
    absolute = [f"{tmp_path.as_posix()}/{each}" for each in expected]
    for given in (f"../../{folder}/{pattern}", f"{tmp_path}/{folder}/{pattern}"):
        assert uris(discover([given], base=outside)) == absolute, given


def test_a_folder_that_is_not_there_as_it_stands_is_a_pattern(tmp_path: Path) -> None:
    tree(tmp_path, "a1/x.txt", "b2/x.txt", "c/x.txt", "b2/[old]/y.txt", "b2/o/y.txt")
    assert uris(discover(["[ab]*/x.txt"], base=tmp_path)) == ["a1/x.txt", "b2/x.txt"]
    assert uris(discover(["?/x.txt"], base=tmp_path)) == ["c/x.txt"]
    assert uris(discover(["b*/[old]/y.txt"], base=tmp_path)) == ["b2/o/y.txt"]
    assert uris(discover(["b2/[old]/*.txt"], base=tmp_path)) == ["b2/[old]/y.txt"]


def test_a_file_that_is_missing_from_a_bracketed_folder_is_told_as_missing(tmp_path: Path) -> None:
    tree(tmp_path, "[2023] letters/a.txt")
    (failure,) = discover(["[2023] letters/b.txt"], base=tmp_path).failures
    assert failure.reason == "There is no such file or folder."


@pytest.fixture
def memory() -> Iterator[fsspec.AbstractFileSystem]:
    files = fsspec.filesystem("memory")
    for name in ("/bucket/a.txt", "/bucket/deep/b.md", "/bucket/deep/.c.txt", "/bucket/d.png"):
        files.pipe(name, name.encode())
    yield files
    files.rm("/bucket", recursive=True)


@pytest.mark.usefixtures("memory")
def test_urls_name_files_folders_and_globs(tmp_path: Path) -> None:
    found = discover(["memory://bucket/deep/b.md", "memory://bucket", "memory://bucket/*.txt"], base=tmp_path)
    assert uris(found) == ["memory://bucket/deep/b.md", "memory://bucket/a.txt"]
    assert failures(found) == [("memory://bucket", Outcome.UNSUPPORTED)]
    assert found.sources[1].read_bytes(1000) == b"/bucket/a.txt"
    again = discover(["memory://bucket/a.txt", "memory:///bucket/a.txt"], base=tmp_path)
    assert uris(again) == ["memory://bucket/a.txt"]
    with pytest.raises(ReadError) as caught:
        found.sources[1].read_bytes(5)
    assert caught.value.outcome is Outcome.TOO_LARGE


@pytest.mark.usefixtures("memory")
def test_a_glob_below_a_bracketed_folder_at_a_url_finds_its_files(tmp_path: Path) -> None:
    files = fsspec.filesystem("memory")
    for name in ("[2023] l/a.txt", "2 l/b.txt", "w?y/c.txt", "why/d.txt", ".h [1]/e.txt", "[2023] l/x/f.txt"):
        files.pipe(f"/bucket/{name}", b"x")
    for pattern, expected in (
        ("[2023] l/*.txt", ["[2023] l/a.txt"]),
        ("[2023] l/**/*.txt", ["[2023] l/a.txt", "[2023] l/x/f.txt"]),
        ("w?y/*.txt", ["w?y/c.txt"]),
        ("[w]?y/*.txt", ["w?y/c.txt", "why/d.txt"]),
        (".h [1]/*.txt", [".h [1]/e.txt"]),
    ):
        found = discover([f"memory://bucket/{pattern}"], base=tmp_path)
        assert uris(found) == [f"memory://bucket/{each}" for each in expected]
        assert all(source.read_bytes(9) == b"x" for source in found.sources)


def test_archives_are_read_through_their_url(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "all.zip", "w") as archive:
        archive.writestr("x/a.txt", "Ada")
        archive.writestr("b.txt", "Babbage")
    url = f"zip://*.txt::{(tmp_path / 'all.zip').as_uri()}"
    found = discover([f"zip://x/a.txt::{(tmp_path / 'all.zip').as_uri()}", url], base=tmp_path)
    assert [source.read_bytes(100) for source in found.sources] == [b"Ada", b"Babbage"]
    assert found.sources[1].uri == f"zip://b.txt::{(tmp_path / 'all.zip').as_uri()}"


def test_a_missing_driver_is_told_with_its_package(tmp_path: Path) -> None:
    (failure,) = discover(["nosuchprotocol://a/b.txt"], base=tmp_path).failures
    assert failure.outcome is Outcome.UNREADABLE


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("s3://bucket/a#b.txt", "s3://bucket/a#b.txt"),
        ("ftp://ada:p%40ss@host/a.txt", "ftp://host/a.txt"),
        ("https://user@host:8080/a.txt?q=%20x", "https://host:8080/a.txt?q=%20x"),
        ("https://h/a.pdf?X-Amz-Signature=abc&v=2&X-Amz-Security-Token=t", "https://h/a.pdf?v=2"),
        ("https://h/a.pdf?sig=abc", "https://h/a.pdf"),
        ("https://h/a.pdf?api_key=abc&page=2", "https://h/a.pdf?page=2"),
        ("zip://a.txt::ftp://ada:secret@host/all.zip", "zip://a.txt::ftp://host/all.zip"),
    ],
)
def test_credentials_stay_out_of_the_uri(url: str, shown: str) -> None:
    assert without_credentials(url) == shown


def test_the_hash_is_that_of_the_bytes(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"x" * 3_000_000)
    source = Source("a.txt", str(tmp_path / "a.txt"))
    assert source.hash(3_000_000) == hashlib.sha256(b"x" * 3_000_000).hexdigest()
    with pytest.raises(ReadError, match="limit"):
        source.hash(2_999_999)
