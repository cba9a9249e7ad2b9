"""Missed sign-ins in the database: who must wait, counting a try, and taking it back."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.dialects import postgresql, sqlite

from backend.accounts.delays import FORGOTTEN_AFTER, KNOWN_FOR, RULES, misses_now, seconds_left
from backend.accounts.models import SignInMiss
from backend.extensions import db
from backend.sealing import sealer


def count_try(username: str, source: str, now: datetime) -> int:
    """Count a try as missed until it proves good; give the seconds to wait instead, 0 for go on.

    Counting comes before the password is looked at, so that many tries at once do not all pass.
    While somebody must wait nothing is counted: waiting ends, whatever a stranger does.
    """
    rows = _locked(username, source, now)
    pair = rows["pair"]
    known = pair.good_at is not None and now - pair.good_at < KNOWN_FOR
    judged = ["pair"] if known else list(RULES)
    wait = max(seconds_left(rows[s].wait_until, RULES[s].longest, now) for s in judged)
    if wait:
        return wait
    for scope, row in rows.items():
        row.misses = misses_now(row.misses, row.last_at, now) + 1
        row.last_at = now
        row.wait_until = now + RULES[scope].wait_after(row.misses)
    db.session.flush()
    return 0


def take_back(username: str, source: str, now: datetime) -> None:
    """The password was right: clear the pair; the wide counts only lose this one try, so that an
    account of one's own does not wash away tries on those of others."""
    rows = _locked(username, source, now)
    rows["pair"].misses, rows["pair"].wait_until, rows["pair"].good_at = 0, now, now
    for scope in ("account", "source"):
        row = rows[scope]
        row.misses = max(0, row.misses - 1)
        row.wait_until = row.last_at + RULES[scope].wait_after(row.misses)
    db.session.flush()


def forget_old_misses(now: datetime) -> int:
    """Drop counts nobody needs any more; give how many. Call inside a transaction."""
    old = (SignInMiss.last_at < now - FORGOTTEN_AFTER) & (
        SignInMiss.good_at.is_(None) | (SignInMiss.good_at < now - KNOWN_FOR)
    )
    gone = db.session.execute(delete(SignInMiss).where(old))
    return int(gone.rowcount)  # type: ignore[attr-defined]


def _locked(username: str, source: str, now: datetime) -> dict[str, SignInMiss]:
    """Give the three rows by scope, made when missing, locked in one order for all."""
    named = {"pair": f"{username}\n{source}", "account": username, "source": source}
    keys = {
        sealer().fingerprint("sign-in-miss", f"{scope}\n{text}"): scope
        for scope, text in named.items()
    }
    _make_missing(sorted(keys), keys, now)
    rows = (
        select(SignInMiss)
        .where(SignInMiss.key_hash.in_(keys))
        .order_by(SignInMiss.key_hash)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return {keys[row.key_hash]: row for row in db.session.scalars(rows)}


def _make_missing(ordered: Iterable[str], keys: dict[str, str], now: datetime) -> None:
    insert = postgresql.insert if db.engine.dialect.name == "postgresql" else sqlite.insert
    for key in ordered:
        values = {
            "key_hash": key,
            "scope": keys[key],
            "misses": 0,
            "last_at": now,
            "wait_until": now,
        }
        db.session.execute(insert(SignInMiss).values(**values).on_conflict_do_nothing())
