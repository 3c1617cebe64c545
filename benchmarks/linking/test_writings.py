"""Names of which only the writing differs are one or two, as the pairs say."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.linking.writings import Pair, counted, main, read_pairs

PAIRS = read_pairs()


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.one} / {pair.other} {pair.together}")
def test_a_pair_of_names_is_taken_for_what_it_is(pair: Pair) -> None:
    assert pair.is_right, pair.answer


@pytest.mark.parametrize("pair", PAIRS, ids=lambda pair: f"{pair.other} / {pair.one} {pair.together}")
def test_the_order_of_two_names_changes_nothing(pair: Pair) -> None:
    turned = Pair(pair.kind, pair.type, pair.other, pair.one, pair.together, pair.right)
    assert turned.answer == pair.answer


def test_what_is_wrong_is_counted_and_listed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "pairs.csv"
    path.write_text(
        "kind,type,one,other,texts,right\n"
        "plain,person,Ada Hill,ADA HILL,apart,one\n"
        "plain,person,Ada Hill,Max Kant,apart,one\n",
        encoding="utf-8",
    )
    pairs = read_pairs(path)
    assert counted(pairs) == {("plain", "one"): (1, 2)}
    monkeypatch.setattr("benchmarks.linking.writings.read_pairs", lambda: pairs)
    main(["--wrong"])
    assert capsys.readouterr().out == (
        "plain, one: 1 of 2 right\nall: 1 of 2 right\nAda Hill / Max Kant: two instead of one\n"
    )
