"""From HMAC-SHA256 to HMAC-SM3: what is stored to find people by is made anew.

The SM3 hash is taken of the stored one, so that access codes and openids, which nobody keeps, move too.
In batches of their own, each committed; a hash says by its beginning which kind it is, so that breaking
off or running twice does no harm. Meanwhile the service looks for both. What is over within days is left
to end: keys of submissions, links, sign-ins, deliveries. The trail keeps the hashes it was made with.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Column, RowMapping, Table, and_, delete, not_, or_, select, tuple_, update

from backend.extensions import Base, db
from backend.sealing import Sealer
from backend.transaction import transaction

MADE_ANEW: Final = {
    "intake_case": ("person_hash", "phone_hash", "household_hash"),
    "pre_application": ("access_hash", "person_hash", "phone_hash"),
    "referral": ("person_hash",),
    "kin_hash": ("person_hash",),
    "recovery_code": ("code_hash",),
    "look_pass": ("source_hash", "number_hash"),
    "wechat_person": ("person_hash",),
    "notice_opt_out": ("address_hash",),
    "resident_session": ("resident_hash",),
    "resident_binding": ("resident_hash",),
    "message_consent": ("resident_hash",),
}
LEFT_TO_END: Final = {
    "channel_pass": ("token_hash",),
    "once_key": ("key_hash", "body_hash"),
    "look_miss": ("source_hash", "number_hash"),
    "resident_session": ("token_hash",),
    "sign_in_miss": ("key_hash",),
    "staff_session": ("token_hash",),
    "wechat_delivery": ("key_hash", "signature_hash"),
}
_BATCH: Final = 500
_SM3: Final = "sm3:%"


def rehash(seal: Sealer) -> dict[str, int]:
    """Make anew what is stored under SHA-256; give table -> rows. Nothing where SM3 is not asked for."""
    if not seal.rehashes:
        return {}
    return {name: sum(_rows(seal, Base.metadata.tables[name])) for name in MADE_ANEW}


def waiting() -> int:
    """Give how many rows are still under SHA-256."""
    counts = 0
    for name in MADE_ANEW:
        table = Base.metadata.tables[name]
        counts += len(db.session.execute(select(*table.primary_key).where(_is_old(table))).all())
    db.session.rollback()
    return counts


def _rows(seal: Sealer, table: Table) -> Iterator[int]:
    """Work through the table, batch by batch in the order of its key; give how many each had."""
    names, after = MADE_ANEW[table.name], None
    key = list(table.primary_key)
    while True:
        with transaction():
            rows = _batch(table, key, names, after)
            for row in rows:
                _renew(seal, table, key, names, row)
        if not rows:
            return
        yield len(rows)
        after = tuple(rows[-1][column.name] for column in key)


def _batch(
    table: Table, key: Sequence[Column[Any]], names: Sequence[str], after: tuple[Any, ...] | None
) -> Sequence[RowMapping]:
    """Give the next rows. Their order is that of the key as it stands: a key that is made anew begins
    with a letter behind all hex digits and is not old any more, so none comes twice."""
    query = select(*key, *(table.c[name] for name in names if not table.c[name].primary_key))
    query = query.where(_is_old(table)).order_by(*key).limit(_BATCH)
    if after is not None:
        query = query.where(tuple_(*key) > after)
    return db.session.execute(query.with_for_update()).mappings().all()


def _renew(
    seal: Sealer,
    table: Table,
    key: Sequence[Column[Any]],
    names: Sequence[str],
    row: RowMapping,
) -> None:
    """Write the row's new hashes. One whose key is there already was written anew by its person
    meanwhile: then that one holds."""
    fresh = {name: seal.rehashed(row[name]) for name in names if row[name] is not None}
    own = and_(*(column == row[column.name] for column in key))
    moves = any(column.name in fresh for column in key)
    if moves:
        target = and_(*(column == fresh.get(column.name, row[column.name]) for column in key))
        if db.session.execute(select(*key).where(target)).first() is not None:
            db.session.execute(delete(table).where(own))
            return
    db.session.execute(update(table).where(own).values(fresh))


def _is_old(table: Table) -> Any:
    columns = [table.c[name] for name in MADE_ANEW[table.name]]
    return or_(*(and_(column.is_not(None), not_(column.like(_SM3))) for column in columns))
