"""What can be wrong with a model: each is an error that names the file and the remedy, and no code of the model is run."""

from __future__ import annotations

import json
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from extractors.engines.loading import extract_text, load_extractor, model_files
from extractors.engines.settings import ExtractorSettings
from extractors.errors import ExtractorError
from extractors.mentions import Label
from extractors.models.files import choose_weights
from tests.support.hub_server import COMMIT, Hub, running
from tests.support.tiny_engines import make_gliner, make_gliner2, make_graph

LABELS = (Label("person"), Label("place"))


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_gliner(tmp_path_factory.mktemp("whole"), "span")


@pytest.fixture(scope="module")
def whole_graph(whole: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_graph(whole, tmp_path_factory.mktemp("graph"))


@pytest.fixture(scope="module")
def whole_gliner2(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_gliner2(tmp_path_factory.mktemp("gliner2"))


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give an empty cache of the model hub, which is not asked."""
    folder = tmp_path / "hub-cache"
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_CACHE", str(folder))
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    return folder


def load(model: Path | str, **settings: Any) -> None:
    extractor = load_extractor(ExtractorSettings(model=str(model), **settings), LABELS)
    extract_text("Angela Merkel visited Seattle.", extractor)


def change_json(path: Path, **values: Any) -> None:
    data = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(data | values), encoding="utf-8")


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def replace(path: Path, data: bytes) -> None:
    path.write_bytes(data)


Damage = Callable[[Path], None]
WEIGHTS, CONFIG = "model.safetensors", "gliner_config.json"


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (
            lambda f: cut(f / WEIGHTS),
            r"model\.safetensors is damaged or cut short .*: download the model again",
        ),
        (lambda f: replace(f / WEIGHTS, b""), r"model\.safetensors is empty: download"),
        (
            lambda f: replace(f / WEIGHTS, b"version https://git-lfs.github.com/spec/v1\noid sha256:0\n"),
            r"only a pointer of git-lfs .*git lfs pull",
        ),
        (
            lambda f: (f / WEIGHTS).unlink(),
            r"holds no weights \(model\.safetensors.*download the model again",
        ),
        (lambda f: cut(f / CONFIG), r"gliner_config\.json is damaged .*: download the model again"),
        (lambda f: replace(f / CONFIG, b"[]"), r"gliner_config\.json is damaged \(no JSON object\)"),
        (lambda f: (f / CONFIG).unlink(), r"gliner_config\.json, config\.json is missing"),
        (lambda f: cut(f / "tokenizer.json"), r"tokenizer\.json is damaged"),
        (lambda f: replace(f / "tokenizer.json", b"{}"), r"cannot be loaded \(.*Download it again"),
        (
            lambda f: change_json(f / CONFIG, hidden_size=64),
            r"cannot be loaded \(RuntimeError: .*size mismatch",
        ),
        (lambda f: change_json(f / CONFIG, span_mode="novel"), r"cannot be loaded \(.*another version"),
        (
            lambda f: change_json(f / CONFIG, labels_decoder="x/y"),
            r"makes up types of its own .*choose a span",
        ),
        (lambda f: change_json(f / CONFIG, relations_layer="gcn"), r"finds relations .*choose a span"),
        (
            lambda f: change_json(f / CONFIG, model_type="gliner_streaming_span"),
            r"reads streams .*choose a span",
        ),
        (
            lambda f: change_json(
                f / CONFIG,
                encoder_config={"model_type": "bert", "auto_map": {"AutoModel": "nobody/code--evil.Model"}},
            ),
            r"wants to run code that it brings \(auto_map in its encoder_config\)",
        ),
    ],
)
def test_a_damaged_folder_is_named_with_the_remedy(
    whole: Path, tmp_path: Path, damage: Damage, message: str
) -> None:
    folder = shutil.copytree(whole, tmp_path / "model")
    damage(folder)
    with pytest.raises(ExtractorError, match=f"(?s){message}"):
        load(folder)


def test_a_model_without_tokenizer_needs_the_model_it_was_trained_from(tmp_path: Path) -> None:
    folder = make_gliner(tmp_path, "bi-encoder span")
    shutil.rmtree(folder / "labels_tokenizer")
    (folder / "tokenizer_config.json").unlink()
    load(folder)  # the backbone is beside it, and its path in the configuration
    change_json(folder / CONFIG, model_name="nobody/no-backbone")
    with pytest.raises(
        ExtractorError, match=r"no tokenizer.*'nobody/no-backbone': .*hf download nobody/no-backbone"
    ):
        load(folder)


def in_cache(cache: Path, name: str, source: Path) -> Path:
    """Put a folder into the cache of the hub, as a finished download leaves it; return its snapshot."""
    repository = cache / f"models--{name.replace('/', '--')}"
    snapshot = repository / "snapshots" / COMMIT
    shutil.copytree(source, snapshot)
    (repository / "refs").mkdir()
    (repository / "refs" / "main").write_text(COMMIT)
    return snapshot


def test_a_tokenizer_is_borrowed_from_the_cache(whole: Path, tmp_path: Path, cache: Path) -> None:
    folder = shutil.copytree(whole, tmp_path / "model")
    (folder / "tokenizer_config.json").unlink()
    change_json(folder / CONFIG, model_name="some/backbone", encoder_config=None)
    in_cache(cache, "some/backbone", whole.parent / "backbone")
    assert model_files(ExtractorSettings(model=str(folder))).identity.endswith(f"+some/backbone:{COMMIT}")


class Evil:
    """Writes a file when it is unpickled."""

    def __init__(self, target: Path) -> None:
        self.target = target

    def __reduce__(self) -> tuple[Any, ...]:
        return Path.touch, (self.target,)


def test_a_pickle_of_more_than_weights_is_refused_and_not_run(whole: Path, tmp_path: Path) -> None:
    import torch

    folder = shutil.copytree(whole, tmp_path / "model")
    (folder / WEIGHTS).unlink()
    torch.save({"weights": Evil(tmp_path / "owned")}, folder / "pytorch_model.bin")
    with pytest.raises(ExtractorError, match=r"never run here .*saved as safetensors"):
        load(folder)
    assert not (tmp_path / "owned").exists()


def test_a_pickle_of_weights_is_loaded_and_a_cut_one_named(whole: Path, tmp_path: Path) -> None:
    import torch
    from safetensors.torch import load_file

    folder = shutil.copytree(whole, tmp_path / "model")
    torch.save(load_file(folder / WEIGHTS), folder / "pytorch_model.bin")
    (folder / WEIGHTS).unlink()
    load(folder)
    cut(folder / "pytorch_model.bin")
    with pytest.raises(ExtractorError, match=r"pytorch_model\.bin is damaged or cut short"):
        load(folder)


def change_graph(path: Path, **versions: int) -> None:
    import onnx

    graph = onnx.load(str(path))
    if "ir" in versions:
        graph.ir_version = versions["ir"]
    if "opset" in versions:
        graph.opset_import[0].version = versions["opset"]
    path.write_bytes(graph.SerializeToString())


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda f: cut(f / "model.onnx"), r"model\.onnx.*Download the model again"),
        (lambda f: replace(f / "model.onnx", b"no graph at all"), r"model\.onnx.*Download the model again"),
        (lambda f: replace(f / "model.onnx", b""), r"model\.onnx is empty"),
        (lambda f: change_graph(f / "model.onnx", ir=999), r"model\.onnx.*upgrade the package"),
        (lambda f: change_graph(f / "model.onnx", opset=999), r"model\.onnx.*upgrade the package"),
    ],
)
def test_a_graph_that_cannot_be_run_is_named_with_the_remedy(
    whole_graph: Path, tmp_path: Path, damage: Damage, message: str
) -> None:
    folder = shutil.copytree(whole_graph, tmp_path / "model")
    damage(folder)
    with pytest.raises(ExtractorError, match=f"(?s){message}"):
        load(folder, precision="f32")


@pytest.mark.parametrize("precision", ["auto", "bf16"])
@pytest.mark.parametrize("content", [b"no graph at all", b""])
def test_a_damaged_graph_is_named_in_any_precision(
    whole_graph: Path, tmp_path: Path, content: bytes, precision: str
) -> None:
    folder = shutil.copytree(whole_graph, tmp_path / "model")
    replace(folder / "model.onnx", content)
    with pytest.raises(ExtractorError, match=r"model\.onnx"):
        load(folder, precision=precision)


def test_a_graph_is_chosen_by_a_setting(whole_graph: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(whole_graph, tmp_path / "model")
    (folder / "onnx").mkdir()
    shutil.copy(folder / "model.onnx", folder / "onnx" / "mine.onnx")
    assert model_files(ExtractorSettings(model=str(folder))).onnx_file == "model.onnx"
    load(folder, onnx_file="onnx/mine.onnx")
    assert (
        model_files(ExtractorSettings(model=str(folder), onnx_file="onnx/mine.onnx")).onnx_file
        == "onnx/mine.onnx"
    )
    assert model_files(ExtractorSettings(model=str(folder / "onnx" / "mine.onnx"))) == model_files(
        ExtractorSettings(model=str(folder), onnx_file="onnx/mine.onnx")
    )
    assert model_files(ExtractorSettings(model=str(folder / "model.onnx"))).onnx_file == "model.onnx"
    with pytest.raises(ExtractorError, match=r"no weights \(other\.onnx\): check onnx_file"):
        load(folder, onnx_file="other.onnx")


@pytest.mark.parametrize(
    ("names", "wanted", "chosen"),
    [
        (["model.onnx", "model.safetensors", "pytorch_model.bin"], None, "model.safetensors"),
        (["model.onnx", "pytorch_model.bin"], None, "pytorch_model.bin"),
        (["a.onnx", "model.onnx", "model_quantized.onnx"], None, "model.onnx"),
        (["a.onnx", "onnx/model_q4.onnx", "onnx/model_quantized.onnx"], None, "onnx/model_quantized.onnx"),
        (["onnx/model.onnx", "model_quantized.onnx"], None, "onnx/model.onnx"),
        (["b.onnx", "a.onnx", "other/model.onnx"], None, "a.onnx"),
        (["model.onnx", "model.safetensors"], "model.onnx", "model.onnx"),
        (["model.onnx"], "gone.onnx", None),
        (["README.md"], None, None),
    ],
)
def test_of_several_weights_one_is_chosen_by_rule(
    names: list[str], wanted: str | None, chosen: str | None
) -> None:
    assert choose_weights(names, wanted) == chosen


def test_the_wrong_engine_is_named(whole: Path, whole_gliner2: Path, tmp_path: Path) -> None:
    with pytest.raises(
        ExtractorError, match=r"is one of engine gliner: set engine to 'gliner', or leave it out"
    ):
        load(whole, engine="gliner2")
    with pytest.raises(ExtractorError, match=r"is one of engine gliner2: set engine to 'gliner2'"):
        load(whole_gliner2, engine="gliner")
    with pytest.raises(ExtractorError, match=r"config\.json is that of a model of type 'bert'"):
        load(whole.parent / "backbone")


def test_a_gliner2_model_must_be_whole(whole_gliner2: Path, tmp_path: Path) -> None:
    folder = shutil.copytree(whole_gliner2, tmp_path / "model")
    cut(folder / WEIGHTS)
    with pytest.raises(ExtractorError, match="damaged or cut short"):
        load(folder)
    shutil.rmtree(folder / "encoder_config")
    with pytest.raises(ExtractorError, match=r"encoder_config/config\.json is missing"):
        load(folder)


def test_the_optional_package_is_named(whole_gliner2: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from importlib.metadata import PackageNotFoundError

    def absent(name: str) -> str:
        raise PackageNotFoundError(name)

    monkeypatch.setattr("extractors.engines.gliner2.library.version", absent)
    with pytest.raises(ExtractorError, match=r"pip install 'graphmill\[gliner2\]'"):
        load(whole_gliner2)


@pytest.mark.parametrize(
    ("model", "message"),
    [
        ("urchade/gliner_smal-v2.1", r"Did you mean 'urchade/gliner_small-v2\.1'\?"),
        ("./no/such/folder", "there is no such folder. Give an existing folder, a hub name, or 'bundled'"),
        ("no model at all", "neither a folder nor a name of the model hub"),
        (
            "somebody/something",
            "HF_HUB_OFFLINE is set.*use model='bundled'.*`hf download somebody/something`",
        ),
    ],
)
def test_a_wrong_name_says_what_names_there_are(model: str, message: str) -> None:
    with pytest.raises(ExtractorError, match=message):
        load(model)


def test_a_file_is_no_folder(whole: Path) -> None:
    with pytest.raises(ExtractorError, match="is a file: give the folder that it lies in"):
        load(whole / WEIGHTS)


def test_a_cached_model_needs_no_network(whole: Path, cache: Path) -> None:
    in_cache(cache, "some/model", whole)
    assert model_files(ExtractorSettings(model="some/model")).identity == f"model.safetensors:{COMMIT}"
    load("some/model")


def test_a_cached_model_without_its_weights_is_not_whole(whole: Path, cache: Path) -> None:
    (in_cache(cache, "some/model", whole) / WEIGHTS).unlink()
    with pytest.raises(ExtractorError, match=r"'some/model' is not whole on this machine"):
        load("some/model")


def test_a_damaged_file_in_the_cache_is_to_be_deleted_first(whole: Path, cache: Path) -> None:
    cut(in_cache(cache, "some/model", whole) / WEIGHTS)
    with pytest.raises(ExtractorError, match=r"again, after deleting .*models--some--model"):
        load("some/model")


@pytest.fixture
def hub(whole: Path, whole_graph: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hub]:
    """Give a hub on this machine in place of the real one."""
    files = {path.name: path.read_bytes() for path in whole.iterdir()}
    graph = (whole_graph / "model.onnx").read_bytes()
    served = Hub(
        {
            "some/model": files | {"onnx/model.onnx": graph, "pytorch_model.bin": b"old", "README.md": b"#"},
            "some/bert": {"config.json": b'{"model_type": "bert"}', "model.safetensors": b"0" * 1000},
        },
        refused={"some/gated": (403, "GatedRepo"), "some/denied": (401, "")},
    )
    with running(served):
        monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", False)
        monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", served.address)
        monkeypatch.setattr(
            "huggingface_hub.constants.HUGGINGFACE_CO_URL_TEMPLATE",
            served.address + "/{repo_id}/resolve/{revision}/{filename}",
        )
        yield served


def test_a_download_fetches_the_weights_that_are_run_and_no_others(
    hub: Hub, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load("some/model")
    assert {name for name in hub.served if not name.endswith(".json")} == {WEIGHTS}
    hub.served.clear()
    load("some/model")
    assert hub.served == []
    load("some/model", onnx_file="onnx/model.onnx")
    assert hub.served == ["onnx/model.onnx"]


@pytest.mark.parametrize(
    ("model", "revision", "message"),
    [
        ("some/modle", None, "the model hub has no model 'some/modle', or it is private"),
        ("urchade/gliner_smal-v2.1", None, r"Did you mean 'urchade/gliner_small-v2\.1'"),
        ("some/gated", None, "is gated.*Accept their terms .*hf auth login"),
        (
            "some/denied",
            None,
            r"refuses access .*\(401\): log in with `hf auth login`, or set the variable HF_TOKEN",
        ),
        ("some/model", "v9", "has no revision 'v9'"),
        ("some/bert", None, r"config\.json is that of a model of type 'bert'"),
    ],
)
def test_what_the_hub_refuses_is_told_with_the_remedy(
    hub: Hub, model: str, revision: str | None, message: str
) -> None:
    with pytest.raises(ExtractorError, match=message):
        load(model, revision=revision)
    assert WEIGHTS not in hub.served


def test_a_download_that_breaks_off_is_finished_by_the_next(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)  # the client waits before it tries again
    hub.cut.add(WEIGHTS)
    with pytest.raises(
        ExtractorError, match="'some/model' is not whole on this machine, and it could not be downloaded"
    ):
        load("some/model")
    hub.cut.clear()
    load("some/model")


def test_a_machine_without_network_is_told_how_to_bring_a_model(
    hub: Hub, monkeypatch: pytest.MonkeyPatch, cache: Path
) -> None:
    monkeypatch.setattr("huggingface_hub.constants.ENDPOINT", "http://127.0.0.1:9")
    with pytest.raises(
        ExtractorError,
        match=rf"could not be downloaded.*`hf download some/model`.*models--some--model .* to {cache}",
    ):
        load("some/model")
