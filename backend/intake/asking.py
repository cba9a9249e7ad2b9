"""一次性告知: tell the resident, once, everything that is missing.

What is needed is computed from the case's facts by the procedure's rules; what may not be demanded
is refused. A second time is for what could not be known the first time; anything else was the
window's slip, needs a supervisor's approval and stays marked on the case.
Source: 民发〔2021〕57号第十条; 社会救助法第六十二条.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from backend.accounts.actor import Actor
from backend.accounts.permissions import Permission
from backend.doors.layout import beijing_day
from backend.intake import clocks, notices, running
from backend.intake.casework import Who, drop_wish, finish
from backend.intake.forbidden import refuse_demands
from backend.intake.guards import begin, not_now
from backend.intake.history import details_of, events_of
from backend.intake.limits import SUPPLEMENT, SUPPLEMENT_REMINDER
from backend.intake.models import IntakeCase
from backend.intake.needs import Need, is_same_paper, needs
from backend.intake.problems import ReasonMissing, ToldOnceAlready
from backend.intake.scope import may_here
from backend.intake.states import Action
from backend.intake.views import CaseView, view_of
from backend.intake.words import noted, required
from backend.sealing import sealer

MOST_ITEMS = 20
_PAST_ASKING = "已经受理了，不再向居民要材料；要核实的，由窗口和部门自己查。"


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

    A second time needs `reason`: why it was not said the first time, and for what was knowable
    then a supervisor's approval. Raises ReasonMissing, Invalid for what may not be demanded,
    ToldOnceAlready.
    """
    case = begin(case_id, actor, Action.ASK_SUPPLEMENT, version)
    if case.accepted_at is not None and not clocks.pauses_for_supplement(case):
        raise not_now(case, actor, _PAST_ASKING)
    wanted = _wanted(items)
    _refuse_forbidden(case, items, message, now)
    details: dict[str, Any] = {"items": wanted, "message": noted(message), "reason": ""}
    if case.asked_times:
        details |= _again(case, actor, wanted, reason)
    else:
        details["knowable"] = [one.name for one in needs_of(case)]
    asked = {"items": wanted, "message": details["message"]}
    case.asked_sealed = sealer().seal_json(asked, "intake_case", case.id, "asked")
    case.asked_times += 1
    case.contacted_at = case.contacted_at or now
    clocks.pause(case, now)
    if until := running.start_named(case, running.SUPPLEMENT, SUPPLEMENT, now):
        details["until"] = until.as_said()
    else:  # nobody is forgotten where the place sets no day: the window is reminded to call
        running.start_named(case, running.WAITING, SUPPLEMENT_REMINDER, now)
    finish(case, Action.ASK_SUPPLEMENT, Who.of(actor), now, details)
    return view_of(case, actor)


def take_supplement(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    items: Sequence[str] = (),
    message: str | None = None,
) -> CaseView:
    """Write down that what was asked for came to the window, by hand, by post or by somebody sent:
    the case goes on exactly as when the person sends it in themselves.

    Whoever works at the window takes it, also for a colleague who is away: nobody is sent home.
    """
    case = begin(case_id, actor, Action.TAKE_SUPPLEMENT, version)
    case.complete_on = beijing_day(now)
    brought = list(dict.fromkeys(words for one in items if (words := noted(one))))
    details = {"items": brought, "message": noted(message)}
    for_another = case.holder_id != actor.staff_id
    hint = "case:supplement_received" if for_another else None
    finish(case, Action.TAKE_SUPPLEMENT, Who.of(actor), now, details, hint)
    return view_of(case, actor)


def approve_supplement(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    items: Sequence[str],
    reason: str | None,
) -> CaseView:
    """Let the clerk ask once more for what should have been said the first time; a supervisor's
    move, never the holder's own. It stays marked on the case. Raises MoveNotAllowed, Invalid.
    """
    case = begin(case_id, actor, Action.APPROVE_SUPPLEMENT, version)
    if not case.asked_times:
        raise not_now(case, actor, "这件还没有告知过要补什么，第一次告知不用批。")
    if case.accepted_at is not None and not clocks.pauses_for_supplement(case):
        raise not_now(case, actor, _PAST_ASKING)
    wanted = _wanted(items)
    _refuse_forbidden(case, items, None, now)
    words = required(reason, "reason", "请写明为什么同意再让居民补一次，居民看得到。")
    details = {"items": wanted, "reason": words}
    drop_wish(case)
    finish(case, Action.APPROVE_SUPPLEMENT, Who.of(actor), now, details, "case:supplement_approved")
    return view_of(case, actor)


def needs_of(case: IntakeCase) -> tuple[Need, ...]:
    """Give what this case needs, by its facts as its door handed them in."""
    summary = notices.open_summary(case)
    given = ("phone",) if summary.get("phone") else ()
    return needs(clocks.procedure_of(case), conditions_of(case), given)


def conditions_of(case: IntakeCase) -> set[str]:
    """Give what holds for the household, in the words of the procedure's conditions (class A)."""
    return {str(one) for one in notices.open_summary(case).get("conditions") or ()}


def _again(
    case: IntakeCase, actor: Actor, wanted: Sequence[str], reason: str | None
) -> dict[str, Any]:
    """Give what is written down with a second demand. Raises ReasonMissing, ToldOnceAlready."""
    words = required(reason, "reason", "补材料只能一次性告知；再次要补，请写明上次为什么没说。")
    told, knowable, approved = _said_so_far(case.id)
    late = [one for one in wanted if _is_late(one, told, knowable)]
    is_supervisor = may_here(actor, [Permission.SUPERVISE], case.division_code)
    unapproved = [one for one in late if one not in approved]
    if unapproved and not is_supervisor:
        raise ToldOnceAlready.of(unapproved)
    return {"reason": words, "late": late, "approved": [one for one in late if one in approved]}


def _is_late(wanted: str, told: set[str], knowable: set[str]) -> bool:
    """Whether this could have been said the first time and was not, however it is worded now."""
    meant = [name for name in knowable if is_same_paper(wanted, name)]
    was_told = any(is_same_paper(one, name) for name in meant for one in told)
    return bool(meant) and not was_told and wanted not in told


def _said_so_far(case_id: str) -> tuple[set[str], set[str], set[str]]:
    """Give what was asked for already, what was knowable then, and what a supervisor has approved
    since the last demand."""
    told: set[str] = set()
    knowable: set[str] = set()
    approved: set[str] = set()
    for event in events_of(case_id):
        if event.name == "case:supplement_requested":
            details = details_of(event)
            told.update(details["items"])
            knowable.update(details.get("knowable", []))
            approved.clear()
        elif event.name == "case:supplement_approved":
            approved.update(details_of(event)["items"])
    return told, knowable, approved


def _wanted(items: Sequence[str]) -> list[str]:
    wanted = list(dict.fromkeys(words for one in items if (words := noted(one))))[:MOST_ITEMS]
    if not wanted:
        raise ReasonMissing.of(items="请把要补的材料一次写全，一项一条。")
    return wanted


def _refuse_forbidden(
    case: IntakeCase, items: Sequence[str], message: str | None, now: datetime
) -> None:
    """Raise Invalid naming each demand nobody may make, each by the place it was given at."""
    fields = [(f"/items/{place}", noted(one)) for place, one in enumerate(items)]
    refuse_demands(case, [*fields, ("/message", noted(message))], now)
