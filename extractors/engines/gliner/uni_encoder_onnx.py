"""Exported GLiNER graphs on onnxruntime, without PyTorch, transformers or the gliner package."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from extractors.engines.gliner.inputs import Architecture, Frame, Words
from extractors.engines.gliner.uni_encoder import PromptedGliner
from extractors.errors import ExtractorError
from extractors.models.files import ModelFiles

if TYPE_CHECKING:
    from extractors.engines.gliner.decoding import Logits


class OnnxGliner(PromptedGliner):
    """An exported uni-encoder in one session, whose operators run on a single thread each: passes run side by side.

    Raises:
        ExtractorError: The graph reads something else than a uni-encoder's inputs.

    """

    def __init__(self, files: ModelFiles, device: str, architecture: Architecture) -> None:
        super().__init__(files, device, architecture)
        import onnxruntime

        on_processor = device == "cpu"
        options = onnxruntime.SessionOptions()
        options.log_severity_level = 3
        if on_processor:
            options.intra_op_num_threads = options.inter_op_num_threads = 1
        provider = "CPUExecutionProvider" if on_processor else "CUDAExecutionProvider"
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

    def _logits(self, batch: Sequence[Words], frame: Frame) -> Sequence[Logits]:
        inputs = self._inputs.build(batch, frame)
        logits: Sequence[Logits] = self._session.run(
            ["logits"], {name: inputs[name] for name in self._wanted}
        )[0]
        return logits
