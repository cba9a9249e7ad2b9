"""A clerk's day: the right case in the right section, search by POST, bulk steps, calls, replies."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from backend.accounts.permissions import Role
from backend.accounts.services import disable
from backend.console.replies import replies_for
from backend.contacts.models import ContactNote
from backend.doors.layout import beijing_day
from backend.extensions import db, utc_now
from backend.intake.models import IntakeCase
from backend.intake.states import Action, CaseState
from backend.transaction import transaction
from tests.console.conftest import CANARY, Apply, Enter, act, case_row, page
from tests.factories.county import COUNTY, OTHER_VILLAGE, VILLAGE

HOME = "/console/"
ID_NUMBER = "110101190001011009"  # a made-up person of 1900


def _at(place: str, phone: str, **more: str) -> dict[str, str]:
    return {"name": CANARY, "phone": phone, "residence": place} | more


def _section(seen: str, name: str) -> str:
    """Give the part of the page under the heading with this id; empty when it is left out."""
    found = re.search(rf'<section[^>]*aria-labelledby="{name}".*?</section>', seen, re.DOTALL)
    return found[0] if found else ""


def _set(case_id: str, **values: object) -> None:
    with db.engine.begin() as connection:
        connection.execute(update(IntakeCase).where(IntakeCase.id == case_id).values(values))


def test_every_case_stands_where_it_belongs(clerk: FlaskClient, apply: Apply) -> None:
    phones = iter(f"138000000{n:02d}" for n in range(20, 40))
    late, asked, referred, free = (apply(applicant=_at(VILLAGE, next(phones))) for _ in range(4))
    for case_id in (late, asked, referred):
        act(clerk, case_id, "claim")
    _set(late, due_on=beijing_day() - timedelta(days=5))
    act(clerk, asked, "ask-supplement", items="户口簿")
    act(clerk, referred, "refer", departments="healthcare_security", note="请核对费用")
    seen = page(clerk, HOME)
    for name, case_id in (
        ("first", late), ("of-resident", asked), ("of-departments", referred), ("free", free),
    ):  # fmt: skip
        assert case_id in _section(seen, name), name
    assert CANARY not in seen
    assert "1380000" not in seen


def test_what_another_window_wants_to_pass_on_waits_for_an_answer(
    clerk: FlaskClient, stranger: FlaskClient, apply: Apply
) -> None:
    case_id = apply(applicant=_at(VILLAGE, "13800000019"))
    act(clerk, case_id, "claim")
    act(clerk, case_id, "transfer", to=OTHER_VILLAGE, reason="住在那边的村里")
    assert case_id in _section(page(stranger, HOME), "offered")
    assert _section(page(clerk, HOME), "offered") == ""


def test_a_free_day_looks_free(clerk: FlaskClient) -> None:
    seen = page(clerk, HOME)
    assert "您手里没有在办的件" in seen
    assert _section(seen, "first") == ""


def test_a_person_is_found_by_phone_or_id_number_and_never_in_an_address(
    clerk: FlaskClient, apply: Apply
) -> None:
    first = apply(applicant=_at(VILLAGE, "13800000021", id_number=ID_NUMBER))
    other = apply(applicant=_at(OTHER_VILLAGE, "13800000021"))
    for typed in ("138 0000 0021", "+86 13800000021", "１３８００００００２１", ID_NUMBER):
        answer = clerk.post("/console/search", data={"q": typed})
        assert answer.status_code == 303, typed
        assert answer.headers["Location"] == f"/console/cases/{first}"
    apply(applicant=_at(VILLAGE, "13800000021"), scheme="temporary_assistance")
    several = clerk.post("/console/search", data={"q": "13800000021"}).get_data(as_text=True)
    assert "找到 2 件" in several
    assert other not in several
    assert "13800000021" not in several
    assert clerk.get("/console/search?q=13800000021").status_code == 405


@pytest.mark.parametrize("typed", ["", "王示例", "²²²", "1" * 60, "<script>alert(1)</script>"])
def test_what_is_no_number_is_told_so(clerk: FlaskClient, typed: str) -> None:
    answer = clerk.post("/console/search", data={"q": typed})
    assert answer.status_code == 422
    assert "<script>alert" not in answer.get_data(as_text=True)


def test_unknown_and_foreign_are_answered_alike(clerk: FlaskClient, apply: Apply) -> None:
    number = case_row(id=apply(applicant=_at(OTHER_VILLAGE, "13800000022"))).number or ""
    foreign = clerk.post("/console/search", data={"q": number})
    nobody = clerk.post("/console/search", data={"q": "13800000099"})
    assert foreign.status_code == nobody.status_code == 404
    assert "没有找到" in foreign.get_data(as_text=True)


def test_in_an_emergency_the_case_is_read_for_an_hour_with_a_reason(
    clerk: FlaskClient, enter: Enter, apply: Apply
) -> None:
    case_id = apply(applicant=_at(OTHER_VILLAGE, "13800000023"))
    number = case_row(id=case_id).number or ""
    short = clerk.post("/console/emergency", data={"number": number, "reason": "急"})
    assert short.status_code == 422
    assert clerk.get(f"/console/cases/{case_id}").status_code == 404
    form = {"number": number, "reason": "老人在那边村里摔倒没人管"}
    assert clerk.post("/console/emergency", data=form).status_code == 303
    seen = page(clerk, f"/console/cases/{case_id}")
    assert "13800000023" not in seen
    whole = clerk.post(f"/console/cases/{case_id}/unmask", data={"reason": "打电话叫人过去"})
    assert "13800000023" in whole.get_data(as_text=True)
    assert clerk.post(f"/console/cases/{case_id}/claim").status_code in (403, 404)
    assert case_id not in page(clerk, f"{HOME}?queue=unclaimed")
    unknown = clerk.post("/console/emergency", data=form | {"number": "123456789012"})
    assert unknown.status_code == 404
    auditor = enter(Role.AUDITOR, COUNTY, "auditor")
    assert auditor.post("/console/emergency", data=form).status_code == 403


def test_several_are_claimed_and_put_back_at_once(
    clerk: FlaskClient, neighbour: FlaskClient, apply: Apply
) -> None:
    ids = [apply(applicant=_at(VILLAGE, f"138000000{n}")) for n in (31, 32, 33)]
    foreign = apply(applicant=_at(OTHER_VILLAGE, "13800000034"))
    act(neighbour, ids[2], "claim")
    answer = clerk.post("/console/claim-several", data={"case": [*ids, foreign, "x"]})
    told = page(clerk, answer.headers["Location"])
    assert "认领了 2 件。另有 3 件" in told
    assert case_row(id=foreign).holder_id is None
    answer = clerk.post("/console/release-several", data={"case": ids, "reason": "休假"})
    assert "放回了 2 件。另有 1 件" in page(clerk, answer.headers["Location"])
    assert case_row(id=ids[0]).state == "submitted"
    assert case_row(id=ids[2]).state == "in_hand"


def test_a_call_is_noted_kept_sealed_and_comes_up_on_its_day(
    clerk: FlaskClient, stranger: FlaskClient, apply: Apply
) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    path, today = f"/console/cases/{case_id}/note-contact", beijing_day()
    bad = clerk.post(path, data={"how": "phone", "outcome": "call_back", "words": "下午再打"})
    assert bad.status_code == 422
    assert "下午再打" in bad.get_data(as_text=True)
    assert (
        clerk.post(
            path, data={"how": "phone", "outcome": "no_answer", "next_on": "昨天"}
        ).status_code
        == 422
    )
    assert stranger.post(path, data={"how": "phone", "outcome": "reached"}).status_code == 404
    form = {
        "how": "phone",
        "outcome": "call_back",
        "words": "说儿子下午回来",
        "next_on": today.isoformat(),
    }
    assert clerk.post(path, data=form).status_code == 303
    assert case_id in _section(page(clerk, HOME), "contacts")
    assert "说儿子下午回来" in page(clerk, f"/console/cases/{case_id}")
    row = case_row(id=case_id)
    assert row.contacted_at is not None, "a call that got through keeps the promise"
    kept = db.session.scalars(select(ContactNote)).one()
    assert "儿子" not in kept.words_sealed
    assert clerk.post(path, data={"how": "phone", "outcome": "reached"}).status_code == 303
    assert _section(page(clerk, HOME), "contacts") == ""


def test_a_promised_call_is_not_lost_when_its_clerk_leaves(
    clerk: FlaskClient, neighbour: FlaskClient, apply: Apply
) -> None:
    """It stands with the case at the window, then with whoever takes it; the one who promised and
    came back does not call a second time."""
    case_id, today = apply(), beijing_day()
    act(clerk, case_id, "claim")
    form = {"how": "phone", "outcome": "call_back", "words": "改天", "next_on": today.isoformat()}
    clerk.post(f"/console/cases/{case_id}/note-contact", data=form)
    holder = case_row(id=case_id).holder_id or ""
    with transaction():
        disable(holder, now=utc_now())
    assert "约好" in _section(page(neighbour, HOME), "free")
    act(neighbour, case_id, "claim")
    assert case_id in _section(page(neighbour, HOME), "contacts")


def test_a_department_notes_no_calls(clerk: FlaskClient, enter: Enter, apply: Apply) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    act(clerk, case_id, "refer", departments="healthcare_security", note="请核对费用")
    handler = enter(Role.HANDLER, COUNTY, "insurer")
    assert case_id in page(handler, HOME)
    refused = handler.post(
        f"/console/cases/{case_id}/note-contact", data={"how": "phone", "outcome": "reached"}
    )
    assert refused.status_code == 403


def test_a_saved_reply_is_put_into_its_box_and_can_be_changed(
    clerk: FlaskClient, apply: Apply
) -> None:
    case_id = apply()
    act(clerk, case_id, "claim")
    path = f"/console/cases/{case_id}"
    plain = page(clerk, path)
    assert "reply=bring_papers#ask-supplement" in plain
    assert "reply=granted" not in plain, "not before it was accepted"
    filled = page(clerk, f"{path}?reply=bring_papers")
    assert re.search(r"<textarea[^>]*ask-supplement-message[^>]*>东西不用一次跑", filled)
    assert 'id="ask-supplement" open' in filled
    assert "<textarea" in page(clerk, f"{path}?reply=granted")
    assert "<textarea" in page(clerk, f"{path}?reply=%3Cb%3E")


def test_every_saved_reply_fits_a_box_that_exists(app: Flask) -> None:
    from backend.console.moves import FORMS

    boxes = {(str(action), word) for action, form in FORMS.items() for word in form.words}
    found = {
        (one.action, one.field)
        for state in CaseState
        for one in replies_for(state, "medical_assistance", "410482106000")
    }
    assert found
    assert found <= boxes
    assert {action for action, _ in found} <= {str(one) for one in Action}
