"""Clocks that run beside a case's own due date: stages, answers to offers, time for supplements."""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, cast

from sqlalchemy import Table, bindparam, select, update

from backend.content.models import FigureStatus, Unit
from backend.content.names import Scheme
from backend.doors.layout import beijing_day
from backend.extensions import db, new_id
from backend.intake import clocks
from backend.intake.deadlines import DueDate, StageRule, due_by, hung_out
from backend.intake.due_words import why_of
from backend.intake.limits import rule_named
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseClock
from backend.statements import ChangedRows, Filled, WholeRow
from backend.transaction import connection, row_last
from backend.workdays import Workdays

_CLOCKS: Final = cast(Table, CaseClock.__table__)
# One of a name runs: the index sees to it.
_ROW: Final = WholeRow(CaseClock, unless_there=True)
TRANSFER, SUPPLEMENT, STAGE, REFERRAL = "transfer", "supplement", "stage:", "referral:"
WAITING = "waiting"  # papers without a day set for them: the window calls once more
RESULT = "result:"  # a department took on what it was asked; its answer follows
REFUSAL = "refusal:"  # a no to a scheme added to the case, to be handed over
_END_WORDS: Final = "UPDATE case_clock SET ended_at = {0} WHERE case_id = {0} AND ended_at IS NULL"
_END_ALL: Final = ChangedRows(
    CaseClock,
    f"{_END_WORDS} AND substr(name, 1, {len(REFUSAL)}) <> '{REFUSAL}'",
    ("ended_at", "case_id"),
)
_END_ONE: Final = ChangedRows(
    CaseClock, f"{_END_WORDS} AND name = {{0}}", ("ended_at", "case_id", "name")
)
_END_ITEM: Final = (
    update(_CLOCKS)
    .where(
        _CLOCKS.c.case_id == bindparam("of_case"),
        _CLOCKS.c.ended_at.is_(None),
        _CLOCKS.c.name.startswith(STAGE, autoescape=True),
        _CLOCKS.c.name.endswith(bindparam("of_scheme")),
    )
    .values(ended_at=bindparam("now"))
)
UNITS = {one.value: one for one in Unit if one.is_time}


@dataclass(frozen=True)
class RunningClock:
    """One clock as pages show it; `ended_at` None while it runs, `is_still` while it stands still
    because the resident is waited for: the day it then shows is that of before. `scheme`: the added
    scheme it is about."""

    name: str
    title: str
    started_at: datetime
    due: DueDate
    ended_at: datetime | None
    is_still: bool = False

    @property
    def scheme(self) -> str | None:
        return scheme_of(self.name)

    @property
    def step(self) -> str:
        """Give what is to be done as a resident knows it: without the name of the procedure it is a
        step of, of an added scheme with that scheme's."""
        step = self.title.rpartition("：")[2]
        return f"{Scheme(self.scheme).title_zh}：{step}" if self.scheme else step

    @property
    def is_of_stage(self) -> bool:
        """Whether it is a stage of a procedure, or a no to be handed over, that runs: what the
        resident waits for, and no question between offices."""
        return self.ended_at is None and self.name.startswith((STAGE, REFUSAL))

    def is_overdue(self, day: date) -> bool:
        return self.ended_at is None and not self.is_still and self.due.due_on < day

    def as_dict(self) -> dict[str, object]:
        return {
            "name": self.name,
            "scheme": self.scheme,
            "title": self.title,
            "due": self.due.as_dict(),
            "ended": self.ended_at is not None,
            "paused": self.is_still,
        }


def start_named(case: IntakeCase, name: str, figure: str, now: datetime) -> DueDate | None:
    """Start one of the window's own limits and give it; None where no place has set it."""
    rule = rule_named(clocks.library(), figure, beijing_day(now), case.division_code)
    return start(case, name, rule, now)


def start(case: IntakeCase, name: str, rule: StageRule | None, now: datetime) -> DueDate | None:
    """Start a clock today and give its due date; None without a rule. While one of this name runs
    it runs on."""
    if rule is None:
        return None
    due = due_by(rule, beijing_day(now), clocks.calendar(), started_at=now)
    start_due(case, name, rule.title, due, now)
    return due


def start_due(case: IntakeCase, name: str, title: str, due: DueDate, now: datetime) -> None:
    """Start a clock that was counted already; nothing while one of this name runs."""
    values = {
        "id": new_id(),
        "case_id": case.id,
        "name": name,
        "started_at": now,
        "due_on": due.due_on,
        "due_at": due.due_at,
        "due_rule": due.rule,
        "due_title": title,
        "due_source": due.source,
        "due_derivation": due.derivation,
        "provisional": due.provisional,
        "hint": None,
        "ended_at": None,
    }
    row_last(Filled(_ROW, values))


def put_due(row: CaseClock, due: DueDate) -> None:
    """Set the due date on the row; a new day is a new reminder."""
    if row.due_on != due.due_on:
        row.hint = None
    row.due_on, row.due_at, row.due_rule = due.due_on, due.due_at, due.rule
    row.due_source, row.due_derivation, row.provisional = (
        due.source,
        due.derivation,
        due.provisional,
    )


def go_on(case: IntakeCase) -> None:
    """The wait for papers is over: the stages' clocks count again, without the days it lasted. No other
    clock stood still, and those that waited with it have just been ended."""
    if not case.pauses:
        return
    query = select(CaseClock).where(
        CaseClock.case_id == case.id,
        CaseClock.ended_at.is_(None),
        CaseClock.name.startswith(STAGE, autoescape=True),
    )
    for row in db.session.scalars(query.execution_options(populate_existing=True)):
        put_due(row, counted_again(row, case, clocks.calendar()))


def end(case_id: str, name: str, now: datetime) -> None:
    """Stop the clock of this name, if it runs."""
    row_last(Filled(_END_ONE, {"case_id": case_id, "name": name, "ended_at": now}))


def end_all(case_id: str, now: datetime) -> None:
    """The case has ended: nothing runs any more, but that a no to one of its added schemes is still to
    be handed over."""
    row_last(Filled(_END_ALL, {"case_id": case_id, "ended_at": now}))


def end_item(case_id: str, scheme: str, now: datetime) -> None:
    """An added scheme has its result: none of its stages runs any more."""
    values = {"of_case": case_id, "of_scheme": f":{scheme}", "now": now}
    connection().execute(_END_ITEM, values)


def end_stages(case_id: str, scheme: str | None, now: datetime, *, but: Set[str]) -> None:
    """Stop the stages that run of the case's own scheme, or of one added to it; not those in `but`."""
    running = (_CLOCKS.c.case_id == case_id, _CLOCKS.c.ended_at.is_(None))
    for name in connection().scalars(select(_CLOCKS.c.name).where(*running)).all():
        if name.startswith(STAGE) and scheme_of(name) == scheme and name not in but:
            end(case_id, name, now)


def take_up(case: IntakeCase, names: Set[str], ended_at: datetime) -> None:
    """Let clocks of these names that were stopped at that instant run on, from when they began."""
    stopped = (_CLOCKS.c.case_id == case.id, _CLOCKS.c.ended_at == ended_at)
    again = update(_CLOCKS).where(*stopped, _CLOCKS.c.name.in_(names)).values(ended_at=None)
    connection().execute(again)
    go_on(case)


def scheme_of(name: str) -> str | None:
    """Give the added scheme a clock of this name is about; None where it is about the case."""
    kind, _, rest = name.partition(":")
    about = rest if f"{kind}:" == REFUSAL else rest.partition(":")[2]
    return about or None


def department_of(name: str) -> str:
    """Give the department whose answer a clock of this name waits for; empty for every other."""
    kind, _, rest = name.partition(":")
    return rest.partition(":")[0] if f"{kind}:" in (REFERRAL, RESULT) else ""


def clocks_of(case_id: str) -> list[RunningClock]:
    """Give every clock of the case, oldest first."""
    query = (
        select(CaseClock)
        .where(CaseClock.case_id == case_id)
        .order_by(CaseClock.started_at, CaseClock.due_on, CaseClock.name)
        .execution_options(populate_existing=True)
    )
    return [clock_view(row) for row in db.session.scalars(query)]


def clocks_seen(case: IntakeCase) -> list[RunningClock]:
    """Give the clocks of the case as they stand, those that stand still marked."""
    is_still = clocks.stands_still(case)
    return [
        replace(
            one, is_still=is_still and one.ended_at is None and waits(case, one.name, one.due.rule)
        )
        for one in clocks_of(case.id)
    ]


def clock_view(row: CaseClock) -> RunningClock:
    due = DueDate(
        due_on=row.due_on,
        rule=row.due_rule,
        source=row.due_source,
        why=why_of(row.due_derivation, row.due_title, row.due_source),
        derivation=row.due_derivation,
        provisional=row.provisional,
        due_at=row.due_at,
    )
    return RunningClock(row.name, row.due_title, row.started_at, due, row.ended_at)


def counted_again(row: CaseClock, case: IntakeCase, table: Workdays) -> DueDate:
    """Give what this clock's due date would be by `table`, from what is written on the row and the
    days its case waited for the resident."""
    derivation = row.due_derivation
    rule = StageRule(
        id=row.due_rule,
        title=row.due_title,
        amount=derivation["amount"],
        unit=UNITS[derivation["unit"]],
        status=FigureStatus(derivation["status"]),
        source=row.due_source,
    )
    start_on = date.fromisoformat(derivation["start"])
    if "record_on" in derivation:
        return hung_out(rule, start_on, table, is_hung=derivation["is_hung"])
    pauses = clocks.pauses_of(case) if waits(case, row.name, row.due_rule) else ()
    return due_by(rule, start_on, table, started_at=row.started_at, pauses=pauses)


def waits(case: IntakeCase, name: str, rule: str) -> bool:
    """Whether this clock stands still with the case: a stage's does where its own procedure says so (of
    an added scheme, or of a case made urgent while it waited, it may not); a public notice hangs on."""
    about = scheme_of(name)
    procedure = clocks.procedure_of(case, about) if name.startswith(STAGE) else None
    if procedure is None or not procedure.pauses:
        return False
    notice = procedure.notice_stage
    return not (notice and notice.limit == rule)
