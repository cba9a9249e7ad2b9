"""Paper at the window: typed in by a clerk, in their hands at once, the receipt for the person."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.extensions import db
from backend.intake.models import IntakeCase
from tests.factories import county
from tests.factories.accounts import sign_in_on_page
from tests.factories.county import OTHER_VILLAGE, VILLAGE, bearer, make_county, pre_application

CASES = "/api/v1/intake/cases"
DOOR = "/api/v1/pre-applications/at-window"


@pytest.fixture(autouse=True)
def places(app: Flask) -> None:
    make_county()


def type_in(client: FlaskClient, who: str = "clerk-a", key: str = "p-1", **changes: Any) -> Any:
    body = {"application": pre_application(), "papers_seen": ["身份证或户口簿"]} | changes
    return client.post(DOOR, json=body, headers=bearer(client, who) | {"Idempotency-Key": key})


def test_who_takes_the_paper_has_the_case(client: FlaskClient) -> None:
    answer = type_in(client)
    assert answer.status_code == 201, answer.get_json()
    receipt = answer.get_json()
    assert receipt["missing_materials"]
    assert "身份证或户口簿" not in [one["name"] for one in receipt["missing_materials"]]
    staff = bearer(client, "clerk-a")
    mine = client.get(f"{CASES}?queue=mine", headers=staff).get_json()["cases"]
    assert [one["number"] for one in mine] == [receipt["number"]]
    assert mine[0]["due"]["rule"] == "window.acceptance_workdays", "they have met already"
    sheet = client.get(f"{CASES}/{mine[0]['id']}", headers=staff).get_json()
    assert sheet["summary"]["papers_seen"] == ["身份证或户口簿"]
    row = db.session.scalars(select(IntakeCase)).one()
    assert (row.channel, row.kind) == ("window", "pre_application")
    seen = client.post(
        f"/api/v1/pre-applications/{receipt['number']}/status",
        json={"access_code": receipt["access_code"]},
    )
    assert seen.get_json()["status"] == "in_hand"


def test_a_stack_of_papers_meets_no_quota_but_each_is_one_case(client: FlaskClient) -> None:
    assert [type_in(client, key=f"p-{n}").status_code for n in range(6)] == [201] * 6
    assert type_in(client, key="p-0").status_code == 201
    assert len(db.session.scalars(select(IntakeCase)).all()) == 6


@pytest.mark.parametrize(
    ("who", "changes", "status"),
    [
        ("grid", {}, 403),
        ("handler", {}, 403),
        ("clerk-far", {}, 422),
        ("clerk-a", {"application": {"scheme": "minimum_living_allowance"}}, 422),
        ("clerk-a", {"papers_seen": [""]}, 422),
        ("clerk-a", {"holder": "me"}, 422),
    ],
)
def test_what_is_refused(
    client: FlaskClient, who: str, changes: dict[str, Any], status: int
) -> None:
    assert type_in(client, who, **changes).status_code == status
    assert db.session.scalars(select(IntakeCase)).all() == []


def test_the_page(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.factories.accounts.PASSWORD", county.PASSWORD)
    sign_in_on_page(client, "clerk-a")
    text = client.get("/console/paper/").get_data(as_text=True)
    assert VILLAGE in text
    assert OTHER_VILLAGE not in text
    key = re.findall(r'name="once_key" value="([^"]+)"', text)[0]
    filled = {
        "scheme": "minimum_living_allowance", "name": "王示例", "phone": "138", "residence": VILLAGE,
        "papers_seen": "身份证或户口簿", "personal_information": "yes", "filed_by": "self",
        "once_key": key,
    }  # fmt: skip
    wrong = client.post("/console/paper/", data=filled)
    assert wrong.status_code == 422
    assert "王示例" in wrong.get_data(as_text=True)
    filled["phone"] = "13800000000"
    first, second = (client.post("/console/paper/", data=filled) for _ in range(2))
    assert "录好了" in first.get_data(as_text=True)
    codes = [
        re.findall(r'number-big">([^<]+)<', one.get_data(as_text=True)) for one in (first, second)
    ]
    assert codes[0] == codes[1]
    assert len(db.session.scalars(select(IntakeCase)).all()) == 1
