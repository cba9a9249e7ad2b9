"""What a screening takes: every fact is optional, null means not known. Nothing of it is kept."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from backend.content.schemas import Citation
from backend.inputs import Body, DigitText

MOST_FEN = 100_000_000_000
Fen = Annotated[int, Field(ge=0, le=MOST_FEN)]


class HouseholdFacts(Body):
    """Facts of one household. Money is integer fen; medical costs are of the last twelve months
    and after insurance; disability grades run from 1 (most severe) to 4."""

    household_size: Annotated[int, Field(ge=1, le=50)] | None = None
    monthly_income_fen: Fen | None = None
    has_disability: bool | None = None
    disability_grade: Annotated[int, Field(ge=1, le=4)] | None = None
    serious_illness: bool | None = None
    medical_out_of_pocket_fen: Fen | None = None
    orphan_or_unattended_child: bool | None = None
    elderly_over_80: bool | None = None
    elderly_without_support: bool | None = None
    disaster: bool | None = None
    sudden_event: bool | None = None
    housing_unsafe_or_none: bool | None = None
    student_in_need: bool | None = None
    unemployed: bool | None = None
    no_place_to_stay: bool | None = None
    left_behind_child: bool | None = None
    employed_worker: bool | None = None
    aid_not_enough: bool | None = None


class ScreeningBody(Body):
    place: Annotated[DigitText, Field(pattern=r"^[0-9]{12}$")] | None = None
    facts: HouseholdFacts = HouseholdFacts()


class ScreeningResult(BaseModel):
    scheme: str
    title: str
    likelihood: Literal["likely", "possible", "check"]
    reasons: list[str]
    missing: list[str]
    citations: list[Citation]


class ScreeningAnswer(BaseModel):
    """Never a no: the weakest likelihood is `check`."""

    results: list[ScreeningResult]
    as_of: date
    notice: str
