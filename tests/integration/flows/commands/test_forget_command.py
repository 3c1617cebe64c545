"""``graphmill forget``: by name at once, by place and by absence after a look, and what ``status`` tells of absence."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from extractors.documents import Document
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store
from graph.checks.audit import audit
from graph.contents.loading import known_documents
from graph.writing.writer import apply_changes
from tests.support.command_line import CommandLine
from tests.support.synthetic import extraction

ADA, OSAKA = ("Ada Lovelace", "person"), ("Osaka", "location")
FILES = ("inbox/a.txt", "inbox/b.txt", "inbox/2023/c.txt", "inbox/[x] d.txt", "other/e.md")
RECORDS = ("inbox/r.jsonl#1", "inbox/r.jsonl#two")
URLS = ("https://example.org/files/f.txt", "https://example.org/g.txt")
EVERYTHING = {*FILES, *RECORDS, *URLS}


@pytest.fixture
def command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> CommandLine:
    """Stand in a project whose documents have their sources on the disk, but for two at URLs."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "graphmill.toml").touch()
    for uri in FILES:
        (tmp_path / uri).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / uri).write_text("Ada Lovelace was in Osaka.", encoding="utf-8")
    lines = [json.dumps({"id": record.partition("#")[2], "text": "x"}) for record in RECORDS]
    (tmp_path / "inbox/r.jsonl").write_text("\n".join(lines), encoding="utf-8")
    with open_project_store(load_settings(), "create") as store:
        apply_changes(store, [extraction(uri, [[ADA, OSAKA]]) for uri in EVERYTHING])
    return CommandLine(capsys)


def held() -> set[str]:
    with open_project_store(load_settings()) as store:
        assert audit(store).differences == ()
        return {each.uri for each in known_documents(store).values()}


@pytest.mark.parametrize(
    "given",
    [
        "inbox/a.txt",
        "./inbox/../inbox/a.txt",
        Document("inbox/a.txt", "", "", "", "").id,
        "inbox/[x] d.txt",
        "inbox/r.jsonl#two",
        "https://example.org/g.txt",
    ],
)
def test_a_document_that_is_named_is_forgotten_at_once(command: CommandLine, given: str) -> None:
    before = held()
    out = command.ok("forget", given)
    (gone,) = before - held()
    assert f"forgotten: {gone}" in out


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("inbox", {"inbox/a.txt", "inbox/b.txt", "inbox/2023/c.txt", "inbox/[x] d.txt", *RECORDS}),
        ("inbox/2023/", {"inbox/2023/c.txt"}),
        ("inbox/r.jsonl", set(RECORDS)),
        ("inbox/*.txt", {"inbox/a.txt", "inbox/b.txt", "inbox/[x] d.txt"}),
        ("inbox/**", {"inbox/a.txt", "inbox/b.txt", "inbox/2023/c.txt", "inbox/[x] d.txt", *RECORDS}),
        ("**/*.jsonl", set(RECORDS)),
        ("inbox/[ab].txt", {"inbox/a.txt", "inbox/b.txt"}),
        (".", {*FILES, *RECORDS}),
        ("https://example.org/files", {"https://example.org/files/f.txt"}),
        ("https://example.org/*.txt", {"https://example.org/g.txt"}),
    ],
)
def test_what_stands_for_many_is_shown_first_and_forgotten_on_demand(
    command: CommandLine, given: str, meant: set[str]
) -> None:
    out = command.ok("forget", given)
    assert "Nothing was forgotten" in out
    assert held() == EVERYTHING
    data = command.data("forget", given)
    assert (set(data["would_forget"]), data["forgotten"]) == (meant, [])
    assert set(command.data("forget", given, "--apply")["forgotten"]) == meant
    assert held() == EVERYTHING - meant


@pytest.mark.parametrize(
    ("given", "meant"),
    [
        ("[2] x", {"[2] x/a.txt"}),
        ("[2] x/", {"[2] x/a.txt"}),
        ("[2] x/*", {"[2] x/a.txt"}),
        ("[2] x/*.txt", {"[2] x/a.txt"}),
        ("2 x/*", {"2 x/b.txt"}),
        ("[1-3] x/b*", set()),
        ("[12] x/b*", {"2 x/b.txt"}),
    ],
)
def test_a_folder_with_signs_of_patterns_in_its_name_is_taken_literally(
    command: CommandLine, given: str, meant: set[str]
) -> None:
    with open_project_store(load_settings(), "write") as store:
        apply_changes(
            store, [extraction(uri, [[ADA]]) for uri in ("[2] x/a.txt", "2 x/b.txt", "[1-3] x/c.txt")]
        )
    _, out, _ = command.run("forget", given, "--json")
    assert set(json.loads(out)["would_forget"]) == meant


def test_one_document_beside_a_folder_waits_for_the_folder(command: CommandLine) -> None:
    command.ok("forget", "other/e.md", "inbox/2023")
    assert held() == EVERYTHING
    command.ok("forget", "other/e.md", "inbox/2023", "--apply")
    assert held() == EVERYTHING - {"other/e.md", "inbox/2023/c.txt"}


def test_a_folder_that_is_no_more_can_still_be_named(command: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "inbox/2023/c.txt").unlink()
    (tmp_path / "inbox/2023").rmdir()
    command.ok("forget", "inbox/2023", "--apply")
    assert held() == EVERYTHING - {"inbox/2023/c.txt"}


@pytest.fixture
def with_link(command: CommandLine, tmp_path: Path) -> CommandLine:
    """Stand in the project, in which a link and the file that it leads to are both documents."""
    (tmp_path / "link.txt").symlink_to(tmp_path / "inbox" / "a.txt")
    with open_project_store(load_settings()) as store:
        apply_changes(store, [extraction("link.txt", [[ADA]])])
    return command


@pytest.mark.parametrize("folder", ["project", "sub", "through a link", "deep through a link"])
@pytest.mark.parametrize("absolute", [False, True])
def test_a_link_that_is_named_is_forgotten_and_not_what_it_leads_to(
    with_link: CommandLine,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    folder: str,
    absolute: bool,
) -> None:
    (tmp_path / "sub").mkdir()
    other = tmp_path_factory.mktemp("elsewhere")
    (other / "project").symlink_to(tmp_path)
    (tmp_path / "sub" / "up").symlink_to(tmp_path)
    stands, named = {
        "project": (tmp_path, tmp_path / "link.txt"),
        "sub": (tmp_path / "sub", tmp_path / "sub" / ".." / "link.txt"),
        "through a link": (other, other / "project" / "link.txt"),
        "deep through a link": (tmp_path, tmp_path / "sub" / "up" / "link.txt"),
    }[folder]
    monkeypatch.setenv("GRAPHMILL_CONFIG", str(tmp_path / "graphmill.toml"))
    monkeypatch.chdir(stands)
    given = str(named) if absolute else os.path.relpath(named, stands)
    if folder == "deep through a link":
        # Within the project a path is what is written: through this link the documents have other names.
        with open_project_store(load_settings()) as store:
            apply_changes(store, [extraction("sub/up/link.txt", [[ADA]])])
        with_link.ok("forget", given)
        assert held() == {*EVERYTHING, "link.txt"}
    else:
        with_link.ok("forget", given)
        assert held() == EVERYTHING


@pytest.mark.parametrize("name", ["inbox/a.txt", "project/inbox/a.txt"])
def test_what_a_link_leads_to_is_forgotten_by_its_own_name(
    with_link: CommandLine, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, name: str
) -> None:
    other = tmp_path_factory.mktemp("elsewhere")
    (other / "project").symlink_to(tmp_path)
    with_link.ok("forget", str((other if name.startswith("project") else tmp_path) / name))
    assert held() == {*EVERYTHING, "link.txt"} - {"inbox/a.txt"}


def test_a_link_that_is_no_document_does_not_stand_for_the_file_that_it_leads_to(
    command: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "shortcut.txt").symlink_to(tmp_path / "inbox" / "a.txt")
    for given in ("shortcut.txt", str(tmp_path / "shortcut.txt")):
        assert command.run("forget", given)[0] == 1
    assert held() == EVERYTHING


def test_a_link_in_a_folder_that_is_reached_from_outside_is_the_file_that_is_meant(
    with_link: CommandLine, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = tmp_path_factory.mktemp("elsewhere")
    (other / "letters").symlink_to(tmp_path / "inbox")
    (tmp_path / "inbox" / "alias.txt").symlink_to(tmp_path / "inbox" / "b.txt")
    with open_project_store(load_settings()) as store:
        apply_changes(store, [extraction("inbox/alias.txt", [[ADA]])])
    with_link.ok("forget", str(other / "letters" / "alias.txt"))
    assert held() == {*EVERYTHING, "link.txt"}


def test_a_folder_that_is_a_link_stands_for_what_is_in_the_graph_by_its_name(
    command: CommandLine, tmp_path: Path
) -> None:
    (tmp_path / "linked").symlink_to(tmp_path / "inbox")
    with open_project_store(load_settings()) as store:
        apply_changes(store, [extraction("linked/a.txt", [[ADA]])])
    command.ok("forget", "linked", "--apply")
    assert held() == EVERYTHING
    command.ok("forget", "linked/*.txt", "--apply")
    assert held() == EVERYTHING - {"inbox/a.txt", "inbox/b.txt", "inbox/[x] d.txt"}


def test_paths_start_where_the_command_is_called_also_at_a_link(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "link.txt").symlink_to(tmp_path / "far" / "away.txt")
    (tmp_path / "folder").symlink_to(tmp_path / "inbox")
    with open_project_store(load_settings()) as store:
        apply_changes(store, [extraction("link.txt", [[ADA]])])
    (tmp_path / "sub").mkdir()
    monkeypatch.chdir(tmp_path / "sub")
    command.ok("forget", "../link.txt")
    command.ok("forget", "../folder/a.txt")
    monkeypatch.chdir(tmp_path)
    assert held() == EVERYTHING - {"inbox/a.txt"}


def test_what_is_gone_is_shown_first_and_forgotten_on_demand(command: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "inbox/a.txt").unlink()
    (tmp_path / "inbox/r.jsonl").write_text('{"id": "1", "text": "x"}', encoding="utf-8")
    gone = {"inbox/a.txt", "inbox/r.jsonl#two"}
    status = command.data("status")
    assert set(status["gone"]) == gone
    assert "Source gone (2)" in command.ok("status")
    assert "--apply" in command.ok("forget", "--gone")
    assert held() == EVERYTHING
    assert set(command.data("forget", "--gone", "--apply")["forgotten"]) == gone
    assert held() == EVERYTHING - gone
    assert "No document's source is known to be gone" in command.ok("forget", "--gone", "--apply")
    assert command.data("status")["gone"] == []


def test_gone_among_what_is_named_leaves_the_rest(command: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "inbox/a.txt").unlink()
    (tmp_path / "other/x.txt").touch()
    (tmp_path / "other/e.md").unlink()
    command.ok("forget", "other", "--gone", "--apply")
    assert held() == EVERYTHING - {"other/e.md"}


def empty(folder: Path) -> None:
    for path in folder.iterdir():
        path.unlink()


def away(folder: Path) -> None:
    folder.rename(folder.parent / "elsewhere")


@pytest.mark.parametrize("lost", [empty, away])
def test_a_folder_that_is_away_or_empty_is_never_forgotten_as_gone(
    command: CommandLine, tmp_path: Path, lost: object
) -> None:
    assert callable(lost)
    lost(tmp_path / "other")
    data = command.data("forget", "--gone", "--apply")
    assert data["forgotten"] == []
    assert [(each["place"], each["documents"]) for each in data["out_of_reach"]] == [("other", 1)]
    assert held() == EVERYTHING
    assert "graphmill forget PLACE" in command.ok("status")
    command.ok("forget", "other", "--apply")
    assert held() == EVERYTHING - {"other/e.md"}


def test_a_damaged_file_of_records_is_out_of_reach(command: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "inbox/r.jsonl").write_text('{"id": "1", "te', encoding="utf-8")
    data = command.data("forget", "--gone")
    assert data["would_forget"] == []
    assert [each["place"] for each in data["out_of_reach"]] == ["inbox/r.jsonl"]


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((), 2, "--gone"),
        (("", "--apply"), 2, "empty"),
        ((" ", "--gone", "--apply"), 2, "empty"),
        (("inbox/a.txt", "", "--apply"), 2, "empty"),
        (("inbox/z.txt",), 1, "Did you mean inbox/"),
        (("nothing/like/that/at-all",), 1, "no such document"),
        (("inbox/*.docx", "--apply"), 1, "inbox/*.docx"),
    ],
)
def test_what_there_is_not_is_an_error_and_nothing_is_forgotten(
    command: CommandLine, arguments: tuple[str, ...], code: int, told: str
) -> None:
    found, _, err = command.run("forget", *arguments)
    assert (found, told in err) == (code, True), err
    assert held() == EVERYTHING


def test_staged_work_of_forgotten_documents_goes_too(command: CommandLine, tmp_path: Path) -> None:
    staged = tmp_path / ".graphmill" / "staged"
    staged.mkdir(exist_ok=True)
    identity = Document("inbox/2023/c.txt", "", "", "", "").id
    (staged / f"{identity}-00000000.json").touch()
    command.ok("forget", "inbox/2023")
    assert list(staged.iterdir())
    command.ok("forget", "inbox/2023", "--apply")
    assert not list(staged.iterdir())
