"""Step-up, initial passwords, sessions that end, the day's budget, emergency access, kin."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.accounts import emergencies, kin, services
from backend.accounts.models import StaffMember
from backend.accounts.permissions import Role
from backend.accounts.problems import EmergencyNotFound, ViewBudgetSpent
from backend.accounts.rights_models import KinHash
from backend.audit.models import AuditEntry
from backend.extensions import db
from backend.intake.problems import CaseNotFound
from backend.intake.queries import list_cases
from backend.intake.reading import read_case, unmask_case
from backend.notifications.models import OutboxMessage
from backend.problems import Invalid
from backend.transaction import transaction
from tests.factories import intake as make
from tests.factories.accounts import PASSWORD, make_staff, sign_in, sign_in_on_page
from tests.factories.county import OTHER_TOWN, OTHER_VILLAGE, make_county, pre_application

START = datetime(2026, 11, 23, 1, 12, tzinfo=UTC)
REASON = {"reason": "隔壁来电话说这家出事了"}


def apply(client: FlaskClient, key: str = "k1", **changes: object) -> tuple[str, str]:
    """Send in a pre-application; give number and case id."""
    answer = client.post(
        "/api/v1/pre-applications",
        json=pre_application(**changes),
        headers={"Idempotency-Key": key},
    )
    assert answer.status_code == 201, answer.get_json()
    db.session.rollback()
    number = answer.get_json()["number"]
    row = db.session.scalars(select(make.IntakeCase).where(make.IntakeCase.number == number)).one()
    return number, row.id


def test_unmasking_asks_for_proof_after_ten_minutes(client: FlaskClient) -> None:
    make_county()
    with time_machine.travel(START, tick=False) as clock:
        _, case_id = apply(client)
        headers, path = sign_in_clerk(client), f"/api/v1/intake/cases/{case_id}/unmask"
        assert client.post(path, json=REASON, headers=headers).status_code == 200
        clock.shift(601)
        stale = client.post(path, json=REASON, headers=headers)
        assert (stale.status_code, stale.get_json()["type"]) == (403, "/problems/proof-needed")
        proof = "/api/v1/sessions/proof"
        assert client.post(proof, json={"proof": "wrong"}, headers=headers).status_code == 403
        assert client.post(proof, json={"proof": PASSWORD}, headers=headers).status_code == 204
        assert client.post(path, json=REASON, headers=headers).status_code == 200


def sign_in_clerk(client: FlaskClient) -> dict[str, str]:
    make_staff(Role.CLERK, username="here")
    return sign_in(client, "here")


def test_on_pages_the_form_comes_along_while_one_proves_oneself(client: FlaskClient) -> None:
    make_county()
    with time_machine.travel(START, tick=False) as clock:
        _, case_id = apply(client)
        make_staff(Role.CLERK, username="here")
        sign_in_on_page(client, "here")
        clock.shift(601)
        path = f"/console/cases/{case_id}/unmask"
        asked = client.post(path, data=REASON)
        text = asked.get_data(as_text=True)
        assert asked.status_code == 403
        assert REASON["reason"] in text
        assert "13800000000" not in text
        wrong = client.post(path, data=REASON | {"proof": "no"})
        assert wrong.status_code == 403
        assert REASON["reason"] in wrong.get_data(as_text=True)
        done = client.post(path, data=REASON | {"proof": PASSWORD})
        assert done.status_code == 200
        assert "13800000000" in done.get_data(as_text=True)
        clock.shift(30)
        assert client.post(path, data=REASON).status_code == 200, "ten minutes hold"


def test_guessing_at_an_unattended_desk_is_slowed_down(client: FlaskClient) -> None:
    make_staff(Role.CLERK, username="here")
    headers = sign_in(client, "here")
    tries = [
        client.post("/api/v1/sessions/proof", json={"proof": f"guess-{n}"}, headers=headers)
        for n in range(4)
    ]
    assert [one.status_code for one in tries] == [403, 403, 403, 429]


def test_an_initial_password_opens_nothing_but_its_own_change(client: FlaskClient) -> None:
    staff = make_staff(Role.CLERK, username="here")
    with transaction():
        services.change_password(staff.staff_id, PASSWORD, is_initial=True)
    sign_in_on_page(client, "here")
    assert client.get("/console/").headers["Location"] == "/console/account/password"
    headers = sign_in(client, "here")
    refused = client.get("/api/v1/intake/cases", headers=headers)
    assert refused.get_json()["type"] == "/problems/password-change-needed"
    form = {"old": PASSWORD, "new": "新的-柳树-2281", "again": "新的-柳树-2282"}
    assert client.post("/console/account/password", data=form).status_code == 422
    form["again"] = form["new"]
    assert client.post("/console/account/password", data=form | {"old": "x"}).status_code == 403
    done = client.post("/console/account/password", data=form)
    assert done.headers["Location"].startswith("/console/sign-in")
    assert client.get("/console/").status_code == 302
    sign_in(client, "here", form["new"])
    db.session.rollback()
    assert not db.session.get_one(StaffMember, staff.staff_id).must_change_password


@pytest.mark.parametrize("change", ["disable", "post", "password"])
def test_a_changed_account_is_out_at_once(client: FlaskClient, change: str) -> None:
    staff = make_staff(Role.CLERK, username="here")
    sign_in_on_page(client, "here")
    headers, now = sign_in(client, "here"), datetime.now(UTC)
    with transaction():
        if change == "disable":
            services.disable(staff.staff_id, now=now)
        elif change == "post":
            services.change_post(staff.staff_id, Role.CLERK, OTHER_TOWN, now=now)
        else:
            services.change_password(staff.staff_id, "别的-白杨-7719")
    assert client.get("/console/").status_code == 302
    assert client.get("/api/v1/intake/cases", headers=headers).status_code == 401


def test_a_planted_cookie_is_not_kept_at_sign_in(app: Flask, client: FlaskClient) -> None:
    """Session fixation: what the browser held before says nothing after signing in."""
    make_staff(Role.CLERK, username="victim")
    make_staff(Role.CLERK, username="attacker")
    thief = app.test_client()
    sign_in_on_page(thief, "attacker")
    planted = thief.get_cookie("yimenzhu")
    assert planted is not None
    client.set_cookie("yimenzhu", planted.value)
    sign_in_on_page(client, "victim")
    kept = client.get_cookie("yimenzhu")
    assert kept is not None
    assert kept.value != planted.value
    assert thief.get("/console/").status_code == 302, "the planted session was ended"


def test_one_password_tried_on_everybody_is_slowed_down(client: FlaskClient) -> None:
    for n in range(22):
        answer = client.post(
            "/api/v1/sessions", json={"username": f"nobody-{n}", "password": "wrong words"}
        )
    assert answer.status_code == 429


def test_the_day_s_budget_stops_reading_and_own_cases_do_not_count(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = replace(app.extensions["settings"], view_budget=2)
    monkeypatch.setitem(app.extensions, "settings", settings)
    make.make_places()
    clerk = make.clerk()
    own = make.case_in(make.CaseState.IN_HAND, clerk)
    others = [make.opened().id for _ in range(3)]

    def read(case_id: str, now: datetime = make.NOW) -> None:
        with transaction():
            unmask_case(case_id, clerk, "核对材料", now)

    for case_id in (own, others[0], others[1], others[0], own):
        read(case_id)
    with pytest.raises(ViewBudgetSpent) as refused:
        read(others[2])
    assert 0 < int(refused.value.headers["Retry-After"]) <= 24 * 3600
    read(others[2], make.NOW + timedelta(days=1))


def test_emergency_access_reads_one_foreign_case_for_an_hour_and_no_more(app: Flask) -> None:
    make.make_places()
    clerk, boss = make.clerk(), make.supervisor()
    foreign = make.opened(place=make.OTHER_VILLAGE)
    other = make.opened(place=make.OTHER_VILLAGE).id
    with transaction():
        emergencies.open_emergency(
            foreign.id, foreign.number or "", make.OTHER_TOWN, clerk, "邻居说老人倒在家里", make.NOW
        )
    later = make.NOW + timedelta(minutes=59)
    held = replace(clerk, emergencies=emergencies.open_emergencies_of(clerk.staff_id, later))
    assert not read_case(foreign.id, held).is_full
    with transaction():
        assert unmask_case(foreign.id, held, "打电话叫人", later).is_full
    with pytest.raises(CaseNotFound):
        read_case(other, held)
    with pytest.raises(CaseNotFound):
        make.do("claim", foreign.id, held)
    assert list_cases(held, make.DAY).rows == ()
    assert emergencies.open_emergencies_of(clerk.staff_id, make.NOW + timedelta(hours=1)) == ()
    notice = db.session.scalars(
        select(OutboxMessage).where(OutboxMessage.event == "case:emergency_read")
    ).one()
    assert notice.audience == "staff"
    assert "邻居" not in str(vars(notice))
    lines = emergencies.emergencies_to_review(boss)
    assert [(one.reason, one.verdict) for one in lines] == [("邻居说老人倒在家里", None)]
    assert emergencies.emergencies_to_review(make.supervisor(make.TOWN)) == []
    assert emergencies.emergencies_to_review(clerk) == []
    with pytest.raises(EmergencyNotFound), transaction():
        emergencies.review_emergency(lines[0].id, make.supervisor(make.TOWN), "fit", "好", later)
    with transaction():
        emergencies.review_emergency(lines[0].id, boss, "unfit", "应先打 120", later)
    again = emergencies.emergencies_to_review(boss)[0]
    assert (again.verdict, again.words) == ("unfit", "应先打 120")


def test_nobody_decides_for_registered_family(client: FlaskClient) -> None:
    make_county()
    _, case_id = apply(client)
    staff = make_staff(Role.CLERK, username="here")
    with transaction():
        kin.add_kin(staff.staff_id, "parent", "138 0000 0000", datetime.now(UTC))
        kin.add_kin(staff.staff_id, "parent", "13800000000", datetime.now(UTC))
    assert db.session.scalar(select(func.count()).select_from(KinHash)) == 1
    headers = sign_in(client, "here")
    path = f"/api/v1/intake/cases/{case_id}/claim"
    refused = client.post(path, json={"version": 1}, headers=headers)
    assert (refused.status_code, refused.get_json()["type"]) == (403, "/problems/own-case")
    make_staff(Role.CLERK, username="colleague")
    done = client.post(path, json={"version": 1}, headers=sign_in(client, "colleague"))
    assert done.status_code == 200


def test_a_number_that_cannot_be_one_is_not_registered(client: FlaskClient) -> None:
    staff = make_staff(Role.CLERK, username="here")
    sign_in_on_page(client, "here")
    for number in ("12", "110101199001011234", "x" * 18):
        answer = client.post("/console/account/kin", data={"relation": "self", "number": number})
        assert answer.status_code == 422, number
    with pytest.raises(Invalid), transaction():
        kin.add_kin(staff.staff_id, "friend", "13800000000", datetime.now(UTC))
    db.session.rollback()
    assert kin.kin_of(staff.staff_id) == []


def test_no_number_of_the_family_stands_in_the_database_or_the_trail(client: FlaskClient) -> None:
    staff = make_staff(Role.CLERK, username="here")
    sign_in_on_page(client, "here")
    form = {"relation": "spouse", "number": "13800000000"}
    assert client.post("/console/account/kin", data=form).status_code == 303
    db.session.rollback()
    row = db.session.scalars(select(KinHash)).one()
    entries = db.session.scalars(select(AuditEntry).where(AuditEntry.actor == staff.staff_id))
    assert "13800000000" not in str(vars(row)) + str([vars(one) for one in entries])
    assert "13800000000" not in client.get("/console/account/").get_data(as_text=True)


def test_foreign_applications_stay_unseen_without_emergency(client: FlaskClient) -> None:
    make_county()
    applicant = {"name": "王示例", "phone": "13800000001", "residence": OTHER_VILLAGE}
    _, case_id = apply(client, applicant=applicant)
    headers = sign_in_clerk(client)
    path = f"/api/v1/intake/cases/{case_id}"
    assert client.get(path, headers=headers).status_code == 404
