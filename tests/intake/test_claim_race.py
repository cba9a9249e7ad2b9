"""Two at once, on a real database: one has the case, the other is told."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pytest
from flask import Flask
from sqlalchemy import func, select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake import services
from backend.intake.models import CaseEvent
from backend.intake.problems import CaseAlreadyClaimed
from backend.intake.states import CaseState
from backend.problems import Problem
from backend.transaction import transaction
from tests.factories import intake as make


def refused(
    office: Flask, move: Callable[[Actor], object], actors: Sequence[Actor]
) -> list[Problem]:
    """Let all make the move at the same instant, each in a transaction and a thread of their own; give
    what those were told who could not."""
    start, told = threading.Barrier(len(actors)), list[Problem]()

    def one(actor: Actor) -> None:
        with office.app_context():
            start.wait()
            try:
                with transaction():
                    move(actor)
            except Problem as problem:
                told.append(problem)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=one, args=(actor,)) for actor in actors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return told


@pytest.mark.parametrize("version", [None, 1])
def test_one_wins(office: Flask, version: int | None) -> None:
    case_id = make.opened().id
    clerks = [make.clerk(name=f"{family}示例") for family in "赵钱孙李"]
    told = refused(office, lambda who: services.claim(case_id, who, make.NOW, version), clerks)
    case = make.row(case_id)
    assert {type(one) for one in told} == {CaseAlreadyClaimed}
    assert [one.extra["holder"] for one in told] == [f"{case.holder_surname}某"] * 3
    assert case.version == 2
    events = select(func.count()).select_from(CaseEvent).where(CaseEvent.case_id == case_id)
    assert db.session.scalar(events) == 2


def test_claiming_twice_is_one_claim(office: Flask) -> None:
    case_id, clerk = make.opened().id, make.clerk()
    first = make.do("claim", case_id, clerk)
    with transaction():
        again = services.claim(case_id, clerk, make.NOW, 1)
    assert (again.version, again.held_since) == (first.version, first.held_since)


@pytest.mark.parametrize("verb", ["accept_transfer", "return_transfer"])
def test_two_windows_answer_one_offer(office: Flask, verb: str) -> None:
    """Both clerks of the window, and the county, answer at once: one has it, the others are told."""
    first = make.clerk()
    case_id = make.case_in(CaseState.IN_HAND, first)
    make.do("transfer", case_id, first, make.OTHER_TOWN, "住在那边")
    version = make.row_version(case_id)
    takers = [make.clerk(make.OTHER_TOWN), make.clerk(make.OTHER_TOWN), make.supervisor()]
    words = (make.REASON, make.ARTICLE) if verb == "return_transfer" else ()
    answer = getattr(services, verb)
    told = refused(office, lambda who: answer(case_id, who, make.NOW, version, *words), takers)
    gone = "case-not-found" if verb == "return_transfer" else "case-changed"
    db.session.rollback()
    assert len(told) == len(takers) - 1
    assert {one.slug for one in told} <= {"case-changed", gone}
    assert make.row(case_id).version == version + 1
