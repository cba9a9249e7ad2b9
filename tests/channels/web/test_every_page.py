"""What holds on every resident page: one heading, labels, no scripts, the numbers to call."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.factories.county import TOWN, VILLAGE
from tests.support.pages import faults_of, read_page

ADDRESSES = (
    "/",
    f"/?place={TOWN}",
    f"/?place={VILLAGE}",
    "/chat",
    "/schemes/",
    f"/schemes/minimum_living_allowance?place={VILLAGE}",
    "/schemes/general",
    "/screen",
    "/apply/",
    "/apply/temporary_assistance",
    f"/apply/temporary_assistance?place={VILLAGE}",
    f"/apply/general?place={TOWN}&filed_by=relative",
    "/status",
    "/privacy",
    "/leave",
    "/g/",
)


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_are_well_made(phone: FlaskClient, address: str) -> None:
    answer = phone.get(address)
    page = read_page(answer.text)
    assert answer.status_code == 200
    assert faults_of(page) == []
    calls = {link.get("href") for link in page.all("a")}
    assert {"tel:110", "tel:120", "tel:119", "tel:12345"} <= calls


@pytest.mark.parametrize("address", ADDRESSES)
def test_pages_open_with_what_strangers_may_write(phone: FlaskClient, address: str) -> None:
    joint = "&" if "?" in address else "?"
    written = "%22%3E%3Cscript%3Ealert(1)%3C/script%3E"
    for name in ("place", "code", "guide", "topic", "text", "filed_by", "township"):
        answer = phone.get(f"{address}{joint}{name}={written}")
        assert answer.status_code in (200, 404), (name, answer.status_code)
        assert "<script>" not in answer.text


def test_the_style_sheet_is_small_and_large_type_is_large() -> None:
    from backend import doors

    sheet = (Path(doors.__file__).parent / "static" / "site.css").read_text("utf-8")
    assert len(sheet.encode()) <= 12_000
    assert "--size:18px" in sheet
