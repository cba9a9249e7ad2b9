"""Five places' limits and stages as their files have them. Expected days were counted by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.content.library import Library
from backend.intake import services
from backend.intake.deadlines import Clock, due_by, due_for
from backend.intake.limits import procedure_for, rules_for, stage_rule
from backend.intake.problems import MoveNotAllowed
from backend.intake.running import clocks_of
from backend.intake.states import CaseState
from backend.workdays import published
from tests.factories import intake as make
from tests.support.five_places import AWKWARD, MONTHS, QUICK, STEPS, SUPPORT, at

S = CaseState
# a Friday; 9-20 is worked, 9-25 to 27 and 10-1 to 7 are off, 10-10 is worked
DAY = date(2026, 9, 18)


@pytest.mark.parametrize(
    ("place", "scheme", "urgent", "expected"),
    [
        (STEPS, "temporary_assistance", False,
         {"survey": "2026-09-22", "opinion": "2026-09-21", "notice": "2026-09-21",
          "confirmation": "2026-09-21"}),
        (QUICK, "temporary_assistance", True, {"": "2026-09-22", "papers": "2026-09-24"}),
        (SUPPORT, "extreme_poverty_support", False,
         {"check": "2026-10-15", "notice": "2026-09-28", "confirmation": "2026-10-09"}),
        (AWKWARD, "minimum_living_allowance", False,
         {"": "2026-10-22", "survey": "2026-09-22", "notice": "2026-09-28", "refusal": "2026-09-22"}),
        (MONTHS, "temporary_assistance", False, {"": "2026-10-19", "longer": "2026-11-18"}),
    ],
)  # fmt: skip
def test_every_limit_of_five_places(
    places: Library, place: str, scheme: str, urgent: bool, expected: dict[str, str]
) -> None:
    """Each stage counted from one day; the whole, where there is one, under the empty name."""
    found: dict[str, str] = {}
    rules = rules_for(places, scheme, urgent=urgent, place=place, received_on=DAY, accepted_on=DAY)
    for name, is_extended in (("", False), ("longer", True)):
        clock = Clock(S.ACCEPTED, DAY, DAY, accepted_on=DAY, is_extended=is_extended)
        due = due_for(clock, rules, published())
        if due is not None and (not is_extended or rules.extended):
            assert "示范救助法" in due.source
            found[name] = due.due_on.isoformat()
    way = procedure_for(places, scheme, urgent=urgent, place=place, on=DAY)
    assert way is not None
    for one in way.stages:
        if rule := stage_rule(places, way, one, DAY, place):
            found[one.id] = due_by(rule, DAY, published()).due_on.isoformat()
    assert found == expected


def test_promises_differ_by_place(places: Library) -> None:
    night = datetime(2026, 9, 18, 15, 30, tzinfo=UTC)  # 23:30 in Beijing

    def contact(place: str, urgent: bool) -> str:
        rules = rules_for(
            places, "general", urgent=urgent, place=place, received_on=DAY, accepted_on=None
        )
        due = due_for(Clock(S.SUBMITTED, DAY, DAY, received_at=night), rules, published())
        return due.as_dict()["due_at"] or due.due_on.isoformat() if due else ""

    assert contact(AWKWARD, urgent=True) == "2026-09-18T21:30:00Z"
    assert contact(AWKWARD, urgent=False) == "2026-09-21"
    assert contact(STEPS, urgent=True) == "2026-09-20"
    assert contact(MONTHS, urgent=False) == "2026-09-18"
    assert contact(QUICK, urgent=True) == "", "nobody promised anything there"


def test_stages_follow_one_another(office: Flask, awkward: None, clerk: Actor) -> None:
    case_id = make.opened(now=at(18)).id
    make.do("claim", case_id, clerk, now=at(18))
    make.do("accept", case_id, clerk, now=at(18))

    def running() -> dict[str, date]:
        return {one.name: one.due.due_on for one in clocks_of(case_id) if one.ended_at is None}

    assert running() == {"stage:survey": date(2026, 9, 22)}
    make.do("record_stage", case_id, clerk, "survey", now=at(24))
    assert running() == {"stage:notice": date(2026, 10, 9)}, "7 days end in the holiday"
    with pytest.raises(MoveNotAllowed, match="10月8日"):
        make.do("record_stage", case_id, clerk, "notice", now=at(30))
    make.do("record_stage", case_id, clerk, "notice_hung", now=at(24))
    with pytest.raises(MoveNotAllowed, match="10月9日"):
        make.do("record_stage", case_id, clerk, "notice", now=at(8, 10))
    make.do("record_stage", case_id, clerk, "notice", now=at(9, 10))
    assert running() == {}
    words = (services.Result.REFUSED, make.REASON, make.ARTICLE)
    make.do("close", case_id, clerk, *words, now=at(9, 10))
    assert running() == {"stage:refusal": date(2026, 10, 13)}
    make.do("follow_up", case_id, clerk, "delivered", "window", now=at(12, 10))
    assert running() == {}
