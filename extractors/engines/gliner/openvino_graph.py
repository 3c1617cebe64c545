"""Exported graphs as OpenVINO runs them: weights widened once for bfloat16, kept in eight bits for integers."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from queue import SimpleQueue
from typing import Any

from extractors.engines.precision import Bits
from extractors.errors import ExtractorError
from extractors.models.files import ModelFiles

_TELEMETRY = "openvino_telemetry"
_GROUP = 128
"""Numbers of an activation that share a scale in eight bits: 64 agree no better and take a tenth longer."""


class CompiledGraph:
    """A graph that several threads run side by side: called with arrays by the inputs' names, it gives arrays by its outputs."""

    def __init__(self, compiled: Any, streams: int) -> None:
        self.inputs, self.outputs = compiled.inputs, compiled.outputs
        self._requests: SimpleQueue[Any] = SimpleQueue()
        for _ in range(streams):
            self._requests.put(compiled.create_infer_request())

    def __call__(self, inputs: Mapping[str, Any]) -> dict[Any, Any]:
        """Return copies of what the graph gives for ``inputs``."""
        request = self._requests.get()
        try:
            request.infer(dict(inputs))
            return {port: request.get_tensor(port).data.copy() for port in self.outputs}
        finally:
            self._requests.put(request)


def import_openvino() -> Any:
    """Return OpenVINO, imported without its telemetry.

    By itself it writes an id into the home folder and sends an event to its maker at every import, unasked. Where the package
    that does so is missing, it goes without.
    """
    held = sys.modules.get(_TELEMETRY)
    sys.modules[_TELEMETRY] = None  # type: ignore[assignment] # what makes an import fail
    try:
        import openvino
    finally:
        del sys.modules[_TELEMETRY]
        if held is not None:
            sys.modules[_TELEMETRY] = held
    return openvino


def compile_graph(files: ModelFiles, bits: Bits, streams: int) -> CompiledGraph:
    """Return the graph of ``files`` ready to run on a processor, ``streams`` passes side by side on a thread each.

    Raises:
        ExtractorError: OpenVINO is missing or cannot run the graph in ``bits``; the message names the remedy.

    """
    try:
        openvino = import_openvino()
    except ImportError as error:
        raise ExtractorError(
            f'precision {bits!r} is computed by OpenVINO, which is not installed: pip install openvino, or use precision = "f32"'
        ) from error
    path = files.folder / files.onnx_file
    settings: dict[str, Any] = {
        "NUM_STREAMS": streams,
        "INFERENCE_NUM_THREADS": streams,
        # Several workers would pin their threads to the same processors.
        "ENABLE_CPU_PINNING": False,
    }
    core = openvino.Core()
    try:
        graph = core.read_model(str(path))
        if bits == "int8":
            if not list(_packed_weights(graph)):
                raise ExtractorError(
                    f"{path}: precision 'int8' needs weights of eight bits, and the graph has none: use precision = \"auto\", or "
                    "pack it with python -m extractors.training.packing.optimize"
                )
            settings |= {"INFERENCE_PRECISION_HINT": "f32", "DYNAMIC_QUANTIZATION_GROUP_SIZE": _GROUP}
        else:
            widen(graph)
            settings["INFERENCE_PRECISION_HINT"] = bits
        settle_branches(graph)
        return CompiledGraph(core.compile_model(graph, "CPU", settings), streams)
    except RuntimeError as error:
        said = " ".join(str(error).split())
        raise ExtractorError(
            f"{path}: OpenVINO {openvino.__version__} cannot run the graph in {bits}: {said[:150]} … {said[-150:]}. "
            'Use precision = "f32"'
        ) from error


def widen(graph: Any) -> int:
    """Replace every weight of eight bits by its value in 32, in place, and return how many there were.

    OpenVINO would keep them packed and widen them in every pass, which takes longer than the product itself.
    """
    import numpy as np

    opset13 = import_openvino().opset13

    packed = list(_packed_weights(graph))
    for product, integers, scale in packed:
        value = integers.data.astype(np.float32) * scale.data.astype(np.float32)
        product.output(0).replace(opset13.constant(value).output(0))
    return len(packed)


def settle_branches(graph: Any) -> int:
    """Replace every branch that is taken only where two lengths differ, which are the same, and return how many there were.

    DeBERTa places words anew where queries and keys are of different lengths. GLiNER's never are, yet OpenVINO refuses
    the branch, because nothing tells the shape of what it gives.
    """
    settled = 0
    for branch in graph.get_ordered_ops():
        if branch.get_type_name() != "If" or not _asks_for_difference(branch.input_value(0).get_node()):
            continue
        otherwise = branch.get_function(1)
        if [node.get_type_name() for node in otherwise.get_ordered_ops()] != [
            "Parameter",
            "Identity",
            "Result",
        ]:
            continue
        (given,) = branch.get_input_descriptions(1)
        branch.output(0).replace(branch.input_value(given.input_index))
        settled += 1
    if settled:
        # Their consumers learn the shapes that they did not know.
        graph.validate_nodes_and_infer_types()
    return settled


def _asks_for_difference(condition: Any) -> bool:
    """Tell whether a condition is that two numbers differ which are computed alike from the same values."""
    for kind in ("Convert", "LogicalNot", "Equal"):
        if condition.get_type_name() == kind != "Equal":
            condition = condition.input_value(0).get_node()
    if condition.get_type_name() != "Equal":
        return False
    one, other = (condition.input_value(number).get_node() for number in range(2))
    return _alike(one, other)


def _alike(one: Any, other: Any) -> bool:
    """Tell whether two nodes give values of the same shape: the same operations on the same values, but for the weights."""
    if one.get_friendly_name() == other.get_friendly_name():
        return True
    if one.get_type_name() != other.get_type_name() or one.get_input_size() != other.get_input_size():
        return False
    if one.get_type_name() == "Constant":
        if one.get_output_shape(0) != other.get_output_shape(0):
            return False
        # Weights say nothing of shapes; the integers that tell how to reshape do.
        return bool(one.get_element_type().is_real() or one.data.tolist() == other.data.tolist())
    return one.get_input_size() > 0 and all(
        _alike(one.input_value(number).get_node(), other.input_value(number).get_node())
        for number in range(one.get_input_size())
    )


def _packed_weights(graph: Any) -> Any:
    """Yield each product of widened integers and their scale, with both."""
    openvino = import_openvino()
    for product in graph.get_ordered_ops():
        if product.get_type_name() != "Multiply":
            continue
        inputs = [product.input_value(number).get_node() for number in range(2)]
        for widened, scale in (inputs, inputs[::-1]):
            if widened.get_type_name() != "Convert" or scale.get_type_name() != "Constant":
                continue
            integers = widened.input_value(0).get_node()
            if integers.get_type_name() == "Constant" and integers.get_element_type() in (
                openvino.Type.i8,
                openvino.Type.u8,
            ):
                yield product, integers, scale
                break
