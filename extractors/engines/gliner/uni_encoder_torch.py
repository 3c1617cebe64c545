"""GLiNER uni-encoders with PyTorch weights: loaded by the gliner package, fed and read without its pipeline."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Lock
from typing import TYPE_CHECKING, Any

from extractors.engines.batching import budget, halving, plan_batches
from extractors.engines.gliner.inputs import Architecture, Frame, Words
from extractors.engines.gliner.uni_encoder import Pass, PromptedGliner
from extractors.engines.windowed import Span
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

    def __init__(self, files: ModelFiles, device: str, architecture: Architecture, identity: str) -> None:
        super().__init__(files, device, architecture, identity)
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


def import_gliner() -> Any:
    """Return the library's class of models.

    Raises:
        ExtractorError: This process has no room for PyTorch's libraries; the message names the remedy.

    """
    with warnings.catch_warnings():
        # The library's own imports use what PyTorch has deprecated; nothing a user could do about it.
        warnings.filterwarnings("ignore", category=FutureWarning)
        warnings.filterwarnings("ignore", category=DeprecationWarning)
        try:
            from gliner import GLiNER
        except (ImportError, OSError) as error:
            if "static TLS" not in str(error):
                raise
            raise ExtractorError(
                "PyTorch cannot be loaded beside the embedded store in a process with the system's default reserve of "
                "thread-local memory. Start Python with the variable GLIBC_TUNABLES=glibc.rtld.optional_static_tls=16384 "
                "(the graphmill command does so itself)"
            ) from error
    return GLiNER


def load_gliner(files: ModelFiles, device: str) -> Any:
    """Return the library's own model of ``files``, ready to run on ``device``."""
    gliner = import_gliner()
    import torch

    options: dict[str, Any] = {"local_files_only": True, "map_location": device}
    if files.onnx_file:
        import onnxruntime

        session = onnxruntime.SessionOptions()
        if device == "cpu":
            session.intra_op_num_threads = session.inter_op_num_threads = 1
        session.log_severity_level = 3
        options |= {"load_onnx_model": True, "onnx_model_file": files.onnx_file, "session_options": session}
    with warnings.catch_warnings():
        # A bi-encoder's text is read without label markers, so that there is no embedding for them to make room for.
        warnings.filterwarnings("ignore", message="Resizing embeddings is not supported")
        model = gliner.from_pretrained(str(files.folder), **options)
    if not files.onnx_file:
        model.float()  # weights stored in half precision are slow and unexact on a processor
        if device == "cpu":
            torch.set_num_threads(1)  # of the whole process: windows run side by side instead
    model.eval()
    return model
