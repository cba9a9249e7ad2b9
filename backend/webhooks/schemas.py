"""What a source may report."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, RootModel

from backend.inputs import Body, CleanText, DigitText, LineText

Line = Annotated[LineText, Field(min_length=1, max_length=80)]


class OutcomeReport(Body):
    """How a case ended in the county's own system; the window decides what becomes of it here."""

    type: Literal["outcome"]
    number: Annotated[DigitText, Field(pattern=r"^[0-9]{12}$")]
    outcome: Literal["granted", "refused", "other"]
    words: Annotated[CleanText, Field(min_length=1, max_length=500)]
    decided_on: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}$")] | None = None


class WindowReport(Body):
    """Where the window of a township is from now on."""

    type: Literal["window"]
    division_code: Annotated[DigitText, Field(pattern=r"^[0-9]{12}$")]
    name: Line
    address: Annotated[LineText, Field(min_length=1, max_length=200)]
    phone: Annotated[LineText, Field(min_length=1, max_length=40)]
    hours: Annotated[LineText, Field(min_length=1, max_length=120)]
    complaint_phone: Annotated[LineText, Field(min_length=1, max_length=40)]


class Report(RootModel[Annotated[OutcomeReport | WindowReport, Field(discriminator="type")]]):
    """One report."""
