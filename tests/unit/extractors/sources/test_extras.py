"""Sources whose package is not installed say which extra brings it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import polars
import pytest

from extractors.sources.kinds import look_of
from extractors.sources.polling import SourceUnreachableError, Spool
from flows.project.settings import Settings
from tests.support.web_server import serving


@pytest.mark.parametrize(
    ("package", "extra", "source"),
    [
        ("feedparser", "feeds", {"kind": "feed", "url": "{site}/feed"}),
        ("imapclient", "mail", {"kind": "imap", "host": "127.0.0.1", "user": "ada"}),
        ("polars", "tables", {"kind": "table", "path": "notes.parquet", "id": "id", "text": "body"}),
    ],
)
def test_a_missing_package_is_named_with_the_extra_that_installs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, package: str, extra: str, source: dict[str, Any]
) -> None:
    monkeypatch.setenv("IMAP_PASSWORD", "hush-hush")
    polars.DataFrame({"id": [1], "body": ["One"]}).write_parquet(tmp_path / "notes.parquet")
    monkeypatch.setitem(sys.modules, package, None)
    with serving() as site:
        site.put("/feed", "<rss><channel></channel></rss>")
        given = {key: value.format(site=site.address) for key, value in source.items()}
        [settings] = Settings.model_validate({"sources": [given | {"name": "it"}]}).sources

        with pytest.raises(SourceUnreachableError, match=rf"{package}.*pip install 'graphmill\[{extra}\]'"):
            look_of(settings.kind)(settings, {}, Spool(tmp_path / "spool"), tmp_path)
