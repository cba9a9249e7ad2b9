"""From older data keys to the newest: rows and files are sealed anew while the service runs.

A row is written only where it still holds what was opened, so that whoever changes it meanwhile is not
overwritten; breaking off or running twice does no harm. Left as they are: what is over within days, and
the steps of cases, which nobody may change; for those the older key is needed until they are deleted.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, cast

from sqlalchemy import Column, CursorResult, RowMapping, and_, not_, select, tuple_, update

from backend.attachments import store
from backend.attachments.models import Attachment
from backend.extensions import Base, db
from backend.sealed_files import kid_of
from backend.sealing import SealBroken, Sealer
from backend.transaction import transaction

LEFT: Final = frozenset(
    {
        "case_event",
        "channel_pass",
        "once_key",
        "resident_session",
        "wechat_delivery",
        "wechat_token",
    }
)
# What a sealed value is bound to is table, first key column, column without `_sealed`; except:
_BOUND_TABLE: Final = {"contact_note": "call_note"}
_BOUND_ROW: Final = {"outbox_message": "key", "resident_binding": "case_id"}
_BATCH: Final = 200


@dataclass
class Resealed:
    """What was done: table -> values, files, and what no key at hand opens (it stays as it is)."""

    values: dict[str, int] = field(default_factory=dict)
    files: int = 0
    broken: list[str] = field(default_factory=list)


def sealed_columns() -> Iterator[Column[Any]]:
    """Give every column of sealed values that is sealed anew."""
    for table in Base.metadata.sorted_tables:
        for column in table.columns:
            if table.name not in LEFT and (
                column.name.endswith("_sealed") or column.name == "sealed"
            ):
                yield column


def reseal(seal: Sealer) -> Resealed:
    """Seal anew what lies under another key than the newest."""
    done = Resealed()
    for column in sealed_columns():
        count = _column(seal, column, done)
        if count:
            name = column.table.name
            done.values[name] = done.values.get(name, 0) + count
    _files(seal, done)
    return done


def _column(seal: Sealer, column: Column[Any], done: Resealed) -> int:
    table = column.table
    key, count, after = list(table.primary_key), 0, None
    while True:
        with transaction():
            rows = _batch(seal, column, key, after)
            for row in rows:
                count += _renew(seal, column, key, row, done)
        if not rows:
            return count
        after = tuple(rows[-1][one.name] for one in key)


def _batch(
    seal: Sealer, column: Column[Any], key: Sequence[Column[Any]], after: tuple[Any, ...] | None
) -> Sequence[RowMapping]:
    table = column.table
    bound = table.c[_BOUND_ROW.get(table.name, key[0].name)]
    is_newest = column.startswith(seal.head, autoescape=True)
    query = select(*key, column.label("held"), bound.label("bound_to"))
    query = query.where(column.is_not(None), column != "", not_(is_newest))
    if after is not None:
        query = query.where(tuple_(*key) > after)
    return db.session.execute(query.order_by(*key).limit(_BATCH)).mappings().all()


def _renew(
    seal: Sealer, column: Column[Any], key: Sequence[Column[Any]], row: RowMapping, done: Resealed
) -> int:
    """Seal one value anew, unless it has been changed since it was read; give how many were."""
    name = column.table.name
    place = (_BOUND_TABLE.get(name, name), row["bound_to"], column.name.removesuffix("_sealed"))
    try:
        fresh = seal.seal(seal.open(row["held"], *place), *place)
    except SealBroken:
        done.broken.append(f"{name}.{column.name}")
        return 0
    own = and_(*(one == row[one.name] for one in key), column == row["held"])
    changed = db.session.execute(update(column.table).where(own).values({column.name: fresh}))
    return cast("CursorResult[Any]", changed).rowcount


def _files(seal: Sealer, done: Resealed) -> None:
    for path, attachment_id in store.lying():
        if attachment_id is None or kid_of(path) == seal.newest:
            continue
        what = store.PARTS[path.suffix != f".{store.PARTS[0]}"]
        if not _has_row(attachment_id):
            continue  # just coming in, or left for the sweeper
        try:
            store.put(attachment_id, what, store.read(attachment_id, what))
        except FileNotFoundError:
            continue
        except SealBroken:
            done.broken.append("attachment")
            continue
        if not _has_row(attachment_id):
            store.drop(attachment_id)  # deleted while it was being written: stays deleted
        done.files += 1


def _has_row(attachment_id: str) -> bool:
    found = db.session.get(Attachment, attachment_id, populate_existing=True) is not None
    db.session.rollback()
    return found
