"""What the intake calls give. Instants are UTC, days Beijing's; persons are masked."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from backend.intake.duplicates import Likeness
from backend.intake.states import Action, CaseState, Result


class DueCard(BaseModel):
    due_on: date
    due_at: datetime | None = None
    rule: str
    source: str
    why: list[str]
    derivation: dict[str, Any]
    provisional: bool


class PersonCard(BaseModel):
    """Masked."""

    name: str
    phone: str


class CaseCard(BaseModel):
    """A case in lists and after a move. Instants are UTC, days Beijing's."""

    id: str
    number: str | None
    kind: Literal["pre_application", "referral", "question", "dispute", "review"]
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
    person: PersonCard
    due: DueCard | None
    overdue: bool
    result: Result | None
    result_title: str | None
    article: str | None
    offered_to: str | None
    bounces: int
    meeting_since: datetime | None
    untold_since: datetime | None
    actions: list[Action]


class CaseList(BaseModel):
    cases: list[CaseCard]
    page: int
    has_more: bool
    counts: dict[str, int]


class AskedCard(BaseModel):
    """What the resident was asked for; empty when nothing."""

    items: list[str] | None = None
    message: str | None = None


class WishCard(BaseModel):
    """What the holder would like to ask for once more; waits for a supervisor's answer."""

    items: list[str]
    reason: str
    wanted_at: datetime


class SheetOutcome(BaseModel):
    title: str
    reason: str
    article: str | None
    way_to_object: str


class DepartmentCard(BaseModel):
    """A department asked, what was asked, and its answer."""

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


class EventCard(BaseModel):
    """One line of the history; `details` are what was written down with it."""

    seq: int
    name: str
    words: str
    by: str
    at: datetime
    details: dict[str, Any]


class SamePersonCard(BaseModel):
    """A probable duplicate: in what it is alike; `probable` when it is open and of one scheme."""

    id: str
    number: str | None
    scheme: str | None
    state: CaseState
    likeness: list[Likeness]
    probable: bool


class ItemCard(BaseModel):
    """One scheme of a case that has several; the case's own first."""

    scheme: str
    is_lead: bool
    lead_department: str
    lead_title: str
    result: Result | None
    result_title: str | None
    reason: str | None
    article: str | None
    now: str = Field(description="谁在看、看到哪天；有结果以后是空的")
    way_to_object: str = Field(description="不予救助时怎么提异议、复议、起诉；别的是空的")
    untold: bool = Field(description="不予救助、还没有记送达")


class ClockCard(BaseModel):
    name: str
    scheme: str | None = Field(description="是加办的哪个项目的；办件自己的是 null")
    title: str
    due: DueCard
    ended: bool
    paused: bool = Field(description="等居民补材料，停着；补来以后接着数")


class MeetingCard(BaseModel):
    held_on: date
    participants: str
    decision: str


class NeedCard(BaseModel):
    """A paper this household brings, and the source that lets the window ask for it."""

    id: str
    name: str
    note: str
    source: str
    optional: bool


class UnrecordedCard(BaseModel):
    """A stage the procedure needs before a decision and that is not written down; `scheme` None: of
    the case's own."""

    stage: str
    title: str
    needed_for: list[Result]
    scheme: str | None


class CaseSheet(CaseCard):
    """One case with everything around it; `summary` is whole only when `is_full`."""

    summary: dict[str, Any]
    is_full: bool
    routing_reason: str
    asked: AskedCard
    outcome: SheetOutcome | None
    referrals: list[DepartmentCard]
    events: list[EventCard]
    stages: dict[str, str]
    stages_of_items: dict[str, dict[str, str]] = Field(
        description="没办结的加办项目各有哪些环节可以记（record-stage 的 scheme 和 stage）"
    )
    unrecorded: list[UnrecordedCard] = Field(description="作决定前流程里要有、还没有记的环节")
    same_person: list[SamePersonCard]
    needs: list[NeedCard]
    late_items: list[str]
    untold: bool
    wanted: WishCard | None
    items: list[ItemCard]
    clocks: list[ClockCard]
    meetings: list[MeetingCard]
