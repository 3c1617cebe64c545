"""Word vectors in four bits: how far they are off, what is left alone, and the way back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from onnx import TensorProto, helper, numpy_helper

from extractors.training.packing.embeddings import (
    BLOCK,
    LEAST_ROWS,
    in_four_bits,
    store_embeddings_in_four_bits,
)
from extractors.training.packing.export import export_model, weights_in_use
from extractors.training.packing.weights import PLACES_FILE, read_tensors, restore_weights
from extractors.training.recipe.network import build_model
from tests.support.tiny_gliner import make_backbone
from tests.support.tiny_training import WORDS, scores_of


def lookup_graph(path: Path, table: Any, operator: str = "Gather") -> Path:
    """Write a graph that looks rows up in a table, or multiplies by it."""
    kind = TensorProto.INT64 if operator == "Gather" else TensorProto.FLOAT
    names = ["table", "x"] if operator == "Gather" else ["x", "table"]
    graph = helper.make_graph(
        [helper.make_node(operator, names, ["y"], name="lookup")],
        "graph",
        [helper.make_tensor_value_info("x", kind, ["n"] if operator == "Gather" else ["n", len(table)])],
        [helper.make_tensor_value_info("y", TensorProto.FLOAT, ["n", table.shape[1]])],
        [numpy_helper.from_array(table, "table")],
    )
    onnx.save(helper.make_model(graph, opset_imports=[helper.make_opsetid("", 19)], ir_version=9), str(path))
    return path


def normal(rows: int, width: int) -> Any:
    return np.random.default_rng(2).normal(size=(rows, width)).astype(np.float32)


@given(
    arrays(
        np.float32,
        (2, 2 * BLOCK),
        elements=st.floats(-100, 100, width=32).filter(lambda number: number == 0 or abs(number) > 1e-3),
    )
)
def test_a_number_is_off_by_a_step_of_its_block_at_most(table: Any) -> None:
    integers, scales = in_four_bits(table)
    assert integers.shape == table.shape
    assert scales.shape == (2, 2)
    assert integers.min() >= -8
    assert integers.max() <= 7
    step = np.repeat(scales.astype(np.float32), BLOCK, axis=1)
    off = np.abs(integers * step - table)
    assert np.all(off <= 1.01 * np.abs(step))
    # All but what is nearly as large as the largest number of its block, with the other sign, is off by half a step.
    clipped = table / step > 7.4
    assert np.all((off <= 0.51 * np.abs(step)) | clipped)
    largest = np.abs(table).reshape(2, 2, BLOCK).max(axis=2)
    assert np.abs(scales.astype(np.float32)) == pytest.approx(largest / 8, rel=1e-3, abs=2e-6)


def test_rows_that_are_looked_up_are_near_those_of_the_table(tmp_path: Path) -> None:
    table = normal(LEAST_ROWS, BLOCK * 2)
    source = lookup_graph(tmp_path / "a.onnx", table)
    assert store_embeddings_in_four_bits(source, tmp_path / "b.onnx") == ["table"]
    assert (tmp_path / "b.onnx").stat().st_size < source.stat().st_size / 6
    rows = np.array([0, 5, LEAST_ROWS - 1, 5], np.int64)
    answers = [
        onnxruntime.InferenceSession(str(path)).run(None, {"x": rows})[0]
        for path in (source, tmp_path / "b.onnx")
    ]
    step = np.abs(in_four_bits(table)[1]).max()
    assert answers[0].shape == answers[1].shape
    assert np.abs(answers[0] - answers[1]).max() <= 1.01 * step
    stored = read_tensors(tmp_path / "b.onnx")["table_four_bits"].values
    assert np.allclose(stored[rows], answers[1], atol=2e-3)  # the graph widens in half precision


@pytest.mark.parametrize(
    ("rows", "width", "operator"),
    [(LEAST_ROWS - 1, BLOCK, "Gather"), (LEAST_ROWS, BLOCK + 2, "Gather"), (LEAST_ROWS, BLOCK, "MatMul")],
    ids=["few rows", "no whole blocks", "a product"],
)
def test_other_tables_are_left_alone(tmp_path: Path, rows: int, width: int, operator: str) -> None:
    source = lookup_graph(tmp_path / "a.onnx", normal(rows, width), operator)
    assert store_embeddings_in_four_bits(source, tmp_path / "b.onnx") == []
    assert onnx.load(str(tmp_path / "b.onnx")) == onnx.load(str(source))


def test_an_exported_model_has_four_bits_and_a_way_back(tmp_path: Path) -> None:
    import torch
    from gliner import GLiNER

    words = [*WORDS, *(f"word{number}" for number in range(LEAST_ROWS))]
    torch.manual_seed(7)
    model = build_model(backbone=make_backbone(tmp_path / "backbone", words, hidden_size=BLOCK))
    path = export_model(model, tmp_path / "out", revision="test", threshold=0.5)
    constants = onnx.load(str(path)).graph.initializer
    assert [constant.name for constant in constants if constant.data_type == TensorProto.INT4] == [
        next(name for name in read_tensors(path) if name.endswith("word_embeddings.weight_four_bits"))
    ]
    loaded = GLiNER.from_pretrained(
        str(path.parent), load_onnx_model=True, onnx_model_file=path.name, local_files_only=True
    )
    text, labels = "Ada came home to word17", ["person", "place"]
    scores, stored = scores_of(model, text, labels), scores_of(loaded, text, labels)
    shared = scores.keys() & stored.keys()
    assert len(shared) > len(
        scores.keys() ^ stored.keys()
    )  # a score at the threshold may fall on its other side
    assert {place: stored[place] for place in shared} == pytest.approx(
        {place: scores[place] for place in shared}, abs=0.05
    )

    assert path.with_name(PLACES_FILE).is_file()
    restored, wanted = restore_weights(path), weights_in_use(model)
    assert restored.keys() == wanted.keys()
    name = next(name for name in wanted if name.endswith("word_embeddings.weight"))
    step = np.abs(in_four_bits(wanted[name].numpy())[1]).max()
    assert np.abs(restored[name] - wanted[name]).max() <= 1.01 * step
