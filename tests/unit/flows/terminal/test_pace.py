"""How quick a run is and how long it will take is told from what it has done lately."""

from __future__ import annotations

import pytest

from flows.terminal.pace import Pace, duration, rate_in_words
from flows.terminal.progress import PlainProgress, RichProgress


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def measured(*steps: tuple[float, int], total: int = 100) -> Pace:
    clock = Clock()
    pace = Pace(clock)
    for seconds, done in steps:
        clock.now = 1000.0 + seconds
        pace.at(done, total)
    return pace


def test_nothing_is_told_before_something_was_done() -> None:
    assert measured().told() == ""
    assert measured((0, 0)).told() == ""
    assert measured((0, 0), (60, 0)).told() == ""


def test_rate_and_time_left_are_those_of_what_was_done() -> None:
    pace = measured((0, 0), (10, 20), (20, 40))
    assert pace.rate == pytest.approx(2.0)
    assert pace.seconds_left == pytest.approx(30.0)
    assert pace.told() == "2.0 a second, 30 s left"


def test_a_phase_that_has_ended_has_a_rate_and_nothing_left() -> None:
    assert measured((0, 0), (50, 100)).told() == "2.0 a second"


def test_what_an_earlier_run_had_done_says_nothing_of_what_is_left() -> None:
    pace = measured((0, 0), (0.1, 40), (0.2, 80), (10.2, 90))
    assert pace.rate == pytest.approx(1.0)
    assert pace.seconds_left == pytest.approx(10.0)


def test_steps_that_follow_each_other_quickly_have_a_rate() -> None:
    assert measured(*((number / 10, number) for number in range(51))).rate == pytest.approx(10.0)


def test_the_last_minutes_count_and_not_the_whole_run() -> None:
    pace = measured((0, 0), (100, 10), (200, 60), (400, 70), (600, 80))
    assert pace.rate == pytest.approx(20 / 400)


def test_single_steps_that_take_longer_than_the_window_have_a_rate() -> None:
    assert measured((0, 0), (1000, 1), (2000, 2)).rate == pytest.approx(0.001)


def test_a_phase_that_begins_again_is_measured_anew() -> None:
    assert measured((0, 0), (10, 100), (20, 0)).rate is None
    assert measured((0, 0), (10, 100), (20, 0), (30, 10)).rate == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0.2, "1 s"),
        (42, "42 s"),
        (59.7, "1 min"),
        (240, "4 min"),
        (3590, "1 h"),
        (4320, "1 h 12 min"),
        (172_800, "2 d"),
        (187_200, "2 d 4 h"),
    ],
)
def test_durations_are_told_in_two_units_at_most(seconds: float, words: str) -> None:
    assert duration(seconds) == words


@pytest.mark.parametrize(
    ("rate", "words"),
    [(1234.5, "1,234 a second"), (12.34, "12.3 a second"), (0.5, "30.0 a minute"), (0.002, "7.2 an hour")],
)
def test_slow_rates_are_told_by_the_minute_or_hour(rate: float, words: str) -> None:
    assert rate_in_words(rate) == words


def test_the_plain_lines_bear_rate_and_time_left(capsys: pytest.CaptureFixture[str]) -> None:
    clock = Clock()
    progress = PlainProgress(every_seconds=0, clock=clock)
    for done in (0, 20, 100):
        progress.phase("extract", done, 100, "5 mentions")
        clock.now += 10
    assert capsys.readouterr().err.splitlines() == [
        "extract: 0 of 100, 5 mentions",
        "extract: 20 of 100, 5 mentions, 2.0 a second, 40 s left",
        "extract: 100 of 100, 5 mentions, 5.0 a second",
    ]


@pytest.mark.parametrize(("columns", "detail"), [(80, False), (120, True)])
def test_a_bar_shows_its_numbers_whole_on_terminals_of_any_width(
    columns: int, detail: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    clock = Clock()
    with RichProgress(clock=clock) as bars:
        for _ in range(3):
            bars.phase("extract", int(clock.now - 1000) * 20, 10_000, "180 documents, 6,000 mentions")
            clock.now += 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "80/10000" in line
    assert "20.0 a second, 8 min left" in line
    assert ("180 documents, 6,000 mentions" in line) == detail
