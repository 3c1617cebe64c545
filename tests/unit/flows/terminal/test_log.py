"""Lines of the log name the run, the stage and the document, and no secret, whoever writes them."""

from __future__ import annotations

import io
import json
import logging
import subprocess
import sys

import pytest

from extractors.documents import Outcome, ReadFailure
from flows.runs.absent_sources import OutOfReach
from flows.runs.report import RunReport
from flows.terminal import masking
from flows.terminal.log import LOGGER, PlacedLog, at_place, place
from flows.terminal.masking import mask_error, masked, masked_data, name_secret_variables, remember_secret
from flows.terminal.output import print_error

PASSWORD = 'Xq7%é "secret" of/all'  # noqa: S105 - made up
LOG = PlacedLog(LOGGER, {})


@pytest.fixture(autouse=True)
def secrets(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", PASSWORD)
    monkeypatch.setattr(masking, "_named", set())
    monkeypatch.setattr(masking, "_remembered", set())


def test_a_line_names_the_run_the_stage_and_the_document(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="graphmill"), at_place(run="7f3a", stage="read"):
        LOG.info("begins")
        with at_place(document="inbox/100% sure.pdf"):
            LOG.warning("damaged at page %d", 3)
            LOG.info("100% of it")
        with at_place(stage="commit"):
            LOG.info("done")
    assert caplog.messages == [
        "[run 7f3a, read] begins",
        "[run 7f3a, read, inbox/100% sure.pdf] damaged at page 3",
        "[run 7f3a, read, inbox/100% sure.pdf] 100% of it",
        "[run 7f3a, commit] done",
    ]
    fields = vars(caplog.records[1])
    assert fields["graphmill_run"] == "7f3a"
    assert fields["graphmill_stage"] == "read"
    assert fields["graphmill_document"] == "inbox/100% sure.pdf"
    assert caplog.records[1].funcName == "test_a_line_names_the_run_the_stage_and_the_document"
    assert str(place()) == ""


def test_no_logger_of_any_library_shows_a_secret() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    other = logging.getLogger("another.library")
    other.addHandler(handler)
    try:
        other.warning("login with %s", PASSWORD)
        other.warning("login with %(password)s", {"password": PASSWORD})
        try:
            int(PASSWORD)
        except ValueError:
            other.exception("it failed")
    finally:
        other.removeHandler(handler)
    assert PASSWORD not in stream.getvalue()
    assert stream.getvalue().count("***") == 3
    assert "ValueError: invalid literal for int() with base 10: '***'" in stream.getvalue()


@pytest.mark.parametrize(
    "shown",
    [
        PASSWORD,
        json.dumps({"password": PASSWORD}),
        json.dumps({"password": PASSWORD}, ensure_ascii=False),
        repr([PASSWORD]),
        "bolt://neo4j:Xq7%25%C3%A9%20%22secret%22%20of%2Fall@host:7687",
    ],
)
def test_a_secret_is_masked_however_it_is_written(shown: str) -> None:
    assert "***" in masked(shown)
    assert not any(part in masked(shown) for part in ("Xq7", "secret"))


def test_addresses_lose_their_passwords_and_signatures_and_nothing_else() -> None:
    assert masked("https://ada:engine@example.org/a?page=2") == "https://***@example.org/a?page=2"
    assert (
        masked("https://x.org/a.pdf?X-Amz-Signature=abc123&page=2#p")
        == "https://x.org/a.pdf?X-Amz-Signature=***&page=2#p"
    )
    plain = "mail ada@example.org, see https://example.org:8080/a@b and s3://bucket/key?token_count=3"
    assert masked(plain) == plain


def test_variables_that_hold_secrets_are_known_by_their_names(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (
        "AWS_SECRET_ACCESS_KEY",
        "PREFECT_API_KEY",
        "PREFECT_SERVER_API_AUTH_STRING",
        "GRAPHMILL_EXPLORE_TOKEN",
    ):
        monkeypatch.setenv(name, f"value-of-{name}")
        assert masked(f"<value-of-{name}>") == "<***>"
    monkeypatch.setenv("PREFECT_SERVER_DATABASE_CONNECTION_URL", "postgresql://p:gr%40nd-pass@db/x")
    assert masked("refused gr@nd-pass") == "refused ***"
    monkeypatch.setenv("PRESS_ARCHIVE", "not-secret-by-name")
    assert masked("not-secret-by-name") == "not-secret-by-name"
    name_secret_variables(["PRESS_ARCHIVE", ""])
    assert masked("not-secret-by-name") == "***"
    remember_secret("from-a-block")
    assert masked_data({"why": ["of from-a-block", 3, None]}) == {"why": ["of ***", 3, None]}


def test_a_short_secret_is_masked_as_a_word_and_not_within_words(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "graph")
    assert masked("password graph, of graphmill's graphs") == "password ***, of graphmill's graphs"
    monkeypatch.setenv("NEO4J_PASSWORD", "a")
    assert masked("a letter") == "a letter"


def test_printed_errors_show_no_secret(capsys: pytest.CaptureFixture[str]) -> None:
    print_error(f"the server refused {PASSWORD}")
    assert capsys.readouterr().err == "error: the server refused ***\n"


def test_whoever_carries_steps_out_masks_its_logs() -> None:
    program = (
        "import logging, os; import flows.runs.steps; logging.basicConfig(); "
        "logging.getLogger('x').warning(os.environ['NEO4J_PASSWORD'])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stderr == "WARNING:x:***\n"


def test_an_error_and_those_behind_it_are_masked_in_place() -> None:
    def refused() -> None:
        try:
            int(PASSWORD)
        except ValueError as error:
            raise OSError(13, f"refused {PASSWORD}", f"s3://{PASSWORD}/a.txt") from error

    with pytest.raises(OSError, match="refused") as raised:
        refused()
    mask_error(raised.value)
    assert str(raised.value) == "[Errno 13] refused ***: 's3://***/a.txt'"
    assert PASSWORD not in repr(raised.value)
    assert str(raised.value.__cause__) == "invalid literal for int() with base 10: '***'"


def test_what_others_say_of_sources_is_masked_in_the_report() -> None:
    report = RunReport(
        rejected=[ReadFailure("a.txt", Outcome.FAILED, f"refused {PASSWORD}", f"not {PASSWORD}", "a.txt")],
        out_of_reach=[OutOfReach("s3://b", f"no {PASSWORD}", 1)],
        hints=[f"see {PASSWORD}"],
    )
    report.mask_secrets()
    assert PASSWORD not in f"{report} {report.markdown()} {report.model_dump_json()}"
    assert report.rejected[0].reason == "refused ***"
