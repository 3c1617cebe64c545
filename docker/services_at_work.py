"""Exit with 0 if the services of Prefect in this container have been heard of on the broker within the last seconds."""

import asyncio
import os
import socket
import sys

from docket import Docket

# The services work under this name; the server's own background work has another one.
NAME = "prefect"


async def at_work() -> bool:
    """Return whether the broker knows services on this machine; those that are silent for ten seconds it forgets."""
    async with Docket(name=NAME, url=os.environ["PREFECT_SERVER_DOCKET_URL"]) as docket:
        return any(worker.name.startswith(socket.gethostname()) for worker in await docket.workers())


sys.exit(not asyncio.run(at_work()))
