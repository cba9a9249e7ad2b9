"""Opening a pre-application by number and access code, with a brake on guessing.

Ten misses per source and five per number within ten minutes, then 429; a source that once opened
the number is exempt from the second, so no stranger can lock the owner out.
"""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError, OperationalError

from backend.applications.models import LookMiss, LookPass, PreApplication
from backend.applications.problems import NoSuchPreApplication, TooManyLooks
from backend.applications.reference import read_number
from backend.applications.services import access_opens
from backend.extensions import db
from backend.sealing import sealer
from backend.transaction import transaction

WINDOW = timedelta(minutes=10)
_PER_SOURCE, _PER_NUMBER = 10, 5
_KEEP_MISSES = timedelta(days=1)


def open_by_code(
    written_number: str, written_code: str, source: str, now: datetime
) -> PreApplication:
    """Give the pre-application; `source` is the address the request came from.

    A door of its own: writes misses and passes in their own transaction, because a refused look
    must be remembered although the request fails.

    Raises NoSuchPreApplication (unknown number and wrong code alike), TooManyLooks.
    """
    number = read_number(written_number) or "0" * 12
    seal = sealer()
    source_hash = seal.fingerprint("source", source)
    number_hash = seal.fingerprint("number", number)
    known = db.session.get(LookPass, (source_hash, number_hash)) is not None
    _brake(source_hash, number_hash, now, known=known)
    row = db.session.scalars(select(PreApplication).where(PreApplication.number == number)).first()
    if not access_opens(row, number, written_code) or row is None:
        with transaction():
            db.session.add(
                LookMiss(source_hash=source_hash, number_hash=number_hash, missed_at=now)
            )
        raise NoSuchPreApplication
    if not known:
        _remember(LookPass(source_hash=source_hash, number_hash=number_hash, passed_at=now))
    return row


def _remember(look: LookPass) -> None:
    """Two windows of one browser may pass at the same instant; one row is enough. Where the store
    takes no row just now the look goes on without: the pass only spares its owner a later wait."""
    with contextlib.suppress(IntegrityError, OperationalError), transaction():
        db.session.add(look)


def _brake(source_hash: str, number_hash: str, now: datetime, *, known: bool) -> None:
    # What a clock that ran ahead wrote down lies in the future and holds nobody up.
    recent = LookMiss.missed_at.between(now - WINDOW, now + WINDOW)
    by_source = select(func.count()).where(LookMiss.source_hash == source_hash, recent)
    by_number = select(func.count()).where(LookMiss.number_hash == number_hash, recent)
    if (db.session.scalar(by_source) or 0) >= _PER_SOURCE and not known:
        raise TooManyLooks(headers={"Retry-After": "600"})
    if not known and (db.session.scalar(by_number) or 0) >= _PER_NUMBER:
        raise TooManyLooks(headers={"Retry-After": "600"})


def forget_misses(now: datetime) -> int:
    """Delete misses older than a day; give how many."""
    gone = db.session.execute(delete(LookMiss).where(LookMiss.missed_at < now - _KEEP_MISSES))
    return int(gone.rowcount)  # type: ignore[attr-defined]
