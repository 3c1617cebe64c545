"""Train the bundled GLiNER checkpoint.

    python -m extractors.training --data DIR --out DIR [--start MODEL] [--seconds N | --steps N] [--resume]

``DIR``/ner_train holds the annotated sentences. Batches are a function of the seed and the number of the step, and the
state that is saved at intervals holds weights, optimiser, step and random state: a run that was stopped and resumed
goes on as if it had not been stopped.
"""

from __future__ import annotations

import argparse
import math
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.training_data import load_training_data
from extractors.training_examples import Example, ExampleDrawer
from extractors.training_model import batch_loss, build_model, prepare_for_training

STATE_FILE = "training_state.pt"
BATCHES_IN_BLOCK = 30
WARM_UP = 0.04


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How long and how to train; exactly one of ``seconds`` and ``steps`` is set. Rates are AdamW's peak rates."""

    seconds: float | None = None
    steps: int | None = None
    batch_size: int = 20
    seed: int = 0
    encoder_rate: float = 1e-4
    head_rate: float = 6e-4
    save_every: float = 300.0
    device: str = "cpu"

    def __post_init__(self) -> None:
        if (self.seconds is None) == (self.steps is None):
            raise ValueError("give either a number of seconds or a number of steps to train")
        if min(self.seconds or 1, self.steps or 1, self.batch_size) <= 0:
            raise ValueError("seconds, steps and batch size must be above zero")

    def progress(self, step: int, elapsed: float) -> float:
        """Return how much of the run is done, 0 to 1 and above."""
        return step / self.steps if self.steps else elapsed / (self.seconds or 1)


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What a run came to: steps in all, seconds in all, the last smoothed loss, and whether the plan is fulfilled."""

    steps: int
    seconds: float
    loss: float
    finished: bool


def rate_factor(progress: float) -> float:
    """Return the part of the peak rate to use: it rises over the first 4 %, then falls to a hundredth."""
    return min(1.0, progress / WARM_UP) * max(0.0, 1 - progress) + 0.01


def batches(drawer: ExampleDrawer, seed: int, size: int, step: int = 0) -> Iterator[list[Example]]:
    """Yield batches of examples of like length without end, beginning with that of ``step``."""
    while True:
        block, position = divmod(step, BATCHES_IN_BLOCK)
        chance = random.Random(f"{seed}:{block}")  # noqa: S311 (sampling, not secrecy)
        drawn = sorted(
            (drawer.draw(chance) for _ in range(size * BATCHES_IN_BLOCK)), key=lambda example: example.cost
        )
        parts = [drawn[start : start + size] for start in range(0, len(drawn), size)]
        chance.shuffle(parts)
        for part in parts[position:]:
            yield part
            step += 1


class Trainer:
    """Trains ``model`` on examples of ``drawer`` and keeps its state in ``out``."""

    def __init__(self, model: Any, drawer: ExampleDrawer, plan: TrainingPlan, out: Path):
        import torch

        self.model, self.drawer, self.plan, self.out = model, drawer, plan, out
        prepare_for_training(model)
        model.model.to(plan.device)
        named = list(model.model.named_parameters())
        encoder = [weights for name, weights in named if "bert_layer" in name]
        head = [weights for name, weights in named if "bert_layer" not in name]
        self._optimizer = torch.optim.AdamW(
            [{"params": encoder, "lr": plan.encoder_rate}, {"params": head, "lr": plan.head_rate}],
            weight_decay=0.01,
            fused=True,
        )
        self._step, self._elapsed, self._loss = 0, 0.0, float("nan")
        self._stopping = False

    def stop(self, *_: object) -> None:
        """Ask the run to save its state and end after the step in hand."""
        self._stopping = True

    def save_state(self) -> None:
        """Write the state of the run, in one piece: a crash while writing leaves the one before."""
        import torch

        self.out.mkdir(parents=True, exist_ok=True)
        partial = self.out / f"{STATE_FILE}.partial"
        torch.save(
            {
                "model": self.model.model.state_dict(),
                "optimizer": self._optimizer.state_dict(),
                "step": self._step,
                "elapsed": self._elapsed,
                "loss": self._loss,
                "seed": self.plan.seed,
                "batch_size": self.plan.batch_size,
                "random": torch.get_rng_state(),
            },
            partial,
        )
        partial.replace(self.out / STATE_FILE)

    def resume(self) -> None:
        """Go on from the state in ``out``.

        Raises:
            FileNotFoundError: there is none.
            ValueError: it is of a run with another seed or batch size.

        """
        import torch

        path = self.out / STATE_FILE
        if not path.is_file():
            raise FileNotFoundError(f"{path}: there is no run to resume; leave out --resume to begin one")
        state = torch.load(path, map_location=self.plan.device, weights_only=True)
        if (state["seed"], state["batch_size"]) != (self.plan.seed, self.plan.batch_size):
            raise ValueError(
                f"{path}: the run had seed {state['seed']} and batches of {state['batch_size']}; resume it with the same"
            )
        self.model.model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._step, self._elapsed, self._loss = state["step"], state["elapsed"], state["loss"]
        torch.set_rng_state(state["random"].cpu())

    def run(self, at_most: int | None = None) -> TrainingResult:
        """Train until the plan is fulfilled, ``stop`` is called or ``at_most`` steps are taken; save model and state."""
        import torch

        self.model.train()
        last_save = last_step = time.monotonic()
        stream = batches(self.drawer, self.plan.seed, self.plan.batch_size, self._step)
        final = math.inf if at_most is None else self._step + at_most
        while (
            not self._stopping
            and self._step < final
            and (progress := self.plan.progress(self._step, self._elapsed)) < 1
        ):
            factor = rate_factor(progress)
            self._optimizer.param_groups[0]["lr"] = self.plan.encoder_rate * factor
            self._optimizer.param_groups[1]["lr"] = self.plan.head_rate * factor
            loss = batch_loss(self.model, next(stream), self.plan.device)
            loss.backward()  # type: ignore[no-untyped-call]
            torch.nn.utils.clip_grad_norm_(self.model.model.parameters(), 1.0)
            self._optimizer.step()
            self._optimizer.zero_grad()
            self._step += 1
            value = float(loss.detach())
            self._loss = value if math.isnan(self._loss) else 0.98 * self._loss + 0.02 * value
            now = time.monotonic()
            self._elapsed += now - last_step
            last_step = now
            if self._step % 50 == 0 or self._step == 10:
                rate = self._elapsed / self._step
                print(
                    f"step {self._step}  loss {self._loss:.2f}  {self._elapsed:.0f} s  {rate:.2f} s a step",
                    flush=True,
                )
            if now - last_save > self.plan.save_every:
                self.save_state()
                last_save = now
        self.save_state()
        self.model.eval()
        self.model.save_pretrained(str(self.out))
        finished = self.plan.progress(self._step, self._elapsed) >= 1
        return TrainingResult(self._step, self._elapsed, self._loss, finished)


def main(arguments: list[str] | None = None) -> int:
    """Train by the command line's arguments; return 0, or 1 where the run was stopped before its end."""
    parser = argparse.ArgumentParser(
        prog="python -m extractors.training", description="Train the bundled checkpoint."
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds ner_train")
    parser.add_argument(
        "--out", type=Path, required=True, help="where the model and the run's state are written"
    )
    parser.add_argument("--start", type=Path, help="go on from this saved model instead of the bare encoder")
    parser.add_argument("--backbone", type=Path, help="an encoder to start from, instead of the packaged one")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--seconds", type=float, help="train for this long, over all parts of a resumed run")
    length.add_argument("--steps", type=int, help="train for so many steps")
    parser.add_argument("--batch-size", type=int, default=20)
    parser.add_argument("--encoder-rate", type=float, default=1e-4, help="peak learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=6e-4, help="peak learning rate of all else")
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--precision", choices=("highest", "high", "medium"), default="highest", help="matrix products"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save-every", type=float, default=300.0, help="seconds between two saved states")
    parser.add_argument("--resume", action="store_true", help="go on with the run whose state lies in --out")
    options = parser.parse_args(arguments)

    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch

    torch.set_num_threads(options.threads)
    torch.set_float32_matmul_precision(options.precision)
    torch.manual_seed(options.seed)
    plan = TrainingPlan(
        seconds=options.seconds,
        steps=options.steps,
        batch_size=options.batch_size,
        seed=options.seed,
        encoder_rate=options.encoder_rate,
        head_rate=options.head_rate,
        save_every=options.save_every,
        device=options.device,
    )
    try:
        data = load_training_data(options.data, options.seed)
        trainer = Trainer(
            build_model(options.start, options.backbone), ExampleDrawer(data), plan, options.out
        )
        if options.resume:
            trainer.resume()
    except (OSError, ValueError, RuntimeError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, trainer.stop)
    sentences = sum(len(pool) for pool in data.pools.values())
    print(f"{len(data.pools)} sources, {sentences} sentences, {len(data.labels)} labels", flush=True)
    result = trainer.run()
    print(
        f"{result.steps} steps in {result.seconds:.0f} s; loss {result.loss:.2f}; saved in {options.out}",
        flush=True,
    )
    return 0 if result.finished else 1


if __name__ == "__main__":
    sys.exit(main())
