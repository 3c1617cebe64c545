"""The training loop of fine-tuning: epochs over passages, the best one kept, each of them a point to go on from.

An epoch is a function of the seed, its number and the state before it. A run that was killed and resumed therefore ends
with the weights of one that was not.
"""

from __future__ import annotations

import json
import math
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path

from extractors.evaluation.scores import Score
from extractors.training.fine_tuning.data import FineTuningError, Passage
from extractors.training.fine_tuning.model import ENCODER, TrainableModel
from extractors.training.recipe.optimizer import adamw, fine_tuning_rate, save_whole, take_step

STATE_FILE, BEST_FILE, PLAN_FILE = "state.pt", "best.pt", "plan.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """All that the result of a run depends on.

    ``encoder_rate`` and ``head_rate`` are AdamW's peak learning rates for the pretrained encoder and for all else.
    ``parent`` tells the parent's files, ``data`` the labels and all texts.
    """

    epochs: int
    batch_size: int
    seed: int
    encoder_rate: float
    head_rate: float
    threshold: float
    parent: str
    data: str

    def __post_init__(self) -> None:
        if self.epochs < 1 or self.batch_size < 1:
            raise FineTuningError("epochs and batch size must be at least 1")
        if min(self.encoder_rate, self.head_rate) <= 0:
            raise FineTuningError("a learning rate must be above 0")
        if not 0 < self.threshold < 1:
            raise FineTuningError("the threshold must lie between 0 and 1")


@dataclass(frozen=True, slots=True)
class Epoch:
    """What an epoch came to: mean loss of a passage, F1 on the validation texts (None without any), seconds."""

    number: int
    loss: float
    validation: float | None
    seconds: float


@dataclass(slots=True)
class Progress:
    """Where a run stands: the epochs done, the number of the one to keep, and its F1 on the validation texts."""

    epochs: list[Epoch] = field(default_factory=list)
    best: int = 0
    best_score: float = -1.0


class FineTuner:
    """Trains a model on passages and keeps what is needed to go on in the folder ``work``.

    The epoch with the best F1 on ``validation`` is kept; of equal ones, the last; without validation passages, the last of all.
    The weights before any training take part as epoch 0.
    """

    def __init__(
        self,
        model: TrainableModel,
        passages: Sequence[Passage],
        validation: Sequence[Passage],
        plan: Plan,
        work: Path,
    ) -> None:
        self.model, self._passages, self._validation = model, passages, validation
        self._plan, self._work = plan, work
        named = list(model.gliner.model.named_parameters())
        groups = [
            {"params": [weight for name, weight in named if ENCODER in name], "lr": plan.encoder_rate},
            {"params": [weight for name, weight in named if ENCODER not in name], "lr": plan.head_rate},
        ]
        self._peaks = [plan.encoder_rate, plan.head_rate]
        self._optimizer = adamw(groups)
        self.progress = Progress()

    @property
    def steps(self) -> int:
        """The number of steps in all epochs together."""
        return self._plan.epochs * math.ceil(len(self._passages) / self._plan.batch_size)

    def start(self) -> None:
        """Begin a run: note the plan, and measure the model as it is."""
        self._work.mkdir(parents=True, exist_ok=True)
        plan = self._work / f"{PLAN_FILE}.partial"
        plan.write_text(json.dumps(asdict(self._plan), indent=2) + "\n", encoding="utf-8")
        plan.replace(self._work / PLAN_FILE)
        score = self._score()
        if score is not None:
            self.progress.best_score = score
            self._save_best()

    def resume(self) -> None:
        """Go on with the run in the work folder, from its last whole epoch, or from its start.

        Raises:
            FineTuningError: it is a run by another plan.

        """
        import torch

        path = self._work / PLAN_FILE
        if not path.is_file():
            self.start()
            return
        begun = json.loads(path.read_text(encoding="utf-8"))
        planned = asdict(self._plan)
        other = [f"{name} {begun.get(name)!r}" for name in planned if begun.get(name) != planned[name]]
        if other:
            raise FineTuningError(
                f"{self._work}: the run there was begun with {', '.join(other)}: resume it with the same data and options, or "
                "begin a new one in another folder"
            )
        if not (self._work / STATE_FILE).is_file():
            self.start()
            return
        state = torch.load(self._work / STATE_FILE, map_location=self.model.device, weights_only=True)
        self.model.gliner.model.load_state_dict(state["model"])
        self._optimizer.load_state_dict(state["optimizer"])
        epochs = [Epoch(**epoch) for epoch in state["epochs"]]
        self.progress = Progress(epochs, state["best"], state["best_score"])

    def run(self, report: Callable[[Epoch], None], at_most: int | None = None) -> Progress:
        """Train to the end of the plan, or for ``at_most`` epochs, and load the weights of the epoch to keep.

        ``report`` is called after each epoch.

        Raises:
            FineTuningError: the loss is no number any more.

        """
        done = len(self.progress.epochs)
        last = self._plan.epochs if at_most is None else min(self._plan.epochs, done + at_most)
        for number in range(done + 1, last + 1):
            epoch = self._epoch(number)
            self.progress.epochs.append(epoch)
            if epoch.validation is None or epoch.validation >= self.progress.best_score:
                self.progress.best, self.progress.best_score = number, epoch.validation or 0.0
                self._save_best()
            self._save_state()
            report(epoch)
        if last == self._plan.epochs:
            self._load_best()
        return self.progress

    def _epoch(self, number: int) -> Epoch:
        import torch

        started = time.monotonic()
        chance = random.Random(f"{self._plan.seed}:{number}")  # noqa: S311 (sampling, not secrecy)
        torch.manual_seed(chance.getrandbits(63))
        self.model.gliner.model.train()
        order = chance.sample(self._passages, len(self._passages))
        size = self._plan.batch_size
        batches = [order[start : start + size] for start in range(0, len(order), size)]
        total = 0.0
        for position, batch in enumerate(batches):
            progress = (number - 1 + position / len(batches)) / self._plan.epochs
            loss = self.model.loss(batch, [self.model.prompt(passage, chance) for passage in batch])
            value = float(loss.detach())
            if not math.isfinite(value):
                raise FineTuningError(
                    f"the loss of epoch {number} is {value}: choose a smaller --learning-rate"
                )
            total += value
            loss.backward()  # type: ignore[no-untyped-call]
            factor = fine_tuning_rate(progress)
            take_step(self._optimizer, self.model.gliner.model, [peak * factor for peak in self._peaks])
        return Epoch(number, total / len(order), self._score(), time.monotonic() - started)

    def _score(self) -> float | None:
        """Return the micro F1 on the validation passages, or None where there are no mentions to find."""
        wanted = [set(passage.spans) for passage in self._validation]
        if not any(wanted):
            return None
        found = self.model.found(self._validation, self._plan.threshold, self._plan.batch_size)
        pairs = list(zip(wanted, found, strict=True))
        right = sum(len(true & given) for true, given in pairs)
        return Score(right, sum(map(len, found)) - right, sum(map(len, wanted)) - right).f1

    def _save_state(self) -> None:
        state = {
            "model": self.model.gliner.model.state_dict(),
            "optimizer": self._optimizer.state_dict(),
            "epochs": [asdict(epoch) for epoch in self.progress.epochs],
            "best": self.progress.best,
            "best_score": self.progress.best_score,
        }
        save_whole(state, self._work / STATE_FILE)

    def _save_best(self) -> None:
        save_whole(self.model.gliner.model.state_dict(), self._work / BEST_FILE)

    def _load_best(self) -> None:
        import torch

        weights = torch.load(self._work / BEST_FILE, map_location=self.model.device, weights_only=True)
        self.model.gliner.model.load_state_dict(weights)
