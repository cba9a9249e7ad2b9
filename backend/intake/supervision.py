"""What a supervisor sees of the windows in their reach: counts and times, no persons.

Everything is counted over cases, not people, in a few grouped questions; times are of cases that came
in during the last ninety days.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from statistics import median
from typing import Final

from sqlalchemy import ColumnElement, case, func, or_, select

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.departments.queries import name_in, unit_for
from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.part_models import CaseClock
from backend.intake.running import REFERRAL, RESULT
from backend.intake.scope import within
from backend.intake.states import OPEN, CaseState, Result
from backend.intake.views import CaseView, view_of
from backend.intake.wishes import Wish, wish_of
from backend.intake.wording import RESULT_TITLES, STATE_TITLES, staff_label
from backend.regions.queries import window_by_id

PERIOD: Final = timedelta(days=90)
_MOST_TIMED: Final = 20_000
_MOST_WISHES: Final = 50
_MOST_LATE: Final = 50
_BOUNCED: Final = 2  # transfers after which a case has been sent from door to door


@dataclass
class WindowLoad:
    """One window now, and its cases of the period. Hours are plain hours, not working hours."""

    window_id: str
    name: str
    open: int = 0
    unclaimed: int = 0
    overdue: int = 0
    disputes: int = 0
    received: int = 0
    not_contacted: int = 0
    _hours: list[float] = field(default_factory=list, repr=False)

    @property
    def contact_hours(self) -> float | None:
        """Give the median from receipt to the first contact; None while nobody was called."""
        return median(self._hours) if self._hours else None


@dataclass(frozen=True)
class ClerkLoad:
    """What one person holds now."""

    staff_id: str
    name: str
    window: str
    held: int
    overdue: int


@dataclass(frozen=True)
class WantedAgain:
    """A case whose holder would like to ask the resident once more: what, why, since when."""

    view: CaseView
    wish: Wish


@dataclass(frozen=True)
class LateAnswer:
    """A department that has not answered in time: about which case and which item of it (empty: the
    case as a whole); `is_taken`: it took the matter on and owes the result."""

    view: CaseView
    department: str
    phone: str
    scheme: str
    is_taken: bool
    due_on: date


@dataclass(frozen=True)
class Overview:
    windows: list[WindowLoad]
    clerks: list[ClerkLoad]
    ends: list[tuple[str, int]]
    bounced: list[CaseView]
    asked_again: list[CaseView]
    wanted: list[WantedAgain]


def overview(actor: Actor, day: date, now: datetime) -> Overview:
    """Give the figures for everything the actor supervises; `day` is today in Beijing."""
    here = _reach(actor)
    since = now - PERIOD
    return Overview(
        windows=_windows(here, day, since),
        clerks=_clerks(here, day),
        ends=_ends(here, since),
        bounced=_bounced(here, actor),
        asked_again=_asked_again(here, actor),
        wanted=wanted_again(actor),
    )


def wanted_again(actor: Actor) -> list[WantedAgain]:
    """Give the second requests that wait for this supervisor's answer, the oldest first."""
    query = (
        select(IntakeCase)
        .where(_reach(actor), IntakeCase.wanted_at.is_not(None))
        .order_by(IntakeCase.wanted_at, IntakeCase.id)
        .limit(_MOST_WISHES)
    )
    found = [(row, wish_of(row)) for row in db.session.scalars(query)]
    return [WantedAgain(view_of(row, actor), wish) for row, wish in found if wish]


def departments_late(actor: Actor, day: date) -> list[LateAnswer]:
    """Give the questions to departments past their limit, in everything the actor supervises: not
    taken, or taken and not answered; the longest late first."""
    query = (
        select(CaseClock, IntakeCase)
        .join(IntakeCase, IntakeCase.id == CaseClock.case_id)
        .where(
            _reach(actor),
            CaseClock.ended_at.is_(None),
            CaseClock.due_on < day,
            or_(CaseClock.name.startswith(REFERRAL), CaseClock.name.startswith(RESULT)),
        )
        .order_by(CaseClock.due_on, CaseClock.id)
        .limit(_MOST_LATE)
    )
    return [_late(clock, case, actor) for clock, case in db.session.execute(query)]


def _late(clock: CaseClock, case: IntakeCase, actor: Actor) -> LateAnswer:
    kind, department, scheme = clock.name.split(":", 2)
    on, place = beijing_day(clock.started_at), case.division_code
    unit = unit_for(department, place, on)
    return LateAnswer(
        view=view_of(case, actor),
        department=name_in(department, place, on),
        phone=unit.phone if unit else "",
        scheme=scheme,
        is_taken=f"{kind}:" == RESULT,
        due_on=clock.due_on,
    )


def _reach(actor: Actor) -> ColumnElement[bool]:
    inside = [within(code) for code in actor.reach(Permission.SUPERVISE)]
    found = inside[0] if inside else IntakeCase.id.is_(None)
    for one in inside[1:]:
        found = found | one
    return found


def _count(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((condition, 1), else_=0)), 0)


def _windows(here: ColumnElement[bool], day: date, since: datetime) -> list[WindowLoad]:
    is_open = IntakeCase.state.in_(OPEN)
    found: dict[str, WindowLoad] = {}
    rows = db.session.execute(
        select(
            IntakeCase.window_id,
            _count(is_open),
            _count(is_open & IntakeCase.holder_id.is_(None)),
            _count(is_open & (IntakeCase.due_on < day)),
            _count(is_open & (IntakeCase.kind == "dispute")),
            _count(IntakeCase.created_at >= since),
        )
        .where(here, is_open | (IntakeCase.created_at >= since))
        .group_by(IntakeCase.window_id)
    )
    for window_id, is_open_now, unclaimed, overdue, disputes, received in rows:
        window = window_by_id(window_id)
        name = window.name if window else "（没有这个窗口了）"
        found[window_id] = WindowLoad(
            window_id,
            name,
            open=int(is_open_now),
            unclaimed=int(unclaimed),
            overdue=int(overdue),
            disputes=int(disputes),
            received=int(received),
        )
    for window_id, created, contacted in _contacts(here, since):
        load = found[window_id]
        if contacted is None:
            load.not_contacted += 1
        else:
            load._hours.append(max(0.0, (contacted - created).total_seconds() / 3600))
    return sorted(found.values(), key=lambda one: (-one.overdue, -one.open, one.name))


def _contacts(
    here: ColumnElement[bool], since: datetime
) -> list[tuple[str, datetime, datetime | None]]:
    """Give (window, received, first contact) of the period, without what was withdrawn before."""
    rows = db.session.execute(
        select(IntakeCase.window_id, IntakeCase.created_at, IntakeCase.contacted_at)
        .where(here, IntakeCase.created_at >= since, IntakeCase.state != CaseState.WITHDRAWN)
        .order_by(IntakeCase.created_at.desc())
        .limit(_MOST_TIMED)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def _clerks(here: ColumnElement[bool], day: date) -> list[ClerkLoad]:
    rows = db.session.execute(
        select(
            IntakeCase.holder_id,
            func.min(IntakeCase.holder_surname),
            func.min(IntakeCase.window_id),
            func.count(),
            _count(IntakeCase.due_on < day),
        )
        .where(here, IntakeCase.holder_id.is_not(None), IntakeCase.state.in_(OPEN))
        .group_by(IntakeCase.holder_id)
    )
    found = []
    for staff_id, family_name, window_id, held, late in rows:
        window = window_by_id(window_id)
        found.append(
            ClerkLoad(
                staff_id, staff_label(family_name), window.name if window else "", held, int(late)
            )
        )
    return sorted(found, key=lambda one: (-one.overdue, -one.held, one.name))


def _ends(here: ColumnElement[bool], since: datetime) -> list[tuple[str, int]]:
    """Give how cases ended in the period: (title, how many), the most frequent first."""
    ended = IntakeCase.decided_at >= since
    withdrawn = IntakeCase.withdrawn_at >= since
    rows = db.session.execute(
        select(IntakeCase.state, IntakeCase.result, func.count())
        .where(here, ended | withdrawn, IntakeCase.state.not_in(OPEN))
        .group_by(IntakeCase.state, IntakeCase.result)
    )
    counts: dict[str, int] = defaultdict(int)
    for state, result, count in rows:
        title = RESULT_TITLES[Result(result)] if result else STATE_TITLES[CaseState(state)]
        counts[title] += count
    return sorted(counts.items(), key=lambda one: -one[1])


def _bounced(here: ColumnElement[bool], actor: Actor) -> list[CaseView]:
    """Give the open cases that were sent on twice or more, the most often first."""
    sent_on = (
        select(CaseEvent.case_id, func.count().label("times"))
        .where(CaseEvent.name == "case:transferred")
        .group_by(CaseEvent.case_id)
        .having(func.count() >= _BOUNCED)
        .subquery()
    )
    query = (
        select(IntakeCase)
        .join(sent_on, sent_on.c.case_id == IntakeCase.id)
        .where(here, IntakeCase.state.in_(OPEN))
        .order_by(sent_on.c.times.desc(), IntakeCase.created_at)
        .limit(30)
    )
    return [view_of(row, actor) for row in db.session.scalars(query)]


def _asked_again(here: ColumnElement[bool], actor: Actor) -> list[CaseView]:
    """Give the open cases whose residents were asked for papers more than once."""
    query = (
        select(IntakeCase)
        .where(here, IntakeCase.state.in_(OPEN), IntakeCase.asked_times >= 2)
        .order_by(IntakeCase.asked_times.desc(), IntakeCase.created_at)
        .limit(30)
    )
    return [view_of(row, actor) for row in db.session.scalars(query)]
