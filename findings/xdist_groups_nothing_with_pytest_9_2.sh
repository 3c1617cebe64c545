#!/usr/bin/env bash
# Finding: with pytest 9.2, pytest-xdist's `--dist loadgroup` groups nothing and says nothing: tests of one xdist_group run in several processes.
#
# Versions: pytest-xdist 3.8.0 with pytest 9.2.0, and beside it with pytest 8.4.2; Python 3.11.
# Source:   pytest-xdist's documentation of --dist loadgroup: tests of a group "run on the same worker". Its worker writes the group into
#           the item's attribute `_nodeid`, which items of pytest 9.2 no longer have; nothing reads it there.
#
# Behaviour: four tests of one group that each take a while, two processes.
#   pytest 8.4.2   all four run in one process.
#   pytest 9.2.0   they run in both. There is no error and no warning, so what shares a server or a database by its group fails now and then,
#                  and what is set up once for a module is set up in each process.
# Remedy: `--dist loadfile`, which takes the file from the test's name and still holds; `--no-loadscope-reorder` keeps slow files of few tests first.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   pytest 8.4.2, --dist loadgroup: 1 process
#   pytest 9.2.0, --dist loadgroup: 2 processes
#   pytest 9.2.0, --dist loadfile: 1 process
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
for version in 8.4.2 9.2.0; do
    "$PYTHON" -m venv "$folder/$version"
    "$folder/$version/bin/pip" install --quiet --disable-pip-version-check "pytest==$version" "pytest-xdist==3.8.0"
done
mkdir "$folder/tests"
cd "$folder/tests"

cat >test_group.py <<'PYTHON'
import os
import time

import pytest


@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(4))
def test_where(number: int) -> None:
    time.sleep(0.5)
    with open("processes.txt", "a") as file:
        file.write(f"{os.getpid()}\n")
PYTHON

processes() {
    rm -f processes.txt
    "$folder/$1/bin/python" -m pytest -q -n 2 --dist "$2" test_group.py >output.txt 2>&1 || { cat output.txt; exit 2; }
    sort -u processes.txt | wc -l | tr -d ' '
}

before=$(processes 8.4.2 loadgroup)
now=$(processes 9.2.0 loadgroup)
files=$(processes 9.2.0 loadfile)
told() { [ "$1" = 1 ] && echo "1 process" || echo "$1 processes"; }
echo "pytest 8.4.2, --dist loadgroup: $(told "$before")"
echo "pytest 9.2.0, --dist loadgroup: $(told "$now")"
echo "pytest 9.2.0, --dist loadfile: $(told "$files")"
if [ "$before" = 1 ] && [ "$now" = 2 ] && [ "$files" = 1 ]; then
    echo "as described"
else
    echo "changed"
    exit 1
fi
