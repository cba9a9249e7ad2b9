"""What this scheme still needs from this household, and by which rule. Pure.

Nothing here blocks: the window takes a thin pre-application too. What the law says may not be
demanded is not in the list (社会救助法第六十二条); it is data of the procedure.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.content.models import Procedure
from backend.intake.needs import needs

_ELDERLY_AGE = 60
_ADULT_AGE = 18
# condition of a material -> words in conditions or causes that make it apply
_WORDS: dict[str, frozenset[str]] = {
    "disability": frozenset({"disability", "severe_disability", "mental_disability"}),
    "serious_illness": frozenset({"illness", "serious_illness", "chronic_illness"}),
    "medical_bills": frozenset({"illness", "serious_illness", "medical_bills", "accident"}),
    "student": frozenset({"student", "schooling", "education"}),
    "death": frozenset({"death", "bereavement"}),
    "disaster": frozenset({"disaster", "fire", "flood"}),
    "lost_contact": frozenset({"lost_contact", "missing"}),
    "imprisonment": frozenset({"imprisonment", "imprisoned"}),
    "rent": frozenset({"rent", "renting", "housing"}),
    "minor": frozenset({"minor", "orphan"}),
    "elderly": frozenset({"elderly"}),
}


@dataclass(frozen=True)
class MissingMaterial:
    """A paper to bring, with the source that lets the window ask for it; without an `optional` one
    the application stands all the same."""

    id: str
    name: str
    note: str
    source: str
    optional: bool = False

    def as_dict(self) -> dict[str, Any]:
        return dict(self.__dict__)


def missing_materials(
    procedure: Procedure | None, body: Mapping[str, Any], on: date
) -> list[MissingMaterial]:
    """Give what the applicant should bring, in the order of the procedure.

    `body` is the pre-application as plain data. Without a procedure nothing is asked for in
    advance: the window tells everything at once.
    """
    given = ("phone",) if body["applicant"]["phone"] else ()
    return [
        MissingMaterial(one.id, one.name, one.note, one.source, one.is_optional)
        for one in needs(procedure, conditions_of(body, on), given)
    ]


def conditions_of(body: Mapping[str, Any], on: date) -> set[str]:
    """Give the conditions of materials that hold for this household, by what was told."""
    words = set(body["situation"]["causes"])
    holding: set[str] = set()
    for member in body["household"]:
        words.update(member["conditions"])
        holding |= _by_age(member["birth_year"], on)
    holding |= conditions_from(words)
    if body["filed_by"]["kind"] != "self":
        holding.add("proxy")
    return holding


def conditions_from(words: Iterable[str]) -> set[str]:
    """Give the conditions that causes and conditions of members, as pages send them, stand for."""
    told = set(words)
    return {condition for condition, marks in _WORDS.items() if marks & told}


def _by_age(born: int | None, on: date) -> set[str]:
    if born is None:
        return set()
    age = on.year - born
    if age < _ADULT_AGE:
        return {"minor"}
    return {"elderly"} if age >= _ELDERLY_AGE else set()
