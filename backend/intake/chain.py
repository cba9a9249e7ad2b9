"""The chain of a case's events: each carries a hash over itself and the event before it. Pure.

Plain SHA-256, so that whoever holds the rows can count it again without a key; the trail, whose own
chain is keyed, holds each event's hash too (`event_hash`), so that nobody can rewrite a case's
history and its chain together unnoticed.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

BEFORE_FIRST: Final = "0" * 64
# What the hash covers, in this order; the stand-alone verifier of a pack counts the same way.
FIELDS: Final = (
    "case_id", "seq", "name", "state_from", "state_to", "actor_kind", "actor_id", "actor_surname",
    "at", "details_sealed", "previous_hash",
)  # fmt: skip


def plain(event: Mapping[str, Any]) -> dict[str, Any]:
    """Give the event's fields as JSON has them; the instant in UTC to the microsecond."""
    found = {name: event[name] for name in FIELDS}
    at = event["at"]
    if isinstance(at, datetime):
        found["at"] = at.astimezone(UTC).isoformat(timespec="microseconds")
    return {name: str(one) if isinstance(one, str) else one for name, one in found.items()}


def hash_of(event: Mapping[str, Any]) -> str:
    """Give the hash of an event as 64 hex digits."""
    said = plain(event)
    listed = json.dumps([said[name] for name in FIELDS], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(listed.encode()).hexdigest()
