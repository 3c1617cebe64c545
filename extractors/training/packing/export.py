"""Make the files that are shipped of a trained model: an int8 ONNX graph, its configuration and its tokenizer.

    python -m extractors.training.packing.export MODEL [MODEL ...] --out DIR --revision R [--threshold T]
        [--blend PART --backbone DIR] [--vocabulary N --data DIR]

Of several models, trained from one start, the weights are averaged (Wortsman et al. 2022, https://arxiv.org/abs/2203.05482).
``--blend`` takes a part of the trained encoder and the rest of the encoder that training began from, which gives back most of
what training to the end costs on types that were never seen (Wortsman et al. 2022, https://arxiv.org/abs/2109.01903).
``--vocabulary`` leaves out word pieces that the training sentences do not use. The graph loads like any GLiNER export. Its
weights are of eight bits, its word vectors of four; the activations stay 32-bit floats.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import shutil
import sys
import tempfile
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from extractors.training.packing.embeddings import store_embeddings_in_four_bits
from extractors.training.packing.optimize import optimize_graph
from extractors.training.packing.weights import PLACES_FILE, write_places
from extractors.training.recipe.network import build_model
from extractors.training.recipe.vocabulary import cut_vocabulary

ONNX_FILE = "model_int8.onnx"
NOTES_FILE = "graphmill.json"
MACHINE_SETTINGS = ("is_local", "local_files_only")
"""Settings of the tokenizer that tell how it was loaded, not what it is."""


def average_models(folders: Sequence[Path]) -> Any:
    """Return the first model with the mean of all models' weights.

    Raises:
        FileNotFoundError: a folder is missing.
        ValueError: none is given, or the models differ in their weights' names or shapes.

    """
    if not folders:
        raise ValueError("no model is given; name the folder of at least one")
    model = build_model(folders[0])
    weights = model.model.state_dict()
    for folder in folders[1:]:
        other = build_model(folder).model.state_dict()
        if {name: value.shape for name, value in other.items()} != {
            name: value.shape for name, value in weights.items()
        }:
            raise ValueError(f"{folder}: its weights differ in name or shape from those of {folders[0]}")
        weights = {
            name: value + other[name] if value.is_floating_point() else value
            for name, value in weights.items()
        }
    model.model.load_state_dict(
        {
            name: value / len(folders) if value.is_floating_point() else value
            for name, value in weights.items()
        }
    )
    return model


def export_model(model: Any, out: Path, *, revision: str, threshold: float) -> Path:
    """Write the shipped files of ``model`` to ``out`` and return the path of the ONNX graph.

    ``graphmill.json`` notes the revision, the graph's file name, the threshold to use by default, and how much the model
    reads at once, label prompt included for the subwords. ``weights.json`` notes where in the graph each weight lies, so that
    the model can be trained further with the shipped files alone; it is left out where a weight cannot be found there.
    """
    out.mkdir(parents=True, exist_ok=True)
    model.eval()
    with tempfile.TemporaryDirectory() as folder, _quietly():
        exported = Path(folder)
        model.export_to_onnx(str(exported), quantize=False)
        quantize(exported / "model.onnx", exported / ONNX_FILE)
        for name in (ONNX_FILE, "gliner_config.json", "tokenizer.json"):
            shutil.copyfile(exported / name, out / name)
        tokenizer = json.loads((exported / "tokenizer_config.json").read_text(encoding="utf-8"))
    kept = {name: value for name, value in tokenizer.items() if name not in MACHINE_SETTINGS}
    _write_json(out / "tokenizer_config.json", kept)
    notes = {
        "revision": revision,
        "onnx_file": ONNX_FILE,
        "threshold": threshold,
        "capacity_words": model.config.max_len,
        "capacity_subwords": tokenizer["model_max_length"],
    }
    _write_json(out / NOTES_FILE, notes)
    write_places(out / ONNX_FILE, weights_in_use(model))
    return out / ONNX_FILE


@contextmanager
def _quietly() -> Iterator[None]:
    """Silence tracing and quantisation, which warn of constants and of sizes that are known at run time only."""
    before = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(before)


def weights_in_use(model: Any) -> dict[str, Any]:
    """Return the part of a model's state dict that its answers depend on: an encoder may have layers that nothing asks."""
    import torch

    parameters = dict(model.model.named_parameters())
    batch = model.create_collator()([{"tokenized_text": ["word"], "ner": []}], entity_types=["label"])
    inputs = {
        name: value.to(model.device) if isinstance(value, torch.Tensor) else value
        for name, value in batch.items()
    }
    scores = model.model(**inputs).logits
    gradients = torch.autograd.grad(scores.sum(), list(parameters.values()), allow_unused=True)
    unused = {name for name, gradient in zip(parameters, gradients, strict=True) if gradient is None}
    return {name: value for name, value in model.model.state_dict().items() if name not in unused}


def blend(model: Any, backbone: Path, part: float) -> None:
    """Mix the encoder's weights: ``part`` of the trained ones, the rest of the encoder in the folder ``backbone``.

    Tokens that the backbone does not have, and all that lies above the encoder, stay as trained.

    Raises:
        FileNotFoundError: ``backbone`` is no folder.
        ValueError: ``part`` is not between 0 and 1, or the encoders differ in their weights.

    """
    import torch
    from transformers import AutoModel

    if not 0 < part <= 1:
        raise ValueError(f"the part of the trained weights must be above 0 and at most 1, not {part:g}")
    if not backbone.is_dir():
        raise FileNotFoundError(f"{backbone}: no such folder; give the encoder that training began from")
    before = AutoModel.from_pretrained(str(backbone), local_files_only=True).state_dict()
    encoder = model.model.token_rep_layer.bert_layer.model
    after = encoder.state_dict()
    mixed = {}
    for name in sorted(after.keys() | before.keys()):
        if name.startswith("pooler."):
            continue
        trained, begun = after.get(name), before.get(name)
        if trained is None or begun is None or not _same_but_added(name, trained, begun):
            raise ValueError(f"{backbone}: not the encoder that the model began from: {name} differs")
        if trained.is_floating_point():
            mixed[name] = trained.clone()
            mixed[name][: len(begun)] = torch.lerp(begun.float(), trained[: len(begun)], part)
    encoder.load_state_dict(mixed, strict=False)


def _same_but_added(name: str, trained: Any, begun: Any) -> bool:
    """Tell whether a weight has the shape it began with, save for the vectors of tokens that were added."""
    added = name.endswith("word_embeddings.weight") and len(trained) > len(begun)
    return bool(trained[: len(begun)].shape == begun.shape if added else trained.shape == begun.shape)


def quantize(source: Path, target: Path) -> None:
    """Write the ONNX graph ``source`` to ``target``: quicker, its weights in eight bits, its word vectors in four."""
    partial = target.with_suffix(".partial.onnx")
    store_embeddings_in_four_bits(source, partial)
    optimize_graph(partial, target)
    partial.unlink()


def _write_json(path: Path, values: dict[str, Any]) -> None:
    path.write_text(json.dumps(values, indent=2) + "\n", encoding="utf-8")


def main(arguments: list[str] | None = None) -> int:
    """Export by the command line's arguments; return 0, 1 where the files cannot be trained further, or 2 where they could not be made."""
    parser = argparse.ArgumentParser(
        prog="python -m extractors.training.packing.export", description="Export a trained model."
    )
    parser.add_argument(
        "models", type=Path, nargs="+", help="folders of trained models, whose mean is exported"
    )
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--revision", required=True, help="a name for this checkpoint")
    parser.add_argument(
        "--threshold", type=float, default=0.5, help="the least score of a mention by default"
    )
    parser.add_argument(
        "--blend", type=float, default=1.0, help="part of the trained encoder, say 0.75; needs --backbone"
    )
    parser.add_argument("--backbone", type=Path, help="the encoder that training began from")
    parser.add_argument("--vocabulary", type=int, help="keep so many word pieces; needs --data")
    parser.add_argument("--data", type=Path, help="the folder that holds ner_train")
    options = parser.parse_args(arguments)
    if options.blend != 1 and options.backbone is None:
        parser.error("--blend needs --backbone, the encoder that training began from")
    if options.vocabulary is not None and options.data is None:
        parser.error("--vocabulary needs --data, whose word pieces are counted")
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        model = average_models(options.models)
        if options.blend != 1:
            blend(model, options.backbone, options.blend)
        if options.vocabulary is not None:
            cut_vocabulary(model, options.data, options.vocabulary)
        # The name alone: where the encoder lay on this machine is nobody's business.
        model.config.model_name = Path(model.config.model_name).name
        model.config.encoder_config._name_or_path = model.config.model_name
        path = export_model(model, options.out, revision=options.revision, threshold=options.threshold)
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(f"{path}: {path.stat().st_size / 1e6:.1f} MB")
    if not (options.out / PLACES_FILE).is_file():
        print(
            f"error: {path}: not every weight of the model is found in the graph, so that it could not be trained further",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
