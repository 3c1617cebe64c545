"""Exported GLiNER graphs on OpenVINO, in bfloat16 or in eight bits, where a processor multiplies these faster.

An answer depends on nothing but its text and labels: every text is padded to a length of its own, a multiple of sixteen, and only
texts of one such length share a pass. So it is the same to the last digit whatever is read beside it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.engines.batching import run_batches
from extractors.engines.devices import available_processors
from extractors.engines.gliner.inputs import Architecture, Frame, Words
from extractors.engines.gliner.openvino_graph import compile_graph
from extractors.engines.gliner.uni_encoder import Pass, PromptedGliner
from extractors.engines.precision import Bits
from extractors.engines.protocol import Span
from extractors.models.files import ModelFiles

if TYPE_CHECKING:
    from extractors.engines.gliner.decoding import Logits

LENGTHS = 16
"""Lengths are multiples of this: OpenVINO prepares its operators anew for each length that it meets."""
_MOST_SUBTOKENS = 512
"""Subtokens of a pass: more is not faster, and takes more memory for each thread."""


class OpenVinoGliner(PromptedGliner):
    """An exported uni-encoder, a pass on one thread, as many side by side as there are processors.

    Raises:
        ExtractorError: OpenVINO is missing or cannot run the graph in ``bits``; the message names the remedy.

    """

    def __init__(self, files: ModelFiles, device: str, architecture: Architecture, bits: Bits) -> None:
        super().__init__(files, device, architecture)
        self.bits = bits
        self._graph = compile_graph(files, bits, available_processors())
        self._wanted = [port.get_any_name() for port in self._graph.inputs]
        (self._logits_port,) = (port for port in self._graph.outputs if "logits" in port.get_names())

    def _run_passes(
        self,
        order: Sequence[int],
        lengths: Sequence[int],
        run: Pass,
        batch_size: int | None,
        threads: int | None,
    ) -> dict[int, list[Span]]:
        del batch_size
        workers = threads or available_processors()
        by_length: dict[int, list[int]] = defaultdict(list)
        for i, length in zip(order, lengths, strict=True):
            by_length[_padded(length)].append(i)
        batches: list[list[int]] = []
        for length, texts in by_length.items():
            # Few texts are shared out among the threads.
            size = max(1, min(_MOST_SUBTOKENS // length, -(-len(order) // (2 * workers))))
            batches += [texts[first : first + size] for first in range(0, len(texts), size)]
        return run_batches(batches, run, workers)

    def _logits(self, batch: Sequence[Words], frame: Frame) -> Sequence[Logits]:
        inputs = self._inputs.build(batch, frame, LENGTHS)
        logits: Logits = self._graph({name: inputs[name] for name in self._wanted})[self._logits_port]
        return list(logits)


def _padded(length: int) -> int:
    return -(-length // LENGTHS) * LENGTHS
