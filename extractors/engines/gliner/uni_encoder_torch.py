"""GLiNER uni-encoders with PyTorch weights: loaded by the gliner package, fed and read without its pipeline."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Any

from extractors.engines.batching import budget, halving, plan_batches
from extractors.engines.gliner.inputs import Architecture, Frame, Words
from extractors.engines.gliner.library import load_gliner
from extractors.engines.gliner.uni_encoder import Pass, PromptedGliner
from extractors.engines.protocol import Span
from extractors.errors import ExtractorError
from extractors.models.files import ModelFiles

if TYPE_CHECKING:
    from extractors.engines.gliner.decoding import Logits

# Texts of the pass whose memory is measured; the longest, so that no later subtoken needs more.
_MEASURED_TEXTS = 8


class TorchGliner(PromptedGliner):
    """A uni-encoder in PyTorch.

    On a processor every window is a pass of its own on a single thread, ``threads`` of them side by side. On CUDA the weights
    are of half precision and windows of like length share a pass. How many is found by measuring: the first pass tells how
    much memory a subtoken takes, and what is free then sets the size of the others. A pass that runs out of memory all
    the same, because another process took it, is done again in halves.
    """

    def __init__(self, files: ModelFiles, device: str, architecture: Architecture) -> None:
        super().__init__(files, device, architecture)
        self._model = load_gliner(files, device).model
        if device.startswith("cuda"):
            self._model.half()
        self._forwarding = Lock()

    def _run_passes(
        self,
        order: Sequence[int],
        lengths: Sequence[int],
        run: Pass,
        batch_size: int | None,
        threads: int | None,
    ) -> dict[int, list[Span]]:
        """Return the spans of the texts in ``order``; on CUDA in batches as large as memory holds."""
        if not order or not self._device.startswith("cuda"):
            return super()._run_passes(order, lengths, run, batch_size, threads)
        return self._run_on_cuda(order, lengths, run, batch_size)

    def _run_on_cuda(
        self, order: Sequence[int], lengths: Sequence[int], run: Pass, batch_size: int | None
    ) -> dict[int, list[Span]]:
        """Measure a pass of the longest texts, then run the rest in batches as large as memory holds."""
        import torch

        def halved(batch: list[int]) -> list[tuple[list[int], list[list[Span]]]]:
            try:
                return list(halving(batch, run, torch.cuda.OutOfMemoryError, torch.cuda.empty_cache))
            except torch.cuda.OutOfMemoryError as error:
                raise ExtractorError(
                    f"device {self._device!r} has no memory for a single window of {lengths[0]} subtokens: end other "
                    "programs that use it, choose a smaller window_words, or use device='cpu'"
                ) from error

        rest = order[_MEASURED_TEXTS:]
        device = torch.device(self._device)
        before = torch.cuda.memory_allocated(device)
        torch.cuda.reset_peak_memory_stats(device)
        done = halved(list(order[:_MEASURED_TEXTS]))
        used = torch.cuda.max_memory_allocated(device) - before
        free = torch.cuda.mem_get_info(device)[0]
        free += torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        measured = max(len(batch) for batch, _ in done) * lengths[0]
        most = budget(free, used, measured)
        planned = plan_batches(lengths[_MEASURED_TEXTS:], most, batch_size)
        batches = [[rest[i] for i in batch] for batch in planned]
        # The second thread prepares and reads texts while the first one's are computed; one pass at a time is in memory.
        with ThreadPoolExecutor(2, thread_name_prefix="gliner") as pool:
            return {
                i: answer
                for parts in (done, *pool.map(halved, batches))
                for batch, answers in parts
                for i, answer in zip(batch, answers, strict=True)
            }

    def _logits(self, batch: Sequence[Words], frame: Frame) -> Sequence[Logits]:
        import torch

        inputs = {name: torch.from_numpy(value) for name, value in self._inputs.build(batch, frame).items()}
        if self._device == "cpu":
            return self._forward(inputs)
        with self._forwarding:
            return self._forward({name: value.to(self._device) for name, value in inputs.items()})

    def _forward(self, inputs: dict[str, Any]) -> Sequence[Logits]:
        import torch

        with torch.inference_mode():
            logits: Sequence[Logits] = self._model(**inputs).logits.float().cpu().numpy()
        return logits
