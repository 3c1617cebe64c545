"""``python -m tests.support.stack [FOLDER]``: run the stack for the project in a folder until it is interrupted."""

from __future__ import annotations

import shlex
import signal
import sys
import time
from pathlib import Path

from tests.support.stack.running import started


def main() -> None:
    """Start everything, say how to use it, and take it down again on Ctrl-C or SIGTERM."""
    project = Path(sys.argv[1]).resolve() if len(sys.argv) > 1 else Path.cwd()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    begin = time.monotonic()
    print("Starting Postgres, Redis, Prefect's server and services, and a worker (half a minute)", flush=True)
    try:
        with started(project, changes={"GRAPHMILL_STORE__KIND": "embedded"}) as stack:
            print(f"All is well after {time.monotonic() - begin:.0f} s. In another terminal:", flush=True)
            print(f"export PREFECT_API_URL={stack.api}")
            print(f"export PREFECT_API_AUTH_STRING={shlex.quote(stack.variables['PREFECT_AUTH_STRING'])}")
            print(f"Logs are in {stack.folder}. Ctrl-C ends it all.", flush=True)
            while True:
                signal.pause()
    except KeyboardInterrupt:
        print("Stopped.")


if __name__ == "__main__":
    main()
