"""The API's door: signed-in staff, their own area, one problem shape, nothing in clear."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.permissions import Role
from backend.accounts.services import create_account
from backend.audit.models import AuditEntry
from backend.extensions import db, utc_now
from backend.intake import services
from backend.intake.states import CaseState
from backend.transaction import transaction
from tests.factories import intake as make

BASE = "/api/v1/intake/cases"
PASSWORD = "一把够长的示例口令 27"


class Staff:
    """A signed-in client."""

    def __init__(self, client: FlaskClient, username: str, role: Role, where: str) -> None:
        with transaction():
            self.id = create_account(username, "张示例", PASSWORD, role, where, now=utc_now())
        body = {"username": username, "password": PASSWORD}
        token = client.post("/api/v1/sessions", json=body).json["token"]  # type: ignore[index]
        self.client, self.headers = client, {"Authorization": f"Bearer {token}"}

    def get(self, path: str = "") -> Any:
        return self.client.get(BASE + path, headers=self.headers)

    def post(self, path: str, body: dict[str, Any]) -> Any:
        return self.client.post(BASE + path, json=body, headers=self.headers)


@pytest.fixture
def desk(office: Flask, client: FlaskClient) -> Staff:
    return Staff(client, "clerk1", Role.CLERK, make.TOWN)


def test_from_the_list_to_the_end(desk: Staff) -> None:
    case_id = make.opened(now=utc_now()).id
    listed = desk.get("?queue=unclaimed").json
    assert [one["id"] for one in listed["cases"]] == [case_id]
    assert listed["counts"]["unclaimed"] == 1
    assert "王示例" not in str(listed)
    claimed = desk.post(f"/{case_id}/claim", {"version": 1})
    assert (claimed.status_code, claimed.json["state"]) == (200, "in_hand")
    sheet = desk.get(f"/{case_id}").json
    assert sheet["is_full"]
    assert sheet["summary"]["name"] == "王示例"
    version = claimed.json["version"]
    assert [one["stage"] for one in sheet["unrecorded"]] == [
        "survey",
        "county_check",
        "public_notice",
    ]
    skipped = {one["stage"]: "县里已经核过" for one in sheet["unrecorded"]}
    for action, body, state in (
        ("record-stage", {"stage": "contacted"}, "in_hand"),
        ("ask-supplement", {"items": ["户口簿"]}, "awaiting_supplement"),
        ("accept", {}, "accepted"),
        ("refer", {"departments": ["housing"], "note": "请核对"}, "awaiting_department"),
        ("answer-referral", {"department": "housing", "answer": "无房"}, "accepted"),
        ("close", {"result": "granted", "reason": "从下月起发。", "skipped": skipped}, "closed"),
    ):
        answer = desk.post(f"/{case_id}/{action}", {"version": version, **body})
        assert (answer.status_code, answer.json.get("state")) == (200, state), answer.json
        version = answer.json["version"]


def test_strangers_are_sent_away(office: Flask, client: FlaskClient) -> None:
    case_id = make.opened().id
    for answer in (
        client.get(BASE),
        client.get(f"{BASE}/{case_id}"),
        client.post(f"{BASE}/{case_id}/claim", json={"version": 1}),
    ):
        assert answer.status_code == 401


def test_unknown_and_foreign_answer_alike(desk: Staff) -> None:
    foreign = make.opened(place=make.OTHER_VILLAGE).id
    answers = [
        desk.post(f"/{foreign}/claim", {"version": 1}),
        desk.post(f"/{'0' * 32}/claim", {"version": 1}),
        desk.get(f"/{foreign}"),
    ]
    for answer in answers:
        assert answer.status_code == 404
        answer.json.pop("instance")
    bodies = [{k: v for k, v in one.json.items() if k != "instance"} for one in answers]
    assert bodies[0] == bodies[1] == bodies[2]


def test_a_colleague_was_first(desk: Staff) -> None:
    case_id = make.case_in(CaseState.IN_HAND, make.clerk(name="赵示例"))
    answer = desk.post(f"/{case_id}/claim", {"version": 1})
    assert answer.status_code == 409
    assert answer.mimetype == "application/problem+json"
    assert answer.json["type"] == "/problems/case-already-claimed"
    assert answer.json["holder"] == "赵某"
    assert answer.json["since"] == "2026-11-23T01:12:00Z"


def test_a_stale_version(desk: Staff) -> None:
    case_id = make.opened().id
    desk.post(f"/{case_id}/claim", {"version": 1})
    answer = desk.post(f"/{case_id}/accept", {"version": 1})
    assert (answer.status_code, answer.json["type"]) == (409, "/problems/case-changed")


def test_a_no_without_its_reason(desk: Staff) -> None:
    case_id = make.opened().id
    desk.post(f"/{case_id}/claim", {"version": 1})
    answer = desk.post(f"/{case_id}/decline", {"version": 2, "reason": "不行"})
    assert answer.status_code == 422
    assert [one["pointer"] for one in answer.json["errors"]] == ["/article"]


def test_the_next_step_is_named(desk: Staff) -> None:
    case_id = make.opened().id
    answer = desk.post(f"/{case_id}/accept", {"version": 1})
    assert answer.status_code == 409
    assert answer.json["allowed"] == ["claim", "transfer", "mark-urgent"]


@pytest.mark.parametrize(
    ("action", "body", "pointer"),
    [
        ("claim", {}, "/version"),
        ("claim", {"version": True}, "/version"),
        ("claim", {"version": "1"}, "/version"),
        ("claim", {"version": 1.0}, "/version"),
        ("claim", {"version": 1, "holder": "me"}, "/holder"),
        ("close", {"version": 1, "result": "won", "reason": "x"}, "/result"),
        ("refer", {"version": 1, "departments": [], "note": "x"}, "/departments"),
        ("transfer", {"version": 1, "to": "12", "reason": "x"}, "/to"),
        ("ask-supplement", {"version": 1, "items": [""]}, "/items/0"),
        ("record-stage", {"version": 1, "stage": "x\u0000"}, "/stage"),
    ],
)
def test_bodies_are_read_strictly(
    desk: Staff, action: str, body: dict[str, Any], pointer: str
) -> None:
    answer = desk.post(f"/{make.opened().id}/{action}", body)
    assert answer.status_code == 422, answer.json
    assert pointer in [one["pointer"] for one in answer.json["errors"]]


@pytest.mark.parametrize(
    ("path", "status"),
    [("?page=0", 422), ("?size=101", 422), ("?queue=all", 422), ("?x=1", 422), ("/zz", 404)],
)
def test_odd_addresses(desk: Staff, path: str, status: int) -> None:
    assert desk.get(path).status_code == status
    assert desk.post(f"/{'0' * 32}/explode", {"version": 1}).status_code == 404


def test_unmasking(desk: Staff) -> None:
    case_id = make.opened().id
    assert desk.post(f"/{case_id}/unmask", {}).status_code == 422
    answer = desk.post(f"/{case_id}/unmask", {"reason": "居民来电核对"})
    assert answer.json["summary"]["phone"] == "13800000000"


def test_roles_without_the_queue(office: Flask, client: FlaskClient) -> None:
    auditor = Staff(client, "auditor1", Role.AUDITOR, make.COUNTY)
    assert auditor.get().status_code == 403
    supervisor = Staff(client, "super1", Role.SUPERVISOR, make.COUNTY)
    case_id = make.case_in(CaseState.ACCEPTED, make.clerk())
    version = make.row_version(case_id)
    body = {"version": version, "reason": "入户要等"}
    assert supervisor.post(f"/{case_id}/extend", body).status_code == 200


def test_a_case_is_made_urgent_through_the_door(office: Flask, client: FlaskClient) -> None:
    """Unclaimed, with a reason, once: a stale page, a second mark and an ended case change nothing."""
    desk = Staff(client, "desk1", Role.CLERK, make.TOWN)
    case_id = make.opened(now=utc_now()).id
    answer = desk.post(f"/{case_id}/mark-urgent", {"version": 1})
    assert (answer.status_code, answer.json["errors"][0]["pointer"]) == (422, "/reason")
    body = {"version": 1, "reason": "孩子烫伤了，在卫生院，没钱转院"}
    answer = desk.post(f"/{case_id}/mark-urgent", body)
    assert (answer.status_code, answer.json["urgent"], answer.json["version"]) == (200, True, 2)
    assert answer.json["due"]["rule"].startswith("window.")
    stale = desk.post(f"/{case_id}/mark-urgent", body)
    assert (stale.status_code, stale.json["type"]) == (409, "/problems/case-changed")
    again = desk.post(f"/{case_id}/mark-urgent", body | {"version": 2})
    assert (again.status_code, again.json["allowed"]) == (409, ["claim", "transfer"])
    assert desk.post(f"/{case_id}/unmark-urgent", body | {"version": 2}).status_code == 403
    head = Staff(client, "head1", Role.SUPERVISOR, make.COUNTY)
    answer = head.post(f"/{case_id}/unmark-urgent", body | {"version": 2})
    assert (answer.status_code, answer.json["urgent"]) == (200, False)
    with transaction():
        services.withdraw(case_id, utc_now())
    ended = desk.post(f"/{case_id}/mark-urgent", body | {"version": 4})
    assert (ended.status_code, ended.json["allowed"]) == (409, [])


def test_who_reads_a_case_whole_leaves_it_in_the_trail(desk: Staff) -> None:
    """Through this door as on the console; a masked look leaves nothing."""
    case_id = make.opened(now=utc_now()).id
    read = select(AuditEntry).where(AuditEntry.action == "case:read_whole")
    desk.get(f"/{case_id}")
    assert db.session.scalars(read).all() == []
    desk.post(f"/{case_id}/claim", {"version": 1})
    desk.get(f"/{case_id}")
    db.session.rollback()
    assert [(one.subject, one.actor) for one in db.session.scalars(read)] == [(case_id, desk.id)]
