"""A project whose types are all found by rules, so that a run needs no model and is over in a second."""

from __future__ import annotations

from pathlib import Path

SETTINGS = r"""
[[types]]
name = "ship"
pattern = '\b(?:Calypso|Aurora|Petrel|Nautilus|Argo|Endeavour)\b'
[[types]]
name = "port"
pattern = '\b(?:Bergen|Kiel|Riga|Genoa|Lisbon|Odessa)\b'
[flow]
retry_delay_seconds = 0.0
"""
DOCUMENTS = {
    "a.txt": "The Calypso left Bergen for Kiel. In Kiel she took coal aboard.",
    "b.txt": "Off Riga the Aurora met the Petrel. The Petrel came from Genoa.",
    "c.md": "# Log\n\nThe Argo lay in Lisbon beside the Endeavour.",
}


def make_ruled_project(folder: Path, settings: str = "", documents: dict[str, str] | None = None) -> Path:
    """Write a project with an ``inbox`` below ``folder`` and return its settings file; ``settings`` come after the usual ones."""
    (folder / "inbox").mkdir(parents=True)
    for name, text in (DOCUMENTS if documents is None else documents).items():
        (folder / "inbox" / name).write_text(text, encoding="utf-8")
    file = folder / "graphmill.toml"
    file.write_text(SETTINGS + settings, encoding="utf-8")
    return file
