"""Stage rules -> due date, each with its source and its count. Pure.

Before acceptance the window's own promises run: contact the person (sooner when it is urgent), then
answer whether the application is accepted, counted from the day the papers are complete. While the
resident is asked for something nothing runs. From acceptance on the procedure's whole limit runs,
through referrals and public notice, which no document deducts (民发〔2021〕57号第二十二条); where a
place's procedure says so, it stands still while the resident is asked for papers.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any, Final

from backend.content.models import FigureStatus, Unit
from backend.intake.due_words import WAITED, say_hung, say_why
from backend.intake.kept import KeptBy
from backend.intake.states import FINAL, CaseState
from backend.workdays import Count, SkippedDay, Workdays


@dataclass(frozen=True)
class StageRule:
    """One limit: `amount` in `unit`, as the figure `id` gives it; `source` names document and
    article; `title` says in plain words what must have happened by then."""

    id: str
    title: str
    amount: int
    unit: Unit
    status: FigureStatus
    source: str


@dataclass(frozen=True)
class StageRules:
    """The limits that may apply to one case at its place and day; None where nobody set one.

    `pauses`: the place deducts the time an accepted case waits for the resident.
    """

    contact: StageRule | None = None
    acceptance: StageRule | None = None
    whole: StageRule | None = None
    extended: StageRule | None = None
    pauses: bool = False


@dataclass(frozen=True)
class Clock:
    """What the due date depends on. Days are those of Beijing.

    `complete_on`: the day nothing was missing any more; the day of receipt unless papers were asked
    for. `received_at` and `accepted_at` are needed for limits in hours. `pauses`: spans of days, from
    the first to the last, in which an accepted case waited for the resident.
    """

    state: CaseState
    received_on: date
    complete_on: date
    is_contacted: bool = False
    accepted_on: date | None = None
    is_extended: bool = False
    received_at: datetime | None = None
    accepted_at: datetime | None = None
    pauses: Sequence[tuple[date, date]] = ()


@dataclass(frozen=True)
class DueDate:
    """The last day, with the rule and the day-by-day count that made it.

    `why` are sentences for people, `derivation` the same for programs; `provisional` when the
    count leaves the published holiday schedule. `due_at` (an instant) only for limits in hours.
    """

    due_on: date
    rule: str
    source: str
    why: tuple[str, ...]
    derivation: dict[str, Any]
    provisional: bool
    due_at: datetime | None = None

    def as_dict(self) -> dict[str, Any]:
        return {
            "due_on": self.due_on.isoformat(),
            "due_at": self.due_at.isoformat().replace("+00:00", "Z") if self.due_at else None,
            "rule": self.rule,
            "source": self.source,
            "why": list(self.why),
            "derivation": self.derivation,
            "provisional": self.provisional,
        }

    def as_said(self) -> dict[str, Any]:
        """Give it as an event keeps it: the day with the rule, source and count that made it."""
        return {
            "on": self.due_on.isoformat(),
            "rule": self.rule,
            "source": self.source,
            "provisional": self.provisional,
            "derivation": self.derivation,
        }


NO_LIMIT: Final = "这一步全国没有统一天数，以当地规定为准，可以问受理窗口。"
PAUSED: Final = "等您补材料期间不计时，补齐后再数。"
_BEIJING: Final = timezone(timedelta(hours=8))
_DUE: Final = KeptBy[Workdays, DueDate]()


def rule_for(clock: Clock, rules: StageRules) -> tuple[StageRule | None, date]:
    """Choose the limit that runs in this state and the day it counts from (day 0)."""
    waits = clock.state is CaseState.AWAITING_SUPPLEMENT
    if clock.state in FINAL or (waits and (clock.accepted_on is None or rules.pauses)):
        return None, clock.received_on
    if clock.accepted_on is not None:
        whole = rules.extended if clock.is_extended and rules.extended else rules.whole
        return whole, clock.accepted_on
    if clock.is_contacted:
        return rules.acceptance, clock.complete_on
    return rules.contact, clock.received_on


def due_for(clock: Clock, rules: StageRules, calendar: Workdays) -> DueDate | None:
    """Give the last day for what must happen next; None when nothing runs or nobody set a limit.

    Never raises for a year whose holidays are unknown: the date is then provisional.
    """
    rule, start = rule_for(clock, rules)
    if rule is None:
        return None
    instant = clock.accepted_at if clock.accepted_on is not None else clock.received_at
    pauses = clock.pauses if rules.pauses and clock.accepted_on is not None else ()
    return due_by(rule, start, calendar, started_at=instant, pauses=pauses)


def due_once_urgent(
    clock: Clock, marked_at: datetime, rules: StageRules, before: StageRules, calendar: Workdays
) -> DueDate | None:
    """Give the due date of a case made urgent at `marked_at`, after it came in.

    The urgent limit runs from when it was known: counted from receipt it could be over before anybody
    might have kept it, and whoever marks truthfully would be late that instant. Nothing promised
    becomes later: `before` are the limits without the mark, and the sooner of both counts.
    """
    known_on = marked_at.astimezone(_BEIJING).date()
    known = replace(
        clock,
        received_on=max(clock.received_on, known_on),
        received_at=clock.received_at and max(clock.received_at, marked_at),
        accepted_on=clock.accepted_on and max(clock.accepted_on, known_on),
        accepted_at=clock.accepted_at and max(clock.accepted_at, marked_at),
    )
    return _sooner(due_for(clock, before, calendar), due_for(known, rules, calendar))


def _sooner(one: DueDate | None, other: DueDate | None) -> DueDate | None:
    """Give what ends first, `one` where both do; the only one where the other has no limit."""
    if one is None or other is None:
        return one or other
    return min(one, other, key=_ends_at)


def _ends_at(due: DueDate) -> datetime:
    """Give the instant: a day ends when the next begins in Beijing."""
    after = due.due_on + timedelta(days=1)
    return due.due_at or datetime(after.year, after.month, after.day, tzinfo=_BEIJING)


def due_by(
    rule: StageRule,
    start: date,
    calendar: Workdays,
    *,
    started_at: datetime | None = None,
    pauses: Sequence[tuple[date, date]] = (),
) -> DueDate:
    """Give the due date of one limit that began on `start`; `started_at` for limits in hours, which
    run through nights and days off."""
    if rule.unit is Unit.HOURS:  # from an instant: hardly ever the same
        return _due_by(rule, start, calendar, started_at, pauses)
    asked = (rule, start, tuple(pauses))
    return _DUE.get(calendar, asked, lambda: _due_by(rule, start, calendar, None, pauses))


def hung_out(
    rule: StageRule, hung_on: date, calendar: Workdays, *, is_hung: bool = True
) -> DueDate:
    """Give when a notice put up on `hung_on` is written down as done. Its limit is a shortest time: the
    notice hangs to the end of its last day (`last_day_of`), and `due_on` is the first working day after
    it. `is_hung` False: nobody has said yet when it was put up, this would be the soonest."""
    full = due_by(rule, hung_on, calendar)
    then = calendar.after_workdays(full.due_on, 1)
    return replace(
        full,
        due_on=then.due_on,
        why=say_hung(rule.title, rule.status, full.derivation, rule.source, then.due_on, is_hung),
        derivation=full.derivation | {"is_hung": is_hung, "record_on": then.due_on.isoformat()},
        provisional=full.provisional or then.provisional,
    )


def last_day_of(due: DueDate) -> date:
    """Give the last day of what `hung_out` counted."""
    return date.fromisoformat(due.derivation["due_on"])


def _due_by(
    rule: StageRule,
    start: date,
    calendar: Workdays,
    started_at: datetime | None,
    pauses: Sequence[tuple[date, date]],
) -> DueDate:
    count = _count(rule, start, calendar, started_at, pauses)
    return DueDate(
        due_on=count.due_on,
        rule=rule.id,
        source=rule.source,
        why=say_why(rule.title, rule.status, count, rule.source),
        derivation=count.as_json() | {"rule": rule.id, "status": str(rule.status)},
        provisional=count.provisional,
        due_at=count.due_at.astimezone(UTC) if count.due_at else None,
    )


def _count(
    rule: StageRule,
    start: date,
    calendar: Workdays,
    started_at: datetime | None,
    pauses: Sequence[tuple[date, date]],
) -> Count:
    paused = frozenset(
        first + timedelta(days=step)
        for first, last in pauses
        for step in range((last - first).days + 1)
    )
    if rule.unit is Unit.WORKDAYS:
        return calendar.after_workdays(start, rule.amount, paused, WAITED)
    if rule.unit is Unit.DAYS:
        return calendar.after_days(start, rule.amount, paused, WAITED)
    if rule.unit is Unit.HOURS:
        began = started_at or datetime(start.year, start.month, start.day, tzinfo=_BEIJING)
        return after_hours(began, rule.amount, paused)
    if rule.unit is Unit.MONTHS:
        return calendar.after_months(start, rule.amount, paused, WAITED)
    if rule.unit is Unit.YEARS:
        return calendar.after_months(start, 12 * rule.amount, paused, WAITED)
    raise ValueError(f"{rule.id} does not count time")


def after_hours(began: datetime, amount: int, paused: Set[date] = frozenset()) -> Count:
    """Give the instant `amount` hours on; nights and days off count, for it is an emergency. Days in
    `paused` do not: they are left out from midnight to midnight."""
    local = began.astimezone(_BEIJING)
    until = local + timedelta(hours=amount)
    waited = []
    for day in sorted(paused):
        if local.date() < day <= until.date():
            waited.append(SkippedDay(day, WAITED))
            until += timedelta(days=1)
    return Count(
        local.date(), until.date(), amount, "hours", (), tuple(waited), False,
        start_at=local, due_at=until,
    )  # fmt: skip
