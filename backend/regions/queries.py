"""Look up divisions and windows; everything given across is a value, not a row."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sqlalchemy import bindparam, or_, select

from backend.extensions import db
from backend.regions.codes import ancestors_of, is_code, prefix_of
from backend.regions.keeping import kept
from backend.regions.models import DivisionRow, WindowRow
from backend.regions.spoken import has_place_sign, one_named, said_names
from backend.transaction import connection

_MOST_STEPS = 8  # a code re-pointed more often than this is a ring in the data


@dataclass(frozen=True)
class Division:
    code: str
    name: str
    level: str
    parent_code: str
    valid_from: date
    valid_until: date | None
    successor_code: str | None

    @property
    def is_current(self) -> bool:
        return self.valid_until is None


@dataclass(frozen=True)
class Window:
    id: str
    division_code: str
    name: str
    address: str
    phone: str
    hours: str
    complaint_phone: str
    is_demo: bool


# Columns, not rows kept by the session: these are asked for with every case and every page.
_DIVISIONS = select(
    DivisionRow.code,
    DivisionRow.name,
    DivisionRow.level,
    DivisionRow.parent_code,
    DivisionRow.valid_from,
    DivisionRow.valid_until,
    DivisionRow.successor_code,
)
_ONE_DIVISION = (
    _DIVISIONS.where(DivisionRow.code == bindparam("code"))
    .order_by(DivisionRow.valid_until.is_(None).desc(), DivisionRow.valid_from.desc())
    .limit(1)
)
# The newest row of a code comes last, so that it is the one kept.
_DIVISIONS_AT = _DIVISIONS.where(DivisionRow.code.in_(bindparam("codes", expanding=True))).order_by(
    DivisionRow.code, DivisionRow.valid_until.is_(None), DivisionRow.valid_from
)
_WINDOWS = select(
    WindowRow.id,
    WindowRow.division_code,
    WindowRow.name,
    WindowRow.address,
    WindowRow.phone,
    WindowRow.hours,
    WindowRow.complaint_phone,
    WindowRow.is_demo,
)

_ONE_WINDOW = _WINDOWS.where(WindowRow.id == bindparam("id"))
_WINDOWS_AT = _WINDOWS.where(WindowRow.division_code.in_(bindparam("codes", expanding=True)))


def find_division(code: str) -> Division | None:
    """Give the division as it is now, or as it last was when the code has been retired."""
    if not is_code(code):
        return None
    return kept(("division", code), lambda: _read_division(code))


def _read_division(code: str) -> Division | None:
    row = connection().execute(_ONE_DIVISION, {"code": code}).first()
    return Division(*row) if row else None


def current_division(code: str) -> Division | None:
    """Give the division that stands for `code` today, following merges and renames."""
    for _ in range(_MOST_STEPS):
        found = find_division(code)
        if found is None or found.is_current or not found.successor_code:
            return found
        code = found.successor_code
    return None


def children_of(code: str) -> list[Division]:
    """Give the divisions directly inside `code` that hold today, in code order."""
    rows = db.session.scalars(
        select(DivisionRow)
        .where(DivisionRow.parent_code == code, DivisionRow.valid_until.is_(None))
        .order_by(DivisionRow.code)
    )
    return [_division(row) for row in rows]


def under(code: str, level: str) -> list[Division]:
    """Give every division of `level` inside `code` that holds today, in code order."""
    rows = db.session.scalars(
        select(DivisionRow)
        .where(
            DivisionRow.code.startswith(prefix_of(code), autoescape=True),
            DivisionRow.level == level,
            DivisionRow.valid_until.is_(None),
        )
        .order_by(DivisionRow.code)
    )
    return [_division(row) for row in rows]


def named_in(text: str, inside: str) -> tuple[Division, str] | None:
    """Give the one division below `inside` that a sentence names, and the words that named it.

    The longest name wins; a village name that several townships have needs its township beside it.
    """
    if not has_place_sign(text):
        return None
    found = one_named(text, kept(("names inside", inside), lambda: _names_inside(inside)))
    division = find_division(found.code) if found else None
    return (division, found.said) if division and found else None


def _names_inside(code: str) -> list[tuple[str, str]]:
    rows = db.session.execute(
        select(DivisionRow.code, DivisionRow.name).where(
            DivisionRow.code.startswith(prefix_of(code), autoescape=True),
            DivisionRow.code != code,
            DivisionRow.valid_until.is_(None),
        )
    )
    return said_names((code, name) for code, name in rows)


def path_of(code: str) -> list[Division]:
    """Give province, city, county, township, village, as far as they are known, outermost first."""
    return list(kept(("path", code), lambda: _read_path(code)))


def _read_path(code: str) -> list[Division]:
    codes = ancestors_of(code)
    rows = connection().execute(_DIVISIONS_AT, {"codes": codes})
    latest = {row.code: Division(*row) for row in rows}
    return [latest[step] for step in reversed(codes) if step in latest]


def full_name(code: str) -> str:
    """Give the name people use: county, township and village in one; empty when unknown."""
    return "".join(step.name for step in path_of(code) if step.level not in {"province", "city"})


def window_for(code: str) -> Window | None:
    """Give the nearest window: of the division itself, else its township, county and so on."""
    return kept(("window of", code), lambda: _read_nearest_window(code))


def _read_nearest_window(code: str) -> Window | None:
    codes = ancestors_of(code)
    rows = connection().execute(_WINDOWS_AT, {"codes": codes})
    found = {row.division_code: row for row in rows}
    nearest = next((found[step] for step in codes if step in found), None)
    return Window(*nearest) if nearest else None


def window_by_id(window_id: str) -> Window | None:
    return kept(("window", window_id), lambda: _read_window(window_id))


def _read_window(window_id: str) -> Window | None:
    row = connection().execute(_ONE_WINDOW, {"id": window_id}).first()
    return Window(*row) if row else None


def windows_under(codes: Iterable[str]) -> list[Window]:
    """Give the windows inside any of the divisions `codes`, in code order."""
    conditions = [
        WindowRow.division_code.startswith(prefix_of(code), autoescape=True) for code in codes
    ]
    if not conditions:
        return []
    rows = db.session.scalars(
        select(WindowRow).where(or_(*conditions)).order_by(WindowRow.division_code)
    )
    return [_window(row) for row in rows]


def _division(row: DivisionRow) -> Division:
    return Division(
        row.code,
        row.name,
        row.level,
        row.parent_code,
        row.valid_from,
        row.valid_until,
        row.successor_code,
    )


def _window(row: WindowRow) -> Window:
    return Window(
        row.id,
        row.division_code,
        row.name,
        row.address,
        row.phone,
        row.hours,
        row.complaint_phone,
        row.is_demo,
    )
