"""Whose cases an actor may see and move: one filter for queries, the same rule for one case.

Window staff see the subtree of their division. A department's handler sees only cases in that
subtree which the department was asked about.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import ColumnElement, and_, exists, false, or_, true

from backend.accounts.actor import Actor, Post
from backend.accounts.permissions import Permission
from backend.intake.models import CaseReferral, IntakeCase
from backend.regions.codes import contains, prefix_of


def within(division_code: str) -> ColumnElement[bool]:
    """Cases whose window lies inside the division; a range, so that the index serves it."""
    prefix = prefix_of(division_code)
    if not prefix:
        return true()
    column = IntakeCase.division_code
    return column.between(prefix.ljust(12, "0"), prefix.ljust(12, "9"))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The cases this actor may know of."""
    if actor.is_system:
        return true()
    parts = [_seen_from(post) for post in actor.postings if post.grants(Permission.VIEW_QUEUE)]
    return or_(*parts) if parts else false()


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """What this actor may read when they name it: also by emergency access, which opens no list."""
    if not actor.emergencies:
        return visible_to(actor)
    return or_(visible_to(actor), IntakeCase.id.in_(actor.emergencies))


def asked_of(department: str, *, open_only: bool = False) -> ColumnElement[bool]:
    """Cases about which this department was asked (and has not been told to stop)."""
    conditions = [
        CaseReferral.case_id == IntakeCase.id,
        CaseReferral.department == department,
        CaseReferral.cancelled_at.is_(None),
    ]
    if open_only:
        conditions.append(CaseReferral.answered_at.is_(None))
    return exists().where(*conditions)


def may_here(actor: Actor, permissions: Iterable[Permission], division_code: str) -> bool:
    """Whether any of the permissions is held for the division the case lies in."""
    return actor.is_system or any(
        post.grants(permission) and contains(post.division_code, division_code)
        for permission in permissions
        for post in actor.postings
    )


def _seen_from(post: Post) -> ColumnElement[bool]:
    inside = within(post.division_code)
    return and_(inside, asked_of(post.department)) if post.department else inside
