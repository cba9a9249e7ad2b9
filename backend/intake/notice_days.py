"""How long the public notice of a case hangs, by its procedure; and whether there is one at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from backend.intake import clocks
from backend.intake.deadlines import due_by
from backend.intake.limits import named_rule
from backend.intake.models import IntakeCase


@dataclass(frozen=True)
class NoticeDays:
    """`last_on` None where the rule leaves the days to the place; `why` where nothing is shown."""

    is_shown: bool
    last_on: date | None
    why: str


def notice_days_of(case: IntakeCase, start: date) -> NoticeDays:
    """Give the last day of a notice put up on `start` (Beijing), counted as its rule says."""
    procedure = clocks.procedure_of(case)
    notice = procedure.public_notice if procedure else None
    if procedure is None or notice is None or notice.none or notice.where != "village":
        return NoticeDays(is_shown=False, last_on=None, why=notice.why if notice else "")
    rule = (
        named_rule(
            clocks.library(), notice.limit, f"{procedure.name}：公示", start, case.division_code
        )
        if notice.limit
        else None
    )
    if rule is None:
        return NoticeDays(is_shown=True, last_on=None, why="")
    return NoticeDays(is_shown=True, last_on=due_by(rule, start, clocks.calendar()).due_on, why="")
