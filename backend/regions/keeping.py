"""Divisions and windows are asked for with every case, page and question, and hardly ever change: each
process keeps what it has read, under the stamp the lists then carried.

The stamp is a row of its own, drawn anew in the transaction that changes a division or a window, and
read once in every transaction that asks. So a change holds for all processes with its commit, and
what a transaction reads of its own unfinished changes is kept by nobody. A hand on the database that
does not know the house draws no stamp; what it changed is seen within a minute.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, event, select, text

from backend.extensions import new_id
from backend.regions.models import DivisionRow, RegionStamp, WindowRow
from backend.transaction import connection, see, seen_once

Found = TypeVar("Found")
_STAMP: Final = ("region stamp", "")
_READ: Final = select(RegionStamp.value)
# For a statement that reads something else and is followed by questions about places.
STAMP: Final = _READ.scalar_subquery().label("region_stamp")
_DRAW: Final = text(
    "INSERT INTO region_stamp (id, value) VALUES (1, :value)"
    " ON CONFLICT (id) DO UPDATE SET value = excluded.value"
)
_SECONDS: Final = 60.0
_MOST: Final = 20_000  # of one stamp; a province has more villages than a process needs to keep
_STAMPS: Final = 4
_kept: dict[str, tuple[float, dict[tuple[str, str], Any]]] = {}


def kept(key: tuple[str, str], find: Callable[[], Found]) -> Found:
    """Give what `find` finds, as found before under the same stamp."""
    stamp = seen_once(_STAMP, lambda: connection().execute(_READ).scalar())
    if stamp is None:  # nothing loaded, or this very transaction changes it
        return find()
    known = _known(stamp)
    if key not in known:
        known[key] = find()
    found: Found = known[key]
    return found


def stamp_was(value: str | None) -> None:
    """Take the stamp as a statement of this transaction read it beside something else."""
    seen_once(_STAMP, lambda: value)  # never over what the transaction knows of its own changes


def draw_stamp(within: Connection) -> None:
    """Say that a division or a window changes; in the transaction that changes it."""
    within.execute(_DRAW, {"value": new_id()})
    see(_STAMP, None)


def _known(stamp: str) -> dict[tuple[str, str], Any]:
    since, known = _kept.get(stamp, (0.0, {}))
    now = time.monotonic()
    if now - since > _SECONDS or len(known) >= _MOST:
        known = {}
        if len(_kept) >= _STAMPS:
            _kept.clear()
        _kept[stamp] = (now, known)
    return known


@event.listens_for(DivisionRow, "after_insert")
@event.listens_for(DivisionRow, "after_update")
@event.listens_for(DivisionRow, "after_delete")
@event.listens_for(WindowRow, "after_insert")
@event.listens_for(WindowRow, "after_update")
@event.listens_for(WindowRow, "after_delete")
def _row_changed(_mapper: object, within: Connection, _row: object) -> None:
    draw_stamp(within)
