"""Tables: staff members, the posts they hold, their sessions, and missed sign-ins."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.accounts.permissions import Role
from backend.extensions import Base, new_id

_ROLES = ", ".join(f"'{role}'" for role in Role)


class StaffMember(Base):
    """A member of staff (class B: work name only). The password is kept as an Argon2id hash.

    `token_generation` counts changes of the account; a session opened under an older one is over.
    `must_change_password`: somebody else knows it (made on import); it opens one page only.
    """

    __tablename__ = "staff_member"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    username: Mapped[str] = mapped_column(String(64), unique=True)
    display_name: Mapped[str] = mapped_column(String(64))
    password_hash: Mapped[str] = mapped_column(String(255))
    token_generation: Mapped[int] = mapped_column(default=1)
    must_change_password: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class Posting(Base):
    """A role held for a division from one instant until another; open-ended while `until_at` is
    empty. A handler's posting names the department."""

    __tablename__ = "posting"
    __table_args__ = (
        CheckConstraint(f"role IN ({_ROLES})", name="role"),
        CheckConstraint("role <> 'handler' OR department IS NOT NULL", name="handler_department"),
        CheckConstraint("until_at IS NULL OR until_at >= from_at", name="dates_in_order"),
        Index("ix_posting_staff", "staff_id", "until_at"),
        Index("ix_posting_division", "division_code", "role"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"))
    role: Mapped[str] = mapped_column(String(16))
    division_code: Mapped[str] = mapped_column(String(12))
    department: Mapped[str | None] = mapped_column(String(40))
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]


class StaffSession(Base):
    """One sign-in (class C): the secret is kept as a keyed hash only; 30 min idle, 12 h at most.

    `kind` page belongs to a browser's cookie, api to a bearer token; neither opens the other door;
    half is a browser whose password was right and whose code is still to come. `proved_at`: when
    password or code was last given in this session.
    """

    __tablename__ = "staff_session"
    __table_args__ = (
        CheckConstraint("kind IN ('page', 'api', 'half')", name="kind"),
        Index("ix_staff_session_staff", "staff_id"),
        Index("ix_staff_session_created_at", "created_at"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    staff_id: Mapped[str] = mapped_column(ForeignKey("staff_member.id"))
    kind: Mapped[str] = mapped_column(String(4))
    generation: Mapped[int]
    created_at: Mapped[datetime]
    last_seen_at: Mapped[datetime]
    proved_at: Mapped[datetime]


class SignInMiss(Base):
    """How often a sign-in missed lately, by keyed hash of what is counted (class C, one day).

    `scope` is pair (account and source), account, or source. `good_at`: this pair last succeeded.
    """

    __tablename__ = "sign_in_miss"
    __table_args__ = (
        CheckConstraint("scope IN ('pair', 'account', 'source')", name="scope"),
        Index("ix_sign_in_miss_last_at", "last_at"),
    )

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    scope: Mapped[str] = mapped_column(String(8))
    misses: Mapped[int] = mapped_column(default=0)
    last_at: Mapped[datetime]
    wait_until: Mapped[datetime]
    good_at: Mapped[datetime | None]
