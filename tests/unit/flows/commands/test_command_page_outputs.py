"""How the pages of commands are compared with what is printed: every difference counts but those with a mask."""

from __future__ import annotations

import pytest

from tests.support.command_pages import START, difference, outputs_of, page_names, with_outputs

PAGE = f"""# A page

```console
$ graphmill audit
entities  2
took 0.3 s
```

{START}

```console
$ graphmill undo
dec_0123456789ab: taken back
[exit code 3]
$ graphmill tidy
```

```console pasted
$ graphmill doctor
ok
```
"""
SAME = {
    "graphmill audit": "entities  2\ntook 0.3 s\n",
    "graphmill undo": "dec_0123456789ab: taken back\n[exit code 3]\n",
    "graphmill tidy": "",
}


def filled(outputs: dict[str, str]) -> str:
    return with_outputs(PAGE, outputs.__getitem__, lambda: None)


def test_a_page_that_shows_what_is_printed_stays() -> None:
    assert filled(SAME) == PAGE


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("graphmill audit", "entities  2\ntook 14.0 s\n"),
        ("graphmill undo", "dec_ba9876543210: taken back\n[exit code 3]\n"),
    ],
)
def test_what_differs_from_run_to_run_is_not_compared(line: str, printed: str) -> None:
    assert filled(SAME | {line: printed}) == PAGE


@pytest.mark.parametrize(
    ("line", "printed"),
    [
        ("graphmill audit", "entities  3\ntook 0.3 s\n"),
        ("graphmill audit", "entities  2\n"),
        ("graphmill audit", "entities  2\ntook 3 seconds\n"),
        ("graphmill undo", "dec_0123456789ab: taken back\n"),
        ("graphmill undo", "dec_012345: taken back\n[exit code 3]\n"),
        ("graphmill tidy", "Removed 1 entity.\n"),
    ],
)
def test_every_other_difference_is_shown(line: str, printed: str) -> None:
    now = filled(SAME | {line: printed})
    assert f"$ {line}\n{printed}" in now
    assert difference("page.md", PAGE, now) != []


def test_the_commands_run_in_their_order_and_others_start_where_the_page_says_so() -> None:
    happened: list[str] = []
    with_outputs(PAGE, lambda line: happened.append(line) or "", lambda: happened.append("start"))
    assert happened == ["graphmill audit", "start", "graphmill undo", "graphmill tidy"]


def test_a_pasted_block_is_left_alone() -> None:
    assert "```console pasted\n$ graphmill doctor\nok\n```" in filled(dict.fromkeys(SAME, "other\n"))


@pytest.mark.parametrize(
    "line", ["ls", "graphmill audit | sort", "cat x | graphmill extract -", "graphmill audit > x"]
)
def test_a_page_runs_nothing_else(line: str) -> None:
    with pytest.raises(ValueError, match="a page runs graphmill"):
        outputs_of(line)


def test_the_page_that_makes_the_graph_comes_first() -> None:
    assert page_names()[0] == "ingest.md"
    assert len(page_names()) > 1
