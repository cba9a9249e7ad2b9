"""After two years nothing of a case is left but a line that it was."""

from __future__ import annotations

from datetime import timedelta

from flask import Flask
from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.audit.models import AuditEntry
from backend.audit.trail import verify
from backend.erasures.models import Erasure
from backend.extensions import db
from backend.intake import services
from backend.intake.erasing import KEEP, past_period
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.part_models import CaseReferral
from backend.intake.states import CaseState
from backend.notifications.models import OutboxMessage
from backend.tasks.retention import run_retention
from backend.transaction import transaction
from tests.factories import intake as make

AFTER = make.NOW + KEEP + timedelta(days=1)


def test_ended_cases_go_and_open_ones_stay(office: Flask, clerk: Actor) -> None:
    kept = make.case_in(CaseState.ACCEPTED, clerk)
    ended = [
        make.case_in(state, clerk, subject_ref=f"pre-{state}")
        for state in (CaseState.DECLINED, CaseState.CLOSED, CaseState.WITHDRAWN)
    ]
    assert past_period(make.NOW + KEEP) == []
    assert {one.subject_ref for one in past_period(AFTER)} == {
        "pre-declined", "pre-closed", "pre-withdrawn",
    }  # fmt: skip
    assert "办件 3" in run_retention(AFTER)
    assert list(db.session.scalars(select(IntakeCase.id))) == [kept]
    for kind in (CaseEvent.case_id, CaseReferral.case_id, OutboxMessage.subject_id):
        assert not set(db.session.scalars(select(kind))) & set(ended)
    deleted = select(AuditEntry).where(AuditEntry.action == "case:deleted")
    assert {entry.subject for entry in db.session.scalars(deleted)} == set(ended)
    assert verify() == []
    assert set(db.session.scalars(select(Erasure.case_id))) == set(ended)


def test_an_open_objection_keeps_its_case(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(CaseState.DECLINED, clerk)
    with transaction():
        services.dispute(case_id, make.NOW, "没有领过")
    assert past_period(AFTER) == []
