#!/usr/bin/env bash
# Finding: openpyxl drops the letters "x005F_" out of the texts of cells.
#
# Versions: openpyxl 3.1.5; xlsxwriter 3.3.1 writes the workbook; Python 3.11.
# Source:   openpyxl/reader/strings.py of openpyxl 3.1.5, function read_string_table: text.replace("x005F_", "").
#           Office Open XML (ECMA-376, part 1, section 22.9.2.19, ST_Xstring) escapes a character as _xHHHH_, and an underscore that
#           could be taken for the beginning of such an escape as _x005F_.
#
# Behaviour: the standard's escape has an underscore on both sides. openpyxl takes the six letters behind the first one out of every
# shared string, wherever they stand and whatever stands before them, and leaves the other escapes (_x000D_) as letters. A part
# number "AB-x005F_12" is therefore read as "AB-12", while "Nadia_x000D_Holloway", which a spreadsheet shows as two lines, stays as
# it is. Texts that stand in the cells themselves (inline strings) are not touched, so two programs' copies of one sheet read
# differently.
# Remedy: undo _xHHHH_ oneself (openpyxl.utils.escape.unescape does); the dropped letters cannot be had back.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   openpyxl 3.1.5: 'AB-x005F_12' is read as 'AB-12', an escaped carriage return as 'Nadia_x000D_Holloway'
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "openpyxl==3.1.5" "xlsxwriter==3.3.1"
cd "$folder"

cat >trial.py <<'PYTHON'
import importlib.metadata
import io
import sys

import openpyxl
import xlsxwriter

written = io.BytesIO()
with xlsxwriter.Workbook(written) as book:
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "AB-x005F_12")
    sheet.write_string(1, 0, "Nadia\rHolloway")
read = [row[0] for row in openpyxl.load_workbook(written).active.iter_rows(values_only=True)]
version = importlib.metadata.version("openpyxl")
print(f"openpyxl {version}: 'AB-x005F_12' is read as {read[0]!r}, an escaped carriage return as {read[1]!r}")
same = read == ["AB-12", "Nadia_x000D_Holloway"]
print("as described" if same else "this has changed")
sys.exit(0 if same else 1)
PYTHON
venv/bin/python trial.py
