"""Make an encoder to train on of an ONNX export of BERT, as packages for other languages carry them.

    python -m extractors.training.recipe.backbone GRAPH.onnx TOKENIZER.json --out DIR

The weights are found by their names, and those of products by the names of the nodes that use them. The encoder is written
only where its answers equal those of the graph.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
from pathlib import Path
from typing import Any

LARGEST_DIFFERENCE = 1e-3
"""How far the answers of the encoder may be from those of the graph."""

HEAD_SIZE = 32
"""Width of an attention head; an ONNX graph does not tell it plainly. The small encoders of the MiniLM family have this."""


def read_encoder(graph: Path) -> Any:
    """Return a ``transformers.BertModel`` with the weights of an ONNX graph.

    Raises:
        ValueError: the graph is no export of BERT.

    """
    import onnx
    import torch
    from onnx import numpy_helper
    from transformers import BertConfig, BertModel

    described = onnx.load(str(graph)).graph
    stored = {constant.name: numpy_helper.to_array(constant) for constant in described.initializer}
    products = {
        node.name: stored[node.input[1]]
        for node in described.node
        if node.op_type == "MatMul" and node.input[1] in stored
    }
    try:
        words = stored["embeddings.word_embeddings.weight"]
        layers = sum(name.endswith("attention/self/query/MatMul") for name in products)
        wide = next(value for name, value in products.items() if name.endswith("intermediate/dense/MatMul"))
        config = BertConfig(
            vocab_size=words.shape[0],
            hidden_size=words.shape[1],
            num_hidden_layers=layers,
            num_attention_heads=words.shape[1] // HEAD_SIZE,
            intermediate_size=wide.shape[1],
            max_position_embeddings=stored["embeddings.position_embeddings.weight"].shape[0],
        )
        model: Any = BertModel(config, add_pooling_layer=False)  # type: ignore[no-untyped-call]
        weights = {}
        for name in model.state_dict():
            if name in stored:
                weights[name] = torch.tensor(stored[name])
            else:
                path = "/" + name.removesuffix(".weight").replace(".", "/").replace("layer/", "layer.")
                weights[name] = torch.tensor(products[f"{path}/MatMul"]).T.contiguous()
        model.load_state_dict(weights)
    except (KeyError, StopIteration, RuntimeError) as error:
        raise ValueError(f"{graph}: not an export of BERT: {error} is missing or of another shape") from error
    return model.eval()


def largest_difference(model: Any, graph: Path) -> float:
    """Return how far the encoder's answers to some random tokens are from those of the graph."""
    import numpy as np
    import onnxruntime
    import torch

    session = onnxruntime.InferenceSession(str(graph), providers=["CPUExecutionProvider"])
    tokens = np.random.default_rng(0).integers(1, model.config.vocab_size, (2, 24))
    given = {
        "input_ids": tokens,
        "attention_mask": np.ones_like(tokens),
        "token_type_ids": np.zeros_like(tokens),
    }
    answer = session.run(None, {one.name: given[one.name] for one in session.get_inputs()})[0]
    with torch.no_grad():
        own = model(torch.tensor(tokens)).last_hidden_state.numpy()
    return float(np.abs(answer - own).max())


def _check(difference: float, graph: Path) -> None:
    if difference > LARGEST_DIFFERENCE:
        raise ValueError(f"{graph}: the weights were read wrongly: answers differ by {difference:.2g}")


def main(arguments: list[str] | None = None) -> int:
    """Convert by the command line's arguments."""
    parser = argparse.ArgumentParser(
        prog="python -m extractors.training.recipe.backbone",
        description="Make an encoder of an ONNX export of BERT.",
    )
    parser.add_argument("graph", type=Path)
    parser.add_argument("tokenizer", type=Path, help="its tokenizer.json")
    parser.add_argument("--out", type=Path, required=True)
    options = parser.parse_args(arguments)
    try:
        model = read_encoder(options.graph)
        difference = largest_difference(model, options.graph)
        _check(difference, options.graph)
        model.save_pretrained(str(options.out))
        shutil.copyfile(options.tokenizer, options.out / "tokenizer.json")
        settings = {
            "tokenizer_class": "PreTrainedTokenizerFast",
            "model_max_length": model.config.max_position_embeddings,
            **{f"{name}_token": f"[{name.upper()}]" for name in ("cls", "sep", "pad", "unk", "mask")},
        }
        (options.out / "tokenizer_config.json").write_text(
            json.dumps(settings, indent=2) + "\n", encoding="utf-8"
        )
    except (OSError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    print(
        f"{options.out}: {model.config.num_hidden_layers} layers, answers differ by {difference:.1g} at most"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
