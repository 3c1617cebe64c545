#!/usr/bin/env bash
# Finding: the text that python-docx gives of a paragraph lacks its symbols and equations, and what is chosen in a list of a form.
#
# Versions: python-docx 1.2.0; Python 3.11.
# Source:   docx/oxml/text/run.py and docx/oxml/text/paragraph.py of python-docx 1.2.0: the text of a run is made of w:t, w:tab,
#           w:br, w:cr and hyphens, that of a paragraph of its runs and links. Office Open XML (ECMA-376, part 1): w:sym (section
#           17.3.3.30), m:oMath (22.1.2.77), w:ddList (17.16.9).
#
# Behaviour: Word writes a sign that was inserted from its table of symbols as w:sym, an equation as m:oMath beside the runs, and
# the choice in a list of a legacy form as a number in w:ddList, with no text anywhere. paragraph.text has none of the three and
# says nothing of it: "TNF-α" becomes "TNF-", another word; "if E=mc then" becomes "if  then".
# Remedy: walk the XML of the paragraph; map w:char by the table of its font (Symbol F061 is alpha), join m:t, look up w:listEntry.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   python-docx 1.2.0
#   symbol:   'TNF-'
#   equation: 'if  then'
#   choice:   'Town: .'
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "python-docx==1.2.0"
cd "$folder"

cat >trial.py <<'PYTHON'
import importlib.metadata
import io
import sys

import docx
from docx.oxml import parse_xml

NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def run(text):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


SYMBOL = run("TNF-") + '<w:r><w:sym w:font="Symbol" w:char="F061"/></w:r>'
EQUATION = run("if ") + "<m:oMath><m:r><m:t>E=mc</m:t></m:r></m:oMath>" + run(" then")
CHOICE = (
    run("Town: ")
    + '<w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val="town"/><w:enabled/><w:calcOnExit w:val="0"/>'
    + '<w:ddList><w:result w:val="1"/><w:listEntry w:val="Kiel"/><w:listEntry w:val="Oslo"/></w:ddList>'
    + "</w:ffData></w:fldChar></w:r><w:r><w:instrText> FORMDROPDOWN </w:instrText></w:r>"
    + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    + run(".")
)

document = docx.Document()
for content in (SYMBOL, EQUATION, CHOICE):
    paragraph = parse_xml(f"<w:p {NAMESPACES}>{content}</w:p>")
    document.element.body.insert(len(document.element.body) - 1, paragraph)
written = io.BytesIO()
document.save(written)

texts = [paragraph.text for paragraph in docx.Document(written).paragraphs]
print(f"python-docx {importlib.metadata.version('python-docx')}")
for name, text in zip(("symbol:", "equation:", "choice:"), texts):
    print(f"{name:<9} {text!r}")
same = texts == ["TNF-", "if  then", "Town: ."]
print("as described" if same else "this has changed")
sys.exit(0 if same else 1)
PYTHON
venv/bin/python trial.py
