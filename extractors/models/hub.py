"""The model hub and its cache on this machine: what is there, what can be fetched, and why not."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from pathlib import Path

from extractors.errors import ExtractorError
from extractors.models.known import KNOWN_MODELS

SMALL_FILES = ("*.json", "*.txt", "*.model", "*.spm")
"""Patterns of a repository's configuration and tokenizer: everything but weights and code."""


def cached(name: str, revision: str | None) -> Path | None:
    """Return the folder of a repository's small files in the cache, None unless all of them are there.

    Raises:
        ExtractorError: No repository can have such a name.

    """
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import HFValidationError, LocalEntryNotFoundError

    try:
        return Path(
            snapshot_download(
                name, revision=revision, allow_patterns=list(SMALL_FILES), local_files_only=True
            )
        )
    except LocalEntryNotFoundError:
        return None
    except HFValidationError as error:
        raise ExtractorError(
            f"model {name!r} is neither a folder nor a name of the model hub (owner/name)."
            f"{_similar(name)} `graphmill models` lists models by name"
        ) from error


def small_files(name: str, revision: str | None, *, download: bool) -> Path:
    """Return the folder of a repository's small files, which are downloaded if they are not in the cache.

    Raises:
        ExtractorError: They are not here, and are not to be or cannot be downloaded; the message names the remedy.

    """
    folder = cached(name, revision)
    if folder is not None:
        return folder
    if not download:
        raise ExtractorError(f"model {name!r} is not on this machine, or not all of it")
    return fetch(name, revision)


def fetch(name: str, revision: str | None, files: Sequence[str] = ()) -> Path:
    """Download a repository's small files, and ``files`` besides; return the folder in the cache.

    Raises:
        ExtractorError: No such name, no access, or no way to the hub; the message names the remedy.

    """
    from httpx import HTTPError
    from huggingface_hub import snapshot_download

    try:
        return Path(snapshot_download(name, revision=revision, allow_patterns=[*SMALL_FILES, *files]))
    except (HTTPError, OSError, ValueError) as error:
        raise ExtractorError(_explain(name, revision, error)) from error


def list_files(name: str, revision: str | None) -> list[str]:
    """Return the names of all files of a repository, as the hub tells them.

    Raises:
        ExtractorError: No such name, no access, or no way to the hub; the message names the remedy.

    """
    from httpx import HTTPError
    from huggingface_hub import HfApi

    try:
        return list(HfApi().list_repo_files(name, revision=revision))
    except (HTTPError, OSError, ValueError) as error:
        raise ExtractorError(_explain(name, revision, error)) from error


def cache_folder(name: str) -> Path:
    """Return where the cache keeps a repository, whether it is there or not."""
    from huggingface_hub import constants

    return Path(constants.HF_HUB_CACHE) / f"models--{name.replace('/', '--')}"


def _explain(name: str, revision: str | None, error: Exception) -> str:
    from huggingface_hub import constants
    from huggingface_hub.errors import (
        GatedRepoError,
        HfHubHTTPError,
        OfflineModeIsEnabled,
        RepositoryNotFoundError,
        RevisionNotFoundError,
    )

    if isinstance(error, GatedRepoError):
        return (
            f"model {name!r} is gated: its owners ask who uses it. Accept their terms at {constants.ENDPOINT}/{name}, then log in "
            "with `hf auth login`, or set the variable HF_TOKEN"
        )
    if isinstance(error, RepositoryNotFoundError):
        return (
            f"the model hub has no model {name!r}, or it is private.{_similar(name)} Check the name (owner/name; `graphmill "
            "models` lists known ones); for a private model log in with `hf auth login`, or set the variable HF_TOKEN"
        )
    if isinstance(error, RevisionNotFoundError):
        return f"model {name!r} has no revision {revision!r}: give a branch, a tag or a commit of it, or leave revision out"
    if isinstance(error, HfHubHTTPError) and error.response.status_code in (401, 403):
        return (
            f"the model hub refuses access to {name!r} ({error.response.status_code}): log in with `hf auth login`, or set the "
            "variable HF_TOKEN to a token that may read it; a token that has run out is refused for every model"
        )
    cause: BaseException = error
    while cause.__cause__ is not None:
        cause = cause.__cause__
    begun = cache_folder(name).is_dir()
    if isinstance(cause, OfflineModeIsEnabled) or constants.is_offline_mode():
        reason = (
            "the model hub is not asked because HF_HUB_OFFLINE is set: unset it to have the model downloaded"
        )
    else:
        reason = (
            f"it could not be downloaded from the model hub ({type(cause).__name__}: {_first_line(cause)})"
        )
        if begun:
            reason += "; the next attempt goes on where this one ended"
    place = "is not whole on this machine" if begun else "is not on this machine"
    return f"model {name!r} {place}, and {reason}.{_similar(name)} {elsewhere(name)}"


def elsewhere(name: str) -> str:
    """Say how a model of the hub comes to a machine that cannot reach it."""
    return (
        f"Without network use model='bundled', or run `hf download {name}` on a machine with access, and copy the folder "
        f"{cache_folder(name).name} from its cache (~/.cache/huggingface/hub) to {cache_folder(name).parent} on this one"
    )


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), "no more is said")


def _similar(name: str) -> str:
    known = [model.name for model in KNOWN_MODELS]
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.75)
    if not near:
        tails = {known_name.partition("/")[2]: known_name for known_name in known}
        near = [tails[tail] for tail in difflib.get_close_matches(name.rpartition("/")[2], tails, 1, 0.85)]
    return f" Did you mean {near[0]!r}?" if near and near[0] != name else ""
