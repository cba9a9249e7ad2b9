"""The resident's copy holds what the rooms above hold: calls, visits, mandates, in the open."""

from __future__ import annotations

from datetime import timedelta

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient

from backend.accounts.roles import Role
from backend.contacts.services import note_contact
from backend.doors.layout import beijing_day
from backend.extensions import utc_now
from backend.intake import services as intake
from backend.mandates.services import give_back, take_mandate
from backend.transaction import transaction
from backend.visits.services import ask_visit, make_visit
from tests.applications.conftest import Applicant, apply
from tests.applications.test_rights import TOLD
from tests.factories.county import make_county
from tests.factories.intake import clerk, staff


@pytest.fixture
def teller(app: Flask, client: FlaskClient) -> Applicant:
    make_county()
    return apply(client, **TOLD)


def test_calls_visits_and_mandates_stand_in_the_copy(teller: Applicant) -> None:
    now, day = utc_now(), beijing_day(utc_now())
    case_id, worker = teller.case_id, clerk("410482106000", "张示例")
    walker = staff(Role.GRID_WORKER, "410482106234", name="欧阳示例")
    assert teller.post("copy").get_json()["contacts"] == []
    with transaction():
        intake.claim(case_id, worker, now)
        note_contact(case_id, worker, "visit", "call_back", "老人说下周在家", day, now)
        visit = ask_visit(case_id, worker, "看看屋顶漏不漏", day, now)
    with transaction():
        make_visit(visit, walker, "屋顶漏雨", now + timedelta(minutes=5))
    row = teller.row
    with transaction():
        mandate = take_mandate(row, walker, day, now)
    with transaction():
        give_back(mandate, walker, now)
    told = teller.post("copy").get_json()
    (call,) = told["contacts"]
    assert (call["words"], call["day"]) == ("老人说下周在家", day.isoformat())
    assert call["who"].endswith(" 张某")
    assert [one["words"] for one in told["visits"]] == ["屋顶漏雨", "看看屋顶漏不漏"]
    (helped,) = told["mandates"]
    assert helped["who"].endswith(" 欧阳某")
    assert helped["words"], "ended, and still told"
    paper = pypdfium2.PdfDocument(teller.post("copy.pdf").data)
    written = "".join(one.get_textpage().get_text_range() for one in paper)
    page = teller.client.post(
        "/status/mine", data={"number": teller.number, "access_code": teller.code}
    ).get_data(as_text=True)
    for words in ("老人说下周在家", "屋顶漏雨", "看看屋顶漏不漏", "替您代办"):
        assert words in written.replace("\r\n", "")
        assert words in page
    for whole in ("张示例", "欧阳示例"):
        assert whole not in page
        assert whole not in written
        assert whole not in str(told)
