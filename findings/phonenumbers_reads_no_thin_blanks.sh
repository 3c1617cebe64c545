#!/usr/bin/env bash
# Finding: phonenumbers finds and reads no telephone number whose groups are put apart by narrow or thin blanks.
#
# Versions: phonenumberslite 9.0.42 (phonenumbers without the names of places); Python 3.11.
# Source:   phonenumbers/phonenumberutil.py, _VALID_PUNCTUATION: of the blanks of Unicode it has the common one, U+00A0, U+00AD,
#           U+200B, U+2060 and U+3000. The French national typography and CLDR (fr, decimal group) set U+202F between groups.
#
# Behaviour: 01 99 00 61 70 is a valid number of France, with common blanks and with U+00A0. With U+202F (narrow, does not break), U+2009 (thin) or
# U+2007 (as wide as a digit), which word processors and typesetting programs put there, parse() raises NumberParseException, and
# PhoneNumberMatcher passes over the number without a word. U+3000 of East Asian texts is known.
# Remedy: write a common blank for every character of category Zs before asking; its length is the same, so offsets stay.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   phonenumberslite 9.0.42
#   U+0020 True, found 1
#   U+00A0 True, found 1
#   U+3000 True, found 1
#   U+202F NumberParseException, found 0
#   U+2009 NumberParseException, found 0
#   U+2007 NumberParseException, found 0
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "phonenumberslite==9.0.42"
cd "$folder"

cat >trial.py <<'PYTHON'
import importlib.metadata
import sys

import phonenumbers

print(f"phonenumberslite {importlib.metadata.version('phonenumberslite')}")
seen = {}
for sign in "\u0020\u00a0\u3000\u202f\u2009\u2007":
    written = sign.join(["01", "99", "00", "61", "70"])
    try:
        answer = str(phonenumbers.is_valid_number(phonenumbers.parse(written, "FR")))
    except phonenumbers.NumberParseException as error:
        answer = type(error).__name__
    found = len(list(phonenumbers.PhoneNumberMatcher(f"Tel. {written}.", "FR")))
    seen[sign] = answer, found
    print(f"U+{ord(sign):04X} {answer}, found {found}")
known, unknown = ("True", 1), ("NumberParseException", 0)
same = list(seen.values()) == [known, known, known, unknown, unknown, unknown]
print("as described" if same else "this has changed")
sys.exit(0 if same else 1)
PYTHON
venv/bin/python trial.py
