"""Tables: what each division was called, when, and which window answers for it."""

from __future__ import annotations

from datetime import date

from sqlalchemy import CheckConstraint, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from backend.extensions import Base, new_id


class DivisionRow(Base):
    """One division as it was called between two days. Own key: code and name both change."""

    __tablename__ = "division"
    __table_args__ = (
        CheckConstraint("valid_until IS NULL OR valid_until >= valid_from", name="dates_in_order"),
        Index("ix_division_code_current", "code", "valid_until"),
        Index("ix_division_parent", "parent_code", "valid_until"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    code: Mapped[str] = mapped_column(String(12))
    name: Mapped[str] = mapped_column(String(80))
    level: Mapped[str] = mapped_column(String(10))
    parent_code: Mapped[str] = mapped_column(String(12), default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    successor_code: Mapped[str | None] = mapped_column(String(12))


class WindowRow(Base):
    """A social assistance window (社会救助服务窗口) of a township, or of a county as the last resort."""

    __tablename__ = "assistance_window"

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    division_code: Mapped[str] = mapped_column(String(12), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    address: Mapped[str] = mapped_column(String(200))
    phone: Mapped[str] = mapped_column(String(40))
    hours: Mapped[str] = mapped_column(String(120))
    complaint_phone: Mapped[str] = mapped_column(String(40))
    is_demo: Mapped[bool] = mapped_column(default=False)


class RegionStamp(Base):
    """One row: a random word, drawn anew with every change of divisions or windows (keeping.py)."""

    __tablename__ = "region_stamp"
    __table_args__ = (CheckConstraint("id = 1", name="single"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(String(32))
