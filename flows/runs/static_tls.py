"""Room for two libraries that cannot share a process with the system's defaults.

kglite (the embedded store) and PyTorch with its companions ask the C library for thread-local memory that must be reserved
when a process starts. glibc reserves 1,664 bytes; kglite 0.21 alone takes 1,545, and whichever comes second fails to import with
"cannot allocate memory in static TLS block". glibc's tunable `glibc.rtld.optional_static_tls` raises the
reserve; as it is read when a process starts, the process has to start again.
"""

from __future__ import annotations

import os
import sys

TUNABLE = "glibc.rtld.optional_static_tls"
BYTES = 16384


def is_missing() -> bool:
    """Tell whether this process lacks the room: on glibc, started without the tunable."""
    return _is_glibc() and TUNABLE not in os.environ.get("GLIBC_TUNABLES", "")


def ensure() -> None:
    """Start this process again, same arguments and same process id, unless it has the room or needs none."""
    if not is_missing():
        return
    os.environ |= variables()
    os.execv(sys.executable, [sys.executable, *sys.orig_argv[1:]])  # noqa: S606 - ourselves, with our own arguments


def variables() -> dict[str, str]:
    """Return the environment variables that give a process the room; none where this one has it, or none is needed."""
    if not is_missing():
        return {}
    tunables = os.environ.get("GLIBC_TUNABLES", "")
    return {"GLIBC_TUNABLES": ":".join(part for part in (tunables, f"{TUNABLE}={BYTES}") if part)}


def _is_glibc() -> bool:
    try:
        return bool(os.confstr("CS_GNU_LIBC_VERSION"))
    except (AttributeError, ValueError, OSError):
        return False
