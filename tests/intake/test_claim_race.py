"""Two at once, on a real database: one has the case, the other is told."""

from __future__ import annotations

import threading

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


@pytest.mark.parametrize("version", [None, 1])
def test_one_wins(office: Flask, version: int | None) -> None:
    case_id = make.opened().id
    clerks = [make.clerk(name=f"{family}示例") for family in "赵钱孙李"]
    start = threading.Barrier(len(clerks))
    won: list[str] = []
    told: list[str] = []

    def race(actor: make.Actor) -> None:
        with office.app_context():
            start.wait()
            try:
                with transaction():
                    services.claim(case_id, actor, make.NOW, version)
                won.append(actor.name)
            except CaseAlreadyClaimed as problem:
                told.append(problem.extra["holder"])
            finally:
                db.session.remove()

    threads = [threading.Thread(target=race, args=(actor,)) for actor in clerks]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(won) == 1
    assert told == [won[0][0] + "某"] * (len(clerks) - 1)
    assert make.row(case_id).version == 2
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
    start = threading.Barrier(len(takers))
    told: list[str] = []

    def race(actor: Actor) -> None:
        with office.app_context():
            start.wait()
            words = (make.REASON, make.ARTICLE) if verb == "return_transfer" else ()
            try:
                with transaction():
                    getattr(services, verb)(case_id, actor, make.NOW, version, *words)
                told.append("done")
            except Problem as problem:
                told.append(problem.slug)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=race, args=(actor,)) for actor in takers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    gone = "case-not-found" if verb == "return_transfer" else "case-changed"
    db.session.rollback()
    assert told.count("done") == 1
    assert set(told) <= {"done", "case-changed", gone}
    assert make.row(case_id).version == version + 1
