"""Along the way: write down a stage, extend the limit."""

from __future__ import annotations

from datetime import datetime

from backend.accounts.actor import Actor
from backend.intake import clocks
from backend.intake.casework import Who, finish
from backend.intake.guards import begin
from backend.intake.models import IntakeCase
from backend.intake.problems import MoveNotAllowed
from backend.intake.states import Action
from backend.intake.views import CaseView, view_of
from backend.intake.wording import CONTACTED
from backend.intake.words import noted, required
from backend.problems import FieldError, Invalid

# Stages any case may have; the procedure of the scheme adds its own.
GENERAL_STAGES = {CONTACTED: "已经联系过您", "visited": "已经上门看过", "progress": "办理有进展"}


def record_stage(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    stage: str,
    note: str | None = None,
) -> CaseView:
    """Write down that a step was done; `contacted` keeps the promise to call.

    `stage` is one of `stages_of(case)`. Raises Invalid naming them.
    """
    case = begin(case_id, actor, Action.RECORD_STAGE, version)
    known = stages_of(case)
    if stage not in known:
        listed = "、".join(f"{id_}（{title}）" for id_, title in known.items())
        raise Invalid(errors=[FieldError("/stage", f"只能从这些里选：{listed}。")])
    if stage == CONTACTED:
        case.contacted_at = case.contacted_at or now
    details = {"stage": stage, "title": known[stage], "note": noted(note)}
    finish(case, Action.RECORD_STAGE, Who.of(actor), now, details)
    return view_of(case, actor)


def extend(
    case_id: str, actor: Actor, now: datetime, version: int | None, reason: str | None
) -> CaseView:
    """Use the longer limit the procedure allows in special circumstances, once, with the reason."""
    case = begin(case_id, actor, Action.EXTEND, version)
    if not clocks.may_extend(case):
        raise MoveNotAllowed("这一项没有可以延长的期限，或者已经延长过一次。")
    words = required(reason, "reason", "请写明是什么特殊情况要延长，居民看得到。")
    case.extended_at = now
    finish(case, Action.EXTEND, Who.of(actor), now, {"reason": words})
    return view_of(case, actor)


def stages_of(case: IntakeCase) -> dict[str, str]:
    """Give the stages that may be written down for this case: id -> title."""
    return GENERAL_STAGES | clocks.procedure_stages(case)
