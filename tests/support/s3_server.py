"""A store that speaks S3 over the loopback interface, in a thread of this process; nothing of it is kept."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import fsspec
from moto.server import ThreadedMotoServer

BUCKET = "graphmill-staging"


@contextmanager
def s3_server() -> Iterator[str]:
    """Give the address of a server with an empty bucket, which drivers in this process and its children find."""
    server = ThreadedMotoServer("127.0.0.1", 0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    variables = {
        "AWS_ENDPOINT_URL": f"http://{host}:{port}",
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "whatever",
        "AWS_DEFAULT_REGION": "us-east-1",
    }
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    driver = fsspec.get_filesystem_class("s3")
    # Drivers are kept by their settings, and the address is none of them.
    driver.clear_instance_cache()
    try:
        with suppress(FileExistsError):
            driver().mkdir(BUCKET)
        # Servers of one process share what they hold.
        for path in driver().find(BUCKET):
            driver().rm_file(path)
        yield variables["AWS_ENDPOINT_URL"]
    finally:
        driver.clear_instance_cache()
        for name, value in before.items():
            if value is None:
                del os.environ[name]
            else:
                os.environ[name] = value
        server.stop()
