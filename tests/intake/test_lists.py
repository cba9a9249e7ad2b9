"""The lists: right rows, right order, masked, nobody else's, and quick."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Flask

from backend.accounts.actor import Actor
from backend.intake import services
from backend.intake.duplicates import duplicates_of
from backend.intake.queries import (
    Queue,
    case_id_of,
    find_by_number,
    list_cases,
    queue_counts,
)
from backend.intake.states import CaseState
from backend.transaction import transaction
from tests.factories import intake as make

S = CaseState


def ids(actor: Actor, queue: Queue | None = None, day: date = make.DAY) -> set[str]:
    return {row.id for row in list_cases(actor, day, queue).rows}


def test_each_queue(office: Flask, clerk: Actor) -> None:
    """Noise from another township stands beside every row."""
    other = make.clerk(make.OTHER_TOWN)
    for state in S:
        make.case_in(state, other, place=make.OTHER_VILLAGE)
    waiting = make.opened().id
    mine = make.case_in(S.IN_HAND, clerk)
    colleagues = make.case_in(S.ACCEPTED, make.clerk())
    ended = make.case_in(S.CLOSED, clerk)
    asked = make.case_in(S.AWAITING_SUPPLEMENT, clerk)
    assert ids(clerk) == {waiting, mine, colleagues, ended, asked}
    assert ids(clerk, Queue.MINE) == {mine, asked}
    assert ids(clerk, Queue.UNCLAIMED) == {waiting}
    assert ids(clerk, Queue.DUE) == {waiting, mine}
    assert ids(clerk, Queue.OVERDUE) == set()
    late = make.DAY + timedelta(days=7)
    assert ids(clerk, Queue.OVERDUE, late) == {waiting, mine}
    assert queue_counts(clerk, late) == {
        Queue.MINE: 2, Queue.UNCLAIMED: 1, Queue.DUE: 0, Queue.OVERDUE: 2,
        Queue.OFFERED: 0, Queue.MEETING: 0, Queue.UNTOLD: 0,
    }  # fmt: skip
    assert {row.id for row in list_cases(clerk, make.DAY, state=S.CLOSED).rows} == {ended}
    assert len(ids(make.supervisor())) == 5 + len(S)


def test_the_due_day_itself_is_not_overdue(office: Flask, clerk: Actor) -> None:
    make.opened()
    due = date(2026, 11, 26)
    assert ids(clerk, Queue.OVERDUE, due) == set()
    assert ids(clerk, Queue.DUE, due) != set()


def test_urgent_first_then_by_due_date(office: Flask, clerk: Actor) -> None:
    asked = make.case_in(S.AWAITING_SUPPLEMENT, clerk)
    later = make.opened(now=make.NOW + timedelta(days=1)).id
    sooner = make.opened().id
    urgent = make.opened(now=make.NOW + timedelta(days=1), urgent=True).id
    rows = list_cases(clerk, make.DAY).rows
    assert [row.id for row in rows] == [urgent, sooner, later, asked]


def test_pages(office: Flask, clerk: Actor) -> None:
    for _ in range(5):
        make.opened()
    first = list_cases(clerk, make.DAY, size=3)
    second = list_cases(clerk, make.DAY, page=2, size=3)
    assert (len(first.rows), first.has_more) == (3, True)
    assert (len(second.rows), second.has_more) == (2, False)
    assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert len(list_cases(clerk, make.DAY, page=0, size=10_000).rows) == 5


def test_rows_offer_only_what_can_be_done(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, make.clerk())
    (row,) = list_cases(clerk, make.DAY).rows
    assert [str(action) for action in row.actions] == ["mark-urgent"], "the rest is its holder's"
    (row,) = list_cases(make.supervisor(), make.DAY).rows
    assert [str(action) for action in row.actions] == ["release", "transfer", "mark-urgent"]
    make.do("release", case_id, make.supervisor(), "休假")
    (row,) = list_cases(clerk, make.DAY).rows
    assert [str(action) for action in row.actions] == ["claim", "transfer", "mark-urgent"]


def test_found_again(office: Flask, clerk: Actor) -> None:
    opened = make.opened(number="YM-42", subject_ref="pre-1")
    assert find_by_number("YM-42", clerk).id == opened.id
    assert case_id_of("pre-1", "pre_application") == opened.id
    assert case_id_of("pre-1", "referral") is None


def test_the_same_person_is_seen_by_staff_only_in_their_area(office: Flask, clerk: Actor) -> None:
    here = make.opened(person_hash="p" * 64).id
    again = make.opened(person_hash="p" * 64, summary={"name": "王示例"}).id
    make.opened(person_hash="p" * 64, place=make.OTHER_VILLAGE)
    by_phone = make.opened(person_hash=None).id
    make.opened(person_hash="q" * 64, summary={"name": "钱示例", "phone": "13900000000"})
    assert {one.view.id for one in duplicates_of(here, clerk)} == {again, by_phone}


def test_progress_names_window_and_family_name_only(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, make.clerk(name="欧阳示例"))
    progress = services.progress_of(case_id, make.DAY)
    assert progress.holder == "示例镇社会救助窗口，欧阳姓工作人员"
    assert progress.since == make.NOW
    assert not progress.is_overdue
    assert services.progress_of(case_id, date(2026, 12, 1)).is_overdue
    assert [words for _, words in progress.events] == ["已登记，送到窗口", "窗口工作人员接手了"]
    assert [str(action) for action in progress.actions] == ["supplement", "withdraw", "dispute"]


def test_since_is_when_the_window_got_it_back(office: Flask, clerk: Actor) -> None:
    case_id = make.case_in(S.IN_HAND, clerk)
    later = make.NOW + timedelta(hours=3)
    with transaction():
        services.release(case_id, clerk, later, None)
    assert services.progress_of(case_id).since == later
