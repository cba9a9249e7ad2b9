"""Make slips for the window and for the resident; each leaves its entry in the trail."""

from __future__ import annotations

from typing import Final

from backend.accounts.actor import Actor
from backend.audit.trail import record
from backend.extensions import db
from backend.intake.models import IntakeCase
from backend.intake.problems import CaseNotFound
from backend.intake.queries import row_for
from backend.intake.reviews import reviews_of
from backend.problems import NotFound
from backend.slips.facts import facts_of
from backend.slips.sheet import Slip, SlipKind
from backend.slips.words import kinds_of, slip_of

_BETWEEN_OFFICES: Final = frozenset({SlipKind.COOPERATION})  # not the resident's


class SlipNotMade(NotFound):
    slug, title = "slip-not-made", "这件没有这张单子"
    detail_default = "办到那一步才有这张单子；请回到这一件看现在办到哪里。"


def slip_for_staff(case_id: str, actor: Actor, kind: str) -> Slip:
    """Give the newest slip of a kind; the name whole only in the holder's hands, who hands it over.

    Call in a transaction: the trail says that it was made. Raises CaseNotFound, SlipNotMade.
    """
    case = row_for(case_id, actor)
    whole = case.holder_id == actor.staff_id or case.decided_by == actor.staff_id
    slip = _slip(case, kind, whole=whole)
    fields: dict[str, str | int] = {"slip": str(slip.kind), "whole": int(whole)}
    record("case:slip_made", case.id, actor.staff_id, case.division_code, fields)
    return slip


def slip_for_resident(case_id: str, kind: str) -> Slip:
    """Give the newest slip of a kind to whoever came by number and access code; masked. Slips of a
    review of the case are the resident's too. Call in a transaction. Raises SlipNotMade."""
    case = _own(case_id)
    for one in [case, *reviews_of(case)][::-1]:
        if kind in _kinds(one):
            slip = _slip(one, kind, whole=False)
            fields: dict[str, str | int] = {"slip": str(slip.kind), "whole": 0}
            record("case:slip_made", one.id, "resident", one.division_code, fields)
            return slip
    raise SlipNotMade


def kinds_for_staff(case_id: str, actor: Actor) -> list[SlipKind]:
    """Give the slips that can be made now."""
    return kinds_of(facts_of(row_for(case_id, actor), whole=False))


def kinds_for_resident(case_id: str) -> list[SlipKind]:
    """Give the slips about the case and its reviews, each kind once."""
    case = _own(case_id)
    found = {kind for one in [case, *reviews_of(case)] for kind in _kinds(one)}
    return [kind for kind in SlipKind if kind in found]


def _own(case_id: str) -> IntakeCase:
    case = db.session.get(IntakeCase, case_id, populate_existing=True)
    if case is None:
        raise CaseNotFound
    return case


def _kinds(case: IntakeCase) -> list[SlipKind]:
    return [one for one in kinds_of(facts_of(case, whole=False)) if one not in _BETWEEN_OFFICES]


def _slip(case: IntakeCase, kind: str, *, whole: bool) -> Slip:
    facts = facts_of(case, whole=whole)
    slip = slip_of(SlipKind(kind), facts) if kind in set(SlipKind) else None
    if slip is None:
        raise SlipNotMade
    return slip
