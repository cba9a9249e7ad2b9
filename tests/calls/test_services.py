"""A call noted by the holder is a contact in the case's history; a colleague's is only a note."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.calls.services import note_call
from backend.intake.problems import MoveNotAllowed
from backend.intake.states import CaseState, Result
from backend.transaction import transaction
from tests.factories import intake as make


@pytest.fixture
def clerk(app: Flask) -> Actor:
    make.make_places()
    return make.clerk()


def _call(case_id: str, actor: Actor, outcome: str, days: int = 0) -> None:
    with transaction():
        note_call(case_id, actor, outcome, "", None, make.NOW + timedelta(days=days))


def test_calls_on_three_days_let_a_case_end_as_out_of_reach(clerk: Actor) -> None:
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    ending = (Result.UNREACHABLE, "一直没联系上，随时可以重开。")
    for days in range(3):
        with pytest.raises(MoveNotAllowed):
            make.do("close", case_id, clerk, *ending)
        _call(case_id, clerk, "no_answer", days)
    assert make.do("close", case_id, clerk, *ending).state is CaseState.CLOSED


def test_a_call_that_got_through_keeps_the_promise(clerk: Actor) -> None:
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    _call(case_id, make.clerk(), "reached")
    assert make.row(case_id).contacted_at is None, "a colleague's call is only a note"
    _call(case_id, clerk, "reached")
    assert make.row(case_id).contacted_at is not None
