"""Every page that takes a form or a query, every field it reads, filled with what no person types: a
refusal or an answer, never our own fault. Which fields a page reads is seen by watching it read."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import Rule

from backend.accounts.permissions import GRANTS, ROUTES, Role
from backend.guides.queries import guides_of
from backend.inputs import StrictRequest
from tests.applications.conftest import Applicant, apply
from tests.conftest import DATABASES
from tests.factories.accounts import make_staff, sign_in_on_page
from tests.factories.county import COUNTY, OTHER_TOWN, PASSWORD, TOWN, VILLAGE, make_county

TEMPLATES: Final = Path(__file__).parents[2] / "backend"
NAMES: Final = sorted(
    {
        name
        for page in TEMPLATES.rglob("*.html")
        for name in re.findall(r'name="([a-z_]+)"', page.read_text("utf-8"))
    }
)
ODD: Final = "a\x00\u202e\x1b[31m\r\nX: {{7*7}}%s' OR 1=1 --²"
FAR: Final = ("9999-12-31", "0001-01-01")
DAYS: Final = frozenset({"on", "due_on", "next_on", "until_on", "held_on", "year"})
# They would end the very sessions and cases the test goes on with; each has tests of its own.
LEFT: Final = frozenset(
    {
        "/console/sign-out",
        "/console/account/password",
        "/console/account/sessions/end-others",
        "/console/account/second-factor/begin",
        "/console/account/second-factor/off",
        "/console/staff/<staff_id>/<change>",
        "/status/withdraw",
        "/status/mine/deletion",
    }
)
MOVE_WORDS: Final = ("version", "stage", "note")


class Watched(ImmutableMultiDict[str, str]):
    """Form or query that remembers which names were asked for."""

    asked: set[str] = set()  # noqa: RUF012 - one for all, emptied by the test

    def get(self, key: str, *more: Any, **rest: Any) -> Any:
        self.asked.add(key)
        return super().get(key, *more, **rest)

    def getlist(self, key: str, *more: Any, **rest: Any) -> Any:
        self.asked.add(key)
        return super().getlist(key, *more, **rest)

    def to_dict(self, *more: Any, **rest: Any) -> Any:
        self.asked.update(self.keys())
        return super().to_dict(*more, **rest)


@pytest.fixture
def teller(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Applicant:
    monkeypatch.setattr(StrictRequest, "parameter_storage_class", Watched)
    make_county()
    return apply(app.test_client())


def _people(app: Flask) -> dict[Role | None, FlaskClient]:
    people: dict[Role | None, FlaskClient] = {None: app.test_client()}
    for role in Role:
        where = TOWN if role in (Role.CLERK, Role.GRID_WORKER) else COUNTY
        make_staff(role, where, username=f"odd-{role}")
        people[role] = app.test_client()
        sign_in_on_page(people[role], f"odd-{role}")
    return people


def _who(rule: Rule, people: dict[Role | None, FlaskClient]) -> FlaskClient:
    permission = ROUTES[rule.endpoint].permission
    held = (role for role in Role if permission is not None and permission in GRANTS[role])
    return people[next(held, None)]


def _rules(app: Flask, method: str) -> list[Rule]:
    return [
        rule
        for rule in app.url_map.iter_rules()
        if method in (rule.methods or ())
        and not rule.rule.startswith(("/api/", "/static/", "/channels/", "/metrics", "/readyz"))
        and rule.rule not in LEFT
    ]


def _path(rule: Rule, known: dict[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda found: known.get(found[1], "0" * 32), rule.rule)


def _known(teller: Applicant) -> dict[str, str]:
    return {
        "case_id": teller.case_id,
        "number": teller.number,
        "code": guides_of(VILLAGE)[0].code,
        "scheme": "minimum_living_allowance",
        "name": "record-stage",
        "event": "retire",
    }


def _plausible(teller: Applicant) -> dict[str, str]:
    return dict.fromkeys(NAMES, "1") | {
        "number": teller.number,
        "access_code": teller.code,
        "reason": "核对材料真假",
        "place": VILLAGE,
        "to": OTHER_TOWN,
        "proof": PASSWORD,
        "version": "2",
        "topic": "general",
        "phone": "13800000000",
        "name": "王示例",
        "text": "补好了",
        "agreed": "yes",
        "urgency": "normal",
        "stage": "contacted",
        "how": "phone",
        "outcome": "no_answer",
    }


def _tries(rule: Rule, asked: set[str], known: dict[str, str]) -> Iterator[tuple[str, str, str]]:
    """Give path, field and what to put into it; the field is empty where the path itself is odd."""
    names = set(MOVE_WORDS) if rule.endpoint == "console_case.move" else asked
    for name in sorted(names - {"csrf_token", "file"}):
        for value in FAR if name in DAYS else (ODD,):
            yield _path(rule, known), name, value
    for name in sorted(rule.arguments):
        yield _path(rule, known | {name: quote("a\x00\u202e", safe="")}), "", ""


@pytest.mark.parametrize(
    "app", [DATABASES[-1]], indirect=True
)  # PostgreSQL refuses what SQLite takes
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_odd_fields_are_never_our_own_fault(app: Flask, teller: Applicant, method: str) -> None:
    people, known, base = _people(app), _known(teller), _plausible(teller)
    people[Role.CLERK].post(f"/console/cases/{teller.case_id}/claim", data={"version": "1"})
    wrong, tried = [], 0
    where = "data" if method == "POST" else "query_string"
    for rule in _rules(app, method):
        client = _who(rule, people)
        Watched.asked.clear()
        first = client.open(_path(rule, known), method=method, **{where: base})
        if first.status_code >= 500:
            wrong.append((rule.rule, "plausible", first.status_code))
        for path, name, value in list(_tries(rule, set(Watched.asked), known)):
            app.extensions["rates"].reset()
            filled = base | ({name: value} if name else {})
            answer = client.open(path, method=method, **{where: filled})
            tried += 1
            if answer.status_code >= 500:
                wrong.append((rule.rule, name, answer.status_code))
            assert "X" not in dict(answer.headers)
    assert wrong == []
    assert tried > 70


FILES: Final = {
    "../../etc/passwd\x00.jpg": b"\xff\xd8\xff\xe0<?php PK\x03\x04%PDF-1.7",
    "a.xlsx": b"PK\x03\x04" + b"\0" * 100,
    "half.csv": b"\xff\xfe\x00\xd8",
    "a.csv": "\ufeff=cmd|' /C calc'!A0,\x00b\r\n\"".encode(),
}


@pytest.mark.parametrize("app", [DATABASES[-1]], indirect=True)
def test_odd_files_are_never_our_own_fault(app: Flask, teller: Applicant) -> None:
    people, known, base = _people(app), _known(teller), _plausible(teller)
    wrong, takes = [], 0
    for rule in _rules(app, "POST"):
        for name, raw in FILES.items():
            Watched.asked.clear()
            app.extensions["rates"].reset()
            filled: dict[str, Any] = base | {"file": (io.BytesIO(raw), name)}
            answer = _who(rule, people).post(_path(rule, known), data=filled)
            takes += answer.status_code in (400, 413, 415, 422)
            if answer.status_code >= 500:
                wrong.append((rule.rule, name, answer.status_code))
            if not re.search(r"import|papers|scan", rule.rule):
                break  # it reads no file: once is enough
    assert wrong == []
    assert takes
