"""Exported graphs as OpenVINO runs them: weights widened once for bfloat16, kept in eight bits for integers."""

from __future__ import annotations

from typing import Any

from extractors.engines.precision import Bits
from extractors.errors import ExtractorError
from extractors.models.files import ModelFiles

_GROUP = 128
"""Numbers of an activation that share a scale in eight bits: 64 agree no better and take a tenth longer."""


def compile_graph(files: ModelFiles, bits: Bits, streams: int) -> Any:
    """Return the graph of ``files`` ready to run on a processor, ``streams`` passes side by side on a thread each.

    Raises:
        ExtractorError: OpenVINO is missing or cannot run the graph in ``bits``; the message names the remedy.

    """
    try:
        import openvino
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
        return core.compile_model(graph, "CPU", settings)
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
    from openvino import opset13

    packed = list(_packed_weights(graph))
    for product, integers, scale in packed:
        value = integers.data.astype(np.float32) * scale.data.astype(np.float32)
        product.output(0).replace(opset13.constant(value).output(0))
    return len(packed)


def _packed_weights(graph: Any) -> Any:
    """Yield each product of widened integers and their scale, with both."""
    import openvino

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
