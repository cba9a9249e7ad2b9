"""What the calls about one's own data take and give."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field, model_validator

from backend.applications.answers import StatusAnswer
from backend.applications.schemas import Name
from backend.attachments.answers import AttachmentCard
from backend.inputs import Body, CleanText, LineText, field_fault
from backend.persons import IdNumber, Phone


class CorrectionBody(Body):
    """Only what is to be set right; what is left out stays. An empty address is taken out."""

    name: Name | None = None
    id_number: IdNumber | None = None
    phone: Phone | None = None
    address: Annotated[LineText, Field(max_length=200)] | None = None
    description: Annotated[CleanText, Field(max_length=2000)] | None = None

    @model_validator(mode="after")
    def _says_something(self) -> CorrectionBody:
        if not self.model_fields_set:
            raise field_fault("请写要改成什么；不改的不用写。")
        for name, title in (("name", "姓名"), ("phone", "电话")):
            if name in self.model_fields_set and getattr(self, name) is None:
                raise field_fault(f"{title}不能空着，窗口要靠它找您。")
        return self


class ConsentBody(Body):
    consent: Literal["personal_information", "sensitive_information", "economic_verification"]


class DeletionBody(Body):
    confirm: Literal[True]


class Changed(BaseModel):
    """What changed; `erased_on` is the day from which all of it is gone, where that was asked."""

    number: str
    changed: list[str]
    erased_on: date | None


class ChangeCard(BaseModel):
    at: datetime
    kind: Literal["corrected", "consent_given", "consent_withdrawn", "deletion_asked"]
    details: dict[str, Any]


class ViewCard(BaseModel):
    """One look of staff: when, what, who (role and family name), where, why."""

    at: datetime
    what: str
    who: str
    where: str
    why: str


class HeldCard(BaseModel):
    """A contact, a visit or a mandate held about the case; staff by role and family name."""

    at: datetime
    what: str
    who: str
    words: str
    day: date | None


class HeldCopy(BaseModel):
    """Everything held. `sent` is what was sent in, as it stands now (see POST /pre-applications)."""

    made_at: datetime
    number: str
    received_at: datetime
    channel: str
    notice_version: str | None
    sent: dict[str, Any]
    consents: dict[str, Any]
    changes: list[ChangeCard]
    attachments: list[AttachmentCard]
    progress: StatusAnswer
    views: list[ViewCard]
    contacts: list[HeldCard]
    visits: list[HeldCard]
    mandates: list[HeldCard]
    erase_on: date | None
    kept_for: dict[str, str]
