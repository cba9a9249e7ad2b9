"""Table: the local units of departments, each between two days."""

from __future__ import annotations

from datetime import date

from sqlalchemy import JSON, CheckConstraint, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from backend.departments.names import DEPARTMENTS
from backend.extensions import Base, new_id

_KNOWN = ", ".join(f"'{one}'" for one in sorted(DEPARTMENTS))


class DepartmentUnit(Base):
    """One unit: what it does for `division_code` and everything inside, from `from_on` through
    `until_on` (None: still). `leads` and `assists` are schemes; both empty: as the nation has it."""

    __tablename__ = "department_unit"
    __table_args__ = (
        CheckConstraint(f"department IN ({_KNOWN})", name="department_known"),
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="dates_in_order"),
        UniqueConstraint("division_code", "department", "from_on"),
    )

    id: Mapped[str] = mapped_column(String(32), primary_key=True, default=new_id)
    division_code: Mapped[str] = mapped_column(String(12))
    department: Mapped[str] = mapped_column(String(40))
    name: Mapped[str] = mapped_column(String(80))
    phone: Mapped[str] = mapped_column(String(40))
    leads: Mapped[list[str]] = mapped_column(JSON)
    assists: Mapped[list[str]] = mapped_column(JSON)
    from_on: Mapped[date]
    until_on: Mapped[date | None]
    source: Mapped[str] = mapped_column(String(200))
    is_demo: Mapped[bool] = mapped_column(default=False)
