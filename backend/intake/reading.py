"""Reading one case in full: masked for everyone, whole for its holder, whole for others only with a
reason that is written to the trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from backend.accounts.actor import Actor
from backend.accounts.budget import spend_view
from backend.accounts.permissions import Permission
from backend.audit.trail import record
from backend.intake.asking import needs_of
from backend.intake.duplicates import Duplicate, duplicates_of
from backend.intake.history import details_of, events_of
from backend.intake.items import ItemView, items_of
from backend.intake.meetings import MeetingView, meetings_of
from backend.intake.models import APPLICATIONS, CaseEvent, IntakeCase
from backend.intake.needed_stages import Unrecorded, unrecorded
from backend.intake.needs import Need
from backend.intake.notices import open_summary
from backend.intake.progress import Outcome, outcome_of
from backend.intake.queries import referrals_of, row_for
from backend.intake.running import RunningClock, clocks_seen
from backend.intake.scope import may_here
from backend.intake.stages import stages_of, stages_of_item
from backend.intake.views import CaseView, ReferralView, is_open, view_of
from backend.intake.wishes import Wish, wish_of
from backend.intake.wording import EVENTS, event_by
from backend.intake.words import required
from backend.masks import mask_id_number, mask_name, mask_phone
from backend.problems import NotAllowed
from backend.sealing import sealer

_OPEN_KEYS = frozenset({"urgent", "causes", "kind"})
# `knowable` tells what ails the household; `due` and `until` are for
# the evidence and the slips, the page shows the clocks themselves.
_HIDDEN_KEYS = frozenset({"knowable", "due", "until"})


@dataclass(frozen=True)
class EventView:
    """One line of the history as staff read it; `details` are opened for staff of the window."""

    seq: int
    name: str
    words: str
    by: str
    at: datetime
    details: dict[str, Any]

    def as_dict(self) -> dict[str, Any]:
        return self.__dict__ | {"at": self.at.isoformat().replace("+00:00", "Z")}


@dataclass(frozen=True)
class CaseDetail:
    """A case with its summary (whole only when `is_full`), history and everything around it.

    `needs` are the papers this household brings, told only to who may read it whole; `late_items`
    what was asked for a second time although it was knowable; `stages_of_items` are those of the added
    schemes still open; `unrecorded` the stages a decision
    waits for; `untold` a no nobody has delivered.
    """

    view: CaseView
    summary: dict[str, Any]
    is_full: bool
    routing_reason: str
    asked: dict[str, Any]
    outcome: Outcome | None
    referrals: list[ReferralView]
    events: list[EventView]
    stages: dict[str, str]
    stages_of_items: dict[str, dict[str, str]]
    unrecorded: list[Unrecorded]
    same_person: list[Duplicate]
    items: list[ItemView]
    clocks: list[RunningClock]
    meetings: list[MeetingView]
    needs: tuple[Need, ...]
    asked_so_far: list[str]
    late_items: list[str]
    untold: bool
    wanted: Wish | None

    def as_dict(self, day: date) -> dict[str, Any]:
        outcome = self.outcome
        return self.view.as_dict(day) | {
            "summary": self.summary,
            "is_full": self.is_full,
            "routing_reason": self.routing_reason,
            "asked": self.asked,
            "outcome": {
                "title": outcome.title,
                "reason": outcome.reason,
                "article": outcome.article,
                "way_to_object": outcome.way_to_object,
            }
            if outcome
            else None,
            "referrals": [one.as_dict() for one in self.referrals],
            "events": [one.as_dict() for one in self.events],
            "stages": self.stages,
            "stages_of_items": self.stages_of_items,
            "unrecorded": [one.as_dict() for one in self.unrecorded],
            "needs": [
                {
                    "id": one.id,
                    "name": one.name,
                    "note": one.note,
                    "source": one.source,
                    "optional": one.is_optional,
                }
                for one in self.needs
            ],
            "late_items": self.late_items,
            "untold": self.untold,
            "wanted": self.wanted.as_dict() if self.wanted else None,
            "same_person": [one.as_dict() for one in self.same_person],
            "items": [one.as_dict() for one in self.items],
            "clocks": [one.as_dict() for one in self.clocks],
            "meetings": [one.as_dict() for one in self.meetings],
        }


def read_case(case_id: str, actor: Actor) -> CaseDetail:
    """Give the case with its history; the summary is whole only in the holder's own hands.

    Raises CaseNotFound.
    """
    case = row_for(case_id, actor)
    return _detail(case, actor, is_full=case.holder_id == actor.staff_id)


def note_reading(detail: CaseDetail, actor: Actor) -> None:
    """Have the trail say that its holder read the case whole. Every door that shows one calls this,
    in a transaction; nothing to say of a masked one."""
    view = detail.view
    if detail.is_full:
        fields: dict[str, str | int] = {"version": view.version}
        record("case:read_whole", view.id, actor.staff_id, view.division_code, fields)


def unmask_case(case_id: str, actor: Actor, reason: str | None, now: datetime) -> CaseDetail:
    """Give the case with its summary whole; reason and reader go into the trail, and the day's
    budget is one view less unless the actor holds the case.

    Raises CaseNotFound, NotAllowed, ReasonMissing, ViewBudgetSpent.
    """
    case = row_for(case_id, actor)
    sealed = _reason_sealed(case, actor, reason, now)
    fields: dict[str, str | int] = {"version": case.version, "reason_sealed": sealed}
    detail = _detail(case, actor, is_full=True)
    record("case:unmasked", case.id, actor.staff_id, case.division_code, fields)
    return detail


def let_in(case_id: str, actor: Actor, reason: str | None, now: datetime) -> tuple[str, str]:
    """Let the actor read what is kept whole about a case: its holder as they are, others with a
    reason, which costs a view. Give the case's division and the reason sealed for the trail (empty
    for the holder).

    Raises CaseNotFound, NotAllowed, ReasonMissing, ViewBudgetSpent.
    """
    case = row_for(case_id, actor)
    if case.holder_id == actor.staff_id:
        return case.division_code, ""
    return case.division_code, _reason_sealed(case, actor, reason, now)


def _reason_sealed(case: IntakeCase, actor: Actor, reason: str | None, now: datetime) -> str:
    in_emergency = case.id in actor.emergencies
    if not in_emergency and not may_here(actor, [Permission.UNMASK], case.division_code):
        raise NotAllowed
    words = required(reason, "reason", "请写明为什么要看完整信息；会留痕，居民也看得到。")
    if case.holder_id != actor.staff_id and not actor.is_system:
        spend_view(actor.staff_id, case.id, now)
    return sealer().seal(words, "audit_entry", case.id, "reason")


def masked(summary: dict[str, Any]) -> dict[str, Any]:
    """Give the summary as it may be shown to whoever does not hold the case: names, phones and ID
    numbers masked, everything else only said to be there."""
    found: dict[str, Any] = {}
    for key, value in summary.items():
        if key == "name":
            found[key] = mask_name(str(value))
        elif key.endswith("phone"):
            found[key] = mask_phone(str(value))
        elif key == "id_number":
            found[key] = mask_id_number(str(value))
        elif key in _OPEN_KEYS:
            found[key] = value
        elif value not in (None, "", [], {}):
            found[key] = "（已填，认领后可看）"
    return found


def _detail(case: IntakeCase, actor: Actor, *, is_full: bool) -> CaseDetail:
    summary = open_summary(case)
    asked: dict[str, Any] = (
        sealer().open_json(case.asked_sealed, "intake_case", case.id, "asked")
        if case.asked_sealed
        else {}
    )
    events = [_event(one) for one in events_of(case.id)]
    items = items_of(case)
    asks = [one.details for one in events if one.name == "case:supplement_requested"]
    return CaseDetail(
        view=view_of(case, actor),
        summary=summary if is_full else masked(summary),
        is_full=is_full,
        routing_reason=case.routing_reason,
        asked=asked,
        outcome=outcome_of(case),
        referrals=referrals_of(case.id, actor),
        events=events,
        stages=stages_of(case),
        stages_of_items={
            one.scheme: stages_of_item(case, one.scheme)
            for one in items
            if not one.is_lead and one.result is None
        },
        unrecorded=_unrecorded(case, items),
        needs=needs_of(case) if is_full and case.kind in APPLICATIONS else (),
        asked_so_far=[item for one in asks for item in one["items"]],
        late_items=[item for one in asks for item in one.get("late", [])],
        untold=case.untold_since is not None,
        wanted=wish_of(case),
        same_person=duplicates_of(case.id, actor),
        items=items,
        clocks=clocks_seen(case),
        meetings=meetings_of(case),
    )


def _unrecorded(case: IntakeCase, items: list[ItemView]) -> list[Unrecorded]:
    """Give what is still to be written down before the case, and each added scheme, is decided."""
    if not is_open(case) or case.kind not in APPLICATIONS:
        return []
    added = [one.scheme for one in items if not one.is_lead and one.result is None]
    return [*unrecorded(case), *(left for one in added for left in unrecorded(case, one))]


def _event(event: CaseEvent) -> EventView:
    return EventView(
        seq=event.seq,
        name=event.name,
        words=EVENTS[event.name],
        by=event_by(event.actor_kind, event.actor_surname),
        at=event.at,
        details={key: one for key, one in details_of(event).items() if key not in _HIDDEN_KEYS},
    )
