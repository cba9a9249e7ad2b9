"""What this scheme still needs from this household, and by which rule. Pure.

Nothing here blocks: the window takes a thin pre-application too. What the law says may not be
demanded is not in the list (社会救助法第六十二条); it is data of the procedure.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.content.models import Material, Procedure

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
    """A paper to bring, with the source that lets the window ask for it."""

    id: str
    name: str
    note: str
    source: str

    def as_dict(self) -> dict[str, str]:
        return {"id": self.id, "name": self.name, "note": self.note, "source": self.source}


def missing_materials(
    procedure: Procedure | None, body: Mapping[str, Any], on: date
) -> list[MissingMaterial]:
    """Give what the applicant should bring, in the order of the procedure.

    `body` is the pre-application as plain data. Without a procedure nothing is asked for in
    advance: the window tells everything at once.
    """
    if procedure is None:
        return []
    holding = conditions_of(body, on)
    return [
        MissingMaterial(material.id, material.name, material.note, _source(material))
        for material in procedure.materials
        if material.condition is None or material.condition in holding
    ]


def conditions_of(body: Mapping[str, Any], on: date) -> set[str]:
    """Give the conditions of materials that hold for this household, by what was told."""
    words = set(body["situation"]["causes"])
    holding: set[str] = set()
    for member in body["household"]:
        words.update(member["conditions"])
        holding |= _by_age(member["birth_year"], on)
    holding |= {condition for condition, marks in _WORDS.items() if marks & words}
    if body["filed_by"]["kind"] != "self":
        holding.add("proxy")
    return holding


def _by_age(born: int | None, on: date) -> set[str]:
    if born is None:
        return set()
    age = on.year - born
    if age < _ADULT_AGE:
        return {"minor"}
    return {"elderly"} if age >= _ELDERLY_AGE else set()


def _source(material: Material) -> str:
    """Name the strongest source, which stands first."""
    return "；".join(f"《{source.document}》{source.article}" for source in material.sources[:1])
