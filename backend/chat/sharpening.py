"""The one sentence said before the text: for the precise point asked, else for what a resident told
in passing. Pure."""

from __future__ import annotations

from datetime import date

from backend.chat.told import Told, read_told
from backend.content.library import Library
from backend.content.models import FigureValue
from backend.content.rendering import filled
from backend.content.told_lines import SAID, ToldLine, with_told


def told_line(
    normalised: str, library: Library, scheme: str, facet: str, on: date, place: str
) -> ToldLine | None:
    """Give the first sentence of `told.yaml` that fits what the question tells."""
    lines = [line for line in library.told_lines(scheme, facet, on) if line.when != SAID]
    if not lines:
        return None
    told = read_told(normalised)
    return next((line for line in lines if _fits(line, told, library, on, place)), None)


def told_sentence(line: ToldLine, normalised: str, library: Library, on: date, place: str) -> str:
    """Give the sentence with what was told and the figures of the place."""
    told = read_told(normalised)
    shown = {"age": str(told.age), "people": str(told.people), "kin": told.kin or ""}
    shown |= {"income": _yuan(told.income_fen), "share": _yuan(told.share_fen)}
    return filled(with_told(line.says, shown), lambda id_: library.figure(id_, on, place))


def _fits(line: ToldLine, told: Told, library: Library, on: date, place: str) -> bool:
    if line.when == "kin":
        return told.kin is not None
    if line.when == "share":
        return told.share_fen is not None
    said = told.age if line.when.startswith("age") else told.share_fen
    value = library.figure_value(line.figure, on, place) if line.figure else None
    if said is None or value is None:
        return False
    return (said < _number(value)) == line.when.endswith("below")


def _number(value: FigureValue) -> float:
    return 0.0 if isinstance(value.value, str) else float(value.value)


def _yuan(fen: int | None) -> str:
    return "" if fen is None else str(round(fen / 100))
