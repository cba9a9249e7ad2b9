"""Clocks of the stages of a procedure: which begin when, and by which limit."""

from __future__ import annotations

from datetime import datetime

from backend.content.models import Procedure, Stage
from backend.doors.layout import beijing_day
from backend.intake import clocks, running
from backend.intake.limits import stage_rule
from backend.intake.models import IntakeCase


def clock_of(stage: str) -> str:
    """Give the name of the clock of this stage."""
    return f"{running.STAGE}{stage}"


def start_stages(case: IntakeCase, starts: str, now: datetime) -> None:
    """Start the clock of every stage that begins with this event (`accepted`, `decided`)."""
    procedure = clocks.procedure_of(case)
    for stage in procedure.stages if procedure else ():
        if stage.starts == starts:
            _start(case, procedure, stage, now)


def start_next(case: IntakeCase, stage: str, now: datetime) -> None:
    """The next stage begins when this one is done, where the procedure says so: with one that only
    some cases go through, also the one behind it. When the case does go through it, that begins anew.
    """
    procedure = clocks.procedure_of(case)
    if procedure is None or case.accepted_at is None:
        return
    done = {one.id: one for one in procedure.stages}.get(stage)
    for one in _after(procedure, stage):
        if done and done.optional:
            end_stage(case, one.id, now)
        _start(case, procedure, one, now)


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


def start_refusal(case: IntakeCase, now: datetime) -> None:
    """A no has to be handed over in writing within its limit (社会救助法第四十五条); this clock runs
    on although the case is closed, until the delivery is written down."""
    procedure = clocks.procedure_of(case)
    refusal = procedure.written_refusal if procedure else None
    for stage in procedure.stages if procedure else ():
        if refusal and stage.starts == "decided" and stage.limit == refusal.limit:
            _start(case, procedure, stage, now)


def end_stage(case: IntakeCase, stage: str, now: datetime) -> None:
    """The stage was written down."""
    running.end(case.id, clock_of(stage), now)


def _start(case: IntakeCase, procedure: Procedure | None, stage: Stage, now: datetime) -> None:
    if procedure is not None:
        day = beijing_day(now)
        rule = stage_rule(clocks.library(), procedure, stage, day, case.division_code)
        running.start(case, clock_of(stage.id), rule, now)
