"""Cases as values: what lists and answers show to staff. Persons are masked."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from typing import Any

from backend.accounts.actor import Actor
from backend.departments.names import department_title
from backend.departments.queries import unit_for
from backend.doors.layout import beijing_day
from backend.intake import clocks
from backend.intake.deadlines import DueDate
from backend.intake.models import IntakeCase
from backend.intake.notices import open_summary
from backend.intake.offering import actions_for
from backend.intake.part_models import CaseReferral
from backend.intake.states import OPEN, Action, CaseState, Result
from backend.intake.wording import KIND_TITLES, RESULT_TITLES, STATE_TITLES, staff_label
from backend.masks import mask_name, mask_phone
from backend.regions.queries import find_division, window_by_id
from backend.sealing import sealer


@dataclass(frozen=True)
class CaseView:
    """One case as staff see it in lists and after a move. Name and phone are masked.

    `actions` are those the asking person may try now. Days are Beijing's, instants UTC.
    """

    id: str
    number: str | None
    kind: str
    kind_title: str
    scheme: str | None
    state: CaseState
    state_title: str
    version: int
    urgent: bool
    place: str
    place_name: str
    division_code: str
    window_id: str
    window_name: str
    holder_id: str | None
    holder: str | None
    held_since: datetime | None
    received_at: datetime
    contacted_at: datetime | None
    accepted_at: datetime | None
    due: DueDate | None
    result: str | None
    result_title: str | None
    article: str | None
    offered_to: str | None
    bounces: int
    meeting_since: datetime | None
    untold_since: datetime | None
    person_name: str
    person_phone: str
    actions: tuple[Action, ...]

    def is_overdue(self, day: date) -> bool:
        """Whether the due date lies before `day`; a question asked of it, not a state."""
        return self.due is not None and self.due.due_on < day

    def as_dict(self, day: date) -> dict[str, Any]:
        body = {
            name: value.astimezone(UTC).isoformat().replace("+00:00", "Z")
            if isinstance(value, datetime)
            else value
            for name, value in self.__dict__.items()
            if name not in ("due", "actions", "person_name", "person_phone")
        }
        return body | {
            "person": {"name": self.person_name, "phone": self.person_phone},
            "due": self.due.as_dict() if self.due else None,
            "overdue": self.is_overdue(day),
            "actions": [str(action) for action in self.actions],
        }


@dataclass(frozen=True)
class ReferralView:
    """A department asked about the case or one item (`scheme`) of it, and what it said."""

    department: str
    department_title: str
    department_phone: str
    scheme: str
    is_lead: bool
    note: str
    asked_at: datetime
    accepted_at: datetime | None
    answer: str | None
    answered_at: datetime | None
    returned_at: datetime | None
    return_reason: str | None
    article: str | None
    cancelled: bool

    @property
    def is_open(self) -> bool:
        return self.answer is None and self.returned_at is None and not self.cancelled

    def as_dict(self) -> dict[str, Any]:
        found = asdict(self)
        for name in ("asked_at", "accepted_at", "answered_at", "returned_at"):
            moment = found[name]
            found[name] = moment.isoformat().replace("+00:00", "Z") if moment else None
        return found


def view_of(case: IntakeCase, actor: Actor | None, *, in_list: bool = False) -> CaseView:
    """Give the case as `actor` sees it; None for the resident's own moves, without actions."""
    summary = open_summary(case)
    division = find_division(case.place)
    window = window_by_id(case.window_id)
    return CaseView(
        id=case.id,
        number=case.number,
        kind=case.kind,
        kind_title=KIND_TITLES[case.kind],
        scheme=case.scheme,
        state=CaseState(case.state),
        state_title=STATE_TITLES[CaseState(case.state)],
        version=case.version,
        urgent=case.urgent,
        place=case.place,
        place_name=division.name if division else case.place,
        division_code=case.division_code,
        window_id=case.window_id,
        window_name=window.name if window else "",
        holder_id=case.holder_id,
        holder=staff_label(case.holder_surname or "") if case.holder_id else None,
        held_since=case.held_since,
        received_at=case.created_at,
        contacted_at=case.contacted_at,
        accepted_at=case.accepted_at,
        due=clocks.stored_due(case),
        result=case.result,
        result_title=RESULT_TITLES[Result(case.result)] if case.result else None,
        article=case.article,
        offered_to=_window_name(case.offered_window_id),
        bounces=case.bounces or 0,
        meeting_since=case.meeting_since,
        untold_since=case.untold_since,
        person_name=mask_name(str(summary.get("name") or "")),
        person_phone=mask_phone(str(summary["phone"])) if summary.get("phone") else "",
        actions=tuple(actions_for(case, actor, in_list=in_list)) if actor else (),
    )


def _window_name(window_id: str | None) -> str | None:
    window = window_by_id(window_id) if window_id else None
    return window.name if window else None


def referral_view(row: CaseReferral, place: str) -> ReferralView:
    """Give what was asked and said; `place` is where the case lies, for the unit and its phone."""
    opened = sealer()
    unit = unit_for(row.department, place, beijing_day(row.asked_at))
    return ReferralView(
        department=row.department,
        department_title=unit.name if unit else department_title(row.department),
        department_phone=unit.phone if unit else "",
        scheme=row.scheme,
        is_lead=row.is_lead,
        note=opened.open(row.note_sealed, "case_referral", row.id, "note"),
        asked_at=row.asked_at,
        accepted_at=row.accepted_at,
        answer=opened.open(row.answer_sealed, "case_referral", row.id, "answer")
        if row.answer_sealed
        else None,
        answered_at=row.answered_at,
        returned_at=row.returned_at,
        return_reason=opened.open(row.return_sealed, "case_referral", row.id, "return")
        if row.return_sealed
        else None,
        article=row.article,
        cancelled=row.cancelled_at is not None,
    )


def is_open(case: IntakeCase) -> bool:
    return CaseState(case.state) in OPEN
