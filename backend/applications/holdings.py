"""Everything that is held about a person's pre-application, and who looked at it: the copy they may
have at once, as data and on paper."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, Final

from backend.applications.contributors import held_above
from backend.applications.details import body_of
from backend.applications.following import status_of
from backend.applications.history import details_of, history_of
from backend.applications.models import PreApplication
from backend.applications.papers import papers_of
from backend.intake.lookers import looks_at

_KEPT_FOR: Final = {
    "whole": "办结后两年；您要求删除的，按“删除”里的日子",
    "sensitive_and_papers": "决定后 180 天，或者您撤回同意时",
    "notices": "九十天",
    "views": "三年",
}


def held_about(row: PreApplication, now: datetime) -> dict[str, Any]:
    """Give all of it as plain data. Instants are UTC ISO 8601."""
    body = body_of(row)
    return {
        "made_at": _iso(now),
        "number": row.number,
        "received_at": _iso(row.received_at),
        "channel": row.channel,
        "notice_version": row.notice_version,
        "sent": body,
        "consents": body["consents"],
        "changes": [
            {"at": _iso(one.at), "kind": one.kind, "details": details_of(one)}
            for one in history_of(row.id)
        ],
        "attachments": [one.as_dict() for one in papers_of(row)],
        "progress": status_of(row, now),
        **{name: [one.as_dict() for one in held] for name, held in held_above(row.case_id).items()},
        "views": [one.as_dict() for one in looks_at(row.case_id)],
        "erase_on": row.erase_on.isoformat() if row.erase_on else None,
        "kept_for": dict(_KEPT_FOR),
    }


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
