#!/usr/bin/env bash
# Finding: python-stdnum refuses the IBAN registry's own Belgian example, for it checks accounts against a list of banks.
#
# Versions: python-stdnum 2.2; Python 3.11.
# Source:   stdnum/be/iban.py of python-stdnum 2.2, function validate: InvalidComponent where be/banks.dat has no such bank.
#           The IBAN registry of SWIFT gives BE68 5390 0754 7034 as the example of Belgium (ISO 13616).
#
# Behaviour: stdnum.iban.validate asks a module of the country, where it has one. Those of Norway and Spain count a second check digit; the
# one of Belgium looks the bank up in a list that comes with the package. The check digits of BE68 5390 0754 7034 are right, both those of
# ISO 7064 and the national ones, but 539 is in no range of the list, so the number is "invalid". The same happens to accounts of banks
# that begin or change their codes after the release.
# Remedy: validate(number, check_country=False), and the national check digits for oneself where they are wanted.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   python-stdnum 2.2: BE68 5390 0754 7034: InvalidComponent; without the country's check: BE68539007547034
#   BE62 5100 0754 7061: BE62510007547061
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "python-stdnum==2.2"
cd "$folder"

cat >trial.py <<'PYTHON'
import importlib.metadata
import sys

from stdnum import iban
from stdnum.exceptions import ValidationError


def answer(number, **options):
    try:
        return iban.validate(number, **options)
    except ValidationError as error:
        return type(error).__name__


example, listed = "BE68 5390 0754 7034", "BE62 5100 0754 7061"
seen = answer(example), answer(example, check_country=False), answer(listed)
version = importlib.metadata.version("python-stdnum")
print(f"python-stdnum {version}: {example}: {seen[0]}; without the country's check: {seen[1]}")
print(f"{listed}: {seen[2]}")
same = seen == ("InvalidComponent", "BE68539007547034", "BE62510007547061")
print("as described" if same else "this has changed")
sys.exit(0 if same else 1)
PYTHON
venv/bin/python trial.py
