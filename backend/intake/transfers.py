"""Passing a case to another window: an offer, taken or sent back. Until it is taken the sender holds
the case and answers for it (首问负责)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db, new_id
from backend.intake import notices, running
from backend.intake.casework import Who, finish, hold, settle_offer
from backend.intake.guards import begin, not_now, refuse_own_decision, refuse_when_accepted
from backend.intake.limits import TRANSFER_ANSWER
from backend.intake.meetings import count_bounce, refuse_while_meeting
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseTransfer
from backend.intake.problems import PlaceNotServed
from backend.intake.states import Action
from backend.intake.views import CaseView, view_of
from backend.intake.words import noted, reason_and_article, required
from backend.regions.queries import window_for
from backend.sealing import sealer


def transfer(
    case_id: str, actor: Actor, now: datetime, version: int | None, to: str, reason: str | None
) -> CaseView:
    """Offer the case to the window that answers for division `to`; clocks run on from receipt.

    Raises PlaceNotServed when nobody answers there, MoveNotAllowed when it is the same window, an
    offer is open already, or the case waits for a joint meeting.
    """
    case = begin(case_id, actor, Action.TRANSFER, version)
    words = required(reason, "reason", "请写明为什么要转，居民看得到。")
    window = window_for(to)
    if window is None:
        raise PlaceNotServed
    refuse_when_accepted(case, actor)
    if window.id == case.window_id:
        raise not_now(case, actor, "这件本来就在这个窗口，不用转。")
    if case.offered_window_id is not None:
        raise not_now(case, actor, "这件已经转出，正等对方窗口答复；要改转别处，先撤回。")
    refuse_while_meeting(case, actor)
    row_id = new_id()
    db.session.add(
        CaseTransfer(
            id=row_id,
            case_id=case.id,
            from_window=case.window_id,
            to_window=window.id,
            offered_by=actor.staff_id,
            offered_at=now,
            reason_sealed=sealer().seal(words, "case_transfer", row_id, "reason"),
        )
    )
    case.offered_window_id, case.offered_division = window.id, window.division_code
    running.start_named(case, running.TRANSFER, TRANSFER_ANSWER, now)
    details = {"reason": words, "from_window": case.window_id, "to_window": window.id}
    finish(case, Action.TRANSFER, Who.of(actor), now, details)
    notices.tell_staff(case, "case:transfer_offered", now, window_id=window.id)
    return view_of(case, actor)


def accept_transfer(case_id: str, actor: Actor, now: datetime, version: int | None) -> CaseView:
    """Take the offered case: from now on this window and this clerk answer for it."""
    case = begin(case_id, actor, Action.ACCEPT_TRANSFER, version)
    offered = _offered(case, actor)
    refuse_own_decision(case, actor)
    held_by, came_from = case.holder_id, case.window_id
    settle_offer(case, "accepted", actor.staff_id, now)
    case.window_id, case.division_code = offered
    hold(case, actor, now)
    details = {"from_window": came_from, "to_window": case.window_id}
    finish(case, Action.ACCEPT_TRANSFER, Who.of(actor), now, details)
    notices.tell_staff(case, "case:transferred", now, holder_id=held_by, window_id=came_from)
    return view_of(case, actor)


def return_transfer(
    case_id: str,
    actor: Actor,
    now: datetime,
    version: int | None,
    reason: str | None,
    article: str | None,
) -> CaseView:
    """Send the offer back with the reason and the document it rests on; the sender has it as before.

    The third time anything about a case is sent back, it goes to the supervisor for a joint meeting.
    """
    case = begin(case_id, actor, Action.RETURN_TRANSFER, version)
    sender, _ = case.window_id, _offered(case, actor)
    words, law = reason_and_article(reason, article)
    row = open_offer(case)
    sealed = sealer().seal(words, "case_transfer", row.id, "return") if row else ""
    settle_offer(case, "returned", actor.staff_id, now, return_sealed=sealed, article=law)
    details = {"reason": words, "article": law}
    finish(case, Action.RETURN_TRANSFER, Who.of(actor), now, details)
    notices.tell_staff(case, "case:transfer_returned", now, window_id=sender)
    count_bounce(case, now)
    return view_of(case, actor)


def recall_transfer(
    case_id: str, actor: Actor, now: datetime, version: int | None, reason: str | None = None
) -> CaseView:
    """Take the offer back before it is answered."""
    case = begin(case_id, actor, Action.RECALL_TRANSFER, version)
    _offered(case, actor)
    settle_offer(case, "recalled", actor.staff_id, now)
    finish(case, Action.RECALL_TRANSFER, Who.of(actor), now, {"note": noted(reason)})
    return view_of(case, actor)


def open_offer(case: IntakeCase) -> CaseTransfer | None:
    """Give the offer that waits for an answer."""
    query = select(CaseTransfer).where(
        CaseTransfer.case_id == case.id, CaseTransfer.answered_at.is_(None)
    )
    return db.session.scalar(query)


def _offered(case: IntakeCase, actor: Actor) -> tuple[str, str]:
    if case.offered_window_id is None or case.offered_division is None:
        raise not_now(case, actor, "这件现在没有转给谁，不用接收或退回。")
    return case.offered_window_id, case.offered_division
