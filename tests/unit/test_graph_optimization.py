"""Optimised graphs: the same answers, smaller, and left alone where there is nothing to optimise."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from extractors.engines.gliner.inputs import Architecture, InputBuilder
from extractors.engines.loading import model_files
from extractors.engines.settings import ExtractorSettings
from extractors.training.packing.optimize import OnnxGraphError, main, optimize_graph
from tests.tiny_engines import make_gliner, make_graph

TEXTS = ["angela merkel visited microsoft in seattle", "the and in", "merkel and angela in the microsoft"]


@pytest.fixture(scope="module", params=["token", "span"])
def exported(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a graph of each architecture."""
    folder = tmp_path_factory.mktemp("graph")
    return make_graph(make_gliner(folder / "weights", request.param), folder / request.param)


def logits(folder: Path, texts: Sequence[str]) -> NDArray[np.float32]:
    """Run the graph in ``folder`` on texts in one batch."""
    files = model_files(ExtractorSettings(model=str(folder)))
    architecture = Architecture.of(files)
    assert architecture is not None
    builder = InputBuilder(folder, architecture)
    inputs = builder.build([builder.words(text) for text in texts], builder.frame(("person", "place")))
    session = onnxruntime.InferenceSession(str(folder / "model.onnx"))
    result: NDArray[np.float32] = session.run(
        ["logits"], {value.name: inputs[value.name] for value in session.get_inputs()}
    )[0]
    return result


def optimized(exported: Path, folder: Path, *, eight_bits: bool = True) -> list[str]:
    for path in exported.iterdir():
        if path.suffix == ".json":
            (folder / path.name).write_bytes(path.read_bytes())
    return optimize_graph(exported / "model.onnx", folder / "model.onnx", eight_bits=eight_bits)


def test_rearranging_the_computation_changes_no_answer(exported: Path, tmp_path: Path) -> None:
    taken = optimized(exported, tmp_path, eight_bits=False)
    assert taken == ["fuse_attention", *(["split_scorer"] if exported.name == "token" else [])]
    operators = [node.op_type for node in onnx.load(str(tmp_path / "model.onnx")).graph.node]
    assert "MultiHeadAttention" in operators
    assert "Softmax" not in operators
    assert logits(tmp_path, TEXTS) == pytest.approx(logits(exported, TEXTS), abs=1e-4)


def test_eight_bits_change_the_answers_by_rounding_alone(exported: Path, tmp_path: Path) -> None:
    optimized(exported, tmp_path)
    before = logits(exported, TEXTS)
    assert np.ptp(before) > 0.5
    assert np.abs(logits(tmp_path, TEXTS) - before).mean() < 0.03


def test_a_text_has_the_same_answers_in_every_batch(exported: Path, tmp_path: Path) -> None:
    optimized(exported, tmp_path)
    together = logits(tmp_path, TEXTS)
    for row, text in zip(together, TEXTS, strict=True):
        count = len(text.split())
        assert row[:count] == pytest.approx(logits(tmp_path, [text])[0][:count], abs=1e-4)


def test_weights_take_a_byte_each(exported: Path, tmp_path: Path) -> None:
    optimized(exported, tmp_path)
    constants = onnx.load(str(tmp_path / "model.onnx")).graph.initializer
    tables = [c for c in constants if len(c.dims) == 2 and c.dims[0] * c.dims[1] >= 1 << 12]
    assert tables
    assert {c.data_type for c in tables} == {TensorProto.INT8}


def test_a_graph_without_anything_to_optimise_stays_what_it_is(tmp_path: Path) -> None:
    weights = numpy_helper.from_array(np.eye(4, dtype=np.float32), "w")
    values = [helper.make_tensor_value_info(name, TensorProto.FLOAT, [1, 4]) for name in ("x", "y")]
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["x", "w"], ["y"])], "g", values[:1], values[1:], [weights]
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9)
    onnx.save(model, str(tmp_path / "a.onnx"))
    assert optimize_graph(tmp_path / "a.onnx", tmp_path / "b.onnx") == []
    assert onnx.load(str(tmp_path / "b.onnx")).graph == model.graph


def test_what_is_no_graph_is_an_error(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.onnx").write_bytes(b"no graph")
    with pytest.raises(OnnxGraphError, match="no ONNX graph"):
        optimize_graph(tmp_path / "a.onnx", tmp_path / "b.onnx")
    assert main([str(tmp_path / "a.onnx"), str(tmp_path / "b.onnx")]) == 1
    assert "no ONNX graph" in capsys.readouterr().err
