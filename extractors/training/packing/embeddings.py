"""Word vectors of an ONNX graph in four bits: a table of embeddings at less than a sixth of its size.

Each row is cut into blocks of 64 numbers that share a scale, as in weight-only quantisation (Dettmers et al. 2022,
https://arxiv.org/abs/2110.02861). onnxruntime widens only the rows that a text looks up.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

BLOCK = 64
LEAST_ROWS = 4096
"""Smaller tables are left alone."""

VALUES, SCALES = "_four_bits", "_block_scales"
"""How the names of a table's integers and of its scales end, after the table's own name."""

_IR_VERSION = 10  # the first that knows integers of four bits


def store_embeddings_in_four_bits(source: Path, target: Path) -> list[str]:
    """Write the graph ``source`` to ``target`` with its large tables of embeddings in four bits; return their names."""
    import onnx
    from onnx import TensorProto, helper, numpy_helper

    model = onnx.load(str(source))
    graph = model.graph
    changed = []
    for table in list(graph.initializer):
        readers = [node for node in graph.node if table.name in node.input]
        looked_up = readers and all(
            node.op_type == "Gather" and node.input[0] == table.name for node in readers
        )
        if not looked_up or len(table.dims) != 2 or table.dims[0] < LEAST_ROWS or table.dims[1] % BLOCK:
            continue
        integers, scales = in_four_bits(numpy_helper.to_array(table))
        graph.initializer.remove(table)
        low, high = integers[:, 0::2].astype("uint8") & 15, integers[:, 1::2].astype("uint8") & 15
        packed = ((high << 4) | low).tobytes()
        graph.initializer.append(
            helper.make_tensor(f"{table.name}{VALUES}", TensorProto.INT4, integers.shape, packed, raw=True)
        )
        graph.initializer.append(numpy_helper.from_array(scales, f"{table.name}{SCALES}"))
        for lookup in readers:
            place = next(index for index, node in enumerate(graph.node) if node == lookup)
            _replace(graph, place, table.name)
        changed.append(table.name)
    if changed:
        model.ir_version = max(model.ir_version, _IR_VERSION)
        if all(one.domain != "com.microsoft" for one in model.opset_import):
            model.opset_import.append(helper.make_opsetid("com.microsoft", 1))
    onnx.save(model, str(target))
    return changed


def _replace(graph: Any, place: int, table: str) -> None:
    from onnx import TensorProto, helper

    lookup = graph.node[place]
    name, rows, found = lookup.name, lookup.input[1], lookup.output[0]
    graph.node.remove(lookup)
    widened = helper.make_node("Cast", [f"{found}_half"], [found], name=f"{name}/Cast", to=TensorProto.FLOAT)
    gather = helper.make_node(
        "GatherBlockQuantized",
        [f"{table}{VALUES}", rows, f"{table}{SCALES}"],
        [f"{found}_half"],
        name=f"{name}/FourBits",
        domain="com.microsoft",
        gather_axis=0,
        quantize_axis=1,
        block_size=BLOCK,
    )
    graph.node.insert(place, widened)
    graph.node.insert(place, gather)


def in_four_bits(table: Any) -> tuple[Any, Any]:
    """Return a table of shape (rows, width) as integers from -8 to 7 and half-precision scales of shape (rows, blocks)."""
    import numpy as np

    blocks = table.reshape(len(table), -1, BLOCK)
    largest = np.take_along_axis(blocks, np.abs(blocks).argmax(axis=2)[..., None], axis=2)
    # The largest number of a block becomes -8, whatever its sign: so all sixteen integers are of use.
    scales = np.where(np.abs(largest) < 1e-6, 1e-6, largest / -8).astype(np.float16)
    integers = np.clip(np.rint(blocks / scales.astype(np.float32)), -8, 7).astype(np.int8)
    return integers.reshape(table.shape), scales[..., 0]
