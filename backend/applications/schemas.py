"""What a pre-application may carry. Only scheme, name, phone, residence and consent are required:
a thin pre-application is still worth a call back."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from backend.content.fields import SchemeId
from backend.inputs import Body, CleanText, LineText, Word
from backend.persons import IdNumber, Phone
from backend.regions.fields import DivisionText

MOST_FEN = 100_000_000_000
FiledByKind = Literal["self", "relative", "village_assistant", "grid_worker"]
Name = Annotated[LineText, Field(min_length=1, max_length=50)]
Fen = Annotated[int, Field(ge=0, le=MOST_FEN)]


class Applicant(Body):
    """Class A. Purpose: to know who asks, to call back, to find the right window."""

    name: Name
    id_number: IdNumber | None = None
    phone: Phone
    residence: DivisionText
    household_register: Annotated[LineText, Field(max_length=80)] | None = None
    address: Annotated[LineText, Field(max_length=200)] | None = None


class Member(Body):
    """A household member. Class A; conditions, income and minors need the sensitive consent."""

    name: Name | None = None
    relation: Annotated[LineText, Field(min_length=1, max_length=20)] | None = None
    birth_year: Annotated[int, Field(ge=1900, le=2100)] | None = None
    monthly_income_fen: Fen | None = None
    conditions: Annotated[list[Word], Field(max_length=20)] = Field(default_factory=list)


class Situation(Body):
    """What happened. Class A."""

    causes: Annotated[list[Word], Field(max_length=20)] = Field(default_factory=list)
    description: Annotated[CleanText, Field(max_length=2000)] | None = None
    urgent: bool = False
    monthly_income_fen: Fen | None = None
    yearly_essential_expenses_fen: Fen | None = None


class FiledBy(Body):
    """Who sends it in; a helper names themselves so that the window can call them too."""

    kind: FiledByKind = "self"
    name: Name | None = None
    phone: Phone | None = None
    relation: Annotated[LineText, Field(max_length=20)] | None = None


class Consents(Body):
    """What was agreed to, and which version of the notice was read."""

    personal_information: bool
    sensitive_information: bool = False
    economic_verification: bool = False
    notice_version: Annotated[LineText, Field(max_length=40)] | None = None


class PreApplicationBody(Body):
    """`also_schemes`: further schemes asked for in the same go; they become items of one case."""

    scheme: SchemeId
    also_schemes: Annotated[list[SchemeId], Field(max_length=4)] = Field(default_factory=list)
    applicant: Applicant
    household: Annotated[list[Member], Field(max_length=30)] = Field(default_factory=list)
    situation: Situation = Situation()
    filed_by: FiledBy = FiledBy()
    consents: Consents
    guide_code: Annotated[LineText, Field(max_length=20)] | None = None


class AtWindowBody(Body):
    """What a clerk types in from paper, with the papers they have seen with their own eyes."""

    application: PreApplicationBody
    papers_seen: Annotated[
        list[Annotated[LineText, Field(min_length=1, max_length=100)]], Field(max_length=30)
    ] = Field(default_factory=list)


class QuestionBody(Body):
    """A question for the people at the window. Phone and name may be left out: the answer waits
    under number and access code."""

    text: Annotated[CleanText, Field(min_length=1, max_length=500)]
    place: DivisionText
    scheme: SchemeId | None = None
    phone: Phone | None = None
    name: Name | None = None
    personal_information: bool = False


class AccessBody(Body):
    access_code: Annotated[LineText, Field(min_length=1, max_length=40)]


class SupplementBody(Body):
    """What was asked for, told in words; photos go to attachments."""

    text: Annotated[CleanText, Field(min_length=1, max_length=2000)]


class WithdrawBody(Body):
    reason: Annotated[CleanText, Field(max_length=500)] | None = None


class DisputeBody(Body):
    """An objection; `reopen` asks that an ended case be opened again."""

    reason: Annotated[CleanText, Field(min_length=1, max_length=2000)]
    reopen: bool = False
