"""The ``forget`` flow: documents taken out of the graph, by name, by place, or because their source is gone."""

from __future__ import annotations

from prefect import flow

from flows.project.settings_changes import GivenSettings, settings_of_run
from flows.runs.forgetting import ForgetReport, NothingForgottenError, forget_documents
from flows.runs.prefect_runner import PrefectRunner, partly


@flow(name="forget", persist_result=False, validate_parameters=True)
def forget(
    documents: list[str] | None = None,
    settings: GivenSettings = None,
    gone: bool = False,
    apply: bool = False,
) -> ForgetReport:
    """Remove documents and all that only they brought in, from the graph and from the staged work.

    ``documents`` are paths from the run's folder on, URLs or ids; folders, globs and files of records stand for many. What
    stands for many, and those whose source is ``gone`` (of all, or of the documents named), is only said in the report, and
    removed with ``apply``. ``settings`` lie over those of the worker: the nearest graphmill.toml and its GRAPHMILL_* variables.
    Where some of the names lead to no document the run's state is named ``Partial``, where none does it has failed.

    Raises:
        flows.project.settings.SettingsError: no graphmill.toml in the folder of the run or above, or settings that cannot be used.
        NothingForgottenError: none of the names leads to a document; it bears the report.
        extractors.errors.GraphmillError: what `flows.runs.forgetting.forget_documents` raises.

    """
    report = forget_documents(
        documents or (), settings_of_run(settings), gone=gone, apply=apply, runner=PrefectRunner()
    )
    if not report.not_found:
        return report
    message = f"{report.summary()}: {' '.join(each.message() for each in report.not_found)}"
    if len(report.not_found) == len(documents or ()):
        raise NothingForgottenError(message, report)
    return partly(message, report)
