"""Models of every architecture that can be loaded, small and with random weights: real in every part but what they know."""

from __future__ import annotations

import warnings
from pathlib import Path

from tests.support.tiny_gliner import make_backbone

WORDS = ("angela", "merkel", "visited", "microsoft", "in", "seattle", "person", "place", "the", "and")
ARCHITECTURES = ("span", "token", "bi-encoder span", "bi-encoder token")


def make_gliner(
    folder: Path, architecture: str, fusion: str = "", *, encoder: str = "bert", rnn_layers: int = 0
) -> Path:
    """Write a GLiNER model with its tokenizers to ``folder/model`` and return that; the backbone lies beside it."""
    import torch
    from gliner import GLiNER, GLiNERConfig

    backbone = make_backbone(folder / "backbone", WORDS, encoder=encoder)
    config = GLiNERConfig(
        model_name=str(backbone),
        labels_encoder=str(backbone) if architecture.startswith("bi-encoder") else None,
        hidden_size=32,
        dropout=0.1,
        span_mode="token_level" if architecture.endswith("token") else "markerV0",
        max_types=30,
        max_len=64,
        max_width=6,
        num_rnn_layers=rnn_layers,
        subtoken_pooling="first",
        post_fusion_schema=fusion,
    )
    torch.manual_seed(11)
    model = GLiNER.from_config(config, backbone_from_pretrained=True, local_files_only=True)
    with torch.no_grad():
        for name, weights in model.model.named_parameters():
            if "token_rep_layer" not in name:
                weights.mul_(2.0)  # the scores of an untrained head all lie near one half
    model.eval()
    model.save_pretrained(str(folder / "model"), safe_serialization=True)
    return folder / "model"


def make_graph(model: Path, folder: Path) -> Path:
    """Export a GLiNER model to ONNX in ``folder``, nothing but the library's own files, and return that."""
    from gliner import GLiNER

    loaded = GLiNER.from_pretrained(str(model), local_files_only=True)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of tracing, about what is constant in a test
        loaded.export_to_onnx(str(folder), quantize=False)
    return folder


def make_graph_of_embeddings(model: Path, folder: Path) -> Path:
    """Export a token-level bi-encoder to a graph that takes embeddings of labels, and return its folder.

    The library runs such graphs and names their input, but its export of them fails (gliner 0.2.29), so it is done here.
    """
    import torch
    from gliner import GLiNER

    make_graph(model, folder)
    loaded = GLiNER.from_pretrained(str(model), local_files_only=True)
    names = loaded._get_base_input_names()
    batch = loaded._build_dummy_batch(["person", "place"])
    axes = loaded._get_base_dynamic_axes() | loaded._get_embedding_dynamic_axes() | loaded._get_output_spec()

    class Graph(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.core = loaded.model

        def forward(self, *inputs: torch.Tensor) -> torch.Tensor:
            *texts, labels_embeds = inputs
            output = self.core(**dict(zip(names, texts, strict=True)), labels_embeds=labels_embeds)
            logits: torch.Tensor = output.logits
            return logits

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Graph().eval(),
            (*(batch[name] for name in names), loaded.encode_labels(["person", "place"])),
            f=str(folder / "model.onnx"),
            input_names=[*names, "labels_embeddings"],
            output_names=["logits"],
            dynamic_axes=axes,
            opset_version=19,
            dynamo=False,
        )
    return folder


def make_gliner2(folder: Path, architecture: str = "span") -> Path:
    """Write a GLiNER2 model to ``folder/model`` and return that."""
    import torch
    from gliner2 import AutoExtractor, ExtractorConfig

    backbone = make_backbone(folder / "backbone", WORDS)
    torch.manual_seed(5)
    config = ExtractorConfig(model_name=str(backbone), architecture=architecture)
    AutoExtractor.from_config(config).save_pretrained(folder / "model")
    return folder / "model"
