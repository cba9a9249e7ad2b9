"""A resident scans the code at the village notice board."""

from __future__ import annotations

import io

import zxingcpp
from flask.testing import FlaskClient
from PIL import Image

from backend.guides.queries import guides_of
from tests.factories.county import VILLAGE


def test_the_code_leads_to_this_village(client: FlaskClient) -> None:
    listed = client.get(f"/api/v1/guides?place={VILLAGE}").get_json()
    assert [one["topic"] for one in listed] == ["general", "minimum_living_allowance"]
    code = listed[1]["code"]
    page = client.get(f"/g/{code}")
    text = page.get_data(as_text=True)
    assert page.status_code == 200
    for wanted in ("蟒川镇", "寺上村", "窗口", "材料", "0000-0000001", "社会救助法"):
        assert wanted in text
    assert f"/apply/minimum_living_allowance?place={VILLAGE}" in text.replace("&amp;", "&")


def test_the_picture_reads_back(client: FlaskClient) -> None:
    code = guides_of(VILLAGE)[0].code
    picture = client.get(f"/g/{code}/qr.png")
    found = zxingcpp.read_barcodes(Image.open(io.BytesIO(picture.data)))
    assert [one.text for one in found] == [f"http://127.0.0.1:8000/g/{code}"]
    assert client.get(f"/g/{code}/qr.svg").mimetype == "image/svg+xml"


def test_a_wrong_code_still_helps(client: FlaskClient) -> None:
    page = client.get("/g/AAAAAAA")
    assert page.status_code == 404
    assert "12345" in page.get_data(as_text=True)
