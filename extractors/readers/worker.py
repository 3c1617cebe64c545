"""The process that converts untrusted files: reads requests from its standard input until that ends.

Run as ``python -m extractors.readers.worker MEMORY_BYTES``. A request is a line of JSON (converter, settings, size,
seconds) and ``size`` bytes of file content; an answer is eight bytes of length (big-endian) and as many of JSON.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import math
import os
import select
import signal
import sys
from typing import Any, BinaryIO, cast

from extractors.documents import Outcome
from extractors.readers.conversion import Converted, Converter, ReadError, ReaderSettings, damage, too_long

_ORPHAN_CHECK_SECONDS = 2.0
# The parent kills at the limit; only a worker whose parent has died meanwhile comes to this.
_ALARM_GRACE_SECONDS = 2
LENGTH_BYTES = 8


def main(memory_bytes: int) -> None:
    """Limit this process's memory, report ready, and answer requests until the parent closes the pipe or dies."""
    requests = sys.stdin.buffer
    # Anything that a library prints must not get between the answers.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    _limit_memory(memory_bytes)
    _send(answers, {"ready": True})
    parent = os.getppid()
    while _wait_for_request(requests, parent):
        header = requests.readline()
        if not header:
            return
        request = json.loads(header)
        data = requests.read(request["size"])
        if len(data) < request["size"]:
            return
        _set_alarm(math.ceil(request["seconds"]) + _ALARM_GRACE_SECONDS)
        answer = _convert(request, data)
        del data
        _set_alarm(0)
        _send(answers, answer)


def _limit_memory(memory_bytes: int) -> None:
    with contextlib.suppress(ImportError):  # there is no such limit on Windows
        import resource

        _, hard = resource.getrlimit(resource.RLIMIT_AS)
        allowed = memory_bytes if hard == resource.RLIM_INFINITY else min(memory_bytes, hard)
        resource.setrlimit(resource.RLIMIT_AS, (allowed, allowed))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _set_alarm(seconds: int) -> None:
    if hasattr(signal, "alarm"):
        signal.alarm(seconds)  # its default action ends the process even inside a library's loop


def _wait_for_request(requests: BinaryIO, parent: int) -> bool:
    # The end of the pipe tells that the parent is gone, unless a process that it forked still holds the pipe.
    if os.name != "posix":
        return True
    while not select.select([requests], [], [], _ORPHAN_CHECK_SECONDS)[0]:
        if os.getppid() != parent:
            return False
    return True


def _convert(request: dict[str, Any], data: bytes) -> dict[str, Any]:
    try:
        settings = ReaderSettings.model_validate(request["settings"])
        results = _load_converter(request["converter"])(data, settings)
        return {"results": [_encoded(result, settings) for result in results]}
    except ReadError as error:
        return _refusal(error.outcome, error.reason, error.remedy)
    except MemoryError:
        return {"out_of_memory": True}
    except ImportError as error:
        return _refusal(
            Outcome.UNSUPPORTED,
            f"The reader of this format cannot be imported ({error}).",
            f"Install the package {error.name or 'that it needs'}.",
        )
    except Exception as error:  # noqa: BLE001 - whatever a library raises over one file is that file's failure
        return _refusal(
            Outcome.CORRUPT,
            f"The file could not be converted ({damage(error)}).",
            "Open it in the program it belongs to and save it again, or convert it to text.",
        )


def _encoded(result: Any, settings: ReaderSettings) -> dict[str, Any]:
    if isinstance(result, Converted):
        if len(result.text) > settings.max_characters:
            raise too_long(len(result.text), settings)
        return {
            "text": result.text,
            "title": result.title,
            "metadata": dict(result.metadata),
            "record": result.record,
            "source_hash": result.source_hash,
            "date": result.date,
            "date_from": result.date_from,
        }
    return {
        "record": result.record,
        "outcome": result.outcome,
        "reason": result.reason,
        "remedy": result.remedy,
    }


def _load_converter(place: str) -> Converter:
    module, _, name = place.partition(":")
    return cast(Converter, getattr(importlib.import_module(module), name))


def _refusal(outcome: Outcome, reason: str, remedy: str) -> dict[str, Any]:
    return {"outcome": outcome, "reason": reason, "remedy": remedy}


def _send(stream: BinaryIO, answer: dict[str, Any]) -> None:
    # A lone surrogate in a library's text would not encode; it becomes a question mark here, visibly.
    body = json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")
    stream.write(len(body).to_bytes(LENGTH_BYTES, "big") + body)
    stream.flush()


if __name__ == "__main__":
    main(int(sys.argv[1]))
