"""Along the way: write down a stage, extend the limit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from backend.accounts.actor import Actor
from backend.doors.layout import beijing_day
from backend.intake import clocks, hanging, stage_clocks
from backend.intake.casework import Who, finish
from backend.intake.guards import begin, not_now
from backend.intake.item_results import open_item
from backend.intake.models import IntakeCase
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
    scheme: str | None = None,
    hung_on: date | None = None,
) -> CaseView:
    """Write down that a step was done; `contacted` keeps the promise to call.

    `stage` is one of `stages_of(case)`, or of the procedure of `scheme`, one added to the case.
    `hung_on`: the day a public notice was put up, for `notice_hung` and for the stage in which it
    hangs, which is done the day after its last one (`hanging`).
    Raises Invalid naming them, MoveNotAllowed when no such scheme is open, or the notice still hangs.
    """
    case = begin(case_id, actor, Action.RECORD_STAGE, version)
    about = None if scheme in ("", case.scheme) else scheme
    if about and open_item(case, about) is None:
        raise not_now(case, actor, "这件里没有等着办结的这个项目，请刷新后再看。")
    known = stages_of_item(case, about) if about else stages_of(case)
    _refuse_unknown(stage, known)
    if stage == hanging.HUNG:
        hanging.put_up_by_hand(case, actor, now, hung_on, note, about)
        return view_of(case, actor)
    if stage == hanging.DOWN:
        hanging.take_down_by_hand(case, actor, now, note, about)
        return view_of(case, actor)
    hung = hanging.hung_in_full(case, actor, stage, hung_on, now, about)
    if stage == CONTACTED:
        case.contacted_at = case.contacted_at or now
    stage_clocks.end_stage(case, stage, now, about)
    stage_clocks.start_next(case, stage, now, about)
    details = {"stage": stage, "title": known[stage], "note": noted(note)} | hung
    finish(case, Action.RECORD_STAGE, Who.of(actor), now, details | hanging.about(about))
    return view_of(case, actor)


def _refuse_unknown(stage: str, known: Mapping[str, str]) -> None:
    if stage not in known:
        listed = "、".join(f"{id_}（{title}）" for id_, title in known.items())
        raise Invalid(errors=[FieldError("/stage", f"只能从这些里选：{listed or '没有'}。")])


def extend(
    case_id: str, actor: Actor, now: datetime, version: int | None, reason: str | None
) -> CaseView:
    """Use the longer limit the procedure allows in special circumstances, once, with the reason, and
    before the first one is over: the resident is told of it in time, by the same transaction."""
    case = begin(case_id, actor, Action.EXTEND, version)
    if not clocks.may_extend(case):
        raise not_now(case, actor, "这一项没有可以延长的期限，或者已经延长过一次。")
    is_over = case.due_on is not None and beijing_day(now) > case.due_on
    if is_over or (case.due_at is not None and now > case.due_at):
        raise not_now(case, actor, "期限已经过了，不能再延；延长要在到期以前告诉居民。")
    words = required(reason, "reason", "请写明是什么特殊情况要延长，居民看得到。")
    case.extended_at = now
    finish(case, Action.EXTEND, Who.of(actor), now, {"reason": words})
    return view_of(case, actor)


def stages_of_item(case: IntakeCase, scheme: str) -> dict[str, str]:
    """Give the stages that may be written down for a scheme added to this case: id -> title."""
    return hanging.titles_of(case, scheme) | clocks.procedure_stages(case, scheme)


def stages_of(case: IntakeCase) -> dict[str, str]:
    """Give the stages that may be written down for this case: id -> title."""
    return GENERAL_STAGES | hanging.titles_of(case) | clocks.procedure_stages(case)
