"""The window's answers: accept, decline, close, reopen."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.doors.layout import beijing_day
from backend.extensions import db
from backend.intake import notices, running
from backend.intake.beside import open_parts
from backend.intake.casework import Who, finish, hold
from backend.intake.cooperation import cancel_open_referrals
from backend.intake.follow_ups import owed_since
from backend.intake.forbidden import refuse_no_for_lack
from backend.intake.guards import begin, not_now, refuse_when_accepted
from backend.intake.hearings import was_heard
from backend.intake.item_results import open_items, untold_items
from backend.intake.items import refuse_while_items_open
from backend.intake.models import APPLICATIONS, IntakeCase
from backend.intake.needed_stages import explained
from backend.intake.settlements import settled_by
from backend.intake.stage_clocks import start_refusal, start_stages
from backend.intake.states import OPEN, Action, CaseState, Result
from backend.intake.views import CaseView, view_of
from backend.intake.words import reason_and_article, required
from backend.sealing import sealer


def accept(case_id: str, actor: Actor, now: datetime, version: int | None) -> CaseView:
    """Accept formally (受理): from today the statutory limit runs."""
    case = begin(case_id, actor, Action.ACCEPT, version)
    _only_applications(case, actor)
    refuse_when_accepted(case, actor)
    has_more = open_parts(case).item  # read with the case: asks nothing of its own
    case.accepted_at = now
    case.contacted_at = case.contacted_at or now
    start_stages(case, "accepted", now)  # before the trail, which others then wait for
    for scheme in open_items(case) if has_more else ():
        start_stages(case, "accepted", now, scheme)
    finish(case, Action.ACCEPT, Who.of(actor), now)
    return view_of(case, actor)


def decline(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    reason: str | None,
    article: str | None,
) -> CaseView:
    """Refuse to accept (不予受理), with the reason in words and the article.

    Raises ReasonMissing naming each that is missing, Invalid when something nobody may demand is
    what is missing.
    """
    case = begin(case_id, actor, Action.DECLINE, version)
    _only_applications(case, actor)
    refuse_when_accepted(case, actor)
    refuse_while_items_open(case, actor)
    words, law = reason_and_article(reason, article)
    refuse_no_for_lack(case, words, now)
    _decide(case, actor, now, words, law)
    case.untold_since = case.untold_since or now
    finish(case, Action.DECLINE, Who.of(actor), now, {"reason": words, "article": law})
    notices.tell_referrer(case, now)
    return view_of(case, actor)


def close(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    result: Result,
    reason: str | None,
    article: str | None = None,
    confirmed_by: str | None = None,
    witness: str | None = None,
    skipped: Mapping[str, str] | None = None,
) -> CaseView:
    """End the case with a result and the reason in words; a no also with the article.

    A decision waits for the stages its procedure needs; `skipped` says of those that fell away why
    (`needed_stages`).

    `granted` and `refused` end an accepted application, `kept`, `reduced` and `stopped` a review,
    everything else ends what was not accepted. What ends without a decision ends by somebody's word
    (`settlements`). Departments still asked need not answer any more.
    """
    case = begin(case_id, actor, Action.CLOSE, version)
    _fits(case, actor, result)
    refuse_while_items_open(case, actor)
    settled = settled_by(case, actor, result, confirmed_by, witness, now)
    if result.needs_hearing and not was_heard(case):
        raise not_now(
            case, actor, "减发、停发之前先听取本人的意见，用“记听取意见”写下来，再作决定。"
        )
    if result.is_negative:
        words, law = reason_and_article(reason, article)
        refuse_no_for_lack(case, words, now)
    else:
        words = required(reason, "reason", "请写明办理结果，居民看得到。")
        law = (article or "").strip()
    settled |= explained(case, result, skipped)
    cancel_open_referrals(case, now)
    case.result = result
    _decide(case, actor, now, words, law or None)
    if result.is_negative:
        case.untold_since = case.untold_since or now
    details = {"result": str(result), "reason": words, "article": law} | settled
    finish(case, Action.CLOSE, Who.of(actor), now, details)
    notices.tell_referrer(case, now)
    if result.is_negative:
        start_refusal(case, now)
    return view_of(case, actor)


def reopen(
    case_id: str, actor: Actor, now: datetime, version: int | None, reason: str | None
) -> CaseView:
    """Undo an ending: an accepted case goes on under its old limit, any other waits at the window
    with a fresh promise. What was decided stays in the history.

    Raises MoveNotAllowed for an objection or a review when a later one of the same case is open.
    """
    siblings = _siblings_of(case_id)
    case = begin(case_id, actor, Action.REOPEN, version)
    if any(one.kind == case.kind and CaseState(one.state) in OPEN for one in siblings):
        raise not_now(case, actor, "同一件后来的异议或复核正在办，请在那一件里接着办。")
    words = required(reason, "reason", "请写明为什么要重开。")
    owed = untold_items(case)
    running.end_all(
        case.id, now
    )  # nobody hands over a refusal that is undone; one of an item stands
    details = {"reason": words, "was": case.result or case.state, "article": case.article or ""}
    case.decided_at = case.decided_by = case.reason_sealed = None
    case.result = case.article = case.told_at = case.withdrawn_at = None
    case.untold_since = owed_since(case, owed)  # a no to one scheme stands, reopened or not
    if case.accepted_at is None:
        case.complete_on = beijing_day(now)
    finish(case, Action.REOPEN, Who.of(actor), now, details, "case:reopened")
    return view_of(case, actor)


def _siblings_of(case_id: str) -> list[IntakeCase]:
    """Give the other objections to, and reviews of, the same case; that case is locked first, so that
    none is opened meanwhile."""
    parent = select(IntakeCase.parent_id).where(IntakeCase.id == case_id)
    found = db.session.scalar(
        select(IntakeCase.id)
        .where(IntakeCase.id == parent.scalar_subquery())
        .with_for_update(key_share=True)
    )
    if found is None:
        return []
    others = select(IntakeCase).where(IntakeCase.parent_id == found, IntakeCase.id != case_id)
    return list(db.session.scalars(others.execution_options(populate_existing=True)))


def _decide(case: IntakeCase, actor: Actor, now: datetime, words: str, law: str | None) -> None:
    case.decided_at, case.decided_by, case.article = now, actor.staff_id, law
    case.reason_sealed = sealer().seal(words, "intake_case", case.id, "reason")
    hold(case, None, now)


def _only_applications(case: IntakeCase, actor: Actor) -> None:
    if case.kind not in APPLICATIONS:
        raise not_now(case, actor, "提问和异议不用受理，答复清楚后直接办结；复核也不用受理。")


def _fits(case: IntakeCase, actor: Actor, result: Result) -> None:
    """An accepted application ends with a decision, a review with a review's result; a decision
    needs an accepted application."""
    if (case.kind == "review") != result.ends_review:
        detail = "复核办结，写照旧、减发还是停发。" if case.kind == "review" else _NOT_A_REVIEW
        raise not_now(case, actor, detail)
    is_accepted = case.accepted_at is not None
    if is_accepted == result.needs_acceptance:
        return
    detail = (
        "已经受理的，办结要写给予还是不予救助。"
        if is_accepted
        else "还没有受理，不能作给予或不予救助的决定；请先受理，或不予受理并写明理由。"
    )
    raise not_now(case, actor, detail)


_NOT_A_REVIEW: Final = "照旧、减发、停发只在复核里写；要减发、停发，先在给予救助的办件上开始复核。"
