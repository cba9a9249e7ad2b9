"""Along the way: ask once for what is missing, write down a stage, extend the limit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from backend.accounts.actor import Actor
from backend.intake import clocks
from backend.intake.casework import Who, finish
from backend.intake.guards import begin
from backend.intake.models import IntakeCase
from backend.intake.problems import MoveNotAllowed, ReasonMissing
from backend.intake.states import Action
from backend.intake.views import CaseView, view_of
from backend.intake.wording import CONTACTED
from backend.intake.words import noted, required
from backend.problems import FieldError, Invalid
from backend.sealing import sealer

# Stages any case may have; the procedure of the scheme adds its own.
GENERAL_STAGES = {CONTACTED: "已经联系过您", "visited": "已经上门看过", "progress": "办理有进展"}
MOST_ITEMS = 20


def ask_supplement(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    items: Sequence[str],
    message: str | None = None,
    reason: str | None = None,
) -> CaseView:
    """Tell the resident, in one go, everything that is missing (一次性告知); no clock runs meanwhile.

    A second time needs `reason`: why it was not said the first time.
    Source: 民发〔2021〕57号第十条. Raises ReasonMissing.
    """
    case = begin(case_id, actor, Action.ASK_SUPPLEMENT, version)
    wanted = [words for one in items if (words := noted(one))][:MOST_ITEMS]
    if not wanted:
        raise ReasonMissing.of(items="请把要补的材料一次写全，一项一条。")
    again = ""
    if case.asked_times:
        again = required(reason, "reason", "补材料只能一次性告知；再次要补，请写明上次为什么没说。")
    asked = {"items": wanted, "message": noted(message)}
    case.asked_sealed = sealer().seal_json(asked, "intake_case", case.id, "asked")
    case.asked_times += 1
    case.contacted_at = case.contacted_at or now
    finish(case, Action.ASK_SUPPLEMENT, Who.of(actor), now, asked | {"reason": again})
    return view_of(case, actor)


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
