"""One's own data: everything held, set right with its history, consent taken back, deleted on its day."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from backend.applications.models import LookPass, PreApplication, PreApplicationChange
from backend.attachments.models import Attachment
from backend.audit.trail import verify
from backend.erasures.register import book_path, bring_book_up_to_date, read_book
from backend.extensions import db, utc_now
from backend.intake.models import CaseEvent, IntakeCase
from backend.notifications.models import OutboxMessage
from backend.sealing import sealer
from backend.tasks.erasing import erase_again
from backend.tasks.retention import run_retention
from backend.transaction import transaction
from tests.applications.conftest import Applicant, apply
from tests.factories.county import bearer, make_county

CASES = "/api/v1/intake/cases"
TOLD: dict[str, Any] = {
    "applicant": {
        "name": "王示例",
        "phone": "13800000000",
        "residence": "410482106234",
        "address": "一组",
    },
    "household": [
        {"name": "王小示", "relation": "child", "birth_year": 2020},
        {"name": "李示例", "relation": "spouse", "conditions": ["serious_illness"]},
    ],
    "situation": {
        "causes": ["illness", "unemployment"],
        "description": "肾病透析",
        "monthly_income_fen": 30000,
    },
    "consents": {"personal_information": True, "sensitive_information": True},
}


@pytest.fixture
def teller(app: Flask, client: FlaskClient) -> Applicant:
    make_county()
    return apply(client, **TOLD)


def _copy(one: Applicant) -> Any:
    return one.post("copy").get_json()


def test_the_copy_holds_all_that_was_sent_and_done(client: FlaskClient, teller: Applicant) -> None:
    card = teller.send(sensitive_consent="")
    clerk = bearer(client, "clerk-a")
    case = f"{CASES}/{teller.case_id}"
    assert client.post(f"{case}/unmask", headers=clerk, json={"reason": "打电话核实"})
    held = _copy(teller)
    assert held["sent"]["situation"]["description"] == "肾病透析"
    assert held["attachments"][0]["id"] == card["id"]
    assert held["progress"]["status"] == "submitted"
    (view,) = held["views"]
    assert (view["why"], view["what"]) == ("打电话核实", "看了完整信息")
    assert view["who"].startswith("窗口经办人员 ")
    assert "蟒川镇" in view["where"]
    page = pypdfium2.PdfDocument(teller.post("copy.pdf").data)
    words = "".join(one.get_textpage().get_text_range() for one in page)
    page.close()
    for part in ("王示例", "肾病透析", "打电话核实"):
        assert part in words.replace("\r\n", ""), part


def test_a_rare_name_does_not_stop_the_copy(client: FlaskClient, teller: Applicant) -> None:
    teller.post("corrections", json={"name": "王𰻝𰻝"})
    assert teller.post("copy.pdf").data.startswith(b"%PDF-")


def test_a_correction_keeps_what_stood_there(client: FlaskClient, teller: Applicant) -> None:
    before = teller.row.phone_hash
    changed = teller.post("corrections", json={"phone": "13800000009", "address": "二组"})
    assert changed.get_json()["changed"] == ["phone", "address"]
    held = _copy(teller)
    assert held["sent"]["applicant"]["phone"] == "13800000009"
    assert held["changes"][0]["details"] == {"old": {"phone": "13800000000", "address": "一组"}}
    row = teller.row
    assert row.phone_hash != before
    assert db.session.get_one(IntakeCase, row.case_id).phone_hash == row.phone_hash
    clerk = bearer(client, "clerk-a")
    sheet = client.get(f"{CASES}/{row.case_id}", headers=clerk).get_json()
    assert sheet["events"][-1]["details"]["items"] == ["电话", "住址"]
    told = select(OutboxMessage).where(OutboxMessage.event == "case:corrected")
    notice = next(one for one in db.session.scalars(told) if one.audience == "resident")
    address = sealer().open(notice.address_sealed or "", "outbox_message", notice.key, "address")
    assert address == "phone:13800000000"  # whoever had the phone learns of the change


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({}, 422),
        ({"phone": "12"}, 422),
        ({"phone": None}, 422),
        ({"name": "王示例"}, 409),
        ({"residence": "410482102201"}, 422),
        ({"number": "1", "case_id": "2", "access_hash": "3"}, 422),
        ({"address": "x" * 201}, 422),
    ],
)
def test_a_correction_takes_nothing_else(
    teller: Applicant, body: dict[str, Any], status: int
) -> None:
    teller.post("corrections", status, json=body)
    assert _copy(teller)["changes"] == []


def test_taking_back_the_sensitive_consent_erases_at_once(app: Flask, teller: Applicant) -> None:
    teller.post("corrections", json={"description": "换了说法"})
    teller.send(sensitive_consent="")
    teller.post("consents/withdraw", json={"consent": "sensitive_information"})
    sent = _copy(teller)["sent"]
    assert sent["situation"]["causes"] == ["unemployment"]
    assert sent["situation"]["description"] is None
    assert sent["situation"]["monthly_income_fen"] is None
    assert [one["conditions"] for one in sent["household"]] == [[], []]
    assert sent["household"][0]["birth_year"] is None
    assert sent["applicant"]["name"] == "王示例"
    assert "肾病" not in str(_copy(teller))
    assert db.session.scalar(select(Attachment.id)) is None
    assert _copy(teller)["progress"]["status"] == "submitted"
    assert teller.post("consents/withdraw", 409, json={"consent": "sensitive_information"})
    assert [line.what for line in read_book(book_path())][-1] == "sensitive"


def test_taking_back_the_first_consent_stops_and_deletes(teller: Applicant) -> None:
    answer = teller.post("consents/withdraw", json={"consent": "personal_information"}).get_json()
    assert answer["erased_on"]
    assert _copy(teller)["progress"]["status"] == "withdrawn"
    case_id, now = teller.case_id, utc_now()
    assert "要求删除的 0" in run_retention(now + timedelta(days=2))
    assert "要求删除的 1" in run_retention(now + timedelta(days=4))
    for table in (PreApplication, PreApplicationChange, IntakeCase, CaseEvent, LookPass):
        assert db.session.scalar(select(table)) is None, table
    subjects = select(OutboxMessage.id).where(OutboxMessage.subject_id == case_id)
    assert db.session.scalar(subjects) is None
    teller.post("copy", 404)
    assert verify() == []
    last = read_book(book_path())[-1]
    assert (last.case_id, last.what, last.why) == (case_id, "case", "asked")
    assert "王示例" not in book_path().read_text("utf-8")


def test_an_accepted_case_is_kept_its_period(client: FlaskClient, teller: Applicant) -> None:
    clerk, case = bearer(client, "clerk-a"), f"{CASES}/{teller.case_id}"
    client.post(f"{case}/claim", headers=clerk, json={"version": 1})
    client.post(f"{case}/accept", headers=clerk, json={"version": 2})
    teller.post("deletion", 422, json={"confirm": False})
    answer = teller.post("deletion", json={"confirm": True}).get_json()
    now = utc_now()
    assert (
        answer["erased_on"] == (now.date() + timedelta(days=731)).isoformat()
        or answer["erased_on"]
        == ((now + timedelta(hours=8)).date() + timedelta(days=731)).isoformat()
    )
    assert _copy(teller)["progress"]["status"] == "withdrawn"
    assert "要求删除的 0" in run_retention(now + timedelta(days=700))


def test_photos_and_illness_go_180_days_after_the_end(teller: Applicant) -> None:
    teller.send(sensitive_consent="")
    teller.post("withdraw", json={})
    now = utc_now()
    assert "敏感内容 0" in run_retention(now + timedelta(days=179))
    assert "敏感内容 1" in run_retention(now + timedelta(days=181))
    assert "敏感内容 0" in run_retention(now + timedelta(days=182))
    assert db.session.scalar(select(Attachment.id)) is None
    assert _copy(teller)["sent"]["situation"]["description"] is None
    assert _copy(teller)["sent"]["applicant"]["phone"] == "13800000000"


def test_what_a_restore_brings_back_is_erased_again(app: Flask, teller: Applicant) -> None:
    """The book is applied to rows that are there again, whatever state the backup shows them in."""
    case_id = teller.case_id
    teller.send(sensitive_consent="")
    lines = read_book(book_path())
    with transaction():
        from backend.erasures.register import Line

        again = [Line("0" * 32, case_id, "case", "asked", utc_now()), *lines]
        assert erase_again(again, utc_now()) == 1
    assert db.session.scalar(select(PreApplication.id)) is None
    assert db.session.scalar(select(Attachment.id)) is None


def test_the_book_catches_up_with_the_table(app: Flask, teller: Applicant) -> None:
    teller.post("consents/withdraw", json={"consent": "sensitive_information"})
    path = book_path()
    path.write_bytes(path.read_bytes()[:-20])  # a crash in the middle of a line
    assert bring_book_up_to_date() >= 1
    known = {line.id for line in read_book(path)}
    with db.engine.connect() as connection:
        assert set(connection.execute(text("SELECT id FROM erasure")).scalars()) <= known
