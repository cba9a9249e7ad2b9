"""A supervisor's own phone: what is late, and what needs a meeting, is told there by text message.

Only its owner enters it, and sees it masked afterwards; it is told how many matters wait, never
which. It goes when its owner no longer supervises anything.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

from sqlalchemy import delete, select

from backend.accounts.models import Posting, StaffMember
from backend.accounts.permissions import GRANTS, Permission
from backend.accounts.queries import held_at, posts_of
from backend.accounts.rights_models import DutyPhone
from backend.audit.trail import record
from backend.extensions import db
from backend.masks import mask_phone
from backend.notifications.senders import Outgoing, Senders, SendRefused
from backend.persons import phone_fault, plain_phone
from backend.problems import FieldError, Invalid, NotAllowed
from backend.regions.codes import contains
from backend.sealing import sealer

KIND: Final = "sms"  # of the address: sms:<staff id>
_TABLE: Final = "duty_phone"
_SUPERVISING: Final = [role for role, granted in GRANTS.items() if Permission.SUPERVISE in granted]


@dataclass(frozen=True)
class OwnPhone:
    """What its owner sees of it: masked, and since when."""

    masked: str
    since: datetime


def own_phone(staff_id: str) -> OwnPhone | None:
    row = db.session.get(DutyPhone, staff_id, populate_existing=True)
    return OwnPhone(mask_phone(_opened(row)), row.since) if row else None


def keep_phone(staff_id: str, number: str, now: datetime) -> None:
    """Keep this number as the person's own, in place of the one before. Call in a transaction.

    Raises Invalid for what is no mobile number, NotAllowed for who supervises nothing.
    """
    plain = plain_phone("".join(number.split()).replace("-", ""))
    if phone_fault(plain) or not plain.startswith("1"):
        sentence = "请填 11 位手机号；座机收不到短信。"
        raise Invalid(errors=[FieldError("/phone", sentence)])
    if not supervises(staff_id, now):
        raise NotAllowed("只有主管登记督办手机号。")
    row = db.session.get(DutyPhone, staff_id, with_for_update=True, populate_existing=True)
    what = "duty_phone:changed" if row else "duty_phone:kept"
    if row is None:
        row = DutyPhone(staff_id=staff_id, phone_sealed="", since=now)
        db.session.add(row)
    row.phone_sealed = sealer().seal(plain, _TABLE, staff_id, "phone")
    row.since = now
    db.session.flush()
    record(what, staff_id, staff_id, None, {})


def remove_phone(staff_id: str, by: str) -> bool:
    """Take the number out; whether there was one. Call in a transaction."""
    gone = db.session.execute(delete(DutyPhone).where(DutyPhone.staff_id == staff_id))
    if not gone.rowcount:  # type: ignore[attr-defined]
        return False
    record("duty_phone:removed", staff_id, by, None, {})
    return True


def forget_if_former(staff_id: str, now: datetime) -> None:
    """Somebody's posts changed: whoever supervises nothing any more is not told any more."""
    if not supervises(staff_id, now):
        remove_phone(staff_id, "system")


def forget_former(now: datetime) -> int:
    """Do the same for everyone whose post ended by its date, without anybody doing anything."""
    former = [
        one for one in db.session.scalars(select(DutyPhone.staff_id)) if not supervises(one, now)
    ]
    return sum(remove_phone(one, "system") for one in former)


def supervises(staff_id: str, now: datetime) -> bool:
    """Whether the person holds a post that supervises, on an account that is open."""
    disabled = select(StaffMember.disabled_at).where(StaffMember.id == staff_id)
    if db.session.scalar(disabled) is not None:
        return False
    return any(post.role in _SUPERVISING for post in posts_of(staff_id, now))


def phones_for(division_code: str, now: datetime) -> list[str]:
    """Give `sms:<staff id>` of those who supervise this place and left a number: of the nearest
    division that has any."""
    rows = db.session.execute(
        select(DutyPhone.staff_id, Posting.division_code)
        .join(Posting, Posting.staff_id == DutyPhone.staff_id)
        .join(StaffMember, StaffMember.id == DutyPhone.staff_id)
        .where(Posting.role.in_(_SUPERVISING), held_at(now), StaffMember.disabled_at.is_(None))
        .order_by(DutyPhone.staff_id)
    ).all()
    around = [row for row in rows if contains(row.division_code, division_code)]
    nearest = max((_depth(row.division_code) for row in around), default=0)
    return _addresses(row.staff_id for row in around if _depth(row.division_code) == nearest)


@dataclass(frozen=True)
class DutyPhoneSender:
    """`sms:<staff id>`: looks the number up at the moment of sending and hands the message to
    whoever carries text messages. A number that was taken out meanwhile is told nothing."""

    senders: Senders

    def send(self, message: Outgoing) -> None:
        """Raises SendRefused, and what the carrier raises."""
        row = db.session.get(DutyPhone, message.target, populate_existing=True)
        if row is None:
            raise SendRefused("contact removed")
        onward = replace(message, address=f"phone:{_opened(row)}")
        self.senders.of(onward).send(onward)


def _addresses(staff_ids: Iterable[str]) -> list[str]:
    return [f"{KIND}:{one}" for one in dict.fromkeys(staff_ids)]


def _depth(code: str) -> int:
    return len(code.rstrip("0"))


def _opened(row: DutyPhone) -> str:
    return sealer().open(row.phone_sealed, _TABLE, row.staff_id, "phone")
