"""The page opens with what an analyst looks for first."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browser.conftest import Opened, Served


def test_the_page_opens_on_the_overview_of_its_project(served: Served, opened: Opened) -> None:
    page = opened(served.address)
    expect(page).to_have_title(re.compile("letters"))
    expect(page.get_by_role("heading", level=1)).to_be_visible()
