"""Clocks of the stages of a procedure: which begin when, and by which limit."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from backend.content.models import Procedure, Stage
from backend.doors.layout import beijing_day
from backend.intake import clocks, running
from backend.intake.deadlines import DueDate, StageRule, hung_out
from backend.intake.history import recorded_stages
from backend.intake.limits import named_rule, stage_rule
from backend.intake.models import IntakeCase

_OPENED_AND_CLAIMED: Final = 2  # the version of a case nobody has done more to


def clock_of(stage: str, scheme: str | None = None) -> str:
    """Give the name of the clock of this stage: of the case's own scheme, or of one added to it."""
    return f"{running.STAGE}{stage}:{scheme}" if scheme else f"{running.STAGE}{stage}"


def start_stages(case: IntakeCase, starts: str, now: datetime, scheme: str | None = None) -> None:
    """Start the clock of every stage that begins with this event (`accepted`, `decided`): of the
    case's own scheme, or of one added to it. One written down already (help given before it was
    accepted) is done, and what follows it begins."""
    procedure = clocks.procedure_of(case, scheme)
    if procedure is None:
        return
    done = _done(case, scheme)
    for stage in procedure.stages:
        if stage.starts == starts and stage.id in done:
            start_next(case, stage.id, now, scheme)
        elif stage.starts == starts:
            _start(case, procedure, stage, now, scheme)


def start_next(case: IntakeCase, stage: str, now: datetime, scheme: str | None = None) -> None:
    """The next stage begins when this one is done, where the procedure says so: with one that only
    some cases go through, also the one behind it. When the case does go through it, that begins anew;
    not when it is written down once more.
    """
    procedure = clocks.procedure_of(case, scheme)
    if procedure is None or case.accepted_at is None:
        return
    stages = {one.id: one for one in procedure.stages}
    done = _done(case, scheme)
    for one in _after(procedure, stage):
        if one.id in done:
            continue
        if stage in stages and stages[stage].optional and stage not in done:
            end_stage(case, one.id, now, scheme)
        _start(case, procedure, one, now, scheme)


def change_way(
    case: IntakeCase,
    scheme: str | None,
    before: Procedure | None,
    now: datetime,
    since: datetime | None = None,
) -> None:
    """The case, or a scheme added to it, is from now on handled in another way than `before`: what only
    the old way knows stops, what the new one begins with begins, and a step of both runs on by the day
    it has. `since`: when it had turned from this way to that one; what stopped then is taken up
    again, without the days the resident was waited for."""
    after = clocks.procedure_of(case, scheme)
    if case.accepted_at is None or after is None or after == before:
        return
    names = {clock_of(one.id, scheme) for one in after.stages}
    running.end_stages(case.id, scheme, now, but=names)
    if since is not None:
        done = {clock_of(one, scheme) for one in _done(case, scheme)}
        running.take_up(case, names - done, since)
    start_stages(case, "accepted", now, scheme)


def _done(case: IntakeCase, scheme: str | None) -> set[str]:
    """Give the stages written down so far; of a case that was only opened and claimed there are none."""
    if case.version <= _OPENED_AND_CLAIMED:
        return set()
    return {details["stage"] for _, details in recorded_stages(case.id, scheme)}


def start_refusal(case: IntakeCase, now: datetime) -> None:
    """A no has to be handed over in writing within its limit (社会救助法第四十五条); this clock runs
    on although the case is closed, until the delivery is written down."""
    procedure = clocks.procedure_of(case)
    for stage in _refusals(procedure):
        _start(case, procedure, stage, now)


def item_settled(case: IntakeCase, scheme: str, now: datetime, *, is_no: bool) -> None:
    """An added scheme has its result: its stages end, and a no to it has to be handed over as the
    case's own, whatever becomes of the case meanwhile."""
    running.end_item(case.id, scheme, now)
    procedure = clocks.procedure_of(case, scheme)
    if is_no and procedure is not None:
        for stage in _refusals(procedure):
            rule = _rule(case, procedure, stage, now)
            running.start(case, f"{running.REFUSAL}{scheme}", rule, now)


def refusal_delivered(case: IntakeCase, scheme: str, now: datetime) -> None:
    """The no to an added scheme has reached its person."""
    running.end(case.id, f"{running.REFUSAL}{scheme}", now)


def _refusals(procedure: Procedure | None) -> list[Stage]:
    refusal = procedure.written_refusal if procedure else None
    return [
        one
        for one in (procedure.stages if procedure else ())
        if refusal and one.starts == "decided" and one.limit == refusal.limit
    ]


def _after(procedure: Procedure, stage: str) -> list[Stage]:
    """Give the stages that may begin after this one: up to the first that every case goes through."""
    found: list[Stage] = []
    steps = [one.id for one in procedure.stages]
    for one in procedure.stages[steps.index(stage) + 1 :] if stage in steps else ():
        if one.starts != "previous":
            break
        found.append(one)
        if not one.optional:
            break
    return found


def end_stage(case: IntakeCase, stage: str, now: datetime, scheme: str | None = None) -> None:
    """The stage was written down."""
    running.end(case.id, clock_of(stage, scheme), now)


def notice_due(
    case: IntakeCase, hung_on: date, scheme: str | None = None, *, is_hung: bool = True
) -> DueDate | None:
    """Give how long the public notice of the case, or of a scheme added to it, hangs when it was put
    up on `hung_on`; None where its procedure has none, or nobody set the days."""
    procedure = clocks.procedure_of(case, scheme)
    rule = _notice_rule(case, procedure, hung_on) if procedure else None
    return hung_out(rule, hung_on, clocks.calendar(), is_hung=is_hung) if rule else None


def start_notice(
    case: IntakeCase,
    hung_on: date,
    now: datetime,
    scheme: str | None = None,
    *,
    is_hung: bool = True,
) -> None:
    """Count the public notice from the day it was put up, instead of what was counted so far."""
    procedure = clocks.procedure_of(case, scheme)
    stage = procedure.notice_stage if procedure else None
    if procedure is None or stage is None:
        return
    end_stage(case, stage.id, now, scheme)
    due = notice_due(case, hung_on, scheme, is_hung=is_hung)
    _start_due(case, procedure, stage, due, now, scheme)


def _start_due(
    case: IntakeCase,
    procedure: Procedure,
    stage: Stage,
    due: DueDate | None,
    now: datetime,
    scheme: str | None,
) -> None:
    if due is not None:
        title = f"{procedure.name}：{stage.name}"
        running.start_due(case, clock_of(stage.id, scheme), title, due, now)


def _notice_rule(case: IntakeCase, procedure: Procedure, on: date) -> StageRule | None:
    stage, notice = procedure.notice_stage, procedure.public_notice
    limit = (stage.limit if stage else None) or (notice.limit if notice else None)
    if stage is None or limit is None:
        return None
    title = f"{procedure.name}：{stage.name}"
    return named_rule(clocks.library(), limit, title, on, case.division_code)


def _start(
    case: IntakeCase,
    procedure: Procedure | None,
    stage: Stage,
    now: datetime,
    scheme: str | None = None,
) -> None:
    if procedure is None:
        return
    if stage == procedure.notice_stage:
        due = notice_due(case, beijing_day(now), scheme, is_hung=False)
        _start_due(case, procedure, stage, due, now, scheme)  # one that hangs already goes on
        return
    running.start(case, clock_of(stage.id, scheme), _rule(case, procedure, stage, now), now)


def _rule(case: IntakeCase, procedure: Procedure, stage: Stage, now: datetime) -> StageRule | None:
    return stage_rule(clocks.library(), procedure, stage, beijing_day(now), case.division_code)
