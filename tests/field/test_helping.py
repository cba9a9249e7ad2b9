"""Places by code, photos, paper forms, mandates a resident can take back, and visits."""

from __future__ import annotations

import io
import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.accounts.permissions import Role
from backend.attachments.models import Attachment
from backend.audit.models import AuditEntry
from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.guides.queries import guides_of
from backend.intake.models import IntakeCase
from backend.mandates.models import Mandate
from backend.referrals.models import Referral
from backend.visits.models import Visit
from tests.factories.accounts import make_staff, sign_in_on_page
from tests.factories.county import OTHER_TOWN, TOWN, VILLAGE, make_county, pre_application
from tests.factories.papers import picture
from tests.field.test_pages import _form

SOON = (beijing_day() + timedelta(days=30)).isoformat()


def _browser(app: Flask, role: Role, where: str, username: str) -> FlaskClient:
    make_staff(role, where, username=username)
    client = app.test_client()
    sign_in_on_page(client, username)
    return client


@pytest.fixture
def walker(app: Flask) -> FlaskClient:
    make_county()
    return _browser(app, Role.GRID_WORKER, TOWN, "walker")


def _text(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.get_data(as_text=True)[:800]
    return answer.get_data(as_text=True)


def _applied(app: Flask) -> tuple[str, str, str]:
    """Send in a pre-application; give number, code and case id."""
    answer = (
        app.test_client()
        .post("/api/v1/pre-applications", json=pre_application(), headers={"Idempotency-Key": "k"})
        .get_json()
    )
    db.session.rollback()
    wanted = select(IntakeCase.id).where(IntakeCase.number == answer["number"])
    return answer["number"], answer["access_code"], db.session.scalars(wanted).one()


@pytest.mark.parametrize("typed", ["{code}", "http://127.0.0.1:8000/g/{code}", "寺上", "{lower}"])
def test_a_place_is_found_by_code_scan_or_name_and_nothing_typed_is_lost(
    walker: FlaskClient, typed: str
) -> None:
    code = guides_of(VILLAGE)[0].code
    written = typed.format(code=code, lower=code.lower())
    form = _form(place="") | {"find": "1", "find_place": written}
    answer = walker.post("/field/refer", data=form)
    text = answer.get_data(as_text=True)
    assert answer.status_code == 200
    assert f'value="{VILLAGE}" selected' in text
    assert 'value="赵示例"' in text
    assert db.session.scalar(select(func.count()).select_from(Referral)) == 0


@pytest.mark.parametrize("typed", ["", "没有这个村", "AAAAAAA", "<script>", "1" * 300])
def test_a_place_that_is_not_found_is_told_so(walker: FlaskClient, typed: str) -> None:
    form = _form(place="") | {"find": "1", "find_place": typed}
    answer = walker.post("/field/refer", data=form)
    assert answer.status_code == 422
    assert "没找到" in answer.get_data(as_text=True)
    assert "<script>" not in answer.get_data(as_text=True).split("<main")[1].split("</main")[0]


def test_another_area_s_code_is_refused(app: Flask, walker: FlaskClient) -> None:
    far = _browser(app, Role.GRID_WORKER, OTHER_TOWN, "far")
    form = _form(place="") | {"find": "1", "find_place": guides_of(VILLAGE)[0].code}
    answer = far.post("/field/refer", data=form)
    assert answer.status_code == 422
    assert "别处的" in answer.get_data(as_text=True)


def test_a_photo_is_kept_with_consent_on_one_s_own_referral_only(
    app: Flask, walker: FlaskClient
) -> None:
    answer = walker.post("/field/refer", data=_form())
    path = answer.headers["Location"].split("?")[0]
    assert 'data-outbox-done="page-key"' in _text(walker, answer.headers["Location"])
    raw = picture()

    def send(client: FlaskClient, **more: str) -> int:
        data = {"file": (io.BytesIO(raw), "../a.jpg"), "kind": "other"} | more
        return client.post(f"{path}/papers", data=data).status_code

    assert send(walker) == 422
    assert send(walker, sensitive_consent="yes") == 303
    assert send(walker, sensitive_consent="yes") == 303, "the same photo is one photo"
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Attachment)) == 1
    assert "别的材料" in _text(walker, path)
    other = _browser(app, Role.GRID_WORKER, TOWN, "other")
    assert send(other, sensitive_consent="yes") == 404
    bad = {"file": (io.BytesIO(b"not a photo"), "a.jpg"), "sensitive_consent": "yes"}
    assert walker.post(f"{path}/papers", data=bad).status_code == 422


def test_a_paper_form_typed_in_twice_is_one_referral(walker: FlaskClient) -> None:
    sheet = _text(walker, f"/field/paper?place={VILLAGE}")
    form_id = re.search(r"表号 ([A-Z0-9]{4})-([A-Z0-9]{4})", sheet)
    assert form_id
    assert "data:image/svg+xml;base64," in sheet
    paper = form_id[1] + form_id[2]
    page = _text(walker, f"/field/refer?paper={paper}&place={VILLAGE}")
    assert f'value="{VILLAGE}" selected' in page
    assert f'value="paper-{paper}"' in page
    for _ in range(2):
        answer = walker.post("/field/refer", data=_form(once_key=f"paper-{paper}"))
        assert answer.status_code == 303
    changed = _form(once_key=f"paper-{paper}", description="又出了别的事")
    assert walker.post("/field/refer", data=changed).status_code == 422
    db.session.rollback()
    assert db.session.scalar(select(func.count()).select_from(Referral)) == 1
    assert "paper-" not in _text(walker, "/field/refer?paper=%3Cb%3E")


def test_a_mandate_is_given_by_code_seen_and_taken_back_by_the_resident(
    app: Flask, walker: FlaskClient
) -> None:
    number, code, case_id = _applied(app)
    form = {"number": number, "access_code": code, "until_on": SOON, "agreed": "yes"}
    for fault, status in (
        ({"agreed": ""}, 422),
        ({"access_code": "AAAAAAAA"}, 404),
        ({"until_on": "2099-01-01"}, 422),
        ({"until_on": "下周"}, 422),
    ):
        answer = walker.post("/field/mandates/new", data=form | fault)
        assert answer.status_code == status, fault
        assert number in answer.get_data(as_text=True), "nothing typed is lost"
    taken = walker.post("/field/mandates/new", data=form)
    assert taken.status_code == 303
    path = taken.headers["Location"]
    seen = _text(walker, path)
    assert "王示例" not in seen
    assert "13800000000" not in seen
    assert walker.post(f"{path}/supplement", data={"text": ""}).status_code == 422
    assert walker.post(f"{path}/supplement", data={"text": "户口簿已备好"}).status_code == 303
    assert path in _text(walker, "/field/")
    other = _browser(app, Role.GRID_WORKER, TOWN, "other")
    assert other.get(path).status_code == 404
    resident = app.test_client()
    codes = {"number": number, "access_code": code}
    status = resident.post("/status", data=codes).get_data(as_text=True)
    assert "谁能替您办" in status
    assert "李示例（网格员）" in status
    db.session.rollback()
    mandate = db.session.scalars(select(Mandate)).one()
    mine = resident.post("/status/mine", data=codes).get_data(as_text=True)
    assert "您同意由他（她）代办" in mine, "who looked, and on what ground"
    wrong = resident.post(f"/status/mandates/{mandate.id}", data=codes | {"access_code": "X"})
    assert wrong.status_code == 404
    gone = resident.post(f"/status/mandates/{mandate.id}", data=codes)
    assert "代办取消了" in gone.get_data(as_text=True)
    assert walker.get(path).status_code == 404
    assert walker.post(f"{path}/supplement", data={"text": "再交"}).status_code == 404
    assert "谁能替您办" not in resident.post("/status", data=codes).get_data(as_text=True)
    db.session.rollback()
    done = set(db.session.scalars(select(AuditEntry.action).where(AuditEntry.subject == case_id)))
    assert {"mandate:given", "mandate:looked", "mandate:supplemented", "mandate:revoked"} <= done


def test_a_visit_goes_to_who_walks_there_and_comes_back_to_the_clerk(
    app: Flask, walker: FlaskClient
) -> None:
    number, code, case_id = _applied(app)
    clerk = _browser(app, Role.CLERK, TOWN, "desk")
    path = f"/console/cases/{case_id}"
    form = {"words": "看看灶上有没有火、被褥够不够", "due_on": SOON}
    assert clerk.post(f"{path}/visit", data=form).status_code == 403, "not one's own case"
    clerk.post(f"{path}/claim")
    bad = clerk.post(f"{path}/visit", data=form | {"due_on": ""})
    assert bad.status_code == 422
    assert "灶上" in bad.get_data(as_text=True)
    assert clerk.post(f"{path}/visit", data=form).status_code == 303
    home = _text(walker, "/field/")
    assert "灶上有没有火" in home
    assert "13800000000" in home
    _text(walker, "/field/")
    db.session.rollback()
    read = select(func.count()).select_from(AuditEntry).where(AuditEntry.action == "visit:read")
    assert db.session.scalar(read) == 1, "once a day"
    codes = {"number": number, "access_code": code}
    mine = app.test_client().post("/status/mine", data=codes).get_data(as_text=True)
    assert "看了姓名、住址和电话" in mine
    assert "窗口请他（她）上门看望" in mine
    far = _browser(app, Role.GRID_WORKER, OTHER_TOWN, "far")
    assert "灶上" not in _text(far, "/field/")
    db.session.rollback()
    visit = db.session.scalars(select(Visit)).one()
    assert "灶上" not in visit.what_sealed
    assert far.post(f"/field/visits/{visit.id}", data={"seen": "去过"}).status_code == 404
    empty = walker.post(f"/field/visits/{visit.id}", data={"seen": ""})
    assert empty.status_code == 422
    done = walker.post(f"/field/visits/{visit.id}", data={"seen": "灶是冷的，缺被子"})
    assert done.status_code == 303
    assert walker.post(f"/field/visits/{visit.id}", data={"seen": "再去"}).status_code == 404
    assert "灶是冷的，缺被子" in _text(clerk, path)
    assert "灶上" not in _text(walker, "/field/")
