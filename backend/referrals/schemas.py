"""What a referral may carry. Purpose of each part: so that the window can reach the household and
knows what to bring first; only place, a name, what happened, urgency and consent are required."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator

from backend.applications.answers import ReceiptWindow
from backend.content.fields import SchemeId
from backend.inputs import Body, CleanText, LineText, Query, Word, field_fault
from backend.intake.cards import DueCard
from backend.intake.states import CaseState
from backend.persons import Phone
from backend.regions.fields import DivisionText


class Household(Body):
    """Whom to look for. Class A."""

    name: Annotated[LineText, Field(min_length=1, max_length=50)]
    phone: Phone | None = None
    address: Annotated[LineText, Field(max_length=200)] | None = None
    people: Annotated[int, Field(ge=1, le=30)] | None = None


class Distress(Body):
    """What happened. Class A."""

    description: Annotated[CleanText, Field(min_length=2, max_length=2000)]
    causes: list[Word] = Field(default_factory=list, max_length=20)


class Consent(Body):
    """Whether the household agreed; where it did not or could not, why it is referred all the same."""

    given: bool
    reason: Annotated[CleanText, Field(max_length=500)] | None = None

    @model_validator(mode="after")
    def _says_why_not(self) -> Consent:
        if not self.given and not self.reason:
            raise field_fault(
                "没有征得本人同意的，请在 reason 里写明为什么还要登记，"
                "如：人昏迷、孩子正受伤害、一时联系不上。"
            )
        return self


class ReferralBody(Body):
    scheme: SchemeId | None = None
    place: DivisionText
    household: Household
    situation: Distress
    urgency: Literal["normal", "urgent"]
    consent: Consent


class ReferralReceipt(BaseModel):
    """`due` is null only where no promise is published for the place."""

    number: str
    case_id: str
    window: ReceiptWindow
    due: DueCard | None


class OwnReferral(BaseModel):
    """One's own referral and how far it has come; the household masked."""

    number: str
    case_id: str
    received_at: datetime
    place: str
    place_name: str
    household: str
    urgency: Literal["normal", "urgent"]
    status: CaseState
    status_title: str
    holder: str
    outcome: str | None


class OwnReferrals(BaseModel):
    referrals: list[OwnReferral]
    page: int
    has_more: bool


class ListQuery(Query):
    page: int = Field(default=1, ge=1, le=10_000, description="第几页，从 1 数")
