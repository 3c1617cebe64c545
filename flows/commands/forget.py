"""``graphmill forget``: take documents out of the graph, by name, by place, or because their source is gone."""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from typing import Annotated

from cyclopts import Parameter

from flows.commands.absent import print_out_of_reach, print_uris
from flows.commands.options import COMMON, Common
from flows.commands.running import carry_out
from flows.runs.forgetting import ForgetReport, NothingForgottenError, forget_documents
from flows.terminal.output import count, heading, print_error, print_json


def forget(
    documents: Annotated[list[str] | None, Parameter(consume_multiple=True)] = None,
    *,
    gone: Annotated[
        bool, Parameter(help="Those whose source is gone, of all or of the documents named.")
    ] = False,
    apply: Annotated[
        bool, Parameter(help="Remove what stands for many documents, which else is only shown.")
    ] = False,
    verbose: Annotated[bool, Parameter(help="Show the log of the run.")] = False,
    common: Common = COMMON,
) -> int:
    """Remove documents and all that only they brought in.

    What stands for many documents (a folder, a glob, a whole .jsonl, .mbox or .epub, --gone) is shown, and removed only with --apply.

    Parameters
    ----------
    documents
        Paths, URLs or document ids, as `graphmill mentions` shows them; folders, globs, files of records.

    """
    given = documents or []
    settings = common.settings()

    def as_flow() -> ForgetReport:
        from flows.forget import forget as run_flow

        return run_flow(given, settings, gone=gone, apply=apply)

    try:
        report = carry_out(
            lambda: forget_documents(given, settings, gone=gone, apply=apply),
            as_flow,
            settings,
            quiet=True,
            verbose=verbose,
        )
    except NothingForgottenError as error:
        report = error.report
    for each in report.not_found:
        print_error(each.message())
    if common.json:
        print_json({**report.model_dump(mode="json"), "not_found": len(report.not_found)})
        return report.exit_code
    _tell(report, gone=gone)
    print_out_of_reach(report.out_of_reach)
    if report.also_written_from and (report.forgotten or report.would_forget):
        print(
            f"\nThis graph was also written from {report.also_written_from}: what is gone here may be there."
        )
    if report.would_forget:
        print(f"\nNothing was forgotten. Do it with: {_command(given, gone=gone)}")
    return report.exit_code


def _tell(report: ForgetReport, *, gone: bool) -> None:
    if uris := report.would_forget:
        heading(
            f"{count(len(uris), 'document')} would be forgotten{', for the source is gone' if gone else ''}"
        )
        print_uris(uris)
    elif gone and not report.forgotten:
        print("No document's source is known to be gone.")
    else:
        for uri in report.forgotten:
            print(f"forgotten: {uri}")


def _command(given: Sequence[str], *, gone: bool) -> str:
    return shlex.join(["graphmill", "forget", *given, *(["--gone"] if gone else []), "--apply"])
