"""Makes ``contacts.jsonl`` from ``contacts.txt``: the texts without their marks, and where each marked value stands.

    python examples/contacts/build.py

``contacts.txt`` holds a text between two lines with ``%``; a mark is ``[value|type]``.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from extractors.evaluation.gold import parse_marks

FOLDER = Path(__file__).parent
TYPES = ["card", "email", "iban", "organization", "person", "telephone"]
_MARK = re.compile(rf"\[([^\[\]|\n]+)\|({'|'.join(TYPES)})\]")


def lines() -> list[str]:
    """Return the lines of ``contacts.jsonl``: a text with its mentions each."""
    made = []
    for number, source in enumerate((FOLDER / "contacts.txt").read_text(encoding="utf-8").split("\n%\n"), 1):
        marked = parse_marks(_MARK.sub(r"[\1|\2|\1]", source.rstrip("\n")), f"contacts.txt, text {number}")
        entities = [
            {"start": m.start, "end": m.end, "type": m.type, "text": m.surface} for m in marked.mentions
        ]
        record = {"uri": f"contacts:{number:03}", "text": marked.text, "labels": TYPES, "entities": entities}
        made.append(json.dumps(record, ensure_ascii=False) + "\n")
    return made


if __name__ == "__main__":
    (FOLDER / "contacts.jsonl").write_text("".join(lines()), encoding="utf-8", newline="\n")
