"""WeChat's signature: SHA-1 of the sorted parts. Pure. Compared in constant time, on bytes."""

from __future__ import annotations

import hashlib
import hmac
import re

RECENT_SECONDS = 300
_SECONDS = re.compile(r"[0-9]{1,12}", re.ASCII)


def sign(*parts: str) -> str:
    """Give the signature of the parts (token, timestamp, nonce and, encrypted, the envelope)."""
    raw = sorted(part.encode("utf-8", "surrogatepass") for part in parts)
    return hashlib.sha1(b"".join(raw)).hexdigest()  # noqa: S324 - WeChat's own choice


def is_signed(signature: str, *parts: str) -> bool:
    given = signature.encode("utf-8", "surrogatepass")
    return hmac.compare_digest(sign(*parts).encode(), given)


def is_recent(timestamp: str, now: float) -> bool:
    """Whether the timestamp lies within five minutes of `now`, before or after."""
    return bool(_SECONDS.fullmatch(timestamp)) and abs(int(timestamp) - now) <= RECENT_SECONDS
