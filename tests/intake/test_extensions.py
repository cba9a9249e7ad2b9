"""A limit made longer: once, in time, and called so."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.content.library import Library
from backend.content.models import Unit
from backend.intake import clocks, services
from backend.intake.limits import rules_for
from backend.intake.problems import MoveNotAllowed
from backend.intake.states import CaseState
from tests.factories import intake as make

S = CaseState


def test_a_limit_in_hours_is_over_at_its_hour(
    office: Flask, awkward: None, places: Library, clerk: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Until then it may be extended, not until midnight; and the longer one is called so."""
    case_id = make.case_in(S.ACCEPTED, clerk)
    rules = rules_for(
        places, "minimum_living_allowance", urgent=False, place=make.TOWN,
        received_on=make.DAY, accepted_on=make.DAY,
    )  # fmt: skip
    assert rules.whole is not None
    hours = replace(rules.whole, amount=48, unit=Unit.HOURS)
    longer = replace(hours, id="longer", amount=96)
    monkeypatch.setattr(clocks, "_rules", lambda *_: replace(rules, whole=hours, extended=longer))
    make.do("record_stage", case_id, clerk, "progress")
    due = make.row(case_id).due_at
    assert due == make.NOW + timedelta(hours=48)
    words = ("家人在外地",)
    with pytest.raises(MoveNotAllowed, match="期限已经过了"):
        make.do("extend", case_id, make.supervisor(), *words, now=due + timedelta(minutes=1))
    make.do("extend", case_id, make.supervisor(), *words, now=due)
    assert make.row(case_id).due_at == make.NOW + timedelta(hours=96)


def test_the_longer_limit_is_called_so_wherever_it_is_told(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    make.do("extend", case_id, make.supervisor(), "家人在外地")
    progress = services.progress_of(case_id)
    assert "受理后办完（延长后），45个工作日内" in progress.due_why[0]
    assert progress.events[-1][1] == "办理期限依规定延长：家人在外地"


def test_no_extension_after_the_day_has_passed(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.ACCEPTED, clerk)
    late = make.NOW + timedelta(days=90)
    with pytest.raises(MoveNotAllowed, match="到期以前"):
        make.do("extend", case_id, make.supervisor(), "家人在外地", now=late)
