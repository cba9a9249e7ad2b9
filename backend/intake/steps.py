"""The way from acceptance to the first payment as its resident sees it: done when, and what is next."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from backend.content.models import Procedure
from backend.intake.clocks import procedure_of
from backend.intake.hanging import hanging_of
from backend.intake.history import details_of
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.states import FINAL, CaseState, Result

_ACCEPTED: Final = "正式受理，从这天算办理时间"
_CONFIRMATION: Final = "confirmation"


@dataclass(frozen=True)
class Step:
    """One step; `done_at` None when it is not written down, `is_now` the first that is to come.
    An `is_optional` one only some cases go through; `left_out` says why this case did not."""

    title: str
    note: str
    done_at: datetime | None
    is_optional: bool = False
    is_now: bool = False
    left_out: str = ""


def steps_of(case: IntakeCase, events: Sequence[CaseEvent]) -> list[Step]:
    """Give the steps of an accepted application by its procedure; none before acceptance, and none
    after a no, where only the reason and the way to object count."""
    procedure = procedure_of(case)
    if case.accepted_at is None or procedure is None or _is_no(case):
        return []
    done, skipped = _done(events), _skipped(case, events)
    if case.result == Result.GRANTED and case.decided_at is not None:
        done.setdefault(_CONFIRMATION, case.decided_at)
    steps = [Step(_ACCEPTED, "", case.accepted_at)]
    notes = _notes(case, procedure, done)
    steps += [
        Step(
            one.name,
            notes.get(one.id, one.note),
            done.get(one.id),
            one.optional,
            left_out=skipped.get(one.id, ""),
        )
        for one in procedure.stages
        if one.starts != "decided"
    ]
    if procedure.payment_starts:
        steps.append(Step(f"发钱：{procedure.payment_starts}", "", done.get("paid")))
    return _pointing(steps, is_open=CaseState(case.state) not in FINAL)


def _notes(case: IntakeCase, procedure: Procedure, done: Mapping[str, datetime]) -> dict[str, str]:
    """Give what to say of a step instead of its note: from when to when the notice hangs."""
    stage = procedure.notice_stage
    if stage is None or stage.id in done or CaseState(case.state) in FINAL:
        return {}
    hanging = hanging_of(case)
    return {stage.id: f"正在公示：{hanging.words}"} if hanging else {}


def _is_no(case: IntakeCase) -> bool:
    return case.result is not None and Result(case.result) is not Result.GRANTED


def _done(events: Iterable[CaseEvent]) -> dict[str, datetime]:
    """Give when each stage was last written down, and when the first money was."""
    found: dict[str, datetime] = {}
    for event in events:
        if event.name == "case:stage_recorded":
            details = details_of(event)
            if not details.get("scheme"):  # of a scheme added to the case
                found[str(details["stage"])] = event.at
        elif event.name == "case:followed_up" and details_of(event)["what"] == "paid":
            found.setdefault("paid", event.at)
    return found


def _skipped(case: IntakeCase, events: Iterable[CaseEvent]) -> dict[str, str]:
    """Give the stages the end went without, each with the reason; none while the case is open."""
    closed = [one for one in events if one.name == "case:closed"]
    if CaseState(case.state) is not CaseState.CLOSED or not closed:
        return {}
    return {one["stage"]: one["reason"] for one in details_of(closed[-1]).get("skipped", ())}


def _pointing(steps: list[Step], *, is_open: bool) -> list[Step]:
    """Mark what comes next: the first step after the last one done that every case goes through."""
    if not is_open:
        return steps
    last = max(place for place, one in enumerate(steps) if one.done_at)
    upcoming = [place for place, one in enumerate(steps) if place > last and not one.is_optional]
    now = upcoming[0] if upcoming else -1
    return [replace(one, is_now=place == now) for place, one in enumerate(steps)]
