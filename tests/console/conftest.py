"""Two clerks of one window, one of another, each with a browser of their own; and cases."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.permissions import Role
from backend.extensions import db
from backend.intake.models import IntakeCase
from tests.factories.accounts import make_staff, sign_in_on_page
from tests.factories.county import OTHER_TOWN, TOWN, make_county, pre_application

CANARY, PHONE, STORY = "欧阳金丝雀", "13800000000", "男主人住院做了手术"
CONSENTS = {"personal_information": True, "sensitive_information": True}

Enter = Callable[..., FlaskClient]
Apply = Callable[..., str]


@pytest.fixture
def enter(app: Flask) -> Enter:
    """Give a browser signed in as someone with this role, made up on the spot."""
    make_county()

    def _enter(
        role: Role = Role.CLERK, where: str = TOWN, username: str = "desk", **more: Any
    ) -> FlaskClient:
        make_staff(role, where, username=username, **more)
        client = app.test_client()
        sign_in_on_page(client, username)
        return client

    return _enter


@pytest.fixture
def clerk(enter: Enter) -> FlaskClient:
    return enter()


@pytest.fixture
def neighbour(enter: Enter, clerk: FlaskClient) -> FlaskClient:
    """A colleague at the same window."""
    return enter(username="neighbour")


@pytest.fixture
def stranger(enter: Enter, clerk: FlaskClient) -> FlaskClient:
    """A clerk of another township's window."""
    return enter(where=OTHER_TOWN, username="stranger")


@pytest.fixture
def apply(app: Flask) -> Apply:
    """Send in a pre-application through the door; give the id of its case."""
    keys = iter(range(1000))

    def _apply(**changes: Any) -> str:
        body = pre_application(**changes)
        body["applicant"] = {"name": CANARY} | {
            key: value for key, value in body["applicant"].items() if key != "name"
        }
        answer = app.test_client().post(
            "/api/v1/pre-applications", json=body, headers={"Idempotency-Key": f"key-{next(keys)}"}
        )
        assert answer.status_code == 201, answer.get_json()
        return case_row(number=answer.get_json()["number"]).id

    return _apply


def case_row(**where: Any) -> IntakeCase:
    db.session.rollback()
    found = db.session.scalar(
        select(IntakeCase).filter_by(**where).execution_options(populate_existing=True)
    )
    assert found is not None
    return found


def act(client: FlaskClient, case_id: str, action: str, **words: Any) -> Any:
    """Send the form of one move at the case's present version."""
    form = {"version": str(case_row(id=case_id).version)} | words
    return client.post(f"/console/cases/{case_id}/{action}", data=form)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
    text: str = answer.get_data(as_text=True)
    return text


def full_application(**changes: Any) -> dict[str, Any]:
    """Give what a household fills in when it leaves nothing out."""
    return {
        "household": [
            {"name": "金丝雀妻", "relation": "spouse", "conditions": ["serious_illness"]}
        ],
        "situation": {"causes": ["illness"], "description": STORY, "monthly_income_fen": 120000},
        "filed_by": {"kind": "village_assistant", "name": "协理示例", "phone": "13900000000"},
        "consents": CONSENTS | {"notice_version": "2026-11"},
    } | changes


def offered_moves(text: str, case_id: str) -> set[str]:
    """Give the moves a case's page has forms for."""
    found = set(re.findall(rf'action="/console/cases/{case_id}/([a-z-]+)"', text))
    return found - {"unmask"}
