"""Which stage's clock begins when another is done."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask

from backend.accounts.actor import Actor
from backend.intake.running import clocks_of
from backend.intake.states import CaseState
from tests.factories import intake as make


def _running(case_id: str) -> dict[str, date]:
    return {one.name: one.due.due_on for one in clocks_of(case_id) if one.ended_at is None}


def test_the_stage_behind_one_that_only_some_go_through_begins(office: Flask, clerk: Actor) -> None:
    """Nobody objected to the notice: the county's ten days for 审核确认 run from its end. Somebody
    did: they run from the deliberation instead."""
    case_id = make.case_in(CaseState.ACCEPTED, clerk)
    for stage in ("survey", "county_check", "preliminary_opinion"):
        make.do("record_stage", case_id, clerk, stage)
    make.do("record_stage", case_id, clerk, "notice_hung")
    over = make.NOW + timedelta(days=8)
    make.do("record_stage", case_id, clerk, "public_notice", now=over)
    assert _running(case_id) == {"stage:confirmation": date(2026, 12, 15)}
    talked = over + timedelta(days=2)
    make.do("record_stage", case_id, clerk, "deliberation", now=talked)
    assert _running(case_id) == {"stage:confirmation": date(2026, 12, 17)}
    make.do("record_stage", case_id, clerk, "deliberation", now=talked + timedelta(days=1))
    assert _running(case_id) == {"stage:confirmation": date(2026, 12, 17)}, "said twice, not anew"
    make.do("record_stage", case_id, clerk, "confirmation", now=talked)
    assert _running(case_id) == {}


def test_what_was_done_before_acceptance_is_not_waited_for_after_it(
    office: Flask, clerk: Actor
) -> None:
    """Someone went to see the family first: what follows the visit begins with the acceptance."""
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    make.do("record_stage", case_id, clerk, "survey")
    make.do("accept", case_id, clerk)
    assert list(_running(case_id)) == ["stage:county_check"]
    other = make.case_in(CaseState.ACCEPTED, clerk)
    assert list(_running(other)) == ["stage:survey"]
