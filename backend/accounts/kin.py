"""One's own numbers and those of close family, as keyed hashes: whose cases one does not decide."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import delete, func, select

from backend.accounts.rights_models import KinHash
from backend.audit.trail import record
from backend.extensions import db, new_id
from backend.persons import (
    id_number_fault,
    person_fingerprint,
    person_fingerprints,
    phone_fault,
    plain_phone,
)
from backend.problems import FieldError, Invalid

RELATIONS: Final = {
    "self": "本人",
    "spouse": "配偶",
    "parent": "父母",
    "child": "子女",
    "sibling": "兄弟姐妹",
    "other": "其他近亲属",
}
_MOST: Final = 60


@dataclass(frozen=True)
class KinLine:
    """What can be shown of an entry: whose it is and what kind; the number itself is not kept."""

    id: str
    relation: str
    kind: str
    created_at: datetime


def kin_hashes_of(staff_id: str) -> tuple[str, ...]:
    return tuple(
        db.session.scalars(select(KinHash.person_hash).where(KinHash.staff_id == staff_id))
    )


def kin_of(staff_id: str) -> list[KinLine]:
    """Give the entries, oldest first."""
    rows = db.session.scalars(
        select(KinHash).where(KinHash.staff_id == staff_id).order_by(KinHash.created_at)
    )
    return [KinLine(one.id, one.relation, one.kind, one.created_at) for one in rows]


def add_kin(staff_id: str, relation: str, number: str, now: datetime) -> None:
    """Keep the hash of an ID number or phone; twice is once. Raises Invalid."""
    kind, plain = _read(number)
    if relation not in RELATIONS:
        raise Invalid(errors=[FieldError("/relation", "请选一个关系。")])
    person_hash = person_fingerprint(kind, plain)
    if set(person_fingerprints(kind, plain)) & set(kin_hashes_of(staff_id)):
        return
    count = db.session.scalar(select(func.count()).where(KinHash.staff_id == staff_id)) or 0
    if count >= _MOST:
        raise Invalid(errors=[FieldError("/number", f"最多登记 {_MOST} 个，请先删掉用不着的。")])
    db.session.add(
        KinHash(
            id=new_id(),
            staff_id=staff_id,
            relation=relation,
            kind=kind,
            person_hash=person_hash,
            created_at=now,
        )
    )
    db.session.flush()
    record("kin:added", staff_id, staff_id, None, {"relation": relation, "kind": kind})


def clear_kin(staff_id: str, by: str) -> None:
    """Take all entries out. Only an administrator does it: whoever could take out their own would
    decide on their family's case after all."""
    db.session.execute(delete(KinHash).where(KinHash.staff_id == staff_id))
    record("kin:cleared", staff_id, by, None, {})


def _read(number: str) -> tuple[str, str]:
    """Give (kind, number in its plain form). Raises Invalid."""
    digits = "".join(number.split()).replace("-", "")
    if len(digits) == 18:
        fault, kind, plain = id_number_fault(digits.upper()), "id_number", digits.upper()
    else:
        plain = plain_phone(digits)
        fault, kind = phone_fault(plain), "phone"
    if fault:
        raise Invalid(errors=[FieldError("/number", fault)])
    return kind, plain
