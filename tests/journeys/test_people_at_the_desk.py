"""A grid worker, a helper, a supervisor, an auditor and an editor, each through the door."""

from __future__ import annotations

import re
from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from backend.accounts.permissions import Role
from backend.accounts.queries import find_staff_id
from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.intake.models import IntakeCase
from tests.factories.accounts import make_staff, sign_in_on_page
from tests.factories.county import COUNTY, TOWN, VILLAGE, pre_application


def enter(app: Flask, role: Role, where: str, username: str) -> FlaskClient:
    make_staff(role, where, username=username)
    client = app.test_client()
    sign_in_on_page(client, username)
    return client


def text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:600]
    return answer.get_data(as_text=True)


def case_of(number: str) -> str:
    db.session.rollback()
    return db.session.scalars(select(IntakeCase.id).where(IntakeCase.number == number)).one()


def apply(app: Flask) -> tuple[str, str]:
    answer = app.test_client().post(
        "/api/v1/pre-applications", json=pre_application(), headers={"Idempotency-Key": "j"}
    )
    receipt = answer.get_json()
    return receipt["number"], receipt["access_code"]


def test_a_grid_worker_refers_is_sent_round_and_sees_the_outcome(app: Flask) -> None:
    walker = enter(app, Role.GRID_WORKER, TOWN, "walker")
    form = {
        "once_key": "k1", "place": VILLAGE, "name": "赵示例", "phone": "13900000000",
        "description": "屋顶塌了", "urgency": "urgent", "consent": "yes",
    }  # fmt: skip
    done = walker.post("/field/refer", data=form)
    number = done.headers["Location"].split("/")[-1].split("?")[0]
    case_id, clerk = case_of(number), enter(app, Role.CLERK, TOWN, "desk")
    path = f"/console/cases/{case_id}"
    assert case_id in text(clerk, "/console/")
    assert clerk.post("/console/claim-next").headers["Location"].startswith(path)
    soon = (beijing_day() + timedelta(days=2)).isoformat()
    clerk.post(f"{path}/visit", data={"words": "看看能不能住人", "due_on": soon})
    visit = re.search(r'/field/visits/(\w+)"', text(walker, "/field/"))
    assert visit
    seen = {"seen": "西屋不能住，先住邻居家"}
    assert walker.post(f"/field/visits/{visit[1]}", data=seen).status_code == 303
    assert "西屋不能住" in text(clerk, path)
    assert "窗口" in text(walker, f"/field/referrals/{number}")


def test_a_helper_acts_until_the_resident_takes_it_back(app: Flask) -> None:
    number, code = apply(app)
    helper = enter(app, Role.GRID_WORKER, TOWN, "helper")
    until = (beijing_day() + timedelta(days=30)).isoformat()
    form = {"number": number, "access_code": code, "until_on": until, "agreed": "yes"}
    path = helper.post("/field/mandates/new", data=form).headers["Location"]
    assert helper.post(f"{path}/supplement", data={"text": "户口簿备好了"}).status_code == 303
    resident, codes = app.test_client(), {"number": number, "access_code": code}
    status = resident.post("/status", data=codes).get_data(as_text=True)
    revoke = re.search(r"/status/mandates/\w+", status)
    assert revoke
    resident.post(revoke[0], data=codes)
    assert helper.get(path).status_code == 404


def test_a_supervisor_finds_what_is_stuck_and_an_auditor_who_looked(app: Flask) -> None:
    number, _ = apply(app)
    case_id = case_of(number)
    clerk, boss = enter(app, Role.CLERK, TOWN, "desk"), enter(app, Role.SUPERVISOR, COUNTY, "boss")
    clerk.post(f"/console/cases/{case_id}/claim")
    enter(app, Role.CLERK, TOWN, "heir")
    assert "蟒川镇" in text(boss, "/console/supervision/")
    db.session.rollback()
    heir = find_staff_id("heir") or ""
    form = {"to": heir, "reason": "经办人休假两周"}
    assert boss.post(f"/console/supervision/cases/{case_id}/assign", data=form).status_code == 303
    boss.post(f"/console/cases/{case_id}/unmask", data={"reason": "居民来电催问进度"})
    auditor = enter(app, Role.AUDITOR, COUNTY, "auditor")
    trail = text(auditor, f"/console/trail/?subject={case_id}")
    assert "case:assigned" in trail
    assert "case:unmasked" in trail
    assert "居民来电催问进度" in trail
    assert "13800000000" not in trail
    assert "王示例" not in trail
    whole = auditor.post("/console/trail/check").get_data(as_text=True)
    assert "没有被改过" in whole
    assert auditor.get(f"/console/cases/{case_id}").status_code == 403
    assert boss.get("/console/trail/").status_code == 403
    far = enter(app, Role.AUDITOR, "410483000000", "far-auditor")
    assert "case:unmasked" not in text(far, "/console/trail/")


def test_an_editor_reaches_the_content_and_no_case(app: Flask) -> None:
    number, _ = apply(app)
    editor = enter(app, Role.EDITOR, COUNTY, "editor")
    home = text(editor, "/console/")
    assert "政策编辑" in home
    for path in re.findall(r'<a href="(/console/[a-z/]+)"', home):
        assert editor.get(path).status_code == 200, path
    assert editor.get(f"/console/cases/{case_of(number)}").status_code == 403
    assert editor.post("/console/search", data={"q": number}).status_code == 403
