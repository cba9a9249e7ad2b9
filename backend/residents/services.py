"""What a returning resident can do: begin a visit, bind a case, see which are theirs, agree to
messages."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from flask import request
from sqlalchemy import CursorResult, delete, select, update

from backend.extensions import db, first_known, utc_now
from backend.problems import NotSignedIn
from backend.randomness import random_bytes
from backend.residents.models import MessageConsent, ResidentBinding, ResidentSession
from backend.sealing import sealer

LASTS = timedelta(hours=12)
KEPT_UNBOUND = timedelta(days=30)
MOST_CONSENTS = 20
_VISIT = "resident-token"
_MARK = "r_"  # tells our tokens from those of staff without asking the database


@dataclass(frozen=True)
class Resident:
    hash: str
    address: str = field(repr=False)


def hash_of(address: str) -> str:
    """Give the hash under which the resident's things lie, or will lie."""
    hashes = sealer().fingerprints("resident", address)
    for earlier in hashes[1:]:
        bound = select(ResidentBinding.case_id).where(ResidentBinding.resident_hash == earlier)
        if db.session.scalar(bound.limit(1)) or db.session.get(MessageConsent, earlier):
            return earlier
    return hashes[0]


def begin_visit(address: str, now: datetime) -> tuple[str, datetime]:
    """Give a fresh token and when it ends. Call in a transaction."""
    token = _MARK + base64.urlsafe_b64encode(random_bytes(24)).decode()
    token_hash, ends = _token_hash(token), now + LASTS
    db.session.add(
        ResidentSession(
            token_hash=token_hash,
            resident_hash=hash_of(address),
            address_sealed=sealer().seal(address, "resident_session", token_hash, "address"),
            expires_at=ends,
        )
    )
    db.session.flush()
    return token, ends


def current_resident() -> Resident | None:
    """Give whose token came with this request; None when none of ours, or an old one, did."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token.startswith(_MARK) or len(token) > 64:
        return None
    row = first_known(ResidentSession, sealer().fingerprints(_VISIT, token))
    if row is None or row.expires_at <= utc_now():
        return None
    address = sealer().open(row.address_sealed, "resident_session", row.token_hash, "address")
    return Resident(row.resident_hash, address)


def signed_in_resident() -> Resident:
    """Give whose token came with this request. Raises NotSignedIn."""
    found = current_resident()
    if found is None:
        raise NotSignedIn("请重新打开小程序再试。")
    return found


def bind(resident: Resident, case_id: str, now: datetime) -> None:
    """Make a case the resident's; again changes nothing. Call in a transaction, after its door."""
    if db.session.get(ResidentBinding, (resident.hash, case_id)) is not None:
        return
    sealed = sealer().seal(resident.address, "resident_binding", case_id, "address")
    db.session.add(
        ResidentBinding(
            resident_hash=resident.hash, case_id=case_id, address_sealed=sealed, bound_at=now
        )
    )
    db.session.flush()


def cases_of(resident: Resident) -> list[str]:
    """Give the ids of the resident's cases, newest first."""
    query = select(ResidentBinding.case_id).where(ResidentBinding.resident_hash == resident.hash)
    return list(db.session.scalars(query.order_by(ResidentBinding.bound_at.desc())))


def addresses_of(case_id: str, _address: str | None = None) -> Sequence[str]:
    """Give where else news of a case may go."""
    rows = db.session.execute(
        select(ResidentBinding.address_sealed).where(ResidentBinding.case_id == case_id)
    )
    return [sealer().open(sealed, "resident_binding", case_id, "address") for (sealed,) in rows]


def agree(resident: Resident, accepted: bool, now: datetime) -> int:
    """Count one more message agreed to (or none any more); give how many remain."""
    row = db.session.get(MessageConsent, resident.hash, with_for_update=True)
    if row is None:
        row = MessageConsent(resident_hash=resident.hash, remaining=0, changed_at=now)
        db.session.add(row)
    row.remaining = min(row.remaining + 1, MOST_CONSENTS) if accepted else 0
    row.changed_at = now
    db.session.flush()
    return row.remaining


def messages_left(address: str) -> int:
    query = select(MessageConsent.remaining).where(MessageConsent.resident_hash == hash_of(address))
    return db.session.scalar(query) or 0


def use_message(address: str, now: datetime, *, all_of_them: bool = False) -> None:
    """Count one message as had; or all, when the platform says that there is no consent."""
    left = 0 if all_of_them else MessageConsent.remaining - 1
    mine = (MessageConsent.resident_hash == hash_of(address), MessageConsent.remaining > 0)
    db.session.execute(
        update(MessageConsent).where(*mine).values(remaining=left, changed_at=now),
        execution_options={"synchronize_session": False},
    )


def forget_old_visits(now: datetime) -> int:
    return _changed(delete(ResidentSession).where(ResidentSession.expires_at <= now))


def forget_old_consents(now: datetime) -> int:
    """Forget how many messages somebody agreed to, thirty days after the last of their cases is gone
    from them; who comes back agrees anew."""
    bound = select(ResidentBinding.resident_hash)
    return _changed(
        delete(MessageConsent).where(
            MessageConsent.changed_at < now - KEPT_UNBOUND,
            MessageConsent.resident_hash.not_in(bound),
        )
    )


def forget_bindings(case_ids: Sequence[str]) -> int:
    """Delete the bindings of cases that are erased."""
    return _changed(delete(ResidentBinding).where(ResidentBinding.case_id.in_(case_ids)))


def _changed(statement: Any) -> int:
    options = {"synchronize_session": False}
    return cast(
        "CursorResult[Any]", db.session.execute(statement, execution_options=options)
    ).rowcount


def _token_hash(token: str) -> str:
    return sealer().fingerprint(_VISIT, token)
