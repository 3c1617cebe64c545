"""A command ``docker`` for scripts that call ``docker compose``: it runs what they ask for on servers of this machine.

``exec`` and ``run`` become the same program with the same arguments and streams, ``stop`` and ``up`` reach whoever holds the servers.
"""

from __future__ import annotations

import json
import socket
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_SCRIPT = """\
#!{python}
import json, os, socket, sys
environments = json.load(open({environments!r}))
arguments = [each for each in sys.argv[1:] if each not in ("-T", "--rm", "--no-deps", "--wait", "--detach")]
assert arguments[0] == "compose", sys.argv
what, names = arguments[1], arguments[2:]
if what in ("exec", "run"):
    environment = os.environ | environments[names[0]]
    os.execvpe(names[1], names[1:], environment)
with socket.socket(socket.AF_UNIX) as there:
    there.connect({address!r})
    there.sendall(json.dumps([what, names]).encode() + b"\\n")
    answer = there.makefile().readline()
sys.exit(answer != "done\\n")
"""


@dataclass
class Asked:
    """What the scripts asked for, in its order."""

    calls: list[tuple[str, list[str]]]


@contextmanager
def docker_command(
    folder: Path,
    environments: Mapping[str, Mapping[str, str]],
    stop: Callable[[list[str]], None],
    up: Callable[[list[str]], None],
) -> Iterator[Asked]:
    """Put a program ``docker`` into ``folder``, and carry its ``stop`` and ``up`` out while inside; both get names of services.

    ``environments`` are by service what its programs find in their environment.
    """
    address = str(folder / "docker.socket")
    known = folder / "environments.json"
    known.write_text(json.dumps({name: dict(each) for name, each in environments.items()}), encoding="utf-8")
    known.chmod(0o600)
    program = folder / "docker"
    program.write_text(
        _SCRIPT.format(python=sys.executable, environments=str(known), address=address), encoding="utf-8"
    )
    program.chmod(0o755)
    asked = Asked([])
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(address)
        listener.listen()

        def serve() -> None:
            while True:
                try:
                    caller, _ = listener.accept()
                except OSError:
                    return
                with caller, caller.makefile("rw") as stream:
                    line = stream.readline()
                    if not line:
                        return
                    what, names = json.loads(line)
                    asked.calls.append((what, names))
                    {"stop": stop, "up": up}[what](names)
                    stream.write("done\n")
                    stream.flush()

        serving = threading.Thread(target=serve, daemon=True)
        serving.start()
        try:
            yield asked
        finally:
            # An empty call is the end.
            with socket.socket(socket.AF_UNIX) as end:
                end.connect(address)
            serving.join()
