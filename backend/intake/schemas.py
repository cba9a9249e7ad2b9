"""What the intake calls take and give. Every move carries the version the clerk saw."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from backend.inputs import Body, CleanText, DigitText, LineText, Query
from backend.intake.departments import DEPARTMENTS
from backend.intake.queries import Queue
from backend.intake.states import Action, CaseState, Result
from backend.intake.wording import (
    CONFIRMED_TITLES,
    CONTACT_TITLES,
    FOLLOW_UP_TITLES,
    HEARING_TITLES,
)

_MOST = 1000
Reason = Annotated[CleanText, Field(max_length=_MOST)]
Article = Annotated[LineText, Field(max_length=200)]
Item = Annotated[LineText, Field(min_length=1, max_length=100)]


def _known_form(case_id: str) -> str:
    """Let a malformed id end as an unknown one does: the same 404, whatever was tried."""
    return case_id if re.fullmatch(r"[0-9a-f]{32}", case_id) else "0" * 32


class CasePath(BaseModel):
    case_id: Annotated[str, AfterValidator(_known_form)] = Field(description="办件标识")


class CaseListQuery(Query):
    queue: Queue | None = Field(None, description="哪一张单子")
    state: CaseState | None = Field(None, description="只看这个状态")
    page: int = Field(1, ge=1, le=10_000)
    size: int = Field(20, ge=1, le=100, description="每页几件")


class Move(Body):
    """The least a move says."""

    version: int = Field(ge=1, description="您看到的办件版本；已有变化时答 409")


class ReleaseBody(Move):
    reason: Reason | None = Field(None, description="放回别人手里的办件时必填")


class AskSupplementBody(Move):
    items: list[Item] = Field(max_length=20, description="一次写全，一项一条")
    message: Reason | None = None
    reason: Reason | None = Field(None, description="第二次要补时必填：上次为什么没说")


class ApproveSupplementBody(Move):
    items: list[Item] = Field(max_length=20, description="同意再要哪几项")
    reason: Reason | None = Field(None, description="必填：为什么同意，居民看得到")


class NoteContactBody(Move):
    how: LineText = Field(max_length=20, description="、".join(CONTACT_TITLES))
    reached: bool = Field(description="联系上了没有")
    note: Reason | None = None


class RecordHearingBody(Move):
    how: LineText = Field(max_length=20, description="、".join(HEARING_TITLES))
    said: Reason | None = Field(None, description="spoke 时必填：本人说了什么")


class FollowUpBody(Move):
    what: LineText = Field(max_length=20, description="、".join(FOLLOW_UP_TITLES))
    how: LineText | None = Field(None, max_length=20, description="delivered 时必填：怎么送到的")
    # Not strict, so that a day in JSON text is read as a date.
    on: Annotated[date, Field(strict=False)] | None = Field(None, description="哪天；不写就是今天")
    note: Reason | None = None


class DeclineBody(Move):
    reason: Reason | None = Field(None, description="必填：理由，居民看得到")
    article: Article | None = Field(None, description="必填：依据的文件和条款")


class TransferBody(Move):
    to: DigitText = Field(pattern=r"^[0-9]{12}$", description="转到哪里：12 位区划代码")
    reason: Reason | None = Field(None, description="必填")


class ReferBody(Move):
    departments: list[LineText] = Field(
        min_length=1, max_length=len(DEPARTMENTS), description="、".join(DEPARTMENTS)
    )
    note: Reason | None = Field(None, description="必填：请部门做什么")


class AnswerReferralBody(Move):
    department: LineText | None = Field(None, max_length=40, description="代记电话答复时必填")
    answer: Reason | None = Field(None, description="必填：协办结果")


class RecordStageBody(Move):
    stage: LineText = Field(max_length=60, description="contacted 或该项目流程里的环节")
    note: Reason | None = None


class CloseBody(Move):
    # Not strict, so that the id in JSON text is read as the enum.
    result: Annotated[Result, Field(strict=False)] = Field(description="结果")
    reason: Reason | None = Field(None, description="必填：结果和理由，居民看得到")
    article: Article | None = Field(
        None, description="不予救助、减发、停发时必填：依据的文件和条款"
    )
    confirmed_by: LineText | None = Field(
        None, max_length=20, description="没有作决定就结束时必填：" + "、".join(CONFIRMED_TITLES)
    )
    witness: LineText | None = Field(
        None, max_length=100, description="witness 时必填：谁，什么关系"
    )


class ReasonBody(Move):
    reason: Reason | None = Field(None, description="必填")


class UnmaskBody(Body):
    reason: Reason | None = Field(None, description="必填：为什么要看；会留痕")


class DueCard(BaseModel):
    due_on: date
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


class SheetOutcome(BaseModel):
    title: str
    reason: str
    article: str | None
    way_to_object: str


class DepartmentCard(BaseModel):
    """A department asked, what was asked, and its answer."""

    department: str
    department_title: str
    note: str
    asked_at: datetime
    answer: str | None
    answered_at: datetime | None
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
    id: str
    number: str | None
    state: CaseState


class NeedCard(BaseModel):
    """A paper this household brings, and the source that lets the window ask for it."""

    id: str
    name: str
    note: str
    source: str
    optional: bool


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
    same_person: list[SamePersonCard]
    needs: list[NeedCard]
    late_items: list[str]
    untold: bool
