"""The first view of every open page is at most 14 kB as it travels, with everything in it."""

from __future__ import annotations

import gzip
import re

import pytest
from flask.testing import FlaskClient

from tests.channels.web.test_every_page import ADDRESSES

MOST = 14 * 1024
ASKS_FOR_LESS = {"Accept-Encoding": "gzip, deflate"}


def _travels(phone: FlaskClient, address: str) -> int:
    with phone.get(address, headers=ASKS_FOR_LESS) as answer:
        assert answer.status_code == 200, address
        return len(answer.data)


def _pieces(markup: str) -> set[str]:
    """Give what the browser fetches to show the page: sheets, scripts, icons, the manifest."""
    found = re.findall(r'<(?:link|script|img)[^>]*?(?:href|src)="([^"]+)"[^>]*>', markup)
    return {one for one in found if "loading=" not in one}


@pytest.mark.parametrize("topic", ["general", "minimum_living_allowance"])
def test_a_guide_fits(phone: FlaskClient, codes: dict[str, str], topic: str) -> None:
    _check(phone, f"/g/{codes[topic]}")


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_page_fits(phone: FlaskClient, address: str) -> None:
    _check(phone, address)


def _check(phone: FlaskClient, address: str) -> None:
    pieces = _pieces(phone.get(address).text)
    assert len(pieces) >= 4
    whole = _travels(phone, address) + sum(_travels(phone, one) for one in pieces)
    assert whole <= MOST, (address, whole)


def test_compressed_and_plain_say_the_same(phone: FlaskClient) -> None:
    packed = phone.get("/schemes/medical_assistance", headers=ASKS_FOR_LESS)
    plain = phone.get("/schemes/medical_assistance")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert gzip.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers


def test_what_is_private_is_never_compressed_by_us(phone: FlaskClient) -> None:
    """A secret and a stranger's words packed together can be guessed by length."""
    answer = phone.post("/status", data={"number": "x", "access_code": "y"}, headers=ASKS_FOR_LESS)
    assert "Content-Encoding" not in answer.headers


def test_assets_are_kept_long_and_change_their_address(phone: FlaskClient) -> None:
    sheet = next(one for one in _pieces(phone.get("/").text) if "site.css" in one)
    with phone.get(sheet) as long, phone.get("/static/site.css") as short:
        assert "immutable" in long.headers["Cache-Control"]
        assert "immutable" not in short.headers["Cache-Control"]
