"""What the intake calls take; what they give is in cards. Every move carries the version the clerk
saw."""

from __future__ import annotations

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field

from backend.departments.names import DEPARTMENTS
from backend.inputs import Body, CleanText, DigitText, LineText, Query
from backend.intake.item_results import BY_DEPARTMENT
from backend.intake.queries import Queue
from backend.intake.states import CaseState, Result
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

    version: int = Field(ge=1, le=2**31 - 1, description="您看到的办件版本；已有变化时答 409")


class ReleaseBody(Move):
    reason: Reason | None = Field(None, description="放回别人手里的办件时必填")


class AskSupplementBody(Move):
    items: list[Item] = Field(max_length=20, description="一次写全，一项一条")
    message: Reason | None = None
    reason: Reason | None = Field(None, description="第二次要补时必填：上次为什么没说")


class TakeSupplementBody(Move):
    items: list[Item] = Field(
        default_factory=list, max_length=20, description="补来了哪几样；不写也行"
    )
    message: Reason | None = None


class ApproveSupplementBody(Move):
    items: list[Item] = Field(max_length=20, description="同意再要哪几项")
    reason: Reason | None = Field(None, description="必填：为什么同意，居民看得到")


class NoteContactBody(Move):
    how: LineText = Field(max_length=20, description="、".join(CONTACT_TITLES))
    outcome: LineText = Field(
        max_length=20, description="reached、call_back（约好再联系）、no_answer、wrong_number"
    )
    words: Reason | None = None
    # Not strict, so that a day in JSON text is read as a date.
    next_on: Annotated[date | None, Field(strict=False)] = Field(
        None, description="哪天再联系；call_back 时必填"
    )


class RecordHearingBody(Move):
    how: LineText = Field(max_length=20, description="、".join(HEARING_TITLES))
    said: Reason | None = Field(None, description="spoke 时必填：本人说了什么")


class FollowUpBody(Move):
    what: LineText = Field(max_length=20, description="、".join(FOLLOW_UP_TITLES))
    how: LineText | None = Field(None, max_length=20, description="delivered 时必填：怎么送到的")
    # Not strict, so that a day in JSON text is read as a date.
    on: Annotated[date, Field(strict=False)] | None = Field(None, description="哪天；不写就是今天")
    note: Reason | None = None
    scheme: LineText | None = Field(
        None, max_length=40, description="只送达了加办的哪一个项目的决定；不填：要送达的都送到了"
    )


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


class OfferReturnBody(Move):
    reason: Reason | None = Field(None, description="必填：为什么不归这里办")
    article: Article | None = Field(None, description="必填：依据的文件和条款")


class NoteBody(Move):
    reason: Reason | None = Field(None, description="交代一句")


class AcceptReferralBody(Move):
    department: LineText | None = Field(None, max_length=40, description="不填：您所在的部门")
    scheme: LineText | None = Field(None, max_length=40, description="一个部门有几个项目在等时填")


class ReturnReferralBody(AcceptReferralBody):
    reason: Reason | None = Field(None, description="必填：为什么不归这个部门办")
    article: Article | None = Field(None, description="必填：依据的文件和条款")


class AnswerReferralBody(AcceptReferralBody):
    answer: Reason | None = Field(None, description="必填：协办结果")
    # Not strict, so that the id in JSON text is read as the enum.
    result: Annotated[Result | None, Field(strict=False)] = Field(
        None, description="牵头一个项目的部门定了结果时填：" + "、".join(BY_DEPARTMENT)
    )
    article: Article | None = Field(None, description="不予救助时必填：依据的文件和条款")


class RecordStageBody(Move):
    stage: LineText = Field(
        max_length=60,
        description="contacted、notice_hung（公示挂出了）、notice_down（没挂满就撤下了），或该项目流程里的环节",
    )
    note: Reason | None = None
    scheme: LineText | None = Field(
        None, max_length=40, description="是这件里加办的哪个项目的环节；不填：办件自己的项目"
    )
    # Not strict, so that a day in JSON text is read as a date.
    hung_on: Annotated[date | None, Field(strict=False)] = Field(
        None,
        description="公示哪天挂出的：记 notice_hung（不填：今天）或公示环节时写，以前记过挂出的不用再写。"
        "挂满规定天数的第二天起才能记公示环节，早了答 409 说明到哪天",
    )


Skipped = dict[Annotated[LineText, Field(max_length=60)], Reason]
_SKIPPED = (
    "流程里作决定前要有、却没有走的环节（环节的 id，和为什么没走）；"
    "没有记的环节在办件的 unrecorded 里"
)


class SettledBody(Move):
    """Whose word an end without a decision rests on."""

    confirmed_by: LineText | None = Field(
        None, max_length=20, description="没有作决定就结束时必填：" + "、".join(CONFIRMED_TITLES)
    )
    witness: LineText | None = Field(
        None, max_length=100, description="witness 时必填：谁，什么关系"
    )


class CloseBody(SettledBody):
    # Not strict, so that the id in JSON text is read as the enum.
    result: Annotated[Result, Field(strict=False)] = Field(description="结果")
    reason: Reason | None = Field(None, description="必填：结果和理由，居民看得到")
    article: Article | None = Field(
        None, description="不予救助、减发、停发时必填：依据的文件和条款"
    )
    skipped: Skipped | None = Field(None, max_length=20, description=_SKIPPED)


class RecordMeetingBody(Move):
    # Not strict, so that the day in JSON text is read as a date.
    held_on: Annotated[date | None, Field(strict=False)] = Field(None, description="不填：今天")
    participants: Reason | None = Field(None, description="必填：参加的单位和人")
    decision: Reason | None = Field(None, description="必填：定了由谁办、什么时候办完")
    to: DigitText | None = Field(None, pattern=r"^[0-9]{12}$", description="定给哪里的窗口办")


class AddItemBody(Move):
    scheme: LineText = Field(max_length=40, description="加办的救助项目")
    assisting: list[LineText] = Field(
        default_factory=list, max_length=len(DEPARTMENTS), description="同时请哪些部门配合"
    )
    note: Reason | None = Field(None, description="要请部门时必填：请他们做什么")


class AskItemBody(Move):
    scheme: LineText = Field(max_length=40, description="问的是哪一个项目")
    departments: list[LineText] = Field(
        default_factory=list, max_length=len(DEPARTMENTS), description="不填：牵头这个项目的部门"
    )
    note: Reason | None = Field(None, description="必填：请部门做什么")


class SettleItemBody(SettledBody):
    scheme: LineText = Field(max_length=40, description="办结的是哪一个项目")
    result: Annotated[Result, Field(strict=False)] = Field(description="结果")
    reason: Reason | None = Field(None, description="必填：结果和理由，居民看得到")
    article: Article | None = Field(None, description="不予救助时必填：依据的文件和条款")
    skipped: Skipped | None = Field(None, max_length=20, description=_SKIPPED)


class ReasonBody(Move):
    reason: Reason | None = Field(None, description="必填")


class UnmaskBody(Body):
    reason: Reason | None = Field(None, description="必填：为什么要看；会留痕")
