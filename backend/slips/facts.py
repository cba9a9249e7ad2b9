"""What a slip is made from: one case, its history opened, its window and its rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from backend.content.models import Procedure
from backend.content.names import Scheme
from backend.content.never_ask import NeverAsk
from backend.departments.names import department_title
from backend.departments.queries import unit_for
from backend.doors.layout import beijing_day
from backend.intake import clocks
from backend.intake.due_days import listed
from backend.intake.due_words import why_of
from backend.intake.forbidden import never_asked
from backend.intake.history import details_of, events_of
from backend.intake.limits import title_of
from backend.intake.models import IntakeCase
from backend.intake.needs import cited
from backend.intake.notices import number_of, open_summary
from backend.masks import mask_name
from backend.regions.queries import Window, find_division, full_name, path_of, window_by_id


@dataclass(frozen=True)
class Happened:
    """One event: its name, the day in Beijing, and what was written down with it."""

    name: str
    day: date
    details: dict[str, Any] = field(repr=False)


@dataclass(frozen=True)
class CaseFacts:
    """The facts, as values. `person` is masked unless it was asked for whole; `periods` say how
    long one may object; `county` whose government decides on an objection."""

    number: str
    person: str = field(repr=False)
    place: str
    scheme_title: str
    received_on: date
    window: Window | None
    county: str
    result: str | None
    events: tuple[Happened, ...]
    procedure: Procedure | None
    ways: tuple[Procedure | None, ...]
    never_asked: tuple[NeverAsk, ...]
    periods: dict[str, str]
    refusal_days: str
    window_names: dict[str, str]
    departments: dict[tuple[str, date], tuple[str, str]]

    def last(self, name: str, at: int = -1) -> Happened | None:
        """Give the newest event of a name; None when it never happened."""
        found = self.all(name)
        return found[at] if found else None

    def all(self, name: str) -> list[Happened]:
        return [one for one in self.events if one.name == name]

    def why_due(self, due: dict[str, Any]) -> tuple[str, ...]:
        """Tell the count of a due date as it was set then, with every day that was counted."""
        title = title_of(str(due["rule"]), *self.ways)
        *why, source = why_of(due["derivation"], title, str(due["source"]))
        days = listed(due["derivation"])
        return (*why, *([f"一天一天数到的：{days}。"] if days else []), source)


def facts_of(case: IntakeCase, *, whole: bool) -> CaseFacts:
    """Open what a slip needs of the case; the name only where it may stand whole."""
    name = str(open_summary(case).get("name") or "")
    division = find_division(case.place)
    events = tuple(
        Happened(one.name, beijing_day(one.at), details_of(one)) for one in events_of(case.id)
    )
    on = beijing_day(case.decided_at or case.created_at)
    county = next((one for one in path_of(case.division_code) if one.level == "county"), None)
    procedure, *_ = ways = clocks.ways_of(case)
    asked = [one.day for one in events if one.name == "case:supplement_requested"]
    return CaseFacts(
        number=number_of(case),
        person=(name if whole else mask_name(name)) or "申请人",
        place=full_name(case.place) if division else "",
        scheme_title=_scheme(case.scheme),
        received_on=beijing_day(case.created_at),
        window=window_by_id(case.window_id),
        county=county.name if county else "本县（区）",
        result=case.result,
        events=events,
        procedure=procedure,
        ways=ways,
        never_asked=tuple(never_asked(case, asked[-1] if asked else on)),
        periods=_periods(case, on),
        refusal_days=_refusal_days(case, procedure, on),
        window_names=_window_names(events),
        departments=_departments(events, case.division_code),
    )


def _scheme(scheme: str | None) -> str:
    return Scheme(scheme).title_zh if scheme in set(Scheme) else "社会救助"


def _periods(case: IntakeCase, on: date) -> dict[str, str]:
    names = {"reconsideration": "common.reconsideration_days", "lawsuit": "common.lawsuit_months"}
    return {name: _figure(case, figure, on) for name, figure in names.items()}


def _refusal_days(case: IntakeCase, procedure: Procedure | None, on: date) -> str:
    """Give within how many days a no is told in writing; empty where only the county knows."""
    limit = procedure.written_refusal.limit if procedure and procedure.written_refusal else None
    if limit is None or clocks.library().figure_value(limit, on, case.division_code) is None:
        return ""
    return _figure(case, limit, on)


def _figure(case: IntakeCase, figure: str, on: date) -> str:
    library = clocks.library()
    if figure not in library.figures:
        return "规定期限"
    return str(library.figure(figure, on, case.division_code))


def _window_names(events: tuple[Happened, ...]) -> dict[str, str]:
    """Give the names of the windows a transfer went between."""
    ids = {
        str(one.details[key])
        for one in events
        for key in ("from_window", "to_window")
        if key in one.details
    }
    return {one: found.name for one in ids if (found := window_by_id(one))}


def _departments(
    events: tuple[Happened, ...], place: str
) -> dict[tuple[str, date], tuple[str, str]]:
    """Give (department, day) -> what it was called here that day, and its duty phone if it has one."""
    asked = {
        (str(one), event.day)
        for event in events
        if event.name in ("case:referred", "case:item_added")
        for one in event.details["departments"]
    }
    return {
        (one, day): (unit.name, unit.phone) if unit else (department_title(one), "")
        for one, day in asked
        for unit in (unit_for(one, place, day),)
    }


def sources_of(procedure: Procedure | None) -> tuple[str, ...]:
    """Give the documents the procedure rests on, each with its articles."""
    if procedure is None:
        return ()
    return tuple(cited([source]) for source in procedure.sources)
