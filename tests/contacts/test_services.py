"""A contact noted by the holder is a contact in the case's history; a colleague's is only a note."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from backend.accounts.actor import Actor
from backend.contacts.queries import contacts_of
from backend.contacts.services import note_contact
from backend.intake.problems import MoveNotAllowed
from backend.intake.progress import progress_of
from backend.intake.reading import read_case
from backend.intake.states import CaseState, Result
from backend.problems import Invalid
from backend.transaction import transaction
from tests.factories import intake as make


@pytest.fixture
def clerk(app: Flask) -> Actor:
    make.make_places()
    return make.clerk()


def _contact(case_id: str, actor: Actor, outcome: str, days: int = 0, how: str = "phone") -> None:
    with transaction():
        note_contact(case_id, actor, how, outcome, "", None, make.NOW + timedelta(days=days))


def test_calls_on_three_days_let_a_case_end_as_out_of_reach(clerk: Actor) -> None:
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    ending = (Result.UNREACHABLE, "一直没联系上，随时可以重开。")
    for days in range(3):
        with pytest.raises(MoveNotAllowed):
            make.do("close", case_id, clerk, *ending)
        _contact(case_id, clerk, "no_answer", days)
    assert make.do("close", case_id, clerk, *ending).state is CaseState.CLOSED


def test_a_call_that_got_through_keeps_the_promise(clerk: Actor) -> None:
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    _contact(case_id, make.clerk(), "reached")
    assert make.row(case_id).contacted_at is None, "a colleague's is only a note"
    _contact(case_id, clerk, "reached")
    assert make.row(case_id).contacted_at is not None


def test_a_visit_counts_as_a_call_does_and_a_wrong_word_is_refused(clerk: Actor) -> None:
    case_id = make.case_in(CaseState.IN_HAND, clerk)
    with pytest.raises(Invalid) as refused:
        _contact(case_id, clerk, "reached", how="pigeon")
    assert [one.pointer for one in refused.value.errors] == ["/how"]
    _contact(case_id, clerk, "reached", how="visit")
    assert make.row(case_id).contacted_at is not None
    assert [(one.how, one.outcome) for one in contacts_of(case_id)] == [("上门", "联系上了")]
    events = [one.words for one in read_case(case_id, clerk).events if one.details.get("how")]
    assert len(events) == 1, "it stands in the history once"
    assert "上门" in progress_of(case_id).events[-1][1]
