"""What a guide says, assembled for one topic, place and day. Pure.

One function, used by the page and by the API alike. The eight elements are those of 民办函〔2019〕52号:
what it is, who may ask, the standard, papers, steps, time limits, place and hours, contact. What no
text says is left empty, never made up; numbers come from the library's figures.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Protocol

from backend.content.library import Library
from backend.content.models import Material, Procedure, Source
from backend.content.names import Facet, Scheme
from backend.content.rendering import source_line
from backend.guides.words import CONDITIONS, CONTACT_HOTLINES, LOCAL_LIMIT, WHO


class WindowValue(Protocol):
    """What a guide needs of a window; `regions.queries.Window` fits."""

    @property
    def name(self) -> str: ...
    @property
    def address(self) -> str: ...
    @property
    def phone(self) -> str: ...
    @property
    def hours(self) -> str: ...
    @property
    def complaint_phone(self) -> str: ...
    @property
    def is_demo(self) -> bool: ...


@dataclass(frozen=True)
class Section:
    """One element in prose. `facet` names the text it comes from; `checked_on` is its last check."""

    facet: str
    title: str
    body: str
    next_step: str
    source_line: str
    checked_on: str
    check_locally: bool
    has_demo: bool
    citations: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class PaperToBring:
    """A paper the window may ask for; `when` is empty when it is always asked for."""

    name: str
    when: str
    note: str
    source: str


@dataclass(frozen=True)
class NeverAsked:
    name: str
    why: str
    source: str


@dataclass(frozen=True)
class Step:
    """One stage; `limit` in words, with 以当地规定为准 where only the county knows."""

    name: str
    who: str
    limit: str
    note: str
    source: str


@dataclass(frozen=True)
class Limit:
    """A time limit of the whole: what it is, how long, from when."""

    means: str
    limit: str
    source: str


@dataclass(frozen=True)
class Contact:
    """Place, hours and phones. `hotlines` are (number, when to call)."""

    window: str
    address: str
    hours: str
    phone: str
    complaint_phone: str
    is_demo: bool
    hotlines: tuple[dict[str, str], ...]


@dataclass(frozen=True)
class GuideContent:
    """Everything a guide says about `topic` at `place` on `as_of`; None where nothing is said."""

    topic: str
    title: str
    place: str
    as_of: str
    item: Section | None
    conditions: Section | None
    standard: Section | None
    materials: Section | None
    papers: tuple[PaperToBring, ...]
    never_asked: tuple[NeverAsked, ...]
    procedure: Section | None
    steps: tuple[Step, ...]
    time_limits: Section | None
    limits: tuple[Limit, ...]
    where: Section | None
    contact: Contact
    appeal: Section | None

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def has_demo(self) -> bool:
        """Whether any number or address shown is 演示数据 or 示例."""
        return self.contact.is_demo or any(
            value.has_demo for value in self.__dict__.values() if isinstance(value, Section)
        )


def guide_content(
    library: Library, topic: str, place: str, on: date, window: WindowValue | None
) -> GuideContent:
    """Assemble the guide of `topic` (a scheme id, `general` among them).

    Raises ValueError for a topic that is none, or a place that is no 12-digit code.
    """
    scheme = Scheme(topic)

    def said(facet: Facet) -> Section | None:
        return section_of(library, scheme, facet, on, place)

    ways = library.procedures_of(scheme, on, place)
    way = ways[0] if ways else None
    return GuideContent(
        topic=scheme.value,
        title=scheme.title_zh,
        place=place,
        as_of=on.isoformat(),
        item=said(Facet.OVERVIEW),
        conditions=said(Facet.ELIGIBILITY),
        standard=said(Facet.AMOUNT),
        materials=said(Facet.MATERIALS),
        papers=tuple(papers_of(library, way)),
        never_asked=tuple(_never_asked(library, scheme, way, on, place)),
        procedure=said(Facet.PROCEDURE),
        steps=tuple(_steps(library, way, on, place)),
        time_limits=said(Facet.TIME_LIMIT),
        limits=tuple(_limits(library, way, on, place)),
        where=said(Facet.WHERE),
        contact=_contact(library, window, on, place),
        appeal=said(Facet.APPEAL),
    )


def section_of(library: Library, scheme: str, facet: Facet, on: date, place: str) -> Section | None:
    """Give one facet as a section with its figures filled in; None when no text holds."""
    text = library.text(scheme, facet, on, place)
    if text is None:
        return None
    shown = library.render(text, on, place)
    return Section(
        facet=facet.value,
        title=shown.title,
        body=shown.body,
        next_step=shown.next_step,
        source_line=shown.source_line,
        checked_on=text.checked_on.isoformat(),
        check_locally=shown.check_locally,
        has_demo=shown.has_demo,
        citations=tuple(library.citations(text)),
    )


def papers_of(library: Library, way: Procedure | None) -> list[PaperToBring]:
    """Give the papers of a procedure, those always asked for first."""
    materials: tuple[Material, ...] = way.materials if way else ()
    return [
        PaperToBring(
            name=material.name,
            when=CONDITIONS.get(material.condition, "有这种情况的") if material.condition else "",
            note=material.note,
            source=_line(library, material.sources),
        )
        for material in sorted(materials, key=lambda one: one.condition is not None)
    ]


def _never_asked(
    library: Library, scheme: Scheme, way: Procedure | None, on: date, place: str
) -> Iterable[NeverAsked]:
    for paper in library.never_asked(scheme, on, place, way.id if way else None):
        if paper.on_guides:
            yield NeverAsked(paper.name, paper.why, _line(library, paper.sources))


def _steps(library: Library, way: Procedure | None, on: date, place: str) -> Iterable[Step]:
    for stage in way.stages if way else ():
        limit = library.figure(stage.limit, on, place) if stage.limit else LOCAL_LIMIT
        who = WHO.get(stage.who, "有关部门")
        yield Step(stage.name, who, limit, stage.note, _line(library, stage.sources))


def _limits(library: Library, way: Procedure | None, on: date, place: str) -> Iterable[Limit]:
    if way is None:
        return
    starts = "递交申请" if way.clock_starts == "submitted" else "窗口受理"
    refusal, notice = way.written_refusal, way.public_notice
    wanted = [
        (f"从{starts}到办结", way.whole.limit),
        ("情况复杂时最长", way.whole.extended),
        ("不同意的，决定后书面告知", refusal.limit if refusal else None),
        ("公示", notice.limit if notice and not notice.none else None),
    ]
    line = _line(library, way.sources)
    for means, figure in wanted:
        if figure:
            value = library.figure_value(figure, on, place)
            source = _line(library, value.sources) if value and value.sources else line
            yield Limit(means, library.figure(figure, on, place), source)


def _contact(library: Library, window: WindowValue | None, on: date, place: str) -> Contact:
    hotlines = tuple(
        {"number": library.figure(id_, on, place), "means": means}
        for id_, means in CONTACT_HOTLINES
        if id_ in library.figures
    )
    return Contact(
        window=window.name if window else "",
        address=window.address if window else "",
        hours=window.hours if window else "",
        phone=window.phone if window else "",
        complaint_phone=window.complaint_phone if window else "",
        is_demo=bool(window and window.is_demo),
        hotlines=hotlines,
    )


def _line(library: Library, sources: tuple[Source, ...]) -> str:
    return source_line(sources, library.documents.get) if sources else ""
