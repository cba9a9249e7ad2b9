"""Every route × role × division × state, made for real and held against the two tables: who may what
(accounts/permissions.py) and what can happen to a case (intake/states.py). Nothing is left out: a new
route with a case in its address, or a new move, fails here until it has its row.

On SQLite alone: what is tested is the tables, and other tests run the moves on both databases.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from backend.accounts.actor import Actor
from backend.accounts.permissions import GRANTS, ROUTES, Access, Permission, Role
from backend.extensions import db
from backend.intake.states import MOVES, RESIDENT_ACTIONS, Action, CaseState
from tests.factories import intake as make
from tests.factories.accounts import make_staff, sign_in, sign_in_on_page

S, A, P = CaseState, Action, Permission
DEPARTMENT: Final = "healthcare_security"
# A well-formed body for every move a program can make, beside the version.
BODIES: Final[dict[Action, dict[str, Any]]] = {
    A.CLAIM: {},
    A.RELEASE: {"reason": "要休假"},
    A.ASK_SUPPLEMENT: {"items": ["户口簿"], "reason": "当时没看清"},
    A.TAKE_SUPPLEMENT: {"items": ["户口簿"]},
    A.ACCEPT: {},
    A.DECLINE: {"reason": make.REASON, "article": make.ARTICLE},
    A.TRANSFER: {"to": make.OTHER_VILLAGE, "reason": "住在邻近村"},
    A.REFER: {"departments": ["housing"], "note": "请核对住房情况"},
    A.ANSWER_REFERRAL: {"department": DEPARTMENT, "answer": "已核对"},
    A.ACCEPT_TRANSFER: {},
    A.RETURN_TRANSFER: {"reason": make.REASON, "article": make.ARTICLE},
    A.RECALL_TRANSFER: {"reason": "弄错了"},
    A.ACCEPT_REFERRAL: {"department": DEPARTMENT},
    A.RETURN_REFERRAL: {"department": DEPARTMENT, "reason": make.REASON, "article": make.ARTICLE},
    A.RECORD_MEETING: {"participants": "民政、医保", "decision": "由医保先办"},
    A.ADD_ITEM: {"scheme": "education_assistance", "note": "请看"},
    A.ASK_ITEM: {"scheme": "education_assistance", "note": "请看"},
    A.SETTLE_ITEM: {"scheme": "education_assistance", "result": "granted", "reason": "已给予"},
    A.RECORD_STAGE: {"stage": "contacted"},
    A.CLOSE: {"result": "resolved", "reason": "已经解决。", "confirmed_by": "resident"},
    A.REOPEN: {"reason": "材料看错了"},
    A.EXTEND: {"reason": "入户要等家人回来"},
    A.NOTE_CONTACT: {"how": "phone", "outcome": "no_answer", "words": "没人接"},
    A.APPROVE_SUPPLEMENT: {"items": ["户口簿"], "reason": "漏说了"},
    A.REFUSE_SUPPLEMENT: {"reason": "窗口自己能查"},
    A.RECORD_HEARING: {"how": "waived"},
    A.MARK_URGENT: {"reason": "家里断了粮"},
    A.UNMARK_URGENT: {"reason": "核实过，不急"},
    A.FOLLOW_UP: {"what": "delivered", "how": "window"},
    A.REVIEW: {"reason": "满一年了"},
}
# The states in which the clerk near by holds the case.
HELD: Final = frozenset({S.IN_HAND, S.AWAITING_SUPPLEMENT, S.AWAITING_DEPARTMENT, S.ACCEPTED})
# Routes with a case in the address that are no moves: what comes back when the case may be seen.
SEEN: Final[dict[str, frozenset[int]]] = {
    "intake_api.case_sheet": frozenset({200}),
    "intake_api.case_unmask": frozenset({200}),
    "console_case.page": frozenset({200}),
    "console_case.unmask": frozenset({200}),
    "console_case.move": frozenset({303, 403, 409, 422}),
    "console_contacts.note": frozenset({303}),
    "console_visits.ask": frozenset({303, 403}),
    "console_supervision.assign": frozenset({422}),
}
FORMS: Final[dict[str, dict[str, Any]]] = {
    "intake_api.case_unmask": {"reason": "核对材料真假"},
    "console_case.unmask": {"reason": "核对材料真假"},
    "console_contacts.note": {"how": "phone", "outcome": "no_answer"},
    "console_visits.ask": {"words": "看看家里情况", "due_on": make.DAY.isoformat()},
}
# Beside papers, slips and notices, which also ask whether that very thing is there.
PARTS: Final = ("attachments", "papers", "slips", "notice")


@dataclass(frozen=True)
class Person:
    """Somebody at the door: their role, whether the case lies in their reach, both their keys."""

    role: Role
    is_near: bool
    actor: Actor
    api: dict[str, str]
    browser: FlaskClient


@pytest.fixture
def people(app: Flask) -> Iterator[list[Person]]:
    with time_machine.travel(make.NOW, tick=False):
        make.make_places()
        yield [_person(app, role, is_near) for role in Role for is_near in (True, False)]


def _person(app: Flask, role: Role, is_near: bool) -> Person:
    username = f"{role}-{'near' if is_near else 'far'}"
    where = make.TOWN if is_near else make.OTHER_TOWN
    actor = make_staff(role, where, username=username, department=None, now=make.NOW)
    browser = app.test_client()
    sign_in_on_page(browser, username)
    return Person(role, is_near, actor, sign_in(app.test_client(), username), browser)


def _clerk(people: list[Person]) -> Actor:
    return next(one.actor for one in people if one.role is Role.CLERK and one.is_near)


def _sees(person: Person, state: CaseState) -> bool:
    """A department's staff see what their department was asked, everybody else their own subtree."""
    if not person.is_near or P.VIEW_QUEUE not in GRANTS[person.role]:
        return False
    return person.role is not Role.HANDLER or state is S.AWAITING_DEPARTMENT


def _expected(person: Person, state: CaseState, action: Action) -> set[int]:
    """What the tables say of one cell; 200 and 422 both mean that the move was the person's to try."""
    rule = ROUTES[f"intake_moves.{action.replace('-', '_')}"]
    if rule.permission not in GRANTS[person.role]:
        return {403}
    if not _sees(person, state):
        return {404}
    asked = {
        one for (_, known), move in MOVES.items() if known is action for one in move.permissions
    }
    if not asked & GRANTS[person.role]:
        return {403}
    is_mine = person.role is Role.CLERK and state in HELD
    if action is A.CLAIM and is_mine:
        return {200}  # one's own already: nothing happens
    if (state, action) not in MOVES:
        return {409}
    if action is A.ANSWER_REFERRAL and not is_mine and person.role is not Role.HANDLER:
        return {403, 409}  # by phone it is the holder who writes it down; 409: nobody was asked
    return {200, 409, 422}


def test_every_move_of_the_table_has_a_body_and_a_route() -> None:
    moves = {action for _, action in MOVES} - RESIDENT_ACTIONS
    assert set(BODIES) == moves
    routes = {
        name.removeprefix("intake_moves.") for name in ROUTES if name.startswith("intake_moves.")
    }
    assert routes == {action.replace("-", "_") for action in moves}


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("state", list(S))
def test_moves(app: Flask, people: list[Person], state: CaseState) -> None:
    client, holder = app.test_client(), _clerk(people)
    case_id, wrong, tried = make.case_in(state, holder), [], 0
    for action, words in BODIES.items():
        path = f"/api/v1/intake/cases/{case_id}/{action}"
        body = {"version": make.row_version(case_id)} | words
        assert client.post(path, json=body).status_code == 401
        for person in people:
            offered = _offered(client, case_id, person) if _sees(person, state) else set()
            answer = client.post(path, json=body, headers=person.api)
            tried += 1
            expected = _expected(person, state, action)
            if answer.status_code not in expected or (
                answer.status_code == 200
                and str(action) not in offered
                and action is not A.RECORD_MEETING  # offered when windows disagree, open any time
                and action is not A.CLAIM  # one's own: nothing happens
            ):
                said = answer.get_json().get("type", "")
                wrong.append((person.role, person.is_near, str(action), answer.status_code, said))
            if answer.status_code == 200:
                case_id = make.case_in(state, holder)
                path = f"/api/v1/intake/cases/{case_id}/{action}"
                body["version"] = make.row_version(case_id)
    assert tried == len(BODIES) * len(Role) * 2
    assert wrong == []


def _offered(client: FlaskClient, case_id: str, person: Person) -> set[str]:
    answer = client.get(f"/api/v1/intake/cases/{case_id}", headers=person.api)
    return set(answer.get_json()["actions"]) if answer.status_code == 200 else set()


def _case_rules(app: Flask) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if "case_id" in rule.arguments
        and ROUTES[rule.endpoint].access is Access.STAFF
        and not rule.endpoint.startswith("intake_moves.")
    ]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("state", list(S))
def test_other_routes_of_a_case(app: Flask, people: list[Person], state: CaseState) -> None:
    stranger, case_id = app.test_client(), make.case_in(state, _clerk(people))
    wrong: list[tuple[Any, ...]] = []
    for rule in _case_rules(app):
        is_part = any(f"/{part}" in rule.rule for part in PARTS)
        assert is_part or rule.endpoint in SEEN, f"{rule.endpoint} needs a row in this test"
        path = _filled(rule, case_id)
        for method in (rule.methods or set()) & {"GET", "POST"}:
            shut = _send(stranger, method, path, rule.endpoint, {}).status_code
            if shut not in ({302} if _is_page(path) and method == "GET" else {401}):
                wrong.append(("nobody", rule.endpoint, shut))
            for person in people:
                client = person.browser if _is_page(path) else stranger
                status = _send(client, method, path, rule.endpoint, person.api).status_code
                may = ROUTES[rule.endpoint].permission in GRANTS[person.role]
                if not may:
                    fits = status == 403
                elif not _sees(person, state):
                    fits = status in ({404, 415, 422} if is_part and method == "POST" else {404})
                elif is_part:
                    fits = status not in (401, 500)
                else:
                    fits = status in SEEN[rule.endpoint]
                if not fits:
                    wrong.append((person.role, person.is_near, method, rule.endpoint, status))
    assert wrong == []


def _is_page(path: str) -> bool:
    return not path.startswith("/api/")


def _filled(rule: Rule, case_id: str) -> str:
    text = rule.rule.replace("<case_id>", case_id).replace("<name>", "record-stage")
    return "/".join(part if not part.startswith("<") else "x" * 8 for part in text.split("/"))


def _send(
    client: FlaskClient, method: str, path: str, endpoint: str, headers: dict[str, str]
) -> Any:
    if method == "GET":
        return client.get(path, headers=headers)
    words = FORMS.get(endpoint, {})
    body = {"data": words} if _is_page(path) else {"json": words}
    return client.open(path, method=method, headers=headers, **body)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_every_other_staff_route_opens_for_whom_the_table_says(
    app: Flask, people: list[Person]
) -> None:
    stranger, wrong, tried = app.test_client(), [], 0
    near = [one for one in people if one.is_near]
    for rule in app.url_map.iter_rules():
        known = ROUTES[rule.endpoint]
        if known.access is not Access.STAFF or "case_id" in rule.arguments:
            continue
        if known.permission is P.OWN_ACCOUNT and "GET" not in (rule.methods or ()):
            continue  # every role may; these change the very accounts this test goes on with
        path = _filled(rule, "")
        for method in (rule.methods or set()) & {"GET", "POST", "PUT", "DELETE"}:
            for person in near:
                client = person.browser if _is_page(path) else stranger
                status = _send(client, method, path, rule.endpoint, person.api).status_code
                tried += 1
                may = known.permission in GRANTS[person.role]
                fits = status not in (401, 403, 500) if may else status == 403
                if not fits:
                    wrong.append((person.role, method, rule.endpoint, status))
    assert tried > 300
    assert wrong == []
    db.session.rollback()
