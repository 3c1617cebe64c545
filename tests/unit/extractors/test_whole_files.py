"""A file is there whole, or what was there before is."""

from __future__ import annotations

from pathlib import Path
from typing import TextIO

import pytest

from extractors.whole_files import whole_file


def test_a_file_is_written_with_everything_in_it(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    with whole_file(path) as file:
        file.write("Ünïcödé\n")
        assert not path.exists()
    assert path.read_bytes() == "Ünïcödé\n".encode()
    assert list(tmp_path.iterdir()) == [path]


def test_another_program_may_read_what_the_user_lets_it_read(tmp_path: Path) -> None:
    plain = tmp_path / "plain.txt"
    plain.write_text("", encoding="utf-8")
    with whole_file(tmp_path / "a.txt"):
        pass
    assert (tmp_path / "a.txt").stat().st_mode == plain.stat().st_mode


def fail(file: TextIO, failure: BaseException | str) -> None:
    file.write("half of it")
    if isinstance(failure, str):
        file.write(failure)
    else:
        raise failure


@pytest.mark.parametrize("before", [None, "what was there"])
@pytest.mark.parametrize("failure", [OSError("No space left on device"), KeyboardInterrupt(), "\ud800"])
def test_a_failure_leaves_what_was_there(
    tmp_path: Path, before: str | None, failure: BaseException | str
) -> None:
    path = tmp_path / "a.txt"
    if before is not None:
        path.write_text(before, encoding="utf-8")
    expected = UnicodeEncodeError if isinstance(failure, str) else type(failure)
    with pytest.raises(expected), whole_file(path) as file:
        fail(file, failure)
    found = [each.read_text(encoding="utf-8") for each in tmp_path.iterdir()]
    assert found == ([] if before is None else [before])


def test_a_file_that_cannot_take_its_place_is_not_left_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "folder"
    path.mkdir()
    with pytest.raises(OSError, match="folder"), whole_file(path) as file:
        file.write("text")
    assert list(tmp_path.iterdir()) == [path]


def test_the_longest_name_that_a_file_can_have_can_be_written(tmp_path: Path) -> None:
    path = tmp_path / ("a" * 255)
    with whole_file(path) as file:
        file.write("text")
    assert path.read_text(encoding="utf-8") == "text"
