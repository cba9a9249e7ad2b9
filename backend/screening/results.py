"""A screening with its sources and local lines, as the API and the page show it. Pure."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from backend.content.library import Library
from backend.content.names import Facet
from backend.content.places import NATIONAL
from backend.screening.facts import Facts, Lines
from backend.screening.rules import Finding, screen

NOTICE: Final = (
    "这只是照您说的情况看看可以问哪几样，不是审核结果。合不合条件由窗口调查后认定；"
    "没有列在前面的也可以申请。"
)
_STANDARDS: Final = (
    "minimum_living_allowance.standard_rural",
    "minimum_living_allowance.standard_urban",
)
_NEAR: Final = "low_income_family.marginal_ratio"


def screening_results(
    library: Library, facts: Facts, on: date, place: str | None
) -> list[dict[str, Any]]:
    """Give the results as plain data, the likeliest first."""
    where = place or NATIONAL
    found = screen(facts, lines_of(library, on, where), library.screening_rules(on, where))
    return [_as_dict(library, one, on, where) for one in found]


def lines_of(library: Library, on: date, place: str) -> Lines:
    """Give the local lines: the higher of the two standards, since a household may live in either."""
    known = [value for id_ in _STANDARDS if (value := _number(library, id_, on, place)) is not None]
    if not known:
        return Lines()
    times = _number(library, _NEAR, on, place)
    standard = max(known)
    return Lines(int(standard), int(standard * times) if times else None)


def _number(library: Library, id_: str, on: date, place: str) -> float | None:
    value = library.figure_value(id_, on, place) if id_ in library.figures else None
    return None if value is None or isinstance(value.value, str) else float(value.value)


def _as_dict(library: Library, finding: Finding, on: date, place: str) -> dict[str, Any]:
    """Cite what the reasons rest on; where none speaks, what the conditions of the scheme rest on."""
    text = library.text(finding.scheme, Facet.ELIGIBILITY, on, place)
    key = f"{finding.scheme.value}/{Facet.ELIGIBILITY.value}"
    spoken = library.cite(finding.sources, key, on)
    return {
        "scheme": finding.scheme.value,
        "title": finding.scheme.title_zh,
        "likelihood": finding.likelihood.word,
        "reasons": list(finding.reasons),
        "missing": list(finding.missing),
        "citations": spoken or (library.citations(text) if text else []),
    }
