"""What a supervisor sees and does: figures of their reach only, charts with tables, passing on."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from backend.accounts.permissions import Role
from backend.accounts.queries import find_staff_id
from backend.audit.models import AuditEntry
from backend.console.charts import bars
from backend.extensions import db
from backend.intake.models import IntakeCase
from backend.intake.supervision import overview
from tests.console.conftest import CANARY, Apply, Enter, act, case_row, page
from tests.factories import intake as make
from tests.factories.county import COUNTY, OTHER_TOWN, OTHER_VILLAGE, TOWN, VILLAGE

HOME = "/console/supervision/"


def _at(place: str, phone: str) -> dict[str, str]:
    return {"name": CANARY, "phone": phone, "residence": place}


def test_the_figures_are_those_of_the_own_reach(app: Flask) -> None:
    make.make_places()
    clerk, far = make.clerk(), make.clerk(make.OTHER_TOWN)
    held, closed = (
        make.case_in(make.CaseState.IN_HAND, clerk),
        make.case_in(make.CaseState.CLOSED, clerk),
    )
    make.opened()
    make.case_in(make.CaseState.IN_HAND, far, place=make.OTHER_VILLAGE)
    with db.engine.begin() as connection:
        late = update(IntakeCase).where(IntakeCase.id == held)
        connection.execute(late.values(due_on=make.DAY - timedelta(days=3)))
    now = make.NOW + timedelta(hours=2)
    seen = overview(make.supervisor(make.TOWN), make.DAY, now)
    assert [(w.window_id, w.open, w.unclaimed, w.overdue, w.received) for w in seen.windows] == [
        (make.window_id(make.TOWN), 2, 1, 1, 3)
    ]
    assert [(one.staff_id, one.held, one.overdue) for one in seen.clerks] == [
        (clerk.staff_id, 1, 1)
    ]
    assert seen.ends == [("给予救助", 1)]
    assert seen.windows[0].contact_hours == 0.0
    assert seen.windows[0].not_contacted == 2
    assert len(overview(make.supervisor(), make.DAY, now).windows) == 2
    assert overview(clerk, make.DAY, now).windows == []
    assert closed


def test_the_page_has_a_chart_and_a_table_for_each_figure_and_no_person(
    enter: Enter, clerk: FlaskClient, apply: Apply
) -> None:
    act(clerk, apply(), "claim")
    boss = enter(Role.SUPERVISOR, COUNTY, "boss")
    seen = page(boss, HOME)
    assert seen.count("<figure>") == 3
    assert seen.count("<table") == 3
    assert CANARY not in seen
    for name in ("load", "contact", "clerks", "ends"):
        answer = boss.get(f"{HOME}charts/{name}")
        assert answer.mimetype == "image/svg+xml"
        assert answer.data.startswith(b"<svg")
        assert answer.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert boss.get(f"{HOME}charts/none").status_code == 404
    assert clerk.get(HOME).status_code == 403
    assert clerk.get(f"{HOME}charts/load").status_code == 403


def test_an_evil_name_in_a_chart_stays_text() -> None:
    drawn = bars(["<script>alert(1)</script>"], [("件", [1])])
    assert b"<script>alert" not in drawn
    empty = bars([], [])
    assert empty.startswith(b"<svg")
    assert "还没有数据" in empty.decode()
    assert b"No data" not in empty


def test_a_case_is_passed_to_a_named_colleague_with_the_reason(
    enter: Enter, clerk: FlaskClient, neighbour: FlaskClient, apply: Apply
) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    boss = enter(Role.SUPERVISOR, COUNTY, "boss")
    db.session.rollback()
    heir = find_staff_id("neighbour") or ""
    assert heir in page(boss, f"/console/cases/{case_id}")
    path = f"{HOME}cases/{case_id}/assign"
    assert boss.post(path, data={"to": heir, "reason": "忙"}).status_code == 422
    assert boss.post(path, data={"to": "x" * 32, "reason": "本人休假两周"}).status_code == 422
    assert boss.post(path, data={"to": heir, "reason": "本人休假两周"}).status_code == 303
    row = case_row(id=case_id)
    assert (row.holder_id, row.state) == (heir, "in_hand")
    entry = db.session.scalars(select(AuditEntry).where(AuditEntry.action == "case:assigned")).one()
    assert entry.fields == {"to": heir}
    assert "本人休假两周" in page(neighbour, f"/console/cases/{case_id}")
    assert clerk.post(path, data={"to": heir, "reason": "本人休假两周"}).status_code == 403
    foreign = apply(applicant=_at(OTHER_VILLAGE, "13800000031"))
    far = enter(Role.SUPERVISOR, TOWN, "town-boss")
    answer = far.post(f"{HOME}cases/{foreign}/assign", data={"to": heir, "reason": "本人休假两周"})
    assert answer.status_code == 404


def test_an_heir_is_never_given_the_own_family_s_case(
    enter: Enter, clerk: FlaskClient, neighbour: FlaskClient, apply: Apply
) -> None:
    case_id = apply(applicant=_at(VILLAGE, "13800000032"))
    neighbour.post("/console/account/kin", data={"relation": "parent", "number": "13800000032"})
    boss = enter(Role.SUPERVISOR, COUNTY, "boss")
    db.session.rollback()
    heir = find_staff_id("neighbour") or ""
    form = {"to": heir, "reason": "本人休假两周"}
    assert boss.post(f"{HOME}cases/{case_id}/assign", data=form).status_code == 403
    assert case_row(id=case_id).holder_id is None


def test_emergency_access_is_judged_by_the_supervisor_of_the_place(
    enter: Enter, clerk: FlaskClient, apply: Apply
) -> None:
    case_id = apply(applicant=_at(OTHER_VILLAGE, "13800000033"))
    number = case_row(id=case_id).number or ""
    clerk.post("/console/emergency", data={"number": number, "reason": "老人在那边摔倒没人管"})
    boss = enter(Role.SUPERVISOR, OTHER_TOWN, "far-boss")
    seen = page(boss, HOME)
    assert "老人在那边摔倒没人管" in seen
    assert "有 1 次紧急查看等您确认" in seen
    access = seen.split(f"{HOME}emergencies/")[1].split('"')[0]
    other = enter(Role.SUPERVISOR, TOWN, "near-boss")
    assert other.post(f"{HOME}emergencies/{access}", data={"verdict": "fit"}).status_code == 404
    form = {"verdict": "unfit", "words": "应先打 120"}
    assert boss.post(f"{HOME}emergencies/{access}", data=form).status_code == 303
    assert "不合适</b>" in page(boss, HOME)
    assert boss.post(f"{HOME}emergencies/{access}", data=form).status_code == 404


def test_a_wish_to_ask_again_waits_here_and_is_answered_on_the_case(
    enter: Enter, clerk: FlaskClient, apply: Apply
) -> None:
    boss = enter(Role.SUPERVISOR, COUNTY, "boss")
    far = enter(Role.SUPERVISOR, OTHER_TOWN, "far")
    case_id = apply()
    act(clerk, case_id, "claim")
    act(clerk, case_id, "ask-supplement", items=["身份证或户口簿"])
    make.supplemented(case_id, "送到了")
    again = {"items": ["内容真实完整的承诺书"], "reason": "上次漏了"}
    for _ in range(2):
        refused = act(clerk, case_id, "ask-supplement", **again)
        assert refused.status_code == 409
        assert "报给主管" in refused.get_data(as_text=True)
    assert "等主管答复" in page(clerk, f"/console/cases/{case_id}")
    shown = page(boss, HOME)
    assert '<h2 id="wanted">' in shown
    assert "内容真实完整的承诺书" in shown
    assert "上次漏了" in shown
    assert CANARY not in shown
    assert "内容真实完整的承诺书" not in page(far, HOME)
    opened = page(boss, f"/console/cases/{case_id}?open=refuse-supplement")
    assert 'id="refuse-supplement" open' in opened, "the form asked for stands open"
    assert 'id="approve-supplement" open' not in opened
    no = {"reason": "窗口可以代写"}
    assert act(far, case_id, "refuse-supplement", **no).status_code == 404
    assert act(clerk, case_id, "refuse-supplement", **no).status_code == 403
    assert act(boss, case_id, "refuse-supplement", **no).status_code == 303
    assert 'id="wanted"' not in page(boss, HOME)
    answered = page(clerk, f"/console/cases/{case_id}")
    assert "主管没有同意再要" in answered
    assert "窗口可以代写" in answered
