"""One access token for each account, whoever asks: read from the database, refreshed once.

Call outside any transaction: the claim and the new token are written in transactions of their own,
and nothing is held while WeChat answers.
"""

from __future__ import annotations

import contextlib
import json
import time
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.exc import IntegrityError

from backend.channels.wechat_api.faults import TokenRefused, WechatFailed, WechatRefused, raise_for
from backend.channels.wechat_api.models import WechatToken
from backend.extensions import db, utc_now
from backend.outgoing.calls import Caller, CallFailed
from backend.sealing import SealBroken, sealer
from backend.transaction import transaction

_EARLY = timedelta(minutes=5)  # a token is left this long before its end
_CLAIM = timedelta(seconds=12)  # longer than one call may take
_WAIT_SECONDS, _PAUSE_SECONDS = 6.0, 0.05
_LONG_AGO = datetime.fromisoformat("2000-01-01T00:00:00+00:00")


@dataclass(frozen=True)
class _Kept:
    token: str = field(repr=False)
    expires_at: datetime
    version: int

    def is_good(self, now: datetime) -> bool:
        return bool(self.token) and self.expires_at - _EARLY > now


class AccessTokens:
    """Gives the token of one account."""

    def __init__(self, app_id: str, secret: str, base: str, caller: Caller) -> None:
        self._app_id, self._secret, self._base, self._caller = app_id, secret, base, caller

    def get(self, *, refused: str = "") -> str:
        """Give a token; `refused` is one that WeChat has just turned down. Raises WechatFailed."""
        deadline = time.monotonic() + _WAIT_SECONDS
        while True:
            now, kept = utc_now(), self._read()
            if kept.is_good(now) and kept.token != refused:
                return kept.token
            if self._claim(kept.version, now):
                return self._refresh(kept.version, refused)
            if time.monotonic() > deadline:
                raise WechatFailed("token busy")
            time.sleep(_PAUSE_SECONDS)

    def _read(self) -> _Kept:
        row = db.session.execute(
            select(WechatToken.token_sealed, WechatToken.expires_at, WechatToken.version).where(
                WechatToken.app_id == self._app_id
            )
        ).first()
        db.session.rollback()
        if row is None:
            return _Kept("", _LONG_AGO, -1)
        token = ""
        with contextlib.suppress(SealBroken):
            token = row[0] and sealer().open(row[0], "wechat_token", self._app_id, "token")
        return _Kept(token, row[1], row[2])

    def _claim(self, version: int, now: datetime) -> bool:
        """Become the one who refreshes; False when somebody else is, or has just done so."""
        if version < 0:
            with contextlib.suppress(IntegrityError), transaction():
                db.session.add(
                    WechatToken(
                        app_id=self._app_id,
                        token_sealed="",
                        expires_at=_LONG_AGO,
                        version=0,
                        claimed_until=now + _CLAIM,
                    )
                )
                return True
            return False
        with transaction():
            changed = db.session.execute(
                update(WechatToken)
                .where(
                    WechatToken.app_id == self._app_id,
                    WechatToken.version == version,
                    or_(WechatToken.claimed_until <= now, WechatToken.claimed_until.is_(None)),
                )
                .values(claimed_until=now + _CLAIM)
            )
            return bool(changed.rowcount)  # type: ignore[attr-defined]

    def _refresh(self, version: int, refused: str) -> str:
        token, seconds = "", 0
        try:
            token, seconds = self._fetch(force=False)
            if token == refused:
                token, seconds = self._fetch(force=True)
            return token
        finally:
            self._keep(max(version, 0), token, seconds)

    def _keep(self, version: int, token: str, seconds: int) -> None:
        """Write the new token down; without one only give the claim back."""
        values: dict[str, object] = {"claimed_until": _LONG_AGO}
        if token:
            values |= {
                "token_sealed": sealer().seal(token, "wechat_token", self._app_id, "token"),
                "expires_at": utc_now() + timedelta(seconds=seconds),
                "version": version + 1,
            }
        with transaction():
            mine = (WechatToken.app_id == self._app_id, WechatToken.version == version)
            db.session.execute(update(WechatToken).where(*mine).values(**values))

    def _fetch(self, *, force: bool) -> tuple[str, int]:
        body = {
            "grant_type": "client_credential",
            "appid": self._app_id,
            "secret": self._secret,
            "force_refresh": force,
        }
        try:
            answer = self._caller.call(
                "POST",
                f"{self._base}/cgi-bin/stable_token",
                body=json.dumps(body).encode(),
                headers={"Content-Type": "application/json"},
            )
            if answer.status != 200:
                raise WechatFailed(f"http {answer.status}")
            found = answer.json()
        except CallFailed as fault:
            raise WechatFailed(fault.reason) from fault
        try:
            raise_for(found.get("errcode"))
        except WechatRefused as fault:
            raise TokenRefused(fault.code) from fault
        token, seconds = found.get("access_token"), found.get("expires_in")
        if not isinstance(token, str) or not token or not isinstance(seconds, int):
            raise WechatFailed("broken answer")
        return token, max(0, min(seconds, 7200))
