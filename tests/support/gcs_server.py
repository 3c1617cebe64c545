"""A store that speaks Google Cloud Storage over the loopback interface, in a thread of this process; nothing of it is kept."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager

import fsspec

BUCKET = "press"


@contextmanager
def gcs_server() -> Iterator[str]:
    """Give the address of a server with an empty bucket, which drivers in this process find."""
    from gcp_storage_emulator.server import create_server

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    address = f"http://127.0.0.1:{port}"
    variables = {
        "STORAGE_EMULATOR_HOST": address,
        # The driver would ask what kind of bucket it is over a protocol that this server does not speak, for a minute.
        "GCSFS_EXPERIMENTAL_ZB_HNS_SUPPORT": "false",
        "FSSPEC_GCS_TOKEN": "anon",
        "FSSPEC_GS_TOKEN": "anon",
    }
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    fsspec.config.set_conf_env(fsspec.config.conf)
    driver = fsspec.get_filesystem_class("gcs")
    driver.clear_instance_cache()
    server = create_server("127.0.0.1", port, in_memory=True, default_bucket=BUCKET)
    server.start()
    try:
        yield address
    finally:
        driver.clear_instance_cache()
        server.stop()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        for protocol in ("gcs", "gs"):
            fsspec.config.conf.pop(protocol, None)
