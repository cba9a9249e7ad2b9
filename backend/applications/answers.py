"""What the pre-application calls give. Days are Beijing's, instants UTC."""

from __future__ import annotations

from datetime import date, datetime

from pydantic import BaseModel, Field

from backend.applications.completeness import MissingMaterial
from backend.intake.cards import DueCard
from backend.intake.states import CaseState


class WindowCard(BaseModel):
    """The window one may go to; `is_demo` marks made-up addresses and phones."""

    name: str
    address: str
    phone: str
    hours: str
    is_demo: bool


class ReceiptWindow(WindowCard):
    routing_reason: str


class Receipt(BaseModel):
    """The receipt; the access code is shown once. `due` is null where no promise is published."""

    number: str
    access_code: str
    status: CaseState
    window: ReceiptWindow
    due: DueCard | None
    missing_materials: list[MissingMaterial]
    next_steps: list[str]


class DueDay(BaseModel):
    """One day of the count; `nth` is null for a day that was not counted, and `why` says why."""

    words: str
    nth: int | None
    why: str


class DueProgress(BaseModel):
    due_on: date
    why: list[str]
    days: list[DueDay]
    provisional: bool
    overdue: bool


class OutcomeCard(BaseModel):
    """How it ended, why, by which article, and how to object."""

    title: str
    reason: str
    article: str | None
    way_to_object: str
    decided_at: datetime


class ProgressEvent(BaseModel):
    at: datetime
    words: str


class StepCard(BaseModel):
    """One step from acceptance to payment; `now` marks the one that comes next."""

    title: str
    note: str
    done_at: datetime | None
    optional: bool
    now: bool
    left_out: str = Field(description="办结时没有走这一步的，写为什么；没有就是空的")


class ReviewCard(BaseModel):
    """A review of what is being paid."""

    opened_at: datetime
    status_title: str
    outcome: OutcomeCard | None


class HandingOverCard(BaseModel):
    """Somebody was asked to take the case or to help, and has not answered: who, the last day for
    the answer, and the whole in words, with who answers for the case until then."""

    to: str
    until: date | None
    words: str


class OneOfSeveralCard(BaseModel):
    """One scheme of a case with several, the case's own first: who looks at it (`now`) until it has
    its result; with a no the reason, the article and how to object, as soon as it is decided."""

    scheme: str
    title: str
    now: str
    result_title: str | None
    reason: str | None
    article: str | None
    way_to_object: str


class StageDue(BaseModel):
    """A stage under way of one of its schemes, or a no to be handed over: the day by which it is to be
    done, and why that day; `paused` while papers
    are waited for, and the day is that of before."""

    title: str
    scheme: str
    due_on: date
    why: list[str]
    paused: bool


class StatusAnswer(BaseModel):
    """Where it stands: who holds it since when, due when and why, what is asked, how it ended.
    `actions` are what the resident may do now."""

    number: str
    number_spoken: str
    scheme: str
    status: CaseState
    status_title: str
    holder: str
    since: datetime
    handing_over: list[HandingOverCard]
    due: DueProgress | None
    asked: list[str]
    asked_message: str
    asked_until: date | None = Field(description="几号以前补来；当地没有定的是空的")
    stages_due: list[StageDue] = Field(description="正在走的环节，各要在几号以前走完，为什么")
    outcome: OutcomeCard | None
    items: list[OneOfSeveralCard]
    steps: list[StepCard]
    reviews: list[ReviewCard]
    window: WindowCard | None
    events: list[ProgressEvent]
    actions: list[str]
