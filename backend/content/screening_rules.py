"""`policy_texts/screening.yaml`: which needs of a household point to which scheme, as dated data.

A rule says how strongly its needs speak, why, and by which articles; who reads needs off a
household's facts is the screening room. There is no likelihood below `possible`: nothing says no.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from backend.content.converting import sources_of
from backend.content.files import FileShape, read_yaml
from backend.content.models import Origin, Source
from backend.content.names import Scheme
from backend.content.places import NATIONAL
from backend.content.shapes import PlaceCode, Sources, Text, refuse_early_end

NeedId = Literal[
    "low_income", "near_income", "disability", "severe_disability", "medical_cost",
    "serious_illness", "child", "aged", "unsupported", "disaster", "sudden_event", "housing",
    "student", "unemployed", "no_place", "left_behind", "employee", "aid_short",
]  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class ScreeningRule:
    """One rule. The first of `needs` is its own; the others only make it firmer. `reason` is for
    residents. It holds at `place` and below, from `effective_from` through `until`."""

    scheme: Scheme
    needs: tuple[str, ...]
    likelihood: Literal["likely", "possible"]
    reason: str
    place: str
    effective_from: date
    until: date | None
    checked_on: date
    sources: tuple[Source, ...]
    origin: Origin


class RuleShape(FileShape):
    scheme: Annotated[Scheme, Field(strict=False)]
    needs: Annotated[list[NeedId], Field(min_length=1, max_length=3)]
    likelihood: Literal["likely", "possible"]
    reason: Text
    place: PlaceCode = NATIONAL
    effective_from: date
    until: date | None = None
    checked_on: date
    sources: Sources

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse_early_end(self.effective_from, self.until)
        if len(set(self.needs)) < len(self.needs):
            raise ValueError("的 needs 有一样写了两遍；留一处")
        return self


class ScreeningFile(FileShape):
    """`screening.yaml`."""

    rules: list[RuleShape]


def read_screening(path: Path) -> list[ScreeningRule]:
    """Give the rules of the file in its order. Raises ContentError."""
    lines = _lines_of_rules(path)
    return [
        ScreeningRule(
            one.scheme, tuple(one.needs), one.likelihood, one.reason, one.place,
            one.effective_from, one.until, one.checked_on, sources_of(one.sources),
            Origin(path, lines[number] if number < len(lines) else 1),
        )
        for number, one in enumerate(read_yaml(path, ScreeningFile).rules)
    ]  # fmt: skip


def _lines_of_rules(path: Path) -> list[int]:
    written = path.read_text(encoding="utf-8-sig").splitlines()
    return [n for n, line in enumerate(written, start=1) if line.startswith("  - ")]
