"""What belongs to another township is not there: the same answer, sign for sign, as for what never was,
at every staff door that names a thing; and in no list, count, search, file or bulk step."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.models import StaffMember
from backend.accounts.permissions import GRANTS, ROUTES, Access, Role
from backend.applications.reference import new_number
from backend.departments.models import DepartmentUnit
from backend.doors.layout import beijing_day
from backend.exports.models import ListExport
from backend.extensions import db
from backend.guides.codes import check_character
from backend.guides.queries import guides_of
from backend.mandates.models import Mandate
from backend.visits.models import Visit
from tests.applications.conftest import Applicant, apply
from tests.factories.accounts import make_staff, sign_in, sign_in_on_page
from tests.factories.county import OTHER_TOWN, PASSWORD, TOWN, VILLAGE, bearer, make_county

# Whoever breaks the glass is told that there is a case, and their supervisor is told of them.
BY_DESIGN: Final = frozenset({"console_search.emergency"})
FORM: Final = {
    "reason": "想看看是谁",
    "text": "补好了",
    "seen": "去过了",
    "words": "看看",
    "how": "phone",
    "outcome": "no_answer",
    "due_on": "2099-01-01",
    "until_on": "2099-01-01",
    "version": "1",
    "to": "clerk-a",
    "amount": "398",
    "people": "2",
    "display_name": "李示例",
    "proof": PASSWORD,
}


@dataclass(frozen=True)
class Far:
    """Somebody of the other township with both keys."""

    role: Role
    page: FlaskClient
    api: dict[str, str]


@pytest.fixture
def teller(app: Flask) -> Applicant:
    make_county()
    return apply(app.test_client())


def _near_things(app: Flask, teller: Applicant) -> dict[str, str]:
    """Make one of everything in our own township; give their ids by the name routes use."""
    client, office = app.test_client(), app.test_client()
    case, clerk = teller.case_id, bearer(client, "clerk-a")
    client.post(f"/api/v1/intake/cases/{case}/claim", json={"version": 1}, headers=clerk)
    paper = teller.send()
    office.post("/console/sign-in", data={"username": "clerk-a", "password": PASSWORD})
    asked = {"words": "看看家里情况", "due_on": beijing_day().isoformat()}
    assert office.post(f"/console/cases/{case}/visit", data=asked).status_code == 303
    office.post("/console/exports", data={"reason": "核对", "form": "csv"})
    admin = app.test_client()
    make_staff(Role.ADMIN, TOWN, username="admin-near")
    sign_in_on_page(admin, "admin-near")
    unit = {"division_code": TOWN, "department": "housing", "name": "示例住建办",
            "phone": "0000-0000004", "from_on": "2026-01-01", "source": "镇里定的"}  # fmt: skip
    assert admin.post("/console/departments/new", data=unit).status_code == 303
    grid = app.test_client()
    grid.post("/console/sign-in", data={"username": "grid", "password": PASSWORD})
    own = {"number": teller.number, "access_code": teller.code, "agreed": "yes"}
    day = beijing_day().isoformat()
    assert grid.post("/field/mandates/new", data=own | {"until_on": day}).status_code == 303
    db.session.rollback()
    clerk_id = select(StaffMember.id).where(StaffMember.username == "clerk-a")
    return {
        "case_id": case,
        "attachment_id": str(paper["id"]),
        "visit_id": db.session.scalars(select(Visit.id)).one(),
        "mandate_id": db.session.scalars(select(Mandate.id)).one(),
        "export_id": db.session.scalars(select(ListExport.id)).one(),
        "unit_id": db.session.scalars(select(DepartmentUnit.id)).one(),
        "staff_id": db.session.scalars(clerk_id).one(),
        "code": guides_of(VILLAGE)[0].code,
        "number": teller.number,
    }


def _never_was() -> dict[str, str]:
    names = ("case_id", "attachment_id", "visit_id", "mandate_id", "export_id", "unit_id",
             "staff_id")  # fmt: skip
    number = new_number(beijing_day(), lambda _most: 7)
    return dict.fromkeys(names, "f" * 32) | {
        "code": "AAAAAA" + check_character("AAAAAA"),
        "number": number,
    }


def _far(app: Flask) -> Iterator[Far]:
    for role in Role:
        make_staff(role, OTHER_TOWN, username=f"far-{role}")
        page = app.test_client()
        sign_in_on_page(page, f"far-{role}")
        yield Far(role, page, sign_in(app.test_client(), f"far-{role}"))


def _address(rule: Any, known: dict[str, str]) -> str:
    rest = {"name": "acceptance.pdf", "change": "name", "event": "retire"}
    if rule.endpoint == "console_case.move":
        rest["name"] = "accept"
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda one: (known | rest).get(one[1], "x"), rule.rule)


def _said(answer: Any, known: dict[str, str]) -> tuple[int, list[str], str]:
    """Give what a stranger can tell answers apart by, without the ids they sent themselves."""
    text = answer.get_data(as_text=True)
    for id_ in known.values():
        text = text.replace(id_, "ID")
    text = re.sub(r"/requests/[0-9a-f]{16}", "", text)
    text = re.sub(r"\d{4} \d{4} \d{4}", "", text)
    headers = [name for name, _ in answer.headers if name != "Content-Length"]
    return answer.status_code, headers, text


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_anothers_and_what_never_was_are_answered_alike(app: Flask, teller: Applicant) -> None:
    ours, nothing = _near_things(app, teller), _never_was()
    stranger, wrong, tried = app.test_client(), [], 0
    people = list(_far(app))
    for rule in app.url_map.iter_rules():
        known = ROUTES[rule.endpoint]
        if known.access is not Access.STAFF or not set(rule.arguments) & set(ours):
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            for person in people:
                if known.permission not in GRANTS[person.role]:
                    continue
                app.extensions["rates"].reset()
                said = []
                for things in (ours, nothing):
                    address = _address(rule, things)
                    if address.startswith("/api/"):
                        body = {"version": 1} if method == "POST" else None
                        answer = stranger.open(
                            address, method=method, json=body, headers=person.api
                        )
                    else:
                        filled = FORM if method == "POST" else None
                        answer = person.page.open(address, method=method, data=filled)
                    said.append(_said(answer, things))
                tried += 1
                if said[0] != said[1] or said[0][0] < 400:
                    wrong.append((rule.endpoint, method, str(person.role), said[0][0], said[1][0]))
    assert wrong == []
    assert tried > 90


def test_lists_counts_searches_and_files_hold_nothing_of_anothers(
    app: Flask, teller: Applicant
) -> None:
    ours = _near_things(app, teller)
    before = teller.client.post(
        f"/api/v1/pre-applications/{teller.number}/status", json={"access_code": teller.code}
    ).get_json()
    for person in _far(app):
        page, seen = person.page, []
        listed = app.test_client().get("/api/v1/intake/cases", headers=person.api)
        if listed.status_code == 200:
            body = listed.get_json()
            assert body["cases"] == []
            assert set(body["counts"].values()) == {0}
        for queue in ("", "?queue=unclaimed", "?queue=mine", "?queue=due", f"?number={ours['number']}"):  # fmt: skip
            seen.append(page.get(f"/console/{queue}").text)
        for words in (teller.number, "13800000000"):
            seen.append(page.post("/console/search", data={"q": words}).text)
        for step in ("claim-several", "release-several"):
            page.post(f"/console/{step}", data={"case": ours["case_id"], "reason": "x"})
        page.post("/console/claim-next")
        page.post("/console/exports", data={"reason": "核对", "form": "csv"})
        db.session.rollback()
        newest = db.session.scalars(
            select(ListExport).order_by(ListExport.asked_at.desc()).limit(1)
        ).one()
        if newest.id != ours["export_id"]:
            assert newest.row_count == 0
            seen.append(page.post(f"/console/exports/{newest.id}/file").text)
        for address in ("/console/supervision/", "/console/trail/", "/console/deliveries/",
                        "/console/guides/", "/console/guides/counts/", "/console/staff/",
                        "/console/departments/", "/field/", "/api/v1/referrals"):  # fmt: skip
            answer = page.get(address, headers=person.api)
            seen.append(answer.text if answer.status_code == 200 else "")
        for text in seen:
            for mark in (ours["case_id"], "王*", "138****", ours["staff_id"], "示例住建办"):
                assert mark not in text, (person.role, mark)
    after = teller.client.post(
        f"/api/v1/pre-applications/{teller.number}/status", json={"access_code": teller.code}
    ).get_json()
    assert before == after
