"""Make an exported GLiNER graph quicker and smaller, with the same inputs, outputs and answers.

    python -m extractors.training.packing.optimize SOURCE.onnx TARGET.onnx

`split_scorer` rests on algebra: the scorer of token models multiplies, for every pair of word and label, the row
``[word, label, word * label]`` by one matrix. The matrix is cut into three, so that words and labels are multiplied once
each, and only their product once a pair, which leaves little more than a third of the multiplications.

`fuse_attention` puts one operator of onnxruntime in the place of some thirty that are exported for each layer's attention.

`store_in_eight_bits` is about size alone: weights are kept as integers with a scale for each column (for embeddings: each
row) and widened once when the graph is loaded. Activations stay 32-bit floats, so that an answer depends neither on what
shares its batch nor on the processor.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extractors.errors import GraphmillError

# Smaller weights are not worth the operators that widen them.
_LEAST_VALUES = 1 << 12
_ONNXRUNTIME = "com.microsoft"


class OnnxGraphError(GraphmillError):
    """A graph cannot be optimised; the message says why."""


def optimize_graph(source: Path, target: Path, *, eight_bits: bool = True) -> list[str]:
    """Write the graph ``source``, exported in 32 bits, to ``target``; return the names of the optimisations it took.

    With ``eight_bits`` a score differs by the rounding of weights, some thousandths; without, by that of additions.

    Raises:
        OnnxGraphError: The package ``onnx`` is not installed, or the graph cannot be read.

    """
    try:
        import onnx
    except ImportError as error:
        raise OnnxGraphError(
            "a graph can be optimised with the package onnx only: pip install 'graphmill[training]'"
        ) from error
    try:
        model = onnx.load(str(source))
    except Exception as error:
        raise OnnxGraphError(f"{source}: no ONNX graph can be read ({error})") from error
    editor = _Editor(model.graph)
    taken = []
    if fuse_attention(editor):
        taken.append("fuse_attention")
        if all(one.domain != _ONNXRUNTIME for one in model.opset_import):
            model.opset_import.append(onnx.helper.make_opsetid(_ONNXRUNTIME, 1))
    if split_scorer(editor):
        taken.append("split_scorer")
    if eight_bits and store_in_eight_bits(editor):
        taken.append("store_in_eight_bits")
    editor.remove_unused()
    onnx.save(model, str(target))
    return taken


class _Editor:
    """A graph with the questions and changes that the optimisations share."""

    def __init__(self, graph: Any) -> None:
        self.graph = graph

    @property
    def weights(self) -> dict[str, Any]:
        """Constants with names of their own, by name."""
        return {constant.name: constant for constant in self.graph.initializer}

    def producers(self) -> dict[str, Any]:
        """Return for each value the node that makes it."""
        return {output: node for node in self.graph.node for output in node.output}

    def readers(self, value: str) -> list[Any]:
        """Return the nodes that read a value."""
        return [node for node in self.graph.node if value in _inputs(node)]

    def constant(self, name: str) -> Any:
        """Return the value of a constant as an array, None if the name is not that of one."""
        from onnx import numpy_helper

        producers, weights = self.producers(), self.weights
        while (node := producers.get(name)) is not None and node.op_type == "Identity":
            name = node.input[0]  # how an export shares one constant between several places
        if node is not None and node.op_type == "Constant":
            return numpy_helper.to_array(node.attribute[0].t)
        return numpy_helper.to_array(weights[name]) if name in weights else None

    def add_before(self, node: Any, new: list[Any]) -> None:
        """Insert nodes just before another; a graph's nodes are in the order of their computation."""
        at = next(i for i, other in enumerate(self.graph.node) if other is node or other == node)
        for offset, each in enumerate(new):
            self.graph.node.insert(at + offset, each)

    def add_weight(self, name: str, values: Any) -> str:
        """Add a constant and return its name."""
        from onnx import numpy_helper

        self.graph.initializer.append(numpy_helper.from_array(values, name))
        return name

    def remove_unused(self) -> None:
        """Remove nodes and constants that no output depends on."""
        needed = {output.name for output in self.graph.output}
        kept = []
        for node in reversed(self.graph.node):
            if needed & set(node.output):
                kept.append(node)
                needed |= set(_inputs(node))
        nodes = [type(node).FromString(node.SerializeToString()) for node in reversed(kept)]
        del self.graph.node[:]
        self.graph.node.extend(nodes)
        for constant in [constant for constant in self.graph.initializer if constant.name not in needed]:
            self.graph.initializer.remove(constant)


def _inputs(node: Any) -> Iterator[str]:
    """Yield the names of the values that a node reads, those that its subgraphs take from outside included."""
    yield from (name for name in node.input if name)
    for attribute in node.attribute:
        for subgraph in (attribute.g, *attribute.graphs):
            for inner in subgraph.node:
                yield from _inputs(inner)
            # What a subgraph passes on may be a value of the graph around it.
            yield from (output.name for output in subgraph.output)


def fuse_attention(editor: _Editor) -> int:
    """Replace scaled dot-product attention as PyTorch exports it; return in how many layers.

    The mask becomes one over ``attention_mask``, which is what a uni-encoder's exported mask comes from.
    """
    import numpy as np
    from onnx import TensorProto, helper

    producers = editor.producers()
    mask = "attention_mask/as_int32"
    changed = 0
    for softmax in [node for node in editor.graph.node if node.op_type == "Softmax"]:
        found = _attention(editor, producers, softmax)
        if found is None:
            continue
        query, key, value, heads, scale, last = found
        new = helper.make_node(
            "MultiHeadAttention",
            [query, key, value, "", mask],
            [last.output[0]],
            name=f"{softmax.name}/MultiHeadAttention",
            domain=_ONNXRUNTIME,
            num_heads=heads,
            scale=float(np.float32(scale)),
        )
        editor.add_before(last, [new])
        editor.graph.node.remove(last)
        changed += 1
    if changed:
        cast = helper.make_node("Cast", ["attention_mask"], [mask], name=mask, to=TensorProto.INT32)
        editor.graph.node.insert(0, cast)
    return changed


def _attention(
    editor: _Editor, producers: dict[str, Any], softmax: Any
) -> tuple[str, str, str, int, float, Any] | None:
    """Return query, key and value before they are parted into heads, heads, scale, and the last node of the attention."""
    masked = producers.get(softmax.input[0])
    if masked is None or masked.op_type != "Add":
        return None
    product = next((producers[name] for name in masked.input if _makes(producers, name, "MatMul")), None)
    weighted = _next(editor, softmax.output[0], "MatMul")
    if product is None or weighted is None:
        return None
    scales, sides = [], []
    for name in product.input:
        scaled = producers.get(name)
        if scaled is None or scaled.op_type != "Mul":
            return None
        factor = next((f for f in map(editor.constant, scaled.input) if f is not None), None)
        if factor is None or factor.size != 1:
            return None
        scales.append(float(factor.reshape(())))
        sides.append(next(n for n in scaled.input if editor.constant(n) is None))
    parted = [_before_heads(producers, name) for name in (*sides, weighted.input[1])]
    last = _next(editor, weighted.output[0], "Transpose")
    last = None if last is None else _next(editor, last.output[0], "Reshape")
    if last is None or any(side is None for side in parted):
        return None
    (query, shape), (key, _), (value, _) = (side for side in parted if side is not None)
    size = _head_size(editor, producers, shape)
    bias = _bias(editor, producers, query)
    if size is None or bias is None or bias % size:
        return None
    return query, key, value, bias // size, scales[0] * scales[1], last


def _makes(producers: dict[str, Any], value: str, operator: str) -> bool:
    node = producers.get(value)
    return node is not None and node.op_type == operator


def _next(editor: _Editor, value: str, operator: str) -> Any | None:
    """Return the node of this kind that reads a value, also through a guard against what is not a number."""
    for reader in editor.readers(value):
        if reader.op_type == operator:
            return reader
        if reader.op_type == "Where":
            return _next(editor, reader.output[0], operator)
    return None


def _before_heads(producers: dict[str, Any], value: str) -> tuple[str, str] | None:
    """Follow a value back through its transposition to what was reshaped into heads, and the shape that it got."""
    transposed = producers.get(value)
    if transposed is None or transposed.op_type != "Transpose":
        return None
    reshaped = producers.get(transposed.input[0])
    if reshaped is None or reshaped.op_type != "Reshape":
        return None
    return reshaped.input[0], reshaped.input[1]


def _head_size(editor: _Editor, producers: dict[str, Any], shape: str) -> int | None:
    joined = producers.get(shape)
    size = editor.constant(joined.input[-1]) if joined is not None and joined.op_type == "Concat" else None
    return None if size is None or size.size != 1 or size.reshape(()) <= 0 else int(size.reshape(()))


def _bias(editor: _Editor, producers: dict[str, Any], value: str) -> int | None:
    """Return how wide a projection is, by the bias that is added last."""
    added = producers.get(value)
    if added is None or added.op_type != "Add":
        return None
    return next((len(c) for c in map(editor.constant, added.input) if c is not None and c.ndim == 1), None)


def split_scorer(editor: _Editor) -> bool:
    """Multiply words and labels once each, not once a pair; tell whether the graph has such a scorer."""
    import numpy as np
    from onnx import helper

    producers = editor.producers()
    for product in list(editor.graph.node):
        found = _scorer(editor, producers, product)
        if found is None:
            continue
        words, labels, add, bias = found
        matrix, name = product.input[1], product.name
        rows, columns = editor.weights[matrix].dims
        size = rows // 3

        def value(part: str, name: str = name) -> str:
            return f"{name}/split/{part}"

        sizes = editor.add_weight(value("sizes"), np.array([size] * 3, dtype=np.int64))
        first = editor.add_weight(value("first"), np.array(0, dtype=np.int64))
        second = editor.add_weight(value("second"), np.array(1, dtype=np.int64))
        flat = editor.add_weight(value("flat"), np.array([-1, size], dtype=np.int64))
        wide = editor.add_weight(value("wide"), np.array([-1, columns], dtype=np.int64))
        parts = [value("by_word"), value("by_label"), value("by_product")]
        node = helper.make_node
        editor.add_before(
            product,
            [
                node("Split", [matrix, sizes], parts, name=value("Split"), axis=0),
                node("Gather", [words, first], [value("word")], name=value("Word"), axis=3),
                node("Gather", [words, second], [value("word_factor")], name=value("WordFactor"), axis=3),
                node("Gather", [labels, first], [value("label")], name=value("Label"), axis=3),
                node("Gather", [labels, second], [value("label_factor")], name=value("LabelFactor"), axis=3),
                node("MatMul", [value("word"), parts[0]], [value("word_part")], name=value("WordPart")),
                node("MatMul", [value("label"), parts[1]], [value("label_sum")], name=value("LabelSum")),
                node("Add", [value("label_sum"), bias], [value("label_part")], name=value("LabelPart")),
                node("Add", [value("word_part"), value("label_part")], [value("pairs")], name=value("Pairs")),
                node(
                    "Mul",
                    [value("word_factor"), value("label_factor")],
                    [value("factor")],
                    name=value("Factor"),
                ),
                node("Reshape", [value("factor"), flat], [value("factor_rows")], name=value("FactorRows")),
                node("Reshape", [value("pairs"), wide], [value("pair_rows")], name=value("PairRows")),
                # The sums go into the product as what it starts from, which saves a pass over the largest of all arrays.
                node(
                    "Gemm",
                    [value("factor_rows"), parts[2], value("pair_rows")],
                    [value("rows")],
                    name=value("Rows"),
                ),
                node("Shape", [value("pairs")], [value("shape")], name=value("Shape")),
                node("Reshape", [value("rows"), value("shape")], [value("scores")], name=value("Scores")),
            ],
        )
        for reader in editor.readers(add.output[0]):
            for i, read in enumerate(reader.input):
                if read == add.output[0]:
                    reader.input[i] = value("scores")
        return True
    return False


def _scorer(editor: _Editor, producers: dict[str, Any], product: Any) -> tuple[str, str, Any, str] | None:
    """Return, if ``product`` multiplies ``[word, label, word * label]``: words, labels, and the addition of the bias with it.

    Words have the shape (texts, words, 1, 2, size), labels (texts, 1, labels, 2, size); the two on the last axis but one
    are what stands in the row for itself, and the factor of the product.
    """
    weights = editor.weights
    if (
        product.op_type != "MatMul"
        or product.input[1] not in weights
        or len(weights[product.input[1]].dims) != 2
    ):
        return None
    joined = producers.get(product.input[0])
    if joined is None or joined.op_type != "Concat" or len(joined.input) != 3:
        return None
    words, labels = (_before_expansion(producers, name) for name in joined.input[:2])
    factors = producers.get(joined.input[2])
    readers = editor.readers(product.output[0])
    if words is None or labels is None or factors is None or factors.op_type != "Mul" or len(readers) != 1:
        return None
    same = [_before_expansion(producers, name) for name in factors.input] == [words, labels]
    bias = [name for name in readers[0].input if name in weights]
    if not same or readers[0].op_type != "Add" or len(bias) != 1 or weights[product.input[1]].dims[0] % 3:
        return None
    return words, labels, readers[0], bias[0]


def _before_expansion(producers: dict[str, Any], value: str) -> str | None:
    """Follow a value back through the selection and the transposition to what was expanded to all pairs."""
    for operator in ("Gather", "Transpose", "Expand"):
        node = producers.get(value)
        if node is None or node.op_type != operator:
            return None
        value = node.input[0]
    return value


def store_in_eight_bits(editor: _Editor) -> int:
    """Keep the weights of products and embeddings as integers from -127 to 127 with scales; return how many were changed.

    The widened weights have the names that the weights had, the integers end in ``_values``, the scales in ``_scales``.
    """
    from onnx import numpy_helper

    changed = 0
    for constant in list(editor.graph.initializer):
        if len(constant.dims) != 2 or constant.dims[0] * constant.dims[1] < _LEAST_VALUES:
            continue
        readers = editor.readers(constant.name)
        looked_up = all(node.op_type == "Gather" and node.input[0] == constant.name for node in readers)
        multiplied = all(node.op_type in ("MatMul", "Split") for node in readers)
        if not readers or not (looked_up or multiplied):
            continue
        name, weights = constant.name, numpy_helper.to_array(constant)
        editor.graph.initializer.remove(constant)
        changed += 1
        if looked_up:
            _store_rows(editor, name, weights, readers)
        else:
            _store_columns(editor, name, weights)
    return changed


def _in_eight_bits(weights: Any, axis: int) -> tuple[Any, Any]:
    import numpy as np

    scales = np.maximum(np.abs(weights).max(axis=axis, keepdims=True) / 127, 1e-12).astype(np.float32)
    return np.clip(np.rint(weights / scales), -127, 127).astype(np.int8), scales


def _store_columns(editor: _Editor, name: str, weights: Any) -> None:
    """Store a matrix; ``Cast`` and ``Mul`` of constants are computed when the graph is loaded.

    ``DequantizeLinear`` would say the same, but onnxruntime takes it for an order to multiply in eight bits, which is
    slower on many processors and less exact.
    """
    from onnx import TensorProto, helper

    values, scales = _in_eight_bits(weights, axis=0)
    editor.add_weight(f"{name}_values", values)
    editor.add_weight(f"{name}_scales", scales[0])
    cast = helper.make_node(
        "Cast", [f"{name}_values"], [f"{name}_cast"], name=f"{name}/Cast", to=TensorProto.FLOAT
    )
    scale = helper.make_node("Mul", [f"{name}_cast", f"{name}_scales"], [name], name=f"{name}/Scale")
    editor.graph.node.insert(0, scale)
    editor.graph.node.insert(0, cast)


def _store_rows(editor: _Editor, name: str, weights: Any, readers: list[Any]) -> None:
    """Store a table of embeddings, of which only the rows that are looked up are widened."""
    from onnx import TensorProto, helper

    values, scales = _in_eight_bits(weights, axis=1)
    editor.add_weight(f"{name}_values", values)
    editor.add_weight(f"{name}_scales", scales)
    for lookup in readers:
        rows, found = lookup.input[1], lookup.output[0]
        node = helper.make_node
        editor.add_before(
            lookup,
            [
                node("Gather", [f"{name}_values", rows], [f"{found}_values"], name=f"{lookup.name}/Values"),
                node("Gather", [f"{name}_scales", rows], [f"{found}_scales"], name=f"{lookup.name}/Scales"),
                node(
                    "Cast",
                    [f"{found}_values"],
                    [f"{found}_cast"],
                    name=f"{lookup.name}/Cast",
                    to=TensorProto.FLOAT,
                ),
                node("Mul", [f"{found}_cast", f"{found}_scales"], [found], name=f"{lookup.name}/Scale"),
            ],
        )
        editor.graph.node.remove(lookup)


def main(arguments: list[str] | None = None) -> int:
    """Optimise a graph by the command line's arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m extractors.training.packing.optimize",
        description="Make an exported graph quicker and smaller.",
    )
    parser.add_argument("source", type=Path, help="a graph exported in 32 bits")
    parser.add_argument("target", type=Path, help="the file to write")
    parser.add_argument("--keep-32-bits", action="store_true", help="leave the weights as they are")
    options = parser.parse_args(arguments)
    try:
        taken = optimize_graph(options.source, options.target, eight_bits=not options.keep_32_bits)
    except GraphmillError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    print(
        f"{options.target}: {options.target.stat().st_size / 1e6:.1f} MB, {', '.join(taken) or 'unchanged'}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
