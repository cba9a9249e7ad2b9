"""A clerk's day on one screen: what to do first, whom to contact, what waits for whom, what came in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from flask import render_template

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.accounts.second_factor import is_on
from backend.console.due import DueMark, due_mark, untold_mark
from backend.contacts.queries import contacts_due
from backend.doors.layout import beijing_day
from backend.intake.clocks import calendar
from backend.intake.day import cases_by_id, last_moved, offered_here, own_cases
from backend.intake.queries import Queue, list_cases, queue_counts
from backend.intake.states import FINAL, Action, CaseState
from backend.intake.views import CaseView

_SHOWN_FREE: Final = 8
_SHOWN_UNTOLD: Final = 8
_WAITING: Final = frozenset({CaseState.AWAITING_SUPPLEMENT, CaseState.AWAITING_DEPARTMENT})
_PROMPT_OF: Final = frozenset({Permission.SUPERVISE, Permission.READ_AUDIT})


@dataclass(frozen=True)
class Row:
    """One line of a list; the person masked. `moved_at`: when the case last moved, where asked for;
    `contact_on`: the day somebody promised to be in touch; `is_owed`: it stands here for a no that has
    not reached its person."""

    view: CaseView
    due: DueMark
    is_mine: bool
    moved_at: datetime | None = None
    contact_on: date | None = None
    is_owed: bool = False

    @property
    def is_free(self) -> bool:
        return Action.CLAIM in self.view.actions

    @property
    def is_pressing(self) -> bool:
        return self.view.urgent or self.due.tone in ("late", "soon")


def row_of(
    view: CaseView,
    actor: Actor,
    day: date,
    moved_at: datetime | None = None,
    contact_on: date | None = None,
    *,
    is_owed: bool = False,
) -> Row:
    """Give a line; `is_owed`: of the list of decisions to be handed over."""
    is_owed = view.untold_since is not None and (is_owed or view.state in FINAL)
    if is_owed and view.untold_since:
        due = untold_mark(beijing_day(view.untold_since), day, calendar())
    else:
        due = due_mark(view.due.due_on if view.due else None, view.state, day, calendar())
    return Row(view, due, view.holder_id == actor.staff_id, moved_at, contact_on, is_owed)


def day_page(actor: Actor, done: str = "") -> str:
    """Render the day: no case stands twice, and sections that hold nothing are left out, so that a
    free day looks free."""
    day = beijing_day()
    counts = queue_counts(actor, day)
    mine = own_cases(actor)
    promised = contacts_due(actor.staff_id, day, [one.id for one in mine])
    moved = last_moved(one.id for one in mine if one.state in _WAITING)
    rows = [row_of(one, actor, day, moved.get(one.id), promised.get(one.id)) for one in mine]
    waiting = [one for one in rows if one.view.state in _WAITING and one.is_mine]
    in_work = [one for one in rows if one not in waiting]
    first = [one for one in in_work if one.is_pressing]
    waits = [one for one in waiting if one.view.id not in promised]
    agreed = {
        id_: one
        for id_, one in cases_by_id(list(promised), actor).items()
        if one.holder_id in (None, actor.staff_id)  # a colleague's now: they see it
    }
    works = actor.may(Permission.WORK_CASE)
    free = list_cases(actor, day, Queue.UNCLAIMED, size=_SHOWN_FREE) if works else None
    untold = list_cases(actor, day, Queue.UNTOLD, size=_SHOWN_UNTOLD) if works else None
    return render_template(
        "console/day.html",
        today=day,
        done=done,
        works=works,
        counts=counts,
        first=first,
        rest=[one for one in in_work if one not in first and one.view.id not in promised],
        offered=[row_of(one, actor, day) for one in offered_here(actor)],
        promised=[
            row_of(agreed[id_], actor, day, contact_on=on)
            for id_, on in promised.items()
            if id_ in agreed and not any(one.view.id == id_ for one in first)
        ],
        of_resident=[one for one in waits if one.view.state is CaseState.AWAITING_SUPPLEMENT],
        of_departments=[one for one in waits if one.view.state is CaseState.AWAITING_DEPARTMENT],
        free=_free(free.rows, actor, day) if free else [],
        untold=[
            row_of(one, actor, day, is_owed=True)
            for one in (untold.rows if untold else ())
            if all(one.id != row.view.id for row in rows)  # there it has its mark
        ],
        prompts_second=any(map(actor.may, _PROMPT_OF)) and not is_on(actor.staff_id),
    )


def _free(views: Sequence[CaseView], actor: Actor, day: date) -> list[Row]:
    """Give the lines of what nobody holds; with the day somebody who had it promised to call."""
    promised = contacts_due("", day, [one.id for one in views])
    return [row_of(one, actor, day, contact_on=promised.get(one.id)) for one in views]
