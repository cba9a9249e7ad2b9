"""Contacts on duty: the group robots and mailboxes of a division, or of one department there."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import delete, select

from backend.extensions import db, new_id
from backend.notifications.models import DUTY_KINDS, DutyContact
from backend.regions.codes import ancestors_of
from backend.sealing import sealer

_TABLE = "duty_contact"
SUPERVISORS = "supervisors"  # stands where a department would: contacts of those who supervise


@dataclass(frozen=True)
class Contact:
    """One contact opened for sending. `address` is the robot's address or a mailbox."""

    id: str
    division_code: str
    department: str
    kind: str
    address: str = field(repr=False)
    secret: str = field(repr=False)


def add_contact(
    division_code: str, department: str, kind: str, address: str, secret: str, now: datetime
) -> str:
    """Write down where staff on duty are reached; give the contact's id. Call in a transaction.

    Raises ValueError for an unknown kind.
    """
    if kind not in DUTY_KINDS:
        raise ValueError(kind)
    row_id = new_id()
    sealed = sealer().seal(address, _TABLE, row_id, "address")
    db.session.add(
        DutyContact(
            id=row_id,
            division_code=division_code,
            department=department,
            kind=kind,
            address_sealed=sealed,
            secret_sealed=sealer().seal(secret, _TABLE, row_id, "secret") if secret else "",
            created_at=now,
        )
    )
    db.session.flush()
    return row_id


def remove_contact(contact_id: str) -> bool:
    gone = db.session.execute(delete(DutyContact).where(DutyContact.id == contact_id))
    return bool(gone.rowcount)  # type: ignore[attr-defined]


def contacts() -> list[Contact]:
    rows = db.session.scalars(select(DutyContact).order_by(DutyContact.division_code))
    return [_opened(row) for row in rows]


def contact_by_id(contact_id: str) -> Contact | None:
    row = db.session.get(DutyContact, contact_id, populate_existing=True)
    return _opened(row) if row else None


def addresses_for(division_code: str, department: str = "") -> list[str]:
    """Give `robot:<id>` and `mail:<id>` of the nearest division that has contacts for this
    department (empty: the window itself; SUPERVISORS: whoever supervises there)."""
    codes = ancestors_of(division_code)
    rows = db.session.execute(
        select(DutyContact.id, DutyContact.division_code, DutyContact.kind).where(
            DutyContact.division_code.in_(codes), DutyContact.department == department
        )
    ).all()
    nearest = next((code for code in codes if any(row.division_code == code for row in rows)), None)
    return [
        f"{'mail' if row.kind == 'mail' else 'robot'}:{row.id}"
        for row in rows
        if row.division_code == nearest
    ]


def _opened(row: DutyContact) -> Contact:
    secret = row.secret_sealed and sealer().open(row.secret_sealed, _TABLE, row.id, "secret")
    address = sealer().open(row.address_sealed, _TABLE, row.id, "address")
    return Contact(row.id, row.division_code, row.department, row.kind, address, secret)
