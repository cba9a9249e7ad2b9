"""What nearly every move asks about its case: read in one go with it, kept until the transaction ends.

The hash of the last event, to chain the next to; and whether a department or a further scheme is
still open, which decides what is offered next; and the stamp of the places, whose names are shown.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from sqlalchemy import BindParameter, Connection, Row, bindparam, event, exists, select

from backend.extensions import db
from backend.intake.models import CaseEvent, IntakeCase
from backend.intake.part_models import CaseItem, CaseReferral
from backend.regions.keeping import STAMP, stamp_was
from backend.statements import put_into_session
from backend.transaction import connection, forget, see, seen_once


class OpenParts(NamedTuple):
    """Whether a department has not answered yet, and whether a further scheme has no result yet."""

    referral: bool
    item: bool


_COLUMNS: Final = tuple(column.name for column in IntakeCase.__table__.columns)
_THE_CASE: Final[BindParameter[str]] = bindparam("case_id")
_OPEN: Final = (
    exists()
    .where(
        CaseReferral.case_id == _THE_CASE,
        CaseReferral.answered_at.is_(None),
        CaseReferral.returned_at.is_(None),
        CaseReferral.cancelled_at.is_(None),
    )
    .label("open_referral"),
    exists().where(CaseItem.case_id == _THE_CASE, CaseItem.settled_at.is_(None)).label("open_item"),
)
BESIDE: Final = (
    select(CaseEvent.hash)
    .where(CaseEvent.case_id == _THE_CASE, CaseEvent.seq == IntakeCase.version)
    .correlate(IntakeCase)
    .scalar_subquery()
    .label("last_hash"),
    *_OPEN,
    STAMP,
)
_OPEN_PARTS: Final = select(*_OPEN)
_HASH_OF: Final = select(CaseEvent.hash).where(
    CaseEvent.case_id == _THE_CASE, CaseEvent.seq == bindparam("seq")
)


def note(row: Row[Any]) -> IntakeCase:
    """Give the case of a row of its columns and BESIDE, and keep what stands beside it.

    PostgreSQL, having waited for the lock, gives the case as it is now but the rest as it was: the
    event of this version is then not among it, and nothing is kept.
    """
    case = put_into_session(IntakeCase, dict(zip(_COLUMNS, row, strict=False)))
    stamp_was(row.region_stamp)
    if row.last_hash is not None:
        see(_hash_key(case.id, case.version), row.last_hash)
        see(_parts_key(case.id), OpenParts(bool(row.open_referral), bool(row.open_item)))
    return case


def hash_of_event(case_id: str, seq: int) -> str:
    """Give the hash of the case's event `seq`."""
    values = {"case_id": case_id, "seq": seq}
    return str(
        seen_once(
            _hash_key(case_id, seq), lambda: connection().execute(_HASH_OF, values).scalar_one()
        )
    )


def open_parts(case: IntakeCase) -> OpenParts:
    """Give what of the case is still open."""
    db.session.flush()
    return seen_once(_parts_key(case.id), lambda: _read_open_parts(case.id))


def forget_parts(case_id: str) -> None:
    """What is open may have changed."""
    forget(_parts_key(case_id))


def _read_open_parts(case_id: str) -> OpenParts:
    row = connection().execute(_OPEN_PARTS, {"case_id": case_id}).one()
    return OpenParts(bool(row[0]), bool(row[1]))


def _hash_key(case_id: str, seq: int) -> tuple[str, str]:
    return ("hash of event", f"{case_id}:{seq}")


def _parts_key(case_id: str) -> tuple[str, str]:
    return ("open parts", case_id)


@event.listens_for(CaseReferral, "after_insert")
@event.listens_for(CaseReferral, "after_update")
@event.listens_for(CaseItem, "after_insert")
@event.listens_for(CaseItem, "after_update")
def _part_changed(_mapper: object, _connection: Connection, part: CaseReferral | CaseItem) -> None:
    forget_parts(part.case_id)
