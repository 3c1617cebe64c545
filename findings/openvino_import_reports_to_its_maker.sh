#!/usr/bin/env bash
# Finding: importing OpenVINO's Python package writes an id into the home folder and sends an event to its maker, without asking.
#
# Versions: openvino 2026.4.1 with openvino-telemetry 2025.2.0, which pip installs with it; Python 3.11.
# Source:   openvino/tools/ovc/__init__.py (send_event at import) and telemetry_utils.py (enable_opt_in_dialog=False), which
#           openvino/__init__.py imports; openvino_telemetry/main.py: without a dialog and without a file that says no, consent is taken as given.
#
# Behaviour: the first import makes intel/openvino_ga_cid in the home folder, and every import starts a process that sends an event with that id, the
# version and the system. Nothing is shown. In a CI system that is known by its variables nothing is sent.
# Remedy: the package goes without where `import openvino_telemetry` fails: sys.modules["openvino_telemetry"] = None before the first import;
# or `opt_in_out --opt_out` for the user of the machine.
#
# The trial sends nothing: what would send is replaced before the import, and counted.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   as it comes: 1 process started to send, files in the home folder: openvino_ga_cid stats
#   without openvino_telemetry: 0 processes started to send, files in the home folder: none
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "openvino==2026.4.1" "openvino-telemetry==2025.2.0"
cd "$folder"

cat >trial.py <<'PYTHON'
import multiprocessing
import pathlib
import sys
import time

started = []


class Counted:
    daemon = True

    def __init__(self, target=None, args=()):
        pass

    def start(self):
        started.append(1)

    def join(self, timeout=None):
        pass

    def is_alive(self):
        return False


multiprocessing.Process = Counted
if sys.argv[1] == "without":
    sys.modules["openvino_telemetry"] = None
import openvino

time.sleep(2)
files = sorted(path.name for path in pathlib.Path.home().rglob("*") if path.is_file())
count = len(started)
print(f"{count} process{'' if count == 1 else 'es'} started to send, files in the home folder: {' '.join(files) or 'none'}")
PYTHON

run() {
    mkdir "home_$1"
    env -i PATH="$PATH" HOME="$folder/home_$1" venv/bin/python trial.py "$1"
}
comes=$(run as_it_comes)
without=$(run without)
echo "as it comes: $comes"
echo "without openvino_telemetry: $without"
if [ "$comes" = "1 process started to send, files in the home folder: openvino_ga_cid stats" ] &&
    [ "$without" = "0 processes started to send, files in the home folder: none" ]; then
    echo "as described"
else
    echo "this has changed"
    exit 1
fi
