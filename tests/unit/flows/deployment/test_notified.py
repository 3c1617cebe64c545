"""Who is told of runs that end badly: what the settings and the environment say, and what they may not."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from extractors.errors import UsageError
from flows.deployment.notified import notified
from flows.project.schedule import ScheduleSettings
from flows.terminal.masking import masked

ADDRESS = "https://hooks.example.com/services/very-secret-part"
STATES = ("failed", "crashed", "partial")


def test_the_address_comes_from_the_environment_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHMILL_NOTIFY_URL", ADDRESS)
    found = notified(STATES, "GRAPHMILL_NOTIFY_URL", "")
    assert found.url is not None
    assert found.url.get_secret_value() == ADDRESS
    assert ADDRESS not in repr(found)
    assert ADDRESS not in masked(f"cannot reach {ADDRESS}")


def test_nothing_is_told_to_an_address_that_is_none_and_it_is_not_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for wrong in (
        "hooks.example.com/very-secret-part",
        "ftp://very-secret-part",
        "https://[very-secret-part",
    ):
        monkeypatch.setenv("OUR_HOOK", wrong)
        with pytest.raises(UsageError, match="OUR_HOOK holds no address of a webhook") as refused:
            notified(STATES, "OUR_HOOK", "")
        assert "very-secret-part" not in str(refused.value)


def test_without_an_address_the_server_keeps_the_one_it_has(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GRAPHMILL_NOTIFY_URL", raising=False)
    assert notified(STATES, "GRAPHMILL_NOTIFY_URL", "").url is None


def test_a_block_of_the_server_goes_before_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GRAPHMILL_NOTIFY_URL", ADDRESS)
    found = notified(STATES, "GRAPHMILL_NOTIFY_URL", "slack-webhook/alerts")
    assert (found.block, found.url) == ("slack-webhook/alerts", None)
    with pytest.raises(UsageError, match="KIND/NAME"):
        notified(STATES, "GRAPHMILL_NOTIFY_URL", "alerts")


def test_only_states_that_runs_have_can_be_told_of() -> None:
    assert ScheduleSettings.model_validate({"notify": ["late", "completed"]}).notify == ("late", "completed")
    with pytest.raises(ValidationError, match="'failed', 'crashed', 'partial', 'late' or 'completed'"):
        ScheduleSettings.model_validate({"notify": ["broken"]})
