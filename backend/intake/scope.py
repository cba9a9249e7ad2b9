"""Whose cases an actor may see and move: one filter for queries, the same rule for one case.

Window staff see the subtree of their division, and what is offered to a window in it. A
department's handler sees only cases in that subtree which the department was asked about.
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, bindparam, exists, false, or_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from backend.accounts.actor import Actor, Post
from backend.accounts.permissions import Permission
from backend.intake.beside import BESIDE
from backend.intake.models import IntakeCase
from backend.intake.part_models import CaseReferral
from backend.regions.codes import contains, prefix_of

_ONE_CASE: Final = (
    select(IntakeCase, *BESIDE)
    .where(IntakeCase.id == bindparam("case_id"))
    .execution_options(populate_existing=True)
)


def one_case(actor: Actor | None, *, locked: bool = False) -> Select[Any]:
    """Give the select of the case `:case_id` as far as this actor may know of it, and of what its
    move will ask beside it; None for the resident, who came by code. `locked`: until the
    transaction ends.

    Every move begins with it, and building it takes longer than running it, so each is kept; the
    posts are part of the key, and whoever changes post asks by another select. The lock is the one an
    update takes: a stronger one would hold up whoever moves an objection to the case.
    """
    if actor is None or actor.is_system:
        return _one_case(None, locked)
    return _one_case(actor.postings, locked)


@lru_cache(maxsize=1024)
def _one_case(postings: tuple[Post, ...] | None, locked: bool) -> Select[Any]:
    query = _ONE_CASE
    if postings is not None:
        query = query.where(or_(_in_reach(postings), _offered_to(postings)))
    return query.with_for_update(key_share=True) if locked else query


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
    return true() if actor.is_system else _in_reach(actor.postings)


def _in_reach(postings: Iterable[Post]) -> ColumnElement[bool]:
    parts = [_seen_from(post) for post in _viewing(postings)]
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
    return _offered_to(actor.postings)


def _offered_to(postings: Iterable[Post]) -> ColumnElement[bool]:
    parts = [
        within(post.division_code, IntakeCase.offered_division)
        for post in _viewing(postings)
        if not post.department
    ]
    return or_(*parts) if parts else false()


def _viewing(postings: Iterable[Post]) -> list[Post]:
    return [post for post in postings if post.grants(Permission.VIEW_QUEUE)]


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
    return actor.is_system or held_here(actor.postings, permissions, division_code)


def held_here(
    postings: Iterable[Post], permissions: Iterable[Permission], division_code: str
) -> bool:
    """Whether any of the permissions is held by one of these posts for the division."""
    return any(
        post.grants(permission) and contains(post.division_code, division_code)
        for permission in permissions
        for post in postings
    )


def _seen_from(post: Post) -> ColumnElement[bool]:
    inside = within(post.division_code)
    return and_(inside, asked_of(post.department)) if post.department else inside
