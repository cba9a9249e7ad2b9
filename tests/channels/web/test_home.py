"""The home page: doors, the window of one's village, larger text."""

from __future__ import annotations

import pytest
from flask.testing import FlaskClient

from backend.channels.web.home import same_site_path
from tests.factories.county import COUNTY, OTHER_VILLAGE, TOWN, VILLAGE
from tests.support.pages import read_page


def test_the_home_page_opens_the_doors(phone: FlaskClient) -> None:
    page = read_page(phone.get("/").text)
    forms = {form.get("action") for form in page.all("form")}
    links = {link.get("href") for link in page.all("a")}
    assert "/chat" in forms
    assert {"/screen", "/apply/", "/status", "/schemes/"} <= links


def test_choosing_a_village_takes_two_steps_and_shows_its_window(phone: FlaskClient) -> None:
    first = read_page(phone.get("/").text)
    assert TOWN in {one.get("value") for one in first.all("option")}
    second = read_page(phone.get(f"/?place={TOWN}").text)
    offered = {one.get("value") for one in second.all("option")}
    assert VILLAGE in offered
    assert OTHER_VILLAGE not in offered
    third = phone.get(f"/?place={VILLAGE}").text
    assert "蟒川镇社会救助服务窗口" in third
    assert "示例" in third
    assert f"/screen?place={VILLAGE}" in third


@pytest.mark.parametrize("place", ["", COUNTY, "999999999999", "abc"])
def test_a_place_without_a_window_is_no_fault(phone: FlaskClient, place: str) -> None:
    assert phone.get("/", query_string={"place": place}).status_code == 200


def test_larger_text_is_kept_for_a_year(phone: FlaskClient) -> None:
    answer = phone.post("/text-size", data={"text_size": "large", "back": f"/?place={VILLAGE}"})
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"/?place={VILLAGE}"
    cookie = answer.headers["Set-Cookie"]
    assert "text_size=large" in cookie
    assert "Max-Age=31536000" in cookie
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert 'data-text="large"' in phone.get("/").text
    phone.post("/text-size", data={"text_size": "huge"})
    assert 'data-text="normal"' in phone.get("/").text


@pytest.mark.parametrize(
    "written",
    [
        "//evil.example/", "https://evil.example/", "/\\evil.example", "\\\\evil.example",
        "javascript:alert(1)", "evil.example", "", "/\t/evil.example", "///evil.example",
        "/\r\nX: y", "http:/evil",
    ],
)  # fmt: skip
def test_the_way_back_never_leads_elsewhere(written: str) -> None:
    assert same_site_path(written) == "/"


def test_the_way_back_may_be_any_page_of_ours() -> None:
    assert same_site_path("/g/3A7K9PX?x=1") == "/g/3A7K9PX?x=1"
