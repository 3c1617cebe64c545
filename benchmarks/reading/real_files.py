"""What our readers lose or gain against another program's text, file by file, and the time that a megabyte takes.

    python -m benchmarks.reading.real_files FOLDER [--words]

Every file below FOLDER that one of our readers and one of these programs read is compared: PDF by poppler's pdftotext, web pages by w3m,
Word, ODT, RTF and EPUB by pandoc, slides and sheets by LibreOffice and pdftotext; they come from Debian's packages poppler-utils, w3m, pandoc and
libreoffice. Words are runs of letters and digits without regard to case; ``lost`` are those that the other program has more often than
our text has, ``gained`` the other way round, as shares of the other's words. ``--words`` names some of them.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from extractors.readers.reader import DocumentReader
from extractors.readers.source import Source

_SOFT_HYPHEN = "\u00ad"
_SECONDS = 120
_WORDS_SHOWN = 12


def _run(*command: str) -> str:
    ran = subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)
    return ran.stdout.decode("utf-8", "replace")


def _poppler(path: Path) -> str:
    return _run("pdftotext", "-enc", "UTF-8", str(path), "-")


def _w3m(path: Path) -> str:
    return _run("w3m", "-dump", "-T", "text/html", "-I", "UTF-8", "-O", "UTF-8", "-cols", "1000", str(path))


def _pandoc(path: Path) -> str:
    return _run("pandoc", "-t", "plain", "--wrap=none", str(path))


def _office(path: Path) -> str:
    with tempfile.TemporaryDirectory() as folder:
        profile = f"-env:UserInstallation=file://{folder}/profile"
        _run("soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(path))
        return _poppler(Path(folder) / f"{path.stem}.pdf")


PEERS: dict[str, tuple[str, Callable[[Path], str]]] = {
    ".pdf": ("pdftotext", _poppler),
    ".html": ("w3m", _w3m),
    ".htm": ("w3m", _w3m),
    ".xhtml": ("w3m", _w3m),
    ".docx": ("pandoc", _pandoc),
    ".odt": ("pandoc", _pandoc),
    ".rtf": ("pandoc", _pandoc),
    ".epub": ("pandoc", _pandoc),
    ".pptx": ("LibreOffice", _office),
    ".xlsx": ("LibreOffice", _office),
    ".ods": ("LibreOffice", _office),
    ".odp": ("LibreOffice", _office),
}
"""By suffix the program that is asked, and the function that asks it."""


def words(text: str) -> Counter[str]:
    """Return how often each word stands in a text."""
    plain = unicodedata.normalize("NFKC", text).replace(_SOFT_HYPHEN, "").casefold()
    return Counter(re.findall(r"\w+", plain))


def main() -> None:
    """Compare every file, and print a table of all."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--words", action="store_true", help="name words that were lost or gained")
    arguments = parser.parse_args()
    sys.stdout.write(
        "| file | bytes | outcome | beside | its words | lost | gained | s/MB |\n|---|---:|---|---|---:|---:|---:|---:|\n"
    )
    with DocumentReader() as reader:
        reader.read(
            Source("warm.html", __file__)
        )  # the process for conversions is started before the first file is timed
        for path in sorted(each for each in arguments.folder.rglob("*") if each.is_file()):
            name = str(path.relative_to(arguments.folder))
            peer = PEERS.get(path.suffix.lower())
            if peer is None:
                continue
            size = path.stat().st_size
            started = time.perf_counter()
            read = reader.read(Source(name, str(path)))
            seconds = time.perf_counter() - started
            outcome = "ok" if read.documents else read.failures[0].outcome
            row = [name, f"{size:,}", outcome, peer[0]]
            try:
                theirs = words(peer[1](path))
            except (subprocess.SubprocessError, OSError) as error:
                sys.stdout.write(f"| {' | '.join(row)} | {type(error).__name__} | | | |\n")
                continue
            ours = words("\n".join(each.text for each in read.documents))
            lost, gained = theirs - ours, ours - theirs
            total = max(1, theirs.total())
            row += [f"{theirs.total():,}", f"{lost.total() / total:.2%}", f"{gained.total() / total:.2%}"]
            sys.stdout.write(f"| {' | '.join(row)} | {seconds * 1e6 / max(1, size):.2f} |\n")
            if arguments.words:
                for what, found in (("lost", lost), ("gained", gained)):
                    sys.stdout.write(
                        f"  {what}: {' '.join(word for word, _ in found.most_common(_WORDS_SHOWN))}\n"
                    )
            sys.stdout.flush()


if __name__ == "__main__":
    main()
