"""Whose cases an actor may see and move: one filter for queries, the same rule for one case.

Window staff see the subtree of their division, and what is offered to a window in it. A
department's handler sees only cases in that subtree which the department was asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, false, or_, true
from sqlalchemy.orm import InstrumentedAttribute

from backend.accounts.actor import Actor, Post
from backend.accounts.permissions import Permission
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseReferral
from backend.regions.codes import contains, prefix_of


def within(
    division_code: str, column: InstrumentedAttribute[Any] = IntakeCase.division_code
) -> ColumnElement[bool]:
    """Cases whose window lies inside the division; a range, so that the index serves it."""
    prefix = prefix_of(division_code)
    if not prefix:
        return column.is_not(None)
    return column.between(prefix.ljust(12, "0"), prefix.ljust(12, "9"))


def visible_to(actor: Actor) -> ColumnElement[bool]:
    """The cases this actor may know of, for looking at one; lists ask `in_reach` or `offered_to`,
    each of which an index serves."""
    return or_(in_reach(actor), offered_to(actor))


def in_reach(actor: Actor) -> ColumnElement[bool]:
    """The cases that lie where this actor works."""
    if actor.is_system:
        return true()
    parts = [_seen_from(post) for post in _viewing(actor)]
    return or_(*parts) if parts else false()


def readable_by(actor: Actor) -> ColumnElement[bool]:
    """What this actor may read when they name it: also by emergency access, which opens no list."""
    if not actor.emergencies:
        return visible_to(actor)
    return or_(visible_to(actor), IntakeCase.id.in_(actor.emergencies))


def offered_to(actor: Actor) -> ColumnElement[bool]:
    """The cases offered to a window where this actor works, that wait to be taken."""
    if actor.is_system:
        return IntakeCase.offered_division.is_not(None)
    parts = [
        within(post.division_code, IntakeCase.offered_division)
        for post in _viewing(actor)
        if not post.department
    ]
    return or_(*parts) if parts else false()


def _viewing(actor: Actor) -> list[Post]:
    return [post for post in actor.postings if post.grants(Permission.VIEW_QUEUE)]


def asked_of(department: str, *, open_only: bool = False) -> ColumnElement[bool]:
    """Cases about which this department was asked, and neither sent it back nor was told to stop."""
    conditions = [
        CaseReferral.case_id == IntakeCase.id,
        CaseReferral.department == department,
        CaseReferral.cancelled_at.is_(None),
        CaseReferral.returned_at.is_(None),
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
