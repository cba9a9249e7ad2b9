"""A list leaves masked, with a reason, for a quarter of an hour, and a long one with a second yes."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from backend.accounts.permissions import Role
from backend.audit.models import AuditEntry
from backend.exports import services
from backend.exports.models import ExportedCase, ListExport
from backend.exports.problems import (
    ExportGone,
    ExportWaits,
    NoSuchExport,
    NotTheSecondPerson,
)
from backend.extensions import db, utc_now
from backend.intake.lookers import looks_at
from backend.intake.models import IntakeCase
from backend.intake.problems import ReasonMissing
from backend.transaction import transaction
from tests.factories import intake as make
from tests.factories.accounts import make_staff, sign_in_on_page

NOW = make.NOW


@pytest.fixture
def office(app: Flask) -> Flask:
    make.make_places()
    for number in range(3):
        make.opened(summary={"name": "=王示例", "phone": f"1380000000{number}", "address": "一组"})
    make.opened(place=make.OTHER_VILLAGE)
    return app


def _ask(actor: make.Actor, reason: str = "月底对账", form: str = "csv") -> str:
    with transaction():
        return services.ask(actor, None, None, form, reason, NOW).id


def _fetch(actor: make.Actor, export_id: str, later: int = 0) -> str:
    with transaction():
        found = services.fetch(export_id, actor, NOW + timedelta(minutes=later))
    return found.data.decode("utf-8-sig")


def test_only_the_own_list_leaves_and_it_is_masked(office: Flask) -> None:
    clerk = make_staff(Role.CLERK, make.TOWN)
    text = _fetch(clerk, _ask(clerk))
    assert text.count("\r\n") == 2 + 3
    assert "月底对账" in text.splitlines()[0]
    assert "李示例" in text.splitlines()[0]
    assert "138****0000" in text
    for hidden in ("王示例", "13800000000", "一组", "邻近村"):
        assert hidden not in text
    assert '"\'=*"' in text
    actions = [one.action for one in db.session.scalars(select(AuditEntry))]
    assert actions[-2:] == ["export:asked", "export:fetched"]
    row = db.session.scalars(select(ListExport)).one()
    assert "月底" not in row.reason_sealed


def test_the_link_is_the_askers_and_lasts_a_quarter_of_an_hour(office: Flask) -> None:
    clerk, other = make_staff(Role.CLERK, make.TOWN), make_staff(Role.CLERK, make.TOWN)
    export_id = _ask(clerk)
    with pytest.raises(NoSuchExport):
        _fetch(other, export_id)
    with pytest.raises(NoSuchExport):
        _fetch(clerk, "0" * 32)
    assert _fetch(clerk, export_id, 14)
    with pytest.raises(ExportGone):
        _fetch(clerk, export_id, 15)
    with pytest.raises(ReasonMissing):
        _ask(clerk, " ")


def test_a_long_list_needs_a_second_person(office: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "MOST_ROWS", 2)
    boss, second = (make_staff(Role.SUPERVISOR, make.COUNTY) for _ in range(2))
    clerk, far = make_staff(Role.CLERK, make.TOWN), make_staff(Role.SUPERVISOR, make.OTHER_TOWN)
    export_id, own = _ask(clerk), _ask(boss)
    with pytest.raises(ExportWaits):
        _fetch(clerk, export_id)
    for who, which, refusal in (
        (clerk, export_id, NoSuchExport),
        (far, export_id, NoSuchExport),
        (boss, own, NotTheSecondPerson),
    ):
        with pytest.raises(refusal), transaction():
            services.approve(which, who, NOW)
    assert {one.id for one in services.waiting_for(second, NOW)} == {export_id, own}
    with transaction():
        services.approve(export_id, second, NOW + timedelta(hours=1))
    assert _fetch(clerk, export_id, 70).count("\r\n") == 2 + 3
    with pytest.raises(ExportGone), transaction():
        services.approve(export_id, boss, NOW)


def test_old_requests_are_forgotten(office: Flask) -> None:
    _ask(make_staff(Role.CLERK, make.TOWN))
    with transaction():
        assert services.forget_old_exports(NOW + services.KEPT - timedelta(days=1)) == 0
        assert services.forget_old_exports(NOW + services.KEPT + timedelta(days=1)) == 1


def test_through_the_page(office: Flask, client: FlaskClient) -> None:
    make_staff(Role.CLERK, make.TOWN, username="pages", now=utc_now())
    make_staff(Role.AUDITOR, make.TOWN, username="auditor", now=utc_now())
    sign_in_on_page(client, "pages")
    assert client.post("/console/exports", data={"reason": " "}).status_code == 422
    done = client.post("/console/exports", data={"reason": "月底对账", "form": "xlsx"})
    assert done.status_code == 303
    page = client.get("/console/exports").text
    assert "3 行" in page
    db.session.rollback()
    export_id = db.session.scalars(select(ListExport.id)).one()
    file = client.post(f"/console/exports/{export_id}/file")
    assert file.data.startswith(b"PK")
    assert file.headers["Content-Disposition"].startswith("attachment")
    assert file.headers["Cache-Control"] == "no-store"
    auditor = office.test_client()
    sign_in_on_page(auditor, "auditor")
    assert auditor.post(f"/console/exports/{export_id}/file").status_code == 403


def test_each_resident_is_told_of_a_list_that_held_their_case_once_an_export(office: Flask) -> None:
    clerk = make_staff(Role.CLERK, make.TOWN, now=NOW)
    case_id = db.session.scalars(
        select(IntakeCase.id).where(IntakeCase.division_code == make.TOWN).limit(1)
    ).one()
    far = db.session.scalars(
        select(IntakeCase.id).where(IntakeCase.division_code == make.OTHER_TOWN)
    ).one()
    db.session.rollback()
    export_id = _ask(clerk)
    assert looks_at(case_id) == [], "asked for, not yet fetched"
    db.session.rollback()
    _fetch(clerk, export_id)
    _fetch(clerk, export_id, 5)
    (look,) = looks_at(case_id)
    assert (look.why, look.at) == ("月底对账", NOW)
    assert "导出的一份名单" in look.what
    assert look.who == "窗口经办人员 李某"
    assert looks_at(far) == []
    db.session.rollback()
    _fetch(clerk, _ask(clerk, "再对一次"), 6)
    assert [one.why for one in looks_at(case_id)] == ["再对一次", "月底对账"]
    counted = db.session.scalar(select(func.count()).select_from(ExportedCase))
    assert counted == 3 * 2, "one row a case and export, whatever was fetched again"
