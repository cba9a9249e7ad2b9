"""The second factor: a code from the person's phone (TOTP), or a recovery code when it is lost.

Three steps: `begin` makes a key and shows it, `confirm` puts it in force once the phone gives a
right code, `check_code` asks for one. The key is sealed, codes are taken once, recovery codes are
kept hashed. Who must have it is a question of role and of the setting SECOND_FACTOR.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, Final, cast

import pyotp
from flask import current_app
from sqlalchemy import CursorResult, delete, func, select, update

from backend.accounts.actor import Actor
from backend.accounts.permissions import Role
from backend.accounts.problems import CodeRefused
from backend.accounts.rights_models import RecoveryCode, SecondFactor
from backend.audit.trail import record
from backend.config import Settings
from backend.extensions import db
from backend.sealing import sealer

ISSUER: Final = "一门助"
REQUIRED_OF: Final = frozenset({Role.SUPERVISOR, Role.AUDITOR, Role.ADMIN})
RECOVERY_CODES: Final = 10
_STEP: Final = 30  # seconds
_PURPOSE: Final = "recovery-code"
_ALPHABET: Final = "23456789abcdefghjkmnpqrstuvwxyz"  # nothing that is misread by hand


def is_required_of(actor: Actor) -> bool:
    """Whether this person may do nothing before the second factor is on."""
    settings: Settings = current_app.extensions["settings"]
    return settings.second_factor == "required" and bool(REQUIRED_OF & set(actor.roles()))


def is_on(staff_id: str) -> bool:
    found = select(SecondFactor.staff_id).where(
        SecondFactor.staff_id == staff_id, SecondFactor.confirmed_at.is_not(None)
    )
    return db.session.scalar(found) is not None


def begin(staff_id: str, username: str, now: datetime) -> tuple[str, str]:
    """Make a key that is not in force yet; give it and the address a phone scans.

    Raises CodeRefused when one is in force already: it is taken off first.
    """
    row = db.session.get(SecondFactor, staff_id, populate_existing=True)
    if row is not None and row.confirmed_at is not None:
        raise CodeRefused("两步验证已经开着。要换手机，请先关掉再重新开。")
    secret = pyotp.random_base32()
    if row is None:
        row = SecondFactor(staff_id=staff_id, created_at=now, secret_sealed="", last_step=0)
        db.session.add(row)
    row.secret_sealed = sealer().seal(secret, "second_factor", staff_id, "secret")
    row.created_at = now
    db.session.flush()
    return secret, address_of(secret, username)


def waiting_key(staff_id: str) -> str | None:
    """Give the key that was begun and not confirmed; for showing the page again after a slip."""
    row = db.session.get(SecondFactor, staff_id)
    if row is None or row.confirmed_at is not None:
        return None
    return _secret(row)


def address_of(secret: str, username: str) -> str:
    return pyotp.TOTP(secret).provisioning_uri(name=username, issuer_name=ISSUER)


def confirm(staff_id: str, code: str, now: datetime) -> list[str]:
    """Put the key in force; give the recovery codes, shown this once. Raises CodeRefused."""
    row = db.session.get(SecondFactor, staff_id, with_for_update=True, populate_existing=True)
    step = _step_of(row, code, now) if row is not None and row.confirmed_at is None else None
    if row is None or step is None:
        raise CodeRefused
    row.confirmed_at, row.last_step = now, step
    codes = _new_recovery_codes(staff_id)
    record("second_factor:on", staff_id, staff_id, None, {})
    return codes


def renew_recovery_codes(staff_id: str) -> list[str]:
    """Make ten fresh ones; the old ones are void."""
    codes = _new_recovery_codes(staff_id)
    record("second_factor:codes_renewed", staff_id, staff_id, None, {})
    return codes


def take_off(staff_id: str, by: str) -> None:
    """Take the second factor off: by the person after a proof, or by an administrator whose
    colleague lost phone and codes."""
    db.session.execute(delete(SecondFactor).where(SecondFactor.staff_id == staff_id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    record("second_factor:off", staff_id, by, None, {})


def check_code(staff_id: str, code: str, now: datetime) -> bool:
    """Whether `code` is the present one, or an unused recovery code; either is good once."""
    plain = "".join(code.split()).replace("-", "").lower()
    row = db.session.get(SecondFactor, staff_id, with_for_update=True, populate_existing=True)
    if row is None or row.confirmed_at is None or not plain:
        return False
    step = _step_of(row, plain, now)
    if step is not None and step > row.last_step:
        row.last_step = step
        db.session.flush()
        return True
    return _use_recovery_code(staff_id, plain, now)


def recovery_codes_left(staff_id: str) -> int:
    left = select(func.count()).where(
        RecoveryCode.staff_id == staff_id, RecoveryCode.used_at.is_(None)
    )
    return db.session.scalar(left) or 0


def _secret(row: SecondFactor) -> str:
    return sealer().open(row.secret_sealed, "second_factor", row.staff_id, "secret")


def _step_of(row: SecondFactor, code: str, now: datetime) -> int | None:
    """Give the time step whose code this is: the present one or a neighbour, phones run ahead."""
    plain = "".join(code.split())
    if not (plain.isascii() and plain.isdigit() and len(plain) == 6):
        return None
    totp, present = pyotp.TOTP(_secret(row)), int(now.timestamp()) // _STEP
    for step in (present, present - 1, present + 1):
        if pyotp.utils.strings_equal(totp.generate_otp(step), plain):
            return step
    return None


def _use_recovery_code(staff_id: str, plain: str, now: datetime) -> bool:
    used = (
        update(RecoveryCode)
        .where(
            RecoveryCode.staff_id == staff_id,
            RecoveryCode.code_hash.in_(sealer().fingerprints(_PURPOSE, f"{staff_id}\n{plain}")),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
    )
    found = cast("CursorResult[Any]", db.session.execute(used)).rowcount == 1
    if found:
        record("second_factor:recovery_code_used", staff_id, staff_id, None, {})
    return found


def _new_recovery_codes(staff_id: str) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.staff_id == staff_id))
    codes = ["".join(secrets.choice(_ALPHABET) for _ in range(10)) for _ in range(RECOVERY_CODES)]
    for code in codes:
        db.session.add(RecoveryCode(staff_id=staff_id, code_hash=_hash_of(staff_id, code)))
    db.session.flush()
    return [f"{code[:5]}-{code[5:]}" for code in codes]


def _hash_of(staff_id: str, plain: str) -> str:
    return sealer().fingerprint(_PURPOSE, f"{staff_id}\n{plain}")
