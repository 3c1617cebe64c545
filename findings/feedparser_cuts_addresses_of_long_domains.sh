#!/usr/bin/env bash
# Finding: feedparser cuts the e-mail address of an RSS author behind the fourth letter of its last part, and gives the rest to the name.
#
# Versions: feedparser 6.0.14; Python 3.11.
# Source:   the RSS 2.0 specification: <author> is the "Email address of the author of the item", as in "lawyer@boyer.net (Lawyer Boyer)";
#           the list of top-level domains of IANA, where museum, company and photography stand.
#
# Behaviour: of <author>ada@harbour.museum (Ada Byron)</author>
#   author_detail.email is ada@harbour.muse, and author_detail.name is "um (Ada Byron";
#   author is the whole text, as it was written. With ada@harbour.net both are right. Nothing is said (bozo is False).
# Remedy: take the author's name from `author`, as email.utils.parseaddr does.
#
# Exit code: 0 when this is what happens, 1 when any of it has changed, another when the trial itself cannot be made.
#
# Output seen:
#   feedparser 6.0.14
#   ada@harbour.net (Ada Byron): {'name': 'Ada Byron', 'email': 'ada@harbour.net'} bozo=False
#   ada@harbour.museum (Ada Byron): {'name': 'um (Ada Byron', 'email': 'ada@harbour.muse'} bozo=False
#   parseaddr: ('Ada Byron', 'ada@harbour.museum')
#   as described
set -euo pipefail

PYTHON=${PYTHON:-python3}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$PYTHON" -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet --disable-pip-version-check "feedparser==6.0.14"
cd "$folder"

cat >trial.py <<'PYTHON'
import sys
from email.utils import parseaddr

import feedparser

FEED = "<rss version='2.0'><channel><title>News</title><item><title>Pier sold</title><author>{}</author></item></channel></rss>"
SEEN = {
    "ada@harbour.net (Ada Byron)": {"name": "Ada Byron", "email": "ada@harbour.net"},
    "ada@harbour.museum (Ada Byron)": {"name": "um (Ada Byron", "email": "ada@harbour.muse"},
}
print(f"feedparser {feedparser.__version__}")
same = True
for author, seen in SEEN.items():
    parsed = feedparser.parse(FEED.format(author).encode())
    [entry] = parsed.entries
    detail = dict(entry.author_detail)
    print(f"{author}: {detail} bozo={bool(parsed.bozo)}")
    same = same and detail == seen and entry.author == author
named = parseaddr(entry.author)
print(f"parseaddr: {named}")
same = same and named == ("Ada Byron", "ada@harbour.museum")
print("as described" if same else "this has changed")
sys.exit(0 if same else 1)
PYTHON
venv/bin/python trial.py
