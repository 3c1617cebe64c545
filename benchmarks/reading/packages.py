"""Real documents to read: books and manuals out of Debian's packages, unpacked into a folder.

    python -m benchmarks.reading.packages FOLDER

Run on Debian or a system like it, with its ``apt-get`` and ``dpkg``; nothing is installed. Packages that are there already are not
fetched again. What is packed with gzip is unpacked beside itself, so that `benchmarks.reading.real_files` finds it.
"""

from __future__ import annotations

import argparse
import gzip
import subprocess
import sys
from pathlib import Path

PACKAGES = (
    *("debian-history", "debian-policy", "debmake-doc", "maint-guide", "bash-doc", "libtasn1-doc"),
    *(
        "developers-reference",
        "developers-reference-de",
        "developers-reference-fr",
        "developers-reference-ja",
    ),
    *("debian-faq", "debian-faq-de", "debian-faq-fr", "debian-faq-it", "debian-faq-nl", "debian-faq-pt"),
    *("debian-faq-ru", "debian-reference-en", "debian-reference-de", "debian-reference-es"),
    *("groff", "groff-base", "shared-mime-info"),
)
"""Packages that hold documents as PDF, EPUB and HTML, and groff, which sets text in columns."""

_LONGEST = 120  # seconds for one package


def unpacked(folder: Path) -> Path:
    """Return the folder below ``folder`` that holds the unpacked packages, fetching those that are not there.

    Raises:
        subprocess.CalledProcessError: a package cannot be fetched or unpacked.

    """
    archives, root = folder / "archives", folder / "root"
    archives.mkdir(parents=True, exist_ok=True)
    for package in PACKAGES:
        found = next(archives.glob(f"{package}_*.deb"), None)
        if found is None:
            subprocess.run(
                ["apt-get", "-o", "APT::Sandbox::User=root", "download", "--quiet", package],
                cwd=archives,
                check=True,
                timeout=_LONGEST,
                stdout=subprocess.DEVNULL,
            )
            found = next(archives.glob(f"{package}_*.deb"))
            subprocess.run(["dpkg", "-x", found, root], check=True, timeout=_LONGEST)
    for packed in root.rglob("*.gz"):
        plain = packed.with_suffix("")
        if plain.suffix in (".pdf", ".epub", ".html") and packed.is_file() and not plain.exists():
            plain.write_bytes(gzip.decompress(packed.read_bytes()))
    return root


def main() -> None:
    """Fetch and unpack the packages, and print where they are."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    sys.stdout.write(f"{unpacked(parser.parse_args().folder)}\n")


if __name__ == "__main__":
    main()
