"""Exported GLiNER graphs on onnxruntime, without PyTorch, transformers or the gliner package."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from extractors.devices import available_processors
from extractors.gliner_inputs import Architecture, Frame, Words
from extractors.model_files import ModelFiles
from extractors.prompted_gliner import Answer, PromptedGliner
from extractors.windowed import ExtractorError, Span

if TYPE_CHECKING:
    from extractors.gliner_decoding import Logits

_USUAL_BATCH = 16


class OnnxGliner(PromptedGliner):
    """An exported uni-encoder.

    On a processor every window is a pass of its own on a single thread, and ``threads`` passes run side by side in one
    session. That is faster than batches (no padding, no waiting inside an operator), and a window's scores depend on
    nothing but the window: in a graph with dynamic 8-bit quantization the scale of every activation comes from the whole
    batch, so that batching would make a document's mentions depend on its neighbours.

    Raises:
        ExtractorError: The graph reads something else than a uni-encoder's inputs.

    """

    def __init__(self, files: ModelFiles, device: str, architecture: Architecture, identity: str) -> None:
        super().__init__(files, architecture, identity)
        import onnxruntime

        self._on_processor = device == "cpu"
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        if self._on_processor:
            options.intra_op_num_threads = options.inter_op_num_threads = 1
        provider = "CPUExecutionProvider" if self._on_processor else "CUDAExecutionProvider"
        path = files.folder / files.onnx_file
        self._session = onnxruntime.InferenceSession(str(path), options, providers=[provider])
        self._wanted = [value.name for value in self._session.get_inputs()]
        known = {"input_ids", "attention_mask", "words_mask", "text_lengths"}
        if not architecture.token_level:
            known |= {"span_idx", "span_mask"}
        if unknown := set(self._wanted) - known:
            raise ExtractorError(
                f"{path}: the graph reads {', '.join(sorted(unknown))}, which {files.architecture} models do not: "
                "export it again with the gliner package, beside its own gliner_config.json"
            )

    def _answers(
        self,
        texts: Sequence[Words],
        frame: Frame,
        answer: Answer,
        batch_size: int | None,
        threads: int | None,
    ) -> list[list[Span]]:
        # The longest first, so that no thread is left alone with one at the end.
        order = sorted((i for i, words in enumerate(texts) if words.offsets), key=lambda i: -texts[i].total)
        if order:
            self._check_length(len(frame) + texts[order[0]].total)
        size, workers = 1, threads or available_processors()
        if not self._on_processor:
            size, workers = batch_size or _USUAL_BATCH, 1
        batches = [order[i : i + size] for i in range(0, len(order), size)]
        result: list[list[Span]] = [[] for _ in texts]
        with ThreadPoolExecutor(workers, thread_name_prefix="gliner") as pool:
            answers = pool.map(lambda batch: answer([texts[i] for i in batch]), batches)
            for batch, spans in zip(batches, answers, strict=True):
                for i, found in zip(batch, spans, strict=True):
                    result[i] = found
        return result

    def _logits(self, batch: Sequence[Words], frame: Frame) -> Sequence[Logits]:
        inputs = self._inputs.build(batch, frame)
        logits: Sequence[Logits] = self._session.run(
            ["logits"], {name: inputs[name] for name in self._wanted}
        )[0]
        return logits
