"""Folders of files on a disk and at URLs: the same answers of both, and errors that name the folder."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from extractors.storage import Folder, StorageError, folder_at
from tests.support.s3_server import BUCKET, s3_server


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    with s3_server() as address:
        yield address


@pytest.fixture(params=["path", "file", "memory", "s3"])
def folder(request: pytest.FixtureRequest, tmp_path: Path) -> Folder:
    if request.param == "path":
        return folder_at(tmp_path / "deep" / "staged")
    if request.param == "s3":
        request.getfixturevalue("s3")
    places = {"file": f"file://{tmp_path}/deep", "memory": "memory://deep", "s3": f"s3://{BUCKET}/deep"}
    return folder_at(f"{places[request.param]}/{uuid.uuid4().hex}/")


def test_what_is_written_is_read_and_replaced(folder: Folder) -> None:
    folder.write("one.json", b"1")
    folder.write("one.json", "ü\ud800".encode("utf-8", "surrogatepass"))
    assert folder.read("one.json").decode("utf-8", "surrogatepass") == "ü\ud800"
    assert folder.holds("one.json")
    assert not folder.holds("two.json")
    assert folder.place("one.json").endswith("/one.json")


def test_many_are_read_in_the_order_of_their_names(folder: Folder) -> None:
    names = [f"{number}.json" for number in range(150)]
    for name in names:
        folder.write(name, name.encode())
    wanted = names[::-2]
    assert list(folder.read_each(wanted)) == [name.encode() for name in wanted]
    assert list(folder.read_each([])) == []


def test_names_are_told_by_their_beginning(folder: Folder) -> None:
    assert folder.named("a") == []
    for name in ("ab-1.json", "ab-2.json", "ac-1.json"):
        folder.write(name, b"{}")
    assert folder.named("ab") == ["ab-1.json", "ab-2.json"]
    # What another machine writes is seen at once.
    folder_at(folder.place("")).write("ab-3.json", b"{}")
    assert folder.named("ab")[-1] == "ab-3.json"
    assert folder.named("") == ["ab-1.json", "ab-2.json", "ab-3.json", "ac-1.json"]


def test_what_is_deleted_is_gone_and_may_be_gone_already(folder: Folder) -> None:
    folder.write("one.json", b"1")
    folder.delete(["one.json", "never.json"])
    assert not folder.holds("one.json")
    with pytest.raises(FileNotFoundError):
        folder.read("one.json")
    with pytest.raises(FileNotFoundError):
        list(folder.read_each(["one.json"]))


def test_old_files_of_a_disk_are_told_until_they_are_renewed(tmp_path: Path) -> None:
    folder = folder_at(tmp_path)
    folder.write("one.json", b"1")
    os.utime(tmp_path / "one.json", (0, 0))
    assert list(folder.older_than(60)) == ["one.json"]
    folder.renew("one.json")
    folder.renew("never.json")
    assert list(folder.older_than(60)) == []


def test_a_bucket_that_is_not_there_is_named_and_not_made(s3: str) -> None:
    with pytest.raises(StorageError, match="s3://nowhere/staged is not there"):
        folder_at("s3://nowhere/staged").write("one.json", b"1")
    assert not folder_at("s3://nowhere/staged").holds("one.json")


def test_a_driver_that_is_missing_is_named_with_what_to_install() -> None:
    with pytest.raises(StorageError, match=r"nosuch://x: no driver .*graphmill\[s3\]"):
        folder_at("nosuch://x")


def test_a_server_that_is_away_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    import fsspec

    driver = fsspec.get_filesystem_class("s3")
    driver.clear_instance_cache()
    for name, value in {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "somebody",
        "AWS_SECRET_ACCESS_KEY": "whatever",
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    try:
        with pytest.raises(StorageError, match=r"s3://press/staged cannot be read .*EndpointConnectionError"):
            folder_at("s3://press/staged").holds("one.json")
    finally:
        driver.clear_instance_cache()
