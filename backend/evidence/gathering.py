"""Everything written down about one case, as plain data."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from backend.accounts.queries import names_of
from backend.audit.models import AuditEntry
from backend.extensions import db
from backend.intake.chain import FIELDS, plain
from backend.intake.clocks import ways_of
from backend.intake.history import details_of, events_of
from backend.intake.items import items_of
from backend.intake.meetings import meetings_of
from backend.intake.models import IntakeCase
from backend.intake.notices import number_of, open_summary
from backend.intake.part_models import CaseClock, CaseReferral
from backend.intake.progress import outcome_of
from backend.intake.reading import masked
from backend.intake.running import scheme_of
from backend.intake.states import CaseState
from backend.intake.views import referral_view
from backend.intake.wording import EVENTS, KIND_TITLES, STATE_TITLES
from backend.notifications.models import OutboxMessage
from backend.regions.queries import find_division, window_by_id

_INSTANTS = (
    "created_at", "contacted_at", "accepted_at", "extended_at", "decided_at", "told_at",
    "withdrawn_at", "urgent_at",
)  # fmt: skip
_PLAIN = (
    "id", "kind", "scheme", "state", "version", "urgent", "place", "parent_id", "routing_reason",
    "decided_by", "result", "article",
)  # fmt: skip


def the_case(case: IntakeCase, *, whole: bool) -> dict[str, Any]:
    """Give the case itself; the person masked unless `whole`."""
    summary, outcome = open_summary(case), outcome_of(case)
    division, window = find_division(case.place), window_by_id(case.window_id)
    return {
        "number": number_of(case),
        **{name: getattr(case, name) for name in _PLAIN},
        **{name: iso(getattr(case, name)) for name in _INSTANTS},
        "kind_title": KIND_TITLES[case.kind],
        "state_title": STATE_TITLES[CaseState(case.state)],
        "place_name": division.name if division else "",
        "window": window.name if window else "",
        "reason": outcome.reason if outcome else None,
        "way_to_object": outcome.way_to_object if outcome else None,
        "person": summary if whole else masked(summary),
        "person_is_whole": whole,
        "departments": _departments(case),
        "items": [one.as_dict() for one in items_of(case)],
        "meetings": [one.as_dict() for one in meetings_of(case)],
        "objections_and_reviews": _children(case),
    }


def _children(case: IntakeCase) -> list[dict[str, Any]]:
    """Give the cases opened from this one; each has a pack of its own, by its id."""
    query = select(IntakeCase).where(IntakeCase.parent_id == case.id)
    rows = db.session.scalars(query.order_by(IntakeCase.created_at, IntakeCase.id))
    return [{"id": one.id, "kind": one.kind, "state": one.state} for one in rows]


def _departments(case: IntakeCase) -> list[dict[str, Any]]:
    query = select(CaseReferral).where(CaseReferral.case_id == case.id)
    rows = db.session.scalars(query.order_by(CaseReferral.asked_at, CaseReferral.department))
    return [referral_view(row, case.division_code).as_dict() for row in rows]


def the_events(case: IntakeCase) -> list[dict[str, Any]]:
    """Give the history in order: what the hash covers, the hash, and what was written down."""
    found = []
    for event in events_of(case.id):
        said = plain({name: getattr(event, name) for name in FIELDS})
        words = {"words": EVENTS[event.name], "details": details_of(event)}
        found.append(said | {"hash": event.hash} | words)
    return found


def the_clocks(case: IntakeCase, events: list[dict[str, Any]]) -> dict[str, Any]:
    """Give every due date that was set, with rule, source and the count day by day, and the clocks
    that ran beside it, those of added schemes too (`scheme`; None: of the case itself)."""
    beside = select(CaseClock).where(CaseClock.case_id == case.id)
    return {
        "set": [
            {"at_event": one["seq"], "at": one["at"], "due": one["details"]["due"]}
            for one in events
            if "due" in one["details"]
        ],
        "beside": [
            {
                column.name: _said(getattr(one, column.name))
                for column in CaseClock.__table__.columns
            }
            | {"scheme": scheme_of(one.name)}
            for one in db.session.scalars(beside.order_by(CaseClock.id))
        ],
    }


def the_notices(case: IntakeCase) -> list[dict[str, Any]]:
    """Give the notices about the case: to whom in kind, when they left; never an address."""
    query = select(OutboxMessage).where(OutboxMessage.subject_id == case.id)
    return [
        {
            "id": one.id,
            "event": one.event,
            "audience": one.audience,
            "channel": one.channel,
            "state": one.state,
            "attempts": one.attempts,
            "created_at": iso(one.created_at),
            "sent_at": iso(one.sent_at),
        }
        for one in db.session.scalars(query.order_by(OutboxMessage.seq))
    ]


def the_reads(case: IntakeCase) -> list[dict[str, Any]]:
    """Give every entry of the trail about the case: who did or read what, when."""
    query = select(AuditEntry).where(AuditEntry.subject == case.id).order_by(AuditEntry.seq)
    entries = list(db.session.scalars(query))
    names = names_of([one.actor for one in entries if one.actor])
    return [
        {
            "seq": one.seq,
            "at": iso(one.at),
            "action": one.action,
            "actor": one.actor,
            "actor_name": names.get(one.actor or "", ""),
            "division": one.division,
            "fields": dict(one.fields),
            "previous_hash": one.previous_hash,
            "hash": one.hash,
        }
        for one in entries
    ]


def content_files(case: IntakeCase) -> dict[str, bytes]:
    """Give the files of the policy texts that govern the case: the procedures (urgent or not) and
    figures of its scheme and of those added to it, the figures of all schemes and of the window; every value in them
    says from when it holds."""
    schemes = [case.scheme, *(one.scheme for one in items_of(case) if not one.is_lead)]
    found = [way for one in schemes for way in ways_of(case, one)]
    procedures = [one for one in found if one is not None]
    if not procedures:
        return {}
    root = procedures[0].origin.file.parent.parent
    paths = [one.origin.file for one in procedures]
    paths += [root / "figures" / f"{name}.yaml" for name in (*schemes, "common", "window")]
    return {
        f"content/{path.relative_to(root).as_posix()}": path.read_bytes()
        for path in paths
        if path.is_file()
    }


def iso(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


def _said(value: Any) -> Any:
    return iso(value) if isinstance(value, datetime) else value
