"""The API of guides."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from backend.accounts.actor import Actor
from backend.guides.codes import spoken
from backend.guides.queries import guides_of
from backend.guides.services import issue_codes, retire
from backend.transaction import transaction
from tests.factories.county import OTHER_VILLAGE, VILLAGE, make_county

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture
def code(client: FlaskClient) -> str:
    make_county()
    return next(one.code for one in guides_of(VILLAGE) if one.topic == "minimum_living_allowance")


def test_a_place_lists_its_codes_the_general_one_first(client: FlaskClient, code: str) -> None:
    listed = client.get(f"/api/v1/guides?place={VILLAGE}").get_json()
    assert [one["topic"] for one in listed] == ["general", "minimum_living_allowance"]
    assert {"code", "topic", "url"} == set(listed[0])
    assert listed[1]["url"] == f"http://127.0.0.1:8000/g/{code}"
    assert client.get(f"/api/v1/guides?place={OTHER_VILLAGE}").get_json() == []


@pytest.mark.parametrize("query", ["", "?place=", "?place=41", "?place=abc", "?place=1&other=2"])
def test_a_place_that_is_none_is_refused(client: FlaskClient, query: str) -> None:
    answer = client.get(f"/api/v1/guides{query}")
    assert answer.status_code == 422
    assert answer.mimetype == "application/problem+json"


def test_a_code_gives_the_whole_guide(client: FlaskClient, code: str) -> None:
    for written in (code, code.lower(), spoken(code)):
        answer = client.get(f"/api/v1/guides/{written}")
        guide = answer.get_json()
        assert answer.status_code == 200
        assert guide["code"] == code
        assert guide["state"] == "active"
        assert guide["place_name"] == "汝州市蟒川镇寺上村民委员会"
        assert guide["content"]["contact"]["is_demo"] is True
        assert guide["content"]["papers"]
        assert guide["go_to"] is None


def test_an_unknown_code_is_not_found(client: FlaskClient, code: str) -> None:
    for written in ("XXXXXXX", code[:-1], "村"):
        answer = client.get(f"/api/v1/guides/{written}")
        assert answer.status_code == 404
        assert "12345" in answer.get_json()["detail"]


def test_a_retired_code_says_why_and_where_to_go(client: FlaskClient, code: str) -> None:
    with transaction():
        retire(code, "公告栏搬走了", 1, Actor.system(), NOW)
        issue_codes([(VILLAGE, "minimum_living_allowance")], NOW)
    guide = client.get(f"/api/v1/guides/{code}").get_json()
    assert guide["state"] == "retired"
    assert guide["retired_why"] == "公告栏搬走了"
    assert guide["content"] is None
    assert guide["go_to"]["code"] not in (None, code)
    assert guide["go_to"]["window"] == "蟒川镇社会救助服务窗口（示例）"
