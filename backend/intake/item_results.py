"""How one of several schemes of a case ended: written by the case's holder, or by the department
that leads it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

from sqlalchemy import select

from backend.accounts.actor import Actor
from backend.extensions import db
from backend.intake import notices, stage_clocks
from backend.intake.casework import Who, leave_trace
from backend.intake.forbidden import refuse_no_for_lack
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseItem
from backend.intake.states import CaseState, Result
from backend.intake.words import reason_and_article, required
from backend.sealing import sealer

# A department decides; an end without a decision rests on words only the window can take.
BY_DEPARTMENT: Final = (Result.GRANTED, Result.REFUSED)


def open_item(case: IntakeCase, scheme: str) -> CaseItem | None:
    """Give the item of this scheme; None when the case has none, or it has its result."""
    query = select(CaseItem).where(CaseItem.case_id == case.id, CaseItem.scheme == scheme)
    row = db.session.scalar(query.execution_options(populate_existing=True))
    return row if row is not None and row.settled_at is None else None


def open_items(case: IntakeCase) -> list[str]:
    """Give the added schemes that have no result yet, the oldest first."""
    query = select(CaseItem.scheme).where(
        CaseItem.case_id == case.id, CaseItem.settled_at.is_(None)
    )
    return list(db.session.scalars(query.order_by(CaseItem.added_at, CaseItem.scheme)))


def untold_items(case: IntakeCase) -> list[CaseItem]:
    """Give the added schemes whose no has not reached its person, the oldest first."""
    query = (
        select(CaseItem)
        .where(
            CaseItem.case_id == case.id,
            CaseItem.result == Result.REFUSED,
            CaseItem.told_at.is_(None),
        )
        .order_by(CaseItem.settled_at, CaseItem.scheme)
    )
    return list(db.session.scalars(query.execution_options(populate_existing=True)))


def write_result(
    case: IntakeCase,
    row: CaseItem,
    actor: Actor,
    now: datetime,
    result: Result,
    reason: str | None,
    article: str | None,
    *,
    field: str = "reason",
) -> dict[str, Any]:
    """Put the result on the item; give what goes into the event. A no is owed to its person from now
    on, whatever becomes of the case. Raises ReasonMissing, and Invalid naming the `field` that gives
    as a reason what nobody may demand."""
    if result.is_negative:
        words, law = reason_and_article(reason, article)
        refuse_no_for_lack(case, words, now, row.scheme, field)
        case.untold_since = case.untold_since or now
    else:
        words, law = required(reason, "reason", "请写明结果，居民看得到。"), (article or "").strip()
    row.result, row.article = result, law or None
    row.reason_sealed = sealer().seal(words, "case_item", row.id, "reason")
    row.settled_at, row.settled_by = now, actor.staff_id
    db.session.flush()
    stage_clocks.item_settled(case, row.scheme, now, is_no=result.is_negative)
    return {"scheme": row.scheme, "result": str(result), "reason": words, "article": law}


def leave_result(case: IntakeCase, actor: Actor, now: datetime, details: dict[str, Any]) -> None:
    """Leave the event of a result that came with a department's answer, and tell the resident and
    whoever referred the household."""
    case.version += 1
    leave_trace(case, "case:item_settled", Who.of(actor), now, CaseState(case.state), details)
    notices.tell_referrer(case, now)
