"""The grid worker's pages, as a phone without scripts sees them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.accounts.permissions import Role
from backend.extensions import db
from backend.referrals.models import Referral
from tests.factories.accounts import make_staff, sign_in_on_page
from tests.factories.county import OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE, make_county


@pytest.fixture
def phone(app: Flask, client: FlaskClient) -> FlaskClient:
    make_county()
    make_staff(Role.GRID_WORKER, TOWN, username="walker")
    sign_in_on_page(client, "walker")
    return client


def _form(**changes: Any) -> dict[str, Any]:
    return {
        "once_key": "page-key",
        "place": VILLAGE,
        "name": "赵示例",
        "phone": "139 0000 0000",
        "people": "3",
        "description": "男主人住院，家里没有收入",
        "cause": ["illness", "no_income"],
        "urgency": "normal",
        "consent": "yes",
    } | changes


def _count() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Referral)) or 0


def test_from_the_button_to_the_number(phone: FlaskClient) -> None:
    assert "登记困难家庭" in phone.get("/field/").get_data(as_text=True)
    page = phone.get("/field/refer").get_data(as_text=True)
    assert not re.search(r"<script(?![^>]*src=)", page), "works without scripts of its own"
    assert VILLAGE in page
    assert OTHER_VILLAGE not in page, "only villages of one's own"
    answer = phone.post("/field/refer", data=_form())
    assert answer.status_code == 303, answer.get_data(as_text=True)
    done = phone.get(answer.headers["Location"]).get_data(as_text=True)
    assert "登记好了" in done
    assert re.search(r"[0-9]{4} [0-9]{4} [0-9]{4}", done)
    assert "0000-0000001" in done
    listed = phone.get("/field/").get_data(as_text=True)
    assert "赵*" in listed
    assert "赵示例" not in listed


def test_pressing_twice_is_one_referral(phone: FlaskClient) -> None:
    first = phone.post("/field/refer", data=_form()).headers["Location"]
    assert phone.post("/field/refer", data=_form()).headers["Location"] == first
    assert _count() == 1


def test_each_form_carries_a_key_of_its_own(phone: FlaskClient) -> None:
    pages = [phone.get("/field/refer").get_data(as_text=True) for _ in range(2)]
    keys = [re.search(r'name="once_key" value="([A-Za-z0-9_-]{16,64})"', page) for page in pages]
    assert keys[0]
    assert keys[1]
    assert keys[0][1] != keys[1][1]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"consent": ""}, "这一项必须填"),
        ({"consent": "no"}, "为什么还要登记"),
        ({"phone": "12"}, "电话应是"),
        ({"people": "很多"}, "这里应是整数"),
        ({"name": ""}, 'id="name-fault"'),
        ({"place": OTHER_VILLAGE}, "自己负责的村"),
        ({"place": ""}, "区划代码"),
        ({"urgency": "x"}, "这一项必须填"),
    ],
)
def test_what_must_be_mended_is_said_and_nothing_typed_is_lost(
    phone: FlaskClient, changes: dict[str, str], words: str
) -> None:
    answer = phone.post("/field/refer", data=_form(**changes))
    text = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert words in text
    assert "男主人住院" in text
    assert 'value="page-key"' in text
    assert _count() == 0


def test_no_consent_with_a_reason_goes_through(phone: FlaskClient) -> None:
    form = _form(consent="no", consent_reason="老人昏迷，无法询问", urgency="urgent")
    answer = phone.post("/field/refer", data=form)
    assert answer.status_code == 303
    assert "急件" in phone.get(answer.headers["Location"]).get_data(as_text=True)


def test_what_is_typed_is_shown_as_text(phone: FlaskClient) -> None:
    form = _form(description="<b>x</b>{{ 7*7 }}", phone="1")
    text = phone.post("/field/refer", data=form).get_data(as_text=True)
    assert "<b>x</b>" not in text
    assert "{{ 7*7 }}" in text


def test_another_workers_referral_is_not_found(phone: FlaskClient, app: Flask) -> None:
    where = phone.post("/field/refer", data=_form()).headers["Location"]
    make_staff(Role.GRID_WORKER, TOWN, username="neighbour")
    other = app.test_client()
    sign_in_on_page(other, "neighbour")
    assert other.get(where).status_code == 404
    assert phone.get("/field/referrals/261100000000").status_code == 404
    assert phone.get("/field/referrals/nonsense").status_code == 404


def test_strangers_and_clerks_do_not_enter(app: Flask) -> None:
    make_county()
    client = app.test_client()
    for path in ("/field/", "/field/refer", "/field/referrals/261100000000"):
        assert client.get(path).status_code == 302
    assert client.post("/field/refer", data=_form()).status_code == 401
    make_staff(Role.CLERK, OTHER_TOWN, username="office")
    sign_in_on_page(client, "office")
    assert client.get("/field/").status_code == 403
    assert client.post("/field/refer", data=_form()).status_code == 403
