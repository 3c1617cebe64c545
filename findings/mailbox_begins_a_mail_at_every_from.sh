#!/usr/bin/env bash
# Finding: Python's mailbox.mbox cuts a mail at any line that begins with "From ", and the line is lost.
#
# Versions: Python 3.11.
# Source:   Lib/mailbox.py, mbox._generate_toc. RFC 4155, appendix A: a line between two mails is "From ", an address and a time
#           as asctime writes it.
#
# Behaviour: programs that write the length of a mail into its head (Content-Length, the kinds of mbox called cl) need not
# change lines of the text that begin with "From ", and do not. mailbox.mbox looks at neither the length, nor at the blank line
# that stands before a new mail, nor at the time that ends such a line. One mail becomes two: the first ends too early, the second
# has no headers, and the line at which it was cut is in the text of neither. Nothing is raised or logged.
# Remedy: begin a mail only at a line that ends in a time and has headers below it.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   one mail of three lines, read as 2:
#   ['The mill is done.', 'Ada']
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >trial.py <<'PYTHON'
import mailbox
import pathlib
import sys

TEXT = b"The mill is done.\nFrom here on it computes.\nAda\n"
HEAD = b"From ada@example.org Sun Apr  7 12:00:00 2024\nSubject: The mill\nContent-Length: %d\n\n" % len(TEXT)
pathlib.Path("letters.mbox").write_bytes(HEAD + TEXT + b"\n")
found = [mail.get_payload().strip() for mail in mailbox.mbox("letters.mbox")]
print(f"one mail of three lines, read as {len(found)}:")
print(found)
same = found == ["The mill is done.", "Ada"]
print("as described" if same else "this has changed")
sys.exit(0 if same else 1)
PYTHON
"$PYTHON" trial.py
