"""The process behind :mod:`flows.runs.executors.processes`: reads functions from standard input and writes their answers.

    python -m flows.runs.executors.worker THREADS

It ends when its standard input does, so with the process that started it, whatever it is doing.
"""

from __future__ import annotations

import os
import pickle
import queue
import signal
import sys
import threading
from collections.abc import Callable
from typing import Any

from extractors.engines.devices import use_at_most
from flows.runs.executors.protocol import Answer, answer_of


def main() -> None:
    """Carry functions out, one after the other, until there are no more."""
    # Ctrl-C is for the process that started this one, which ends it.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    use_at_most(int(sys.argv[1]))
    # What a library prints must not get among the answers.
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    requests: queue.SimpleQueue[Callable[[], Any] | Exception] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests,), daemon=True).start()
    while True:
        request = requests.get()
        answer = Answer(error=request) if isinstance(request, Exception) else answer_of(request)
        answers.write(pickle.dumps(answer))
        answers.flush()


def _receive(requests: queue.SimpleQueue[Callable[[], Any] | Exception]) -> None:
    while True:
        try:
            requests.put(pickle.load(sys.stdin.buffer))  # noqa: S301 - from the process that started this one
        except EOFError:
            # Nobody is left who would hear the answer.
            os._exit(0)
        except Exception as error:  # noqa: BLE001 - a function that is not found here is the answer
            requests.put(
                RuntimeError(f"the batch cannot be read in the worker: {type(error).__name__}: {error}")
            )


if __name__ == "__main__":
    main()
