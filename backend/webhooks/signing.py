"""Signing both ways. Pure."""

from __future__ import annotations

import hashlib
import hmac
import re

RECENT_SECONDS = 300
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)
_ID = re.compile(r"[A-Za-z0-9._:-]{1,64}", re.ASCII)


def sign(secret: str, timestamp: str, message_id: str, body: bytes) -> str:
    signed = f"{timestamp}.{message_id}.".encode() + body
    return hmac.new(secret.encode(), signed, hashlib.sha256).hexdigest()


def is_signed(signature: str, secret: str, timestamp: str, message_id: str, body: bytes) -> bool:
    given = signature.encode("utf-8", "surrogatepass")
    return hmac.compare_digest(sign(secret, timestamp, message_id, body).encode(), given)


def is_recent(timestamp: str, now: float) -> bool:
    return bool(_SECONDS.fullmatch(timestamp)) and abs(int(timestamp) - now) <= RECENT_SECONDS


def is_id(message_id: str) -> bool:
    return bool(_ID.fullmatch(message_id))
