"""Links into our pages with a short-lived token in place of an identity.

The token says nothing by itself; the row says which page, which place, and for half an hour where
news of what is sent in there goes. Afterwards the link still leads to its page. What was sent with
it is followed by number and access code like everything else.
"""

from __future__ import annotations

import base64
from datetime import datetime, timedelta

from flask import Blueprint, current_app, redirect, session
from flask.typing import ResponseReturnValue
from sqlalchemy import CursorResult, delete

from backend.channels.models import ChannelPass
from backend.extensions import db, first_known, utc_now
from backend.randomness import random_bytes
from backend.sealing import SealBroken, sealer

GOOD_FOR = timedelta(minutes=30)
KEPT = timedelta(days=7)
_TABLE = "channel_pass"
_COOKIE = "channel_pass"
_PURPOSE = "channel-pass"

bp = Blueprint("passes", __name__)


def make_pass(address: str, path: str, place: str | None, now: datetime) -> str:
    """Give the full address of a link to `path` for the person at `address`. Call in a transaction."""
    token = base64.urlsafe_b64encode(random_bytes(18)).decode()
    hashed = _hash(token)
    db.session.add(
        ChannelPass(
            token_hash=hashed,
            address_sealed=sealer().seal(address, _TABLE, hashed, "address"),
            path=path[:200],
            place=place,
            made_at=now,
        )
    )
    return f"{current_app.extensions['settings'].public_base_url}/w/{token}"


@bp.get("/w/<token>")
def open_pass(token: str) -> ResponseReturnValue:
    """Go to the link's page; an unknown one leads home."""
    row = _row_of(token) if len(token) <= 64 else None
    if row is None:
        return redirect("/", 303)
    if row.made_at > utc_now() - GOOD_FOR:
        session[_COOKIE] = token
    return redirect(_with_place(row), 303)


def address_of_visitor(now: datetime) -> str | None:
    """Give where news goes for the visitor who came by a link that is still good; else None."""
    token = session.get(_COOKIE)
    if not isinstance(token, str) or len(token) > 64:
        return None
    row = _row_of(token)
    if row is None or row.made_at <= now - GOOD_FOR:
        return None
    try:
        return sealer().open(row.address_sealed, _TABLE, row.token_hash, "address")
    except SealBroken:
        return None


def forget_old_passes(now: datetime) -> int:
    gone: CursorResult[object] = db.session.execute(  # type: ignore[assignment]
        delete(ChannelPass).where(ChannelPass.made_at < now - KEPT)
    )
    return gone.rowcount


def _with_place(row: ChannelPass) -> str:
    """Paths are ours, written by `make_pass`; only the place is added where a page takes one."""
    takes_place = row.path.startswith(("/apply/", "/schemes/", "/screen"))
    if row.place and takes_place and "?" not in row.path:
        return f"{row.path}?place={row.place}"
    return row.path


def _row_of(token: str) -> ChannelPass | None:
    return first_known(ChannelPass, sealer().fingerprints(_PURPOSE, token))


def _hash(token: str) -> str:
    return sealer().fingerprint(_PURPOSE, token)
