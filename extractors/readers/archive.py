"""Formats that are zip archives inside: a look at what an archive declares before anything of it is unpacked."""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass

from extractors.documents import Outcome
from extractors.readers.conversion import ReadError, ReaderSettings, megabytes

DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError)
"""What reading an entry of an archive raises if the entry is damaged, or packed in a way that nobody knows."""

_OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_RATIO_MATTERS_FROM = 10_000_000


@dataclass(frozen=True, slots=True)
class ZippedFormat:
    """How messages speak of a zipped format: what a file of it is, its suffix, and the program that writes it.

    ``old_suffix`` is that of a format of Microsoft Office that came before it and was no zip archive, or empty.
    """

    name: str
    suffix: str
    program: str
    old_suffix: str = ""


def check_archive(data: bytes, settings: ReaderSettings, kind: ZippedFormat) -> None:
    """Check that the bytes of a file are a zip archive that may be unpacked under the limits of the settings.

    Raises:
        ReadError: with TOO_LARGE past one of the limits on archives, with ENCRYPTED, UNSUPPORTED or CORRUPT if the
            bytes are no zip archive that can be opened; the message speaks of ``kind``.

    """
    if kind.old_suffix and data.startswith(_OLE_MAGIC):
        raise _old_office(data, kind)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
    # NotImplementedError is zipfile's own, for a kind of archive that it does not know.
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
        raise ReadError(
            Outcome.CORRUPT,
            f"It is no complete {kind.name} ({error}).",
            f"Get the file again, or open it in {kind.program} and save it as {kind.suffix}.",
        ) from error
    if any(entry.flag_bits & 1 for entry in entries):
        raise ReadError(
            Outcome.ENCRYPTED,
            f"Entries of the {kind.name} are encrypted.",
            "Save a copy without a password and read that.",
        )
    expanded = sum(entry.file_size for entry in entries)
    ratio = expanded / max(1, len(data))
    if len(entries) > settings.max_archive_entries:
        reason = f"It holds {len(entries):,} entries, more than {settings.max_archive_entries:,}."
        setting = "max_archive_entries"
    elif expanded > settings.max_expanded_bytes:
        reason = (
            f"It would unpack to {megabytes(expanded)}, more than {megabytes(settings.max_expanded_bytes)}."
        )
        setting = "max_expanded_bytes"
    elif expanded > _RATIO_MATTERS_FROM and ratio > settings.max_expansion_ratio:
        reason = f"It would unpack to {ratio:.0f} times its size, more than {settings.max_expansion_ratio:g} times."
        setting = "max_expansion_ratio"
    else:
        return
    raise ReadError(Outcome.TOO_LARGE, reason, f"If you trust the file, raise the readers' {setting}.")


def _old_office(data: bytes, kind: ZippedFormat) -> ReadError:
    """Return the refusal of a file in the container that Office used before, and still uses for encrypted files."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        return ReadError(
            Outcome.ENCRYPTED,
            f"The {kind.name} opens only with a password.",
            "Save a copy without a password and read that.",
        )
    return ReadError(
        Outcome.UNSUPPORTED,
        f"It is the old kind of {kind.name} ({kind.old_suffix}) under the suffix {kind.suffix}.",
        f"Open it in {kind.program} and save it as {kind.suffix}.",
    )
