"""A link sent in WeChat: for half an hour it tells where news goes; it opens nothing private and
never breaks."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.channels.passes import GOOD_FOR, forget_old_passes, make_pass
from backend.extensions import db, utc_now
from backend.intake.models import IntakeCase
from backend.intake.notices import open_summary
from backend.transaction import transaction
from tests.factories.county import VILLAGE, make_county

FORM = {
    "once_key": "page-key-0123456789", "place": VILLAGE, "filed_by": "self",
    "name": "王示例", "phone": "138 0000 0000", "consent": "yes",
}  # fmt: skip
APPLY = "/apply/minimum_living_allowance"


@pytest.fixture
def county(app: Flask) -> Flask:
    make_county()
    return app


def link(made_at: datetime, path: str = APPLY) -> str:
    with transaction():
        address = make_pass("wechat_official:o-1", path, VILLAGE, made_at)
    return address.removeprefix("http://127.0.0.1:8000")


def notify_of_the_case() -> object:
    db.session.rollback()
    return open_summary(db.session.scalars(select(IntakeCase)).one()).get("notify")


def test_what_is_sent_in_through_it_is_told_of_in_wechat(
    county: Flask, client: FlaskClient
) -> None:
    address = link(utc_now())
    assert "o-1" not in address
    moved = client.get(address)
    assert (moved.status_code, moved.headers["Location"]) == (303, f"{APPLY}?place={VILLAGE}")
    assert client.post(APPLY, data=FORM).status_code == 200
    assert notify_of_the_case() == "wechat_official:o-1"


def test_an_old_link_still_leads_there_and_says_nothing(county: Flask, client: FlaskClient) -> None:
    address = link(utc_now() - GOOD_FOR)
    assert client.get(address).headers["Location"].startswith(APPLY)
    client.post(APPLY, data=FORM)
    assert notify_of_the_case() is None


def test_unknown_links_lead_home(county: Flask, client: FlaskClient) -> None:
    for odd in ("/w/x", "/w/" + "x" * 200, "/w/%E4%BD%A0"):
        moved = client.get(odd)
        assert (moved.status_code, moved.headers["Location"]) == (303, "/")


def test_opening_changes_nothing_and_rows_go_in_time(county: Flask, client: FlaskClient) -> None:
    address = link(utc_now())
    assert client.get(address).headers["Location"] == client.get(address).headers["Location"]
    stored = str(db.session.connection().exec_driver_sql("SELECT * FROM channel_pass").all())
    assert "o-1" not in stored
    assert address.rpartition("/")[2] not in stored
    with transaction():
        assert forget_old_passes(utc_now() + timedelta(days=8)) == 1
