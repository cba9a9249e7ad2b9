"""What the action forms of a case offer to choose from: materials, articles, windows, departments."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from flask import current_app

from backend.content.library import Library
from backend.content.models import Procedure, Source
from backend.content.names import Facet, Scheme
from backend.departments.names import DEPARTMENTS
from backend.departments.queries import assisting_in, lead_in, name_in, unit_for
from backend.doors.layout import beijing_day
from backend.intake.item_results import BY_DEPARTMENT
from backend.intake.limits import procedure_for
from backend.intake.reading import CaseDetail
from backend.intake.settlements import needs_word
from backend.intake.states import Result
from backend.intake.views import CaseView
from backend.intake.wording import CONFIRMED_TITLES, RESULT_TITLES
from backend.regions.codes import ancestors_of, level_of
from backend.regions.queries import Window, windows_under

_MOST_ARTICLES: Final = 40
_FACETS: Final = (Facet.ELIGIBILITY, Facet.PROCEDURE, Facet.VERIFICATION, Facet.MATERIALS)


@dataclass(frozen=True)
class Choice:
    """One thing to tick or select; `mark` is a short remark beside it, `is_on` ticks it to begin
    with, `is_off` greys it out."""

    value: str
    title: str
    hint: str = ""
    mark: str = ""
    is_off: bool = False
    is_on: bool = False


def library() -> Library:
    found: Library = current_app.extensions["library"]
    return found


def procedure_of(view: CaseView) -> Procedure | None:
    """Give the way this case is handled: as it held on the day of acceptance, else of receipt."""
    if view.scheme is None:
        return None
    on = beijing_day(view.accepted_at or view.received_at)
    return procedure_for(
        library(), view.scheme, urgent=view.urgent, place=view.division_code, on=on
    )


def material_choices(procedure: Procedure | None, detail: CaseDetail) -> list[Choice]:
    """Give every paper the procedure knows; those this household needs are ticked to begin with,
    unless papers were asked for already."""
    if procedure is None:
        return []
    needed = {one.id: one for one in detail.needs}
    again = asked_before(detail)
    return [
        Choice(
            one.name,
            one.name,
            hint=one.note,
            mark="这户用得上" if one.id in needed and one.condition else "",
            is_on=one.id in needed and not again,
        )
        for one in procedure.materials
    ]


def missing_choices(detail: CaseDetail) -> list[Choice]:
    """Give what this household should bring, as long as the case has not been accepted."""
    if detail.view.accepted_at is not None:
        return []
    return [Choice(one.id, one.name, hint=one.note, mark=one.source) for one in detail.needs]


def confirmed_choices(view: CaseView) -> list[tuple[str, str]]:
    """Give whose word an end without a decision may rest on; nothing where none is asked for."""
    needed = any(needs_word(view.kind, Result(one.value)) for one in result_choices(view))
    return list(CONFIRMED_TITLES.items()) if needed else []


def never_ask(view: CaseView, procedure: Procedure | None, day: date) -> list[Choice]:
    """Give what may not be demanded, why, by which article, and what to do instead."""
    scheme, way = view.scheme or Scheme.GENERAL, procedure.id if procedure else None
    return [
        Choice(
            one.name,
            one.name,
            hint=f"{one.why}。{one.instead}。",
            mark="；".join(_cited(one.sources)),
        )
        for one in library().never_asked(scheme, day, view.division_code, way)
    ]


def article_choices(view: CaseView, procedure: Procedure | None, day: date) -> list[str]:
    """Give articles to cite, as 文件第N条: what governs a refusal first, then procedure and texts."""
    sources: list[Source] = []
    if procedure is not None:
        stages = sorted(procedure.stages, key=lambda stage: stage.starts != "decided")
        sources += [source for stage in stages for source in stage.sources]
        sources += procedure.sources
    for facet in _FACETS:
        text = library().text(view.scheme or Scheme.GENERAL, facet, day, view.division_code)
        sources += text.sources if text else ()
    return list(dict.fromkeys(_cited(sources)))[:_MOST_ARTICLES]


def window_choices(view: CaseView) -> list[Window]:
    """Give the other windows of the same county, in code order."""
    county = next(
        (code for code in ancestors_of(view.division_code) if level_of(code) == "county"),
        view.division_code,
    )
    return [one for one in windows_under((county,)) if one.id != view.window_id]


def department_choices(detail: CaseDetail, *, of_items: bool = False) -> list[Choice]:
    """Give every department, those that lead or assist with the case's scheme first; one that has not
    answered yet cannot be asked again. `of_items`: about some item, whichever it be."""
    waiting = {one.department for one in detail.referrals if one.is_open and not one.scheme}
    if of_items:
        return [replace(one, mark="", is_off=False) for one in department_choices(detail)]
    place, day, scheme = detail.view.division_code, beijing_day(), detail.view.scheme or ""
    lead, assisting = lead_in(scheme, place, day), assisting_in(scheme, place, day)
    marks = {**dict.fromkeys(assisting, "这个项目配合"), **({lead: "这个项目牵头"} if lead else {})}
    found = [_department_choice(one, place, day, marks, waiting) for one in DEPARTMENTS]
    return sorted(found, key=lambda one: (one.value != lead, one.value not in assisting))


def _department_choice(
    department: str, place: str, day: date, marks: Mapping[str, str], waiting: Collection[str]
) -> Choice:
    unit = unit_for(department, place, day)
    is_waiting = department in waiting
    return Choice(
        department,
        unit.name if unit else DEPARTMENTS[department],
        hint=f"值班电话 {unit.phone}" if unit else "",
        mark="已请，等答复" if is_waiting else marks.get(department, ""),
        is_off=is_waiting,
    )


def answer_choices(detail: CaseDetail) -> list[Choice]:
    """Give the open questions, one for each department, with what it was asked."""
    return [
        Choice(
            f"{one.department}:{one.scheme}",
            one.department_title + (f"（{Scheme(one.scheme).title_zh}）" if one.scheme else ""),
            hint=one.note,
        )
        for one in detail.referrals
        if one.is_open
    ]


def item_choices(detail: CaseDetail) -> list[tuple[str, str]]:
    """Give the schemes that may be added to the case, each with the department that leads it."""
    have = {detail.view.scheme, *(one.scheme for one in detail.items)}
    place, day = detail.view.division_code, beijing_day()
    return [
        (scheme.value, f"{scheme.title_zh}（{name_in(led, place, day)}牵头）")
        for scheme in Scheme
        if scheme not in have
        and scheme is not Scheme.GENERAL
        and (led := lead_in(scheme, place, day) or "civil_affairs")
    ]


def open_items(detail: CaseDetail) -> list[tuple[str, str]]:
    """Give the added schemes that have no result yet."""
    return [
        (one.scheme, Scheme(one.scheme).title_zh)
        for one in detail.items
        if not one.is_lead and one.result is None
    ]


def askable_items(detail: CaseDetail) -> list[tuple[str, str]]:
    """Give the added schemes a department may be asked about, each with who leads it today."""
    place, day = detail.view.division_code, beijing_day()
    found = []
    for scheme, title in open_items(detail):
        led = lead_in(scheme, place, day) or "civil_affairs"
        asked = any(one.is_open and one.scheme == scheme for one in detail.referrals)
        words = f"{name_in(led, place, day)}牵头{'，已请' if asked else ''}"
        found.append((scheme, f"{title}（{words}）"))
    return found


def decided_by_department(detail: CaseDetail) -> list[tuple[str, str]]:
    """Give the results an answer may carry; none where nobody is asked to lead an item."""
    leads = any(one.is_open and one.is_lead and one.scheme for one in detail.referrals)
    return [(one.value, RESULT_TITLES[one]) for one in BY_DEPARTMENT] if leads else []


def result_choices(view: CaseView) -> list[Choice]:
    """Give the results that fit: a decision for what was accepted, any other ending for the rest."""
    accepted = view.accepted_at is not None
    is_review = view.kind == "review"
    return [
        Choice(one.value, RESULT_TITLES[one])
        for one in Result
        if one.ends_review == is_review and one.needs_acceptance == accepted
    ]


def asked_papers(detail: CaseDetail) -> list[Choice]:
    """Give what the resident was asked for and has not brought; a tick says that one was seen."""
    return [Choice(one, one) for one in detail.asked.get("items", ())]


def asked_before(detail: CaseDetail) -> bool:
    """Whether papers were asked for already, so that a second time needs its reason."""
    return any(one.name == "case:supplement_requested" for one in detail.events)


def _cited(sources: Iterable[Source]) -> Iterator[str]:
    for source in sources:
        document = library().document(source.document)
        name = (document.short or document.title) if document else source.document
        for article in source.article.split("、"):
            yield f"{name}{article}" if article.startswith("第") else f"《{name}》{article}"
