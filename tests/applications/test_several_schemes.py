"""Several schemes asked for at once: one case, several items, on the API and on the page."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.extensions import db
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseItem
from tests.factories.county import VILLAGE, make_county, pre_application

MORE = ["housing_assistance", "medical_assistance"]


@pytest.fixture(autouse=True)
def county(app: Flask) -> None:
    make_county()


def _apply(client: FlaskClient, **changes: Any) -> Any:
    headers = {"Idempotency-Key": "several-1"}
    return client.post("/api/v1/pre-applications", json=pre_application(**changes), headers=headers)


def _schemes() -> list[str]:
    db.session.rollback()
    assert len(db.session.scalars(select(IntakeCase)).all()) == 1
    return sorted(db.session.scalars(select(CaseItem.scheme)))


def test_one_case_with_its_items(client: FlaskClient) -> None:
    own = "minimum_living_allowance"
    answer = _apply(client, also_schemes=[*MORE, own, MORE[0], "general"][:4])
    assert answer.status_code == 201, answer.get_json()
    again = _apply(client, also_schemes=[*MORE, own, MORE[0], "general"][:4])
    assert again.get_json() == answer.get_json()
    assert _schemes() == MORE, "the same one twice, and the case's own, are no further items"


def test_without_the_list_nothing_changes(client: FlaskClient) -> None:
    assert _apply(client).status_code == 201
    assert _schemes() == []


@pytest.mark.parametrize("also", [["no_such_scheme"], MORE * 3])
def test_unknown_or_too_many_are_refused(client: FlaskClient, also: list[str]) -> None:
    answer = _apply(client, also_schemes=also)
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"].startswith("/also_schemes")


def test_the_page_takes_them_and_shows_them(client: FlaskClient) -> None:
    filled = {"name": "王示例", "phone": "13800000000", "place": VILLAGE, "consent": "yes"}
    page = client.post("/apply/minimum_living_allowance", data=filled | {"also": MORE})
    assert page.status_code == 200, page.text
    assert _schemes() == MORE


def test_too_many_on_the_page_loses_nothing(client: FlaskClient) -> None:
    many = [*MORE, "education_assistance", "temporary_assistance", "employment_assistance"]
    filled = {"name": "王示例", "phone": "13800000000", "place": VILLAGE, "consent": "yes"}
    page = client.post("/apply/minimum_living_allowance", data=filled | {"also": many})
    assert page.status_code == 422
    assert "一次最多再选四样" in page.text
    assert page.text.count('name="also"') > page.text.count(" checked") > len(many)
