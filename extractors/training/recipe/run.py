"""Train the bundled GLiNER checkpoint.

    python -m extractors.training.recipe.run --data DIR --out DIR [--start MODEL] [--seconds N | --steps N] [--resume]

``DIR``/ner_train holds the annotated sentences. Batches are a function of the seed and the number of the step, and the
state that is saved at intervals holds weights, optimiser, step and random state: a run that was stopped and resumed
goes on as if it had not been stopped.
"""

from __future__ import annotations

import argparse
import math
import os
import signal
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from extractors.training.recipe.batches import BatchPlan, prepared_batches
from extractors.training.recipe.data import load_training_data
from extractors.training.recipe.examples import ExampleDrawer
from extractors.training.recipe.network import (
    batch_loss,
    build_model,
    mark_capitals,
    prepare_for_training,
    save_model,
)
from extractors.training.recipe.optimizer import (
    adamw,
    moving_average,
    parameter_groups,
    recipe_rate,
    save_whole,
    take_step,
)

STATE_FILE = "training_state.pt"


@dataclass(frozen=True, slots=True)
class TrainingPlan:
    """How long and how to train; exactly one of ``seconds`` and ``steps`` is set.

    Rates are AdamW's peak rates; ``layer_decay`` multiplies the rate for each layer further from the top. ``average`` is the decay
    of the moving average of the weights that is saved as the model, or 0 for the last weights. ``workers`` processes prepare
    batches.
    """

    seconds: float | None = None
    steps: int | None = None
    batch_size: int = 20
    seed: int = 0
    encoder_rate: float = 1e-4
    head_rate: float = 6e-4
    layer_decay: float = 1.0
    dropout: float = 0.0
    average: float = 0.0
    save_every: float = 300.0
    device: str = "cpu"
    workers: int = 0

    def __post_init__(self) -> None:
        if (self.seconds is None) == (self.steps is None):
            raise ValueError("give either a number of seconds or a number of steps to train")
        if min(self.seconds or 1, self.steps or 1, self.batch_size) <= 0:
            raise ValueError("seconds, steps and batch size must be above zero")

    def progress(self, step: int, elapsed: float) -> float:
        """Return how much of the run is done, 0 to 1 and above."""
        return step / self.steps if self.steps else elapsed / (self.seconds or 1)

    def batches(self) -> BatchPlan:
        """Return what is drawn."""
        return BatchPlan(self.seed, self.batch_size)


@dataclass(frozen=True, slots=True)
class TrainingResult:
    """What a run came to: steps in all, seconds in all, the last smoothed loss, and whether the plan is fulfilled."""

    steps: int
    seconds: float
    loss: float
    finished: bool


class Trainer:
    """Trains ``model`` on examples of ``drawer``, and keeps its state in ``out``."""

    def __init__(self, model: Any, drawer: ExampleDrawer, plan: TrainingPlan, out: Path):
        self.model, self.drawer, self.plan, self.out = model, drawer, plan, out
        prepare_for_training(model, plan.dropout)
        model.model.to(plan.device)
        groups = parameter_groups(model.model, plan.encoder_rate, plan.head_rate, plan.layer_decay)
        self._optimizer = adamw(groups, fused=True)
        self._average = moving_average(model.model, plan.average) if plan.average else None
        self._step, self._elapsed, self._loss = 0, 0.0, float("nan")
        self._stopping = False

    def stop(self, *_: object) -> None:
        """Ask the run to save its state and end after the step in hand."""
        self._stopping = True

    def save_state(self) -> None:
        """Write the state of the run, in one piece: a crash while writing leaves the one before."""
        import torch

        self.out.mkdir(parents=True, exist_ok=True)
        save_whole(
            {
                "model": self.model.model.state_dict(),
                "average": self._average.state_dict() if self._average else None,
                "optimizer": self._optimizer.state_dict(),
                "step": self._step,
                "elapsed": self._elapsed,
                "loss": self._loss,
                "seed": self.plan.seed,
                "batch_size": self.plan.batch_size,
                "random": torch.get_rng_state(),
                "device_random": torch.cuda.get_rng_state() if self.plan.device != "cpu" else None,
            },
            self.out / STATE_FILE,
        )

    def resume(self) -> None:
        """Go on from the state in ``out``.

        Raises:
            FileNotFoundError: there is none.
            ValueError: it is of a run with another seed or batch size, or with no moving average where one is asked for.

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
        if (state["average"] is None) != (self._average is None):
            raise ValueError(f"{path}: resume the run with the same --average as it was begun with")
        self.model.model.load_state_dict(state["model"])
        if self._average:
            self._average.load_state_dict(state["average"])
        self._optimizer.load_state_dict(state["optimizer"])
        self._step, self._elapsed, self._loss = state["step"], state["elapsed"], state["loss"]
        torch.set_rng_state(state["random"].cpu())
        if state["device_random"] is not None and self.plan.device != "cpu":
            torch.cuda.set_rng_state(state["device_random"].cpu())

    def run(self, at_most: int | None = None) -> TrainingResult:
        """Train until the plan is fulfilled, ``stop`` is called or ``at_most`` steps are taken; save model and state."""
        import torch

        self.model.train()
        on_gpu = self.plan.device != "cpu"
        last_save = last_step = time.monotonic()
        stream = prepared_batches(
            self.drawer,
            self.model.data_processor,
            self.plan.batches(),
            step=self._step,
            workers=self.plan.workers,
            pinned=on_gpu,
        )
        final = math.inf if at_most is None else self._step + at_most
        while (
            not self._stopping
            and self._step < final
            and (progress := self.plan.progress(self._step, self._elapsed)) < 1
        ):
            batch = next(stream).to(self.plan.device)
            with torch.autocast(self.plan.device, torch.bfloat16, enabled=on_gpu):
                loss = batch_loss(self.model, batch)
            loss.backward()  # type: ignore[no-untyped-call]
            factor = recipe_rate(progress)
            take_step(
                self._optimizer,
                self.model.model,
                [group["peak"] * factor for group in self._optimizer.param_groups],
            )
            if self._average:
                self._average.update_parameters(self.model.model)
            self._step += 1
            if not on_gpu or self._step % 10 == 0:
                # Reading the loss waits for the GPU: now and then is enough.
                value = float(loss.detach())
                self._loss = value if math.isnan(self._loss) else 0.98 * self._loss + 0.02 * value
            now = time.monotonic()
            self._elapsed += now - last_step
            last_step = now
            if self._step % (500 if on_gpu else 50) == 0 or self._step == 10:
                rate = self._elapsed / self._step
                print(
                    f"step {self._step}  loss {self._loss:.2f}  {self._elapsed:.0f} s  {rate:.3f} s a step",
                    flush=True,
                )
            if now - last_save > self.plan.save_every:
                self.save_state()
                last_save = now
        self.save_state()
        self._save_model()
        finished = self.plan.progress(self._step, self._elapsed) >= 1
        return TrainingResult(self._step, self._elapsed, self._loss, finished)

    def _save_model(self) -> None:
        """Write the model, with the averaged weights where there are; the run can go on with its own."""
        self.model.eval()
        own = None
        if self._average:
            own = {name: value.clone() for name, value in self.model.model.state_dict().items()}
            self.model.model.load_state_dict(self._average.module.state_dict())
        save_model(self.model, self.out)
        if own is not None:
            self.model.model.load_state_dict(own)


def main(arguments: list[str] | None = None) -> int:
    """Train by the command line's arguments; return 0, or 1 where the run was stopped before its end."""
    parser = argparse.ArgumentParser(
        prog="python -m extractors.training.recipe.run", description="Train the bundled checkpoint."
    )
    parser.add_argument("--data", type=Path, required=True, help="the folder that holds ner_train")
    parser.add_argument(
        "--out", type=Path, required=True, help="where the model and the run's state are written"
    )
    parser.add_argument("--start", type=Path, help="go on from this saved model instead of the bare encoder")
    parser.add_argument("--backbone", type=Path, help="an encoder to start from, instead of the packaged one")
    parser.add_argument("--layers", type=int, help="keep so many of the encoder's layers, at even distances")
    length = parser.add_mutually_exclusive_group(required=True)
    length.add_argument("--seconds", type=float, help="train for this long, over all parts of a resumed run")
    length.add_argument("--steps", type=int, help="train for so many steps")
    parser.add_argument("--batch-size", type=int, default=20)
    parser.add_argument("--encoder-rate", type=float, default=1e-4, help="peak learning rate of the encoder")
    parser.add_argument("--head-rate", type=float, default=6e-4, help="peak learning rate of all else")
    parser.add_argument(
        "--layer-decay", type=float, default=1.0, help="factor of the rate from a layer to the one below"
    )
    parser.add_argument("--dropout", type=float, default=0.0, help="within the encoder")
    parser.add_argument(
        "--average", type=float, default=0.0, help="decay of a moving average of the weights, say 0.999"
    )
    parser.add_argument(
        "--mark-capitals", action="store_true", help="put a mark before words that begin with a capital"
    )
    parser.add_argument("--device", choices=("cpu", "cuda"), default="cpu")
    parser.add_argument("--workers", type=int, default=0, help="processes that prepare batches")
    parser.add_argument("--threads", type=int, default=os.cpu_count() or 1)
    parser.add_argument(
        "--precision", choices=("highest", "high", "medium"), default="highest", help="matrix products"
    )
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--save-every", type=float, default=300.0, help="seconds between two saved states")
    parser.add_argument("--resume", action="store_true", help="go on with the run whose state lies in --out")
    options = parser.parse_args(arguments)
    if options.start and (options.backbone or options.layers):
        parser.error("--start goes on from a whole model: leave out --backbone and --layers")

    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    import torch

    torch.set_num_threads(options.threads)
    torch.set_float32_matmul_precision(options.precision)
    torch.manual_seed(options.seed)
    # On an H100 under torch 2.11, cuDNN's attention in bfloat16 gave gradients that are no numbers for padded batches.
    torch.backends.cuda.enable_cudnn_sdp(False)
    try:
        plan = TrainingPlan(
            seconds=options.seconds,
            steps=options.steps,
            batch_size=options.batch_size,
            seed=options.seed,
            encoder_rate=options.encoder_rate,
            head_rate=options.head_rate,
            layer_decay=options.layer_decay,
            dropout=options.dropout,
            average=options.average,
            save_every=options.save_every,
            device=options.device,
            workers=options.workers,
        )
        data = load_training_data(options.data, options.seed)
        model = build_model(options.start, options.backbone, options.layers)
        if options.mark_capitals:
            mark_capitals(model)
        trainer = Trainer(model, ExampleDrawer(data), plan, options.out)
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
