"""Probable duplicates: shown to staff with the reason, never merged, never told outside."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake import services
from backend.intake.duplicates import Likeness, duplicates_of
from backend.intake.models import IntakeCase
from backend.intake.states import CaseState, Result
from tests.factories import intake as make

WHOLE = {"name": "王示例", "phone": "13800000000", "address": "示例村一组 12号"}


def test_in_what_they_are_alike(office: Flask, clerk: Actor) -> None:
    here = make.opened(person_hash="p" * 64, summary=WHOLE).id
    again = make.opened(person_hash="p" * 64, summary=WHOLE | {"phone": "13900000000"}).id
    house = make.opened(
        scheme="medical_assistance",
        summary={"name": "李示例", "phone": "13700000000", "address": "示例村一组１２号"},
    ).id
    phone = make.opened(summary={"name": "钱示例", "phone": "13800000000"}).id
    make.opened(summary={"name": "孙示例", "phone": "13600000000", "address": "二组"})
    make.opened(person_hash="p" * 64, place=make.OTHER_VILLAGE, summary=WHOLE)
    found = {
        one.view.id: (set(one.likeness), one.is_probable) for one in duplicates_of(here, clerk)
    }
    assert found == {
        again: ({Likeness.PERSON, Likeness.HOUSEHOLD, Likeness.SCHEME}, True),
        house: ({Likeness.HOUSEHOLD}, False),
        phone: ({Likeness.PHONE, Likeness.SCHEME}, True),
    }
    assert duplicates_of(here, clerk)[0].view.id == again, "the most alike first"


def test_they_stay_two_until_a_clerk_says_so(office: Flask, clerk: Actor) -> None:
    """Closing one as a duplicate is a clerk's decision with a reason; the other is untouched."""
    first = make.opened(summary=WHOLE, now=make.NOW - timedelta(days=1)).id
    second = make.case_in(CaseState.IN_HAND, clerk, summary=WHOLE)
    words = (Result.DUPLICATE, "和前一天登记的是同一件，合在那一件里办。", None, "resident")
    make.do("close", second, clerk, *words)
    assert make.row(first).state == CaseState.SUBMITTED
    kept = duplicates_of(first, clerk)
    assert [(one.view.state, one.is_probable) for one in kept] == [(CaseState.CLOSED, False)]


def test_an_objection_is_no_duplicate(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.DECLINED, clerk, summary=WHOLE)
    services.dispute(case_id, make.NOW, "没有领过")
    db.session.commit()
    objection = db.session.scalars(select(IntakeCase).where(IntakeCase.parent_id == case_id)).one()
    assert duplicates_of(case_id, clerk) == []
    assert duplicates_of(objection.id, clerk) == []


def test_outside_nothing_of_it_is_seen(office: Flask, clerk: Actor) -> None:
    make.opened(summary=WHOLE)
    second = make.opened(summary=WHOLE)
    assert "重复" not in str(services.progress_of(second.id))
    assert second.routing_reason == make.opened(summary={"name": "赵示例"}).routing_reason
