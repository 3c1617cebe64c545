"""A graph is of one project: another one is refused before it has changed anything."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from flows.project.guidance import load_guidance
from flows.project.settings import Settings
from flows.project.settings_file import load_settings
from flows.project.stores import open_project_store, store_settings, written_elsewhere
from graph.analysis.stored import write_analysis
from graph.checks.audit import audit
from graph.checks.snapshot import snapshot
from graph.contents.project import Project, former_place, other_place, read_project, refuse_other_project
from graph.errors import NotEmptyError, OtherProjectError, StoreError
from graph.export.formats import export_format, export_graph
from graph.stores.opening import open_store, store_class
from graph.stores.protocol import GraphStore
from graph.stores.settings import StoreSettings
from graph.upkeep.copying import copy_graph
from graph.upkeep.rebuilding import rebuild
from graph.upkeep.tidying import remove_everything, remove_unused_entities
from graph.writing.writer import apply_changes, forget, link_anew
from tests import first_release
from tests.command_line import CommandLine
from tests.raw_graph import raw_graph
from tests.synthetic import corpus, extraction

LETTERS, DIARIES = (
    extraction("inbox/one.txt", [[("Maria Keller", "person"), ("Siemens", "organization")]]),
    extraction("inbox/one.txt", [[("Otto Hahn", "person"), ("Munich", "location")]]),
)
both_stores = pytest.mark.parametrize(
    "line",
    ["embedded", pytest.param("neo4j", marks=pytest.mark.neo4j)],
    indirect=True,
)


def of(settings: StoreSettings, project: str, place: str = "here:/work") -> StoreSettings:
    return settings.model_copy(update={"project": project, "place": place})


@pytest.fixture
def letters(store_settings: StoreSettings) -> StoreSettings:
    """Give the settings of a store that holds the graph of the project "letters"."""
    settings = of(store_settings, "letters")
    with open_store(settings) as store:
        assert read_project(store) is None
        apply_changes(store, [LETTERS])
        assert read_project(store) == Project("letters", "here:/work")
    return settings


def test_a_second_project_that_writes_is_refused_and_the_graph_stays_as_it_was(
    letters: StoreSettings, tmp_path: Path
) -> None:
    with open_store(of(letters, "diaries")) as store:
        before = raw_graph(store)
        network_of: Callable[[], object] = lambda: analysed(store)  # noqa: E731
        for act in (
            lambda: apply_changes(store, [DIARIES]),
            lambda: apply_changes(store, ()),
            lambda: forget(store, [LETTERS.document.id]),
            lambda: link_anew(store),
            lambda: remove_unused_entities(store),
            lambda: rebuild(store, tmp_path / "aside"),
            network_of,
            lambda: refuse_other_project(store),
        ):
            with pytest.raises(
                OtherProjectError, match=r"'letters', last written from here:/work, .* 'diaries'"
            ):
                act()
        assert raw_graph(store) == before
        assert not (tmp_path / "aside").exists()


def analysed(store: GraphStore) -> object:
    from graph.analysis.measures import measure
    from graph.analysis.network import load_network
    from graph.analysis.settings import AnalysisSettings

    settings = AnalysisSettings()
    network = load_network(store, settings)
    return write_analysis(store, network, measure(network, settings), analysed_at="2030-01-01T00:00:00")


def test_the_refusal_names_the_remedies_of_the_store(letters: StoreSettings) -> None:
    own = (
        "database of its own (store.database)"
        if letters.kind == "neo4j"
        else "state folder of its own (state)"
    )
    with open_store(of(letters, "diaries")) as store, pytest.raises(OtherProjectError) as refused:
        refuse_other_project(store)
    for part in (
        'project = "letters" in graphmill.toml',
        own,
        str(store_class(letters.kind).place_of(letters)),
    ):
        assert part in str(refused.value)


def test_the_same_project_goes_on_and_a_graph_of_today_is_its_who_writes_next(
    letters: StoreSettings, store_settings: StoreSettings
) -> None:
    with open_store(letters) as store:
        assert apply_changes(store, [LETTERS]).unchanged == 1
        # A store that was opened for no project asks for none.
        with_none = of(letters, "", "")
    with open_store(with_none) as store:
        assert apply_changes(store, corpus(2)).added == 2
        assert read_project(store) == Project("letters", "here:/work")
    first_release.clear(store_settings)
    first_release.restore(store_settings)
    with open_store(of(store_settings, "diaries")) as store:
        refuse_other_project(store)
        assert read_project(store) is None
        apply_changes(store, ())
        assert read_project(store) == Project("diaries", "here:/work")
        assert audit(store).is_clean


def test_the_same_name_from_another_place_is_allowed_and_told(letters: StoreSettings) -> None:
    with open_store(letters) as store:
        assert former_place(store) is None
        assert written_elsewhere(store, Settings()) is None
    with open_store(of(letters, "letters", "there:/home")) as store:
        assert former_place(store) == "here:/work"
        assert written_elsewhere(store, Settings(project="letters")) is None
        hint = written_elsewhere(store, Settings())
        assert hint is not None
        for part in ("here:/work", "there:/home", "'letters'", "project in graphmill.toml"):
            assert part in hint
        apply_changes(store, ())
        assert read_project(store) == Project("letters", "there:/home", "here:/work")
        assert former_place(store) is None
        assert other_place(store) == "here:/work"


def test_a_graph_in_its_projects_folder_goes_with_it_when_that_is_renamed(tmp_path: Path) -> None:
    first, renamed = Settings(base=tmp_path / "letters"), Settings(base=tmp_path / "post")
    first.base.mkdir()
    with open_project_store(first, "create") as store:
        apply_changes(store, [LETTERS])
    first.base.rename(renamed.base)
    with open_project_store(renamed, "write") as store:
        assert written_elsewhere(store, renamed) is None
        apply_changes(store, [DIARIES])
        found = read_project(store)
    assert found is not None
    assert found.name == "post"
    with open_project_store(renamed, "read") as store:
        assert other_place(store) == ""
    beside = Settings(base=tmp_path / "diaries", state=renamed.state_folder)
    with pytest.raises(OtherProjectError), open_project_store(beside, "write"):
        pass


def test_a_project_within_the_folder_of_another_does_not_share_its_graph(tmp_path: Path) -> None:
    above, below = (
        Settings(base=tmp_path / "above"),
        Settings(base=tmp_path / "above" / "below", state=Path("../.graphmill")),
    )
    below.base.mkdir(parents=True)
    with open_project_store(below, "create") as store:
        apply_changes(store, [LETTERS])
    with pytest.raises(OtherProjectError, match="'below'"), open_project_store(above, "write"):
        pass


def test_another_projects_graph_may_be_read_exported_and_copied(
    letters: StoreSettings, tmp_path: Path
) -> None:
    target = of(StoreSettings(path=tmp_path / "copy" / "graph.kgl"), "diaries")
    with open_store(of(letters, "diaries")) as store, open_store(target, resuming="copy") as copy:
        assert audit(store).is_clean
        export_graph(store, export_format("neo4j-admin"), tmp_path / "files")
        copy_graph(store, copy)
        assert raw_graph(copy) == raw_graph(store)
        assert snapshot(copy).differences(snapshot(store)) == []
        with pytest.raises(OtherProjectError):
            apply_changes(copy, [DIARIES])
    assert "letters" in (tmp_path / "files" / "GraphmillState.csv").read_text(encoding="utf-8")


def test_a_copy_is_not_put_into_the_emptied_graph_of_another_project(
    letters: StoreSettings, embedded_store: Callable[[str], GraphStore]
) -> None:
    source = embedded_store("source")
    apply_changes(source, [DIARIES])
    with open_store(letters) as store:
        forget(store, [LETTERS.document.id])
        remove_unused_entities(store)
        assert read_project(store) is not None
    with open_store(of(letters, "diaries")) as store:
        with pytest.raises(OtherProjectError):
            copy_graph(source, store)
        assert read_project(store) == Project("letters", "here:/work")
    with open_store(letters) as store:
        copy_graph(source, store)
        assert raw_graph(store) == raw_graph(source)
        with pytest.raises(NotEmptyError):
            copy_graph(source, store)


def test_a_rebuilt_graph_is_of_the_same_project(letters: StoreSettings, tmp_path: Path) -> None:
    with open_store(of(letters, "", "")) as store:
        rebuild(store, tmp_path / "aside")
        assert read_project(store) == Project("letters", "here:/work")
        assert audit(store).is_clean
        remove_everything(store)
        assert read_project(store) is None


@pytest.mark.neo4j
def test_of_two_projects_that_begin_at_once_one_has_the_graph(empty_neo4j: StoreSettings) -> None:
    def write(name: str) -> bool:
        settings = of(empty_neo4j, name).model_copy(update={"wait_seconds": 60.0})
        documents = [extraction(f"inbox/{n}.txt", [[(f"Person {name}", "person")]]) for n in range(5)]
        with open_store(settings) as store:
            try:
                apply_changes(store, documents, batch_size=1)
            except OtherProjectError:
                return False
        return True

    with ThreadPoolExecutor(4) as threads:
        wrote = dict(zip("abcd", threads.map(write, "abcd"), strict=True))
    (winner,) = (name for name, has in wrote.items() if has)
    with open_store(of(empty_neo4j, winner)) as store:
        assert read_project(store) == Project(winner, "here:/work")
        assert {row["name"] for row in store.stream("MATCH (e:Entity) RETURN e.name AS name")} == {
            f"Person {winner}"
        }


@pytest.fixture
def line(
    request: pytest.FixtureRequest,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> CommandLine:
    """Stand in the project "diaries", whose settings name the graph that the project "letters" has written."""
    monkeypatch.delenv("GRAPHMILL_CONFIG", raising=False)
    if request.param == "neo4j":
        server: StoreSettings = request.getfixturevalue("empty_neo4j")
        monkeypatch.setenv("GRAPHMILL_STORE__KIND", "neo4j")
        monkeypatch.setenv("GRAPHMILL_STORE__URI", server.uri)
        monkeypatch.setenv("NEO4J_PASSWORD", server.password.get_secret_value())
    for name in ("diaries", "letters"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "graphmill.toml").write_text('state = "../shared"\n', encoding="utf-8")
    monkeypatch.chdir(tmp_path / "letters")
    with open_project_store(load_settings(), "create") as store:
        apply_changes(store, [LETTERS], guidance=load_guidance(load_settings()))
    monkeypatch.chdir(tmp_path / "diaries")
    return CommandLine(capsys)


@both_stores
def test_commands_that_write_are_refused_before_a_decision_is_kept(line: CommandLine, tmp_path: Path) -> None:
    for command in (
        "merge Keller Siemens",
        "rename Keller Kellner",
        "hide Keller",
        "undo",
        "review",
        "resolve --apply",
        "forget inbox/one.txt",
        "rebuild",
        "tidy",
    ):
        code, _, err = line.run(*command.split())
        assert (code, "the graph of the project 'letters'" in err) == (1, True), command
    assert not (tmp_path / "diaries" / "decisions.jsonl").exists()
    for command in (
        "status",
        "audit",
        "resolve",
        "entity Keller",
        "query top",
        "decisions",
        "mentions",
    ):
        line.ok(*command.split())
    (tmp_path / "diaries" / "graphmill.toml").write_text(
        'state = "../shared"\nproject = "letters"\n', encoding="utf-8"
    )
    assert "is hidden" in line.ok("hide", "Siemens")


@pytest.mark.parametrize(
    ("folder", "setting", "name"),
    [
        ("letters", "", "letters"),
        ("letters", 'project = " diaries "', "diaries"),
        ("Briefe 1902", "", "Briefe 1902"),
    ],
)
def test_a_project_is_called_as_the_settings_say_else_as_its_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, setting: str, name: str
) -> None:
    (tmp_path / folder / "below").mkdir(parents=True)
    (tmp_path / folder / "graphmill.toml").write_text(setting, encoding="utf-8")
    monkeypatch.chdir(tmp_path / folder / "below")
    # The folder of a deployment, perhaps of another project.
    monkeypatch.setenv("GRAPHMILL_PROJECT", "/srv/another")
    settings = load_settings()
    assert settings.project_name == name
    assert store_settings(settings).place.endswith(f":{tmp_path / folder}")


def test_a_folder_whose_name_is_no_text_gives_a_name_that_is(tmp_path: Path) -> None:
    folder = tmp_path / "br\udcfcder"
    folder.mkdir()
    (folder / "graphmill.toml").write_text("", encoding="utf-8")
    settings = store_settings(load_settings(folder / "graphmill.toml"))
    assert settings.project == "br\\xfcder"
    with pytest.raises(StoreError, match="not UTF-8"):
        open_store(settings)
    with open_store(settings.model_copy(update={"path": tmp_path / "graph.kgl"})) as store:
        apply_changes(store, [LETTERS])
        assert read_project(store) == Project(settings.project, settings.place)
