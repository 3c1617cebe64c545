#!/usr/bin/env bash
# Finding: python-docx reads a title and an author's name out of Word documents that have neither.
#
# Versions: python-docx 1.2.0; Python 3.11.
# Source:   docx/opc/package.py and docx/opc/parts/coreprops.py of python-docx 1.2.0: the property core_properties of a package
#           adds a default part where there is none. Office Open XML (ECMA-376, part 2, section 11) makes the part optional.
#
# Behaviour: a .docx whose package has no core properties is valid; exporters that care little about metadata write such files.
# Asked for its properties, python-docx does not say that there are none. It makes a part with the title "Word Document", the
# last author "python-docx" and the time of the question as the time of the last change, and hands that out as if it had been read.
# Whoever takes titles or dates from it gives every such document one title and the day of reading.
# Remedy: look for the relationship to core properties in the package, and read the part itself.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   python-docx 1.2.0, a document without core properties:
#   title 'Word Document', last author 'python-docx', changed today: True
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "python-docx==1.2.0"
cd "$folder"

cat >trial.py <<'PYTHON'
import datetime
import importlib.metadata
import io
import re
import sys
import zipfile

import docx

written = io.BytesIO()
document = docx.Document()
document.add_paragraph("A document without properties.")
document.save(written)

bare = io.BytesIO()
with zipfile.ZipFile(written) as source, zipfile.ZipFile(bare, "w") as target:
    for name in source.namelist():
        content = source.read(name)
        if name == "docProps/core.xml":
            continue
        if name == "_rels/.rels":
            content = re.sub(rb"<Relationship [^>]*/core-properties[^>]*/>", b"", content)
        if name == "[Content_Types].xml":
            content = re.sub(rb"<Override [^>]*core-properties[^>]*/>", b"", content)
        target.writestr(name, content)

with zipfile.ZipFile(bare) as package:
    assert not any(b"core-properties" in package.read(name) for name in package.namelist())
read = docx.Document(bare)
assert [paragraph.text for paragraph in read.paragraphs] == ["A document without properties."]
found = read.core_properties
today = datetime.datetime.now(datetime.UTC).date() if hasattr(datetime, "UTC") else datetime.datetime.utcnow().date()
changed_today = found.modified is not None and found.modified.date() == today
print(f"python-docx {importlib.metadata.version('python-docx')}, a document without core properties:")
print(f"title {found.title!r}, last author {found.last_modified_by!r}, changed today: {changed_today}")
same = (found.title, found.last_modified_by, changed_today) == ("Word Document", "python-docx", True)
print("as described" if same else "this has changed")
sys.exit(0 if same else 1)
PYTHON
venv/bin/python trial.py
