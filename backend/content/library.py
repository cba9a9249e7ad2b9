"""The content in use: what holds for a scheme, a facet, a figure or a procedure, by day and place."""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from typing import Protocol, TypeVar

from backend.content.models import (
    Document,
    Figure,
    FigureStatus,
    FigureValue,
    PolicyText,
    Procedure,
    Source,
)  # fmt: skip
from backend.content.names import Facet, Scheme
from backend.content.never_ask import MayAsk, NeverAsk
from backend.content.places import NATIONAL, lineage
from backend.content.rendering import (
    ASK_THE_WINDOW,
    RenderedText,
    filled,
    placeholders,
    plain,
    shown,
    source_line,
)  # fmt: skip
from backend.content.screening_rules import ScreeningRule
from backend.content.told_lines import ToldLine


class _Placed(Protocol):
    @property
    def place(self) -> str: ...
    @property
    def until(self) -> date | None: ...


class _DatedText(_Placed, Protocol):
    @property
    def effective_from(self) -> date: ...


Versioned = TypeVar("Versioned", bound=_DatedText)


class Library:
    """Everything of `policy_texts/`, indexed. Made by `loader.load_content`, shared by all threads.

    Answers only change on the days, and at the places, that some file names. Results are kept per
    such span and place, so an answer is a dict look-up and what is kept is bounded by the content.
    A place is a 12-digit code (ValueError otherwise); places inherit from those they lie in.
    """

    def __init__(
        self,
        documents: Iterable[Document] = (),
        figures: Iterable[Figure] = (),
        texts: Iterable[PolicyText] = (),
        procedures: Iterable[Procedure] = (),
        screening: Iterable[ScreeningRule] = (),
        told: Iterable[ToldLine] = (),
        never_ask: Iterable[NeverAsk] = (),
        may_ask: Iterable[MayAsk] = (),
    ) -> None:
        self.documents = {one.title: one for one in documents}
        self.figures = {one.id: one for one in figures}
        self.texts = tuple(texts)
        self.procedures = tuple(procedures)
        self.screening, self.told = tuple(screening), tuple(told)
        self.never_ask, self.may_ask = tuple(never_ask), tuple(may_ask)
        self._texts: dict[tuple[str, str], list[PolicyText]] = defaultdict(list)
        for text in self.texts:
            self._texts[text.scheme, text.facet].append(text)
        self._procedures: dict[str, list[Procedure]] = defaultdict(list)
        for procedure in self.procedures:
            self._procedures[procedure.id].append(procedure)
        self._told: dict[tuple[str, str], list[ToldLine]] = defaultdict(list)
        for line in self.told:
            for scheme in line.schemes:
                for facet in line.facets:
                    self._told[scheme, facet].append(line)
        self._places = frozenset(place for place, _, _ in self._spans())
        self._turns = sorted(set(self._turning_days()))
        self._citations = {
            text: self.cite(text.sources, text.key, text.effective_from) for text in self.texts
        }
        self._source_lines = {
            text: source_line(text.sources, self.documents.get) for text in self.texts
        }
        self._found: dict[tuple[str, str, int, str], PolicyText | None] = {}
        self._values: dict[tuple[str, int, str], FigureValue | None] = {}
        self._rendered: dict[tuple[PolicyText, int, str], RenderedText] = {}

    @property
    def places(self) -> frozenset[str]:
        """Give the places some file names; all others answer as the nearest of these."""
        return self._places

    @property
    def turning_days(self) -> list[date]:
        """Give the days on which something begins, or no longer holds, in order."""
        return list(self._turns)

    # --- policy texts

    def text(
        self, scheme: Scheme | str, facet: Facet | str, on: date, place: str = NATIONAL
    ) -> PolicyText | None:
        """Give what we say on that day at that place; the most specific place wins."""
        key = (scheme, facet, bisect_right(self._turns, on), self._standing(place))
        if key not in self._found:
            versions = self._texts.get((scheme, facet))
            if versions is None:
                return None  # A made-up pair must not fill the memory.
            self._found[key] = _holding(versions, on, place)
        return self._found[key]

    def facets_of(self, scheme: Scheme | str, on: date, place: str = NATIONAL) -> list[Facet]:
        """Give the facets with a text that day, in the order of a guide."""
        return [facet for facet in Facet if self.text(scheme, facet, on, place)]

    def render(self, text: PolicyText, on: date, place: str = NATIONAL) -> RenderedText:
        """Give the text with its figures as they stand on that day at that place."""
        key = (text, bisect_right(self._turns, on), self._standing(place))
        kept = self._rendered.get(key)
        if kept is None:
            kept = self._rendered[key] = self._render(text, on, place)
        return kept

    def citations(self, text: PolicyText) -> list[dict[str, str]]:
        """Give the sources as the API shows them (design.md §4.1), strongest first."""
        return [dict(one) for one in self._citations[text]]

    # --- figures

    def figure_value(self, id_: str, on: date, place: str = NATIONAL) -> FigureValue | None:
        """Give the value that holds; None when only the county knows.

        Raises KeyError when there is no such figure.
        """
        key = (id_, bisect_right(self._turns, on), self._standing(place))
        if key not in self._values:
            self._values[key] = _value_holding(self.figures[id_].values, on, place)
        return self._values[key]

    def figure(self, id_: str, on: date, place: str = NATIONAL) -> str:
        """Give the figure in words, or its `unknown` sentence.

        Raises KeyError when there is no such figure.
        """
        value = self.figure_value(id_, on, place)
        return shown(value) if value else self.figures[id_].unknown

    # --- procedures and documents

    def procedure(self, id_: str, on: date, place: str = NATIONAL) -> Procedure | None:
        """Give the way of handling that holds on that day at that place."""
        return _holding(self._procedures.get(id_, ()), on, place)

    def procedures_of(
        self, scheme: Scheme | str, on: date | None = None, place: str = NATIONAL
    ) -> list[Procedure]:
        """Give the procedures of a scheme, `normal` first; without a day, every version."""
        own = [one for one in self.procedures if one.scheme == scheme]
        if on is not None:
            ids = dict.fromkeys(one.id for one in own)
            own = [one for id_ in ids if (one := self.procedure(id_, on, place))]
        return sorted(own, key=lambda one: (one.variant != "normal", one.id != scheme, one.id))

    # --- screening rules, and sentences for what was told

    def screening_rules(self, on: date, place: str = NATIONAL) -> list[ScreeningRule]:
        """Give the rules that hold on that day at that place, in the order of the file."""
        inside = set(lineage(place))
        return [
            rule
            for rule in self.screening
            if rule.place in inside and holds_on(rule.effective_from, rule.until, on)
        ]

    def told_lines(self, scheme: str, facet: str, on: date) -> list[ToldLine]:
        """Give the sentences that may stand before this answer that day, the first choice first."""
        return [
            one
            for one in self._told.get((scheme, facet), ())
            if holds_on(one.effective_from, one.until, on)
        ]

    # --- what nobody may demand

    def never_asked(
        self, scheme: str, on: date, place: str = NATIONAL, procedure: str | None = None
    ) -> list[NeverAsk]:
        """Give what may not be demanded that day: what holds everywhere and what the places around
        add, in the order of the files. `procedure` is the id of the way of handling, when known."""
        inside = set(lineage(place))
        return [
            one
            for one in self.never_ask
            if scheme in one.schemes
            and one.place in inside
            and (not one.procedures or procedure in one.procedures)
            and holds_on(one.effective_from, one.until, on)
        ]

    def cite(self, sources: Iterable[Source], text: str, since: date) -> list[dict[str, str]]:
        """Give sources as the API shows them; `text` names what rests on them, `since` stands in
        for a document nobody registered (the check refuses those)."""
        return [
            {
                "document": source.document,
                "number": source.number,
                "article": source.article,
                "effective_from": (
                    document.effective_from
                    if (document := self.documents.get(source.document))
                    else since
                ).isoformat(),
                "text": text,
            }
            for source in sources
        ]

    def document(self, title: str) -> Document | None:
        """Give the registered document with this full title."""
        return self.documents.get(title)

    # --- inside

    def _standing(self, place: str) -> str:
        """Give the most specific place some file names; all others answer alike."""
        return next((code for code in lineage(place) if code in self._places), NATIONAL)

    def _spans(self) -> Iterator[tuple[str, date, date | None]]:
        for text in self.texts:
            yield text.place, text.effective_from, text.until
        for procedure in self.procedures:
            yield procedure.place, procedure.effective_from, procedure.until
        for figure in self.figures.values():
            for value in figure.values:
                yield value.place, value.from_on, value.until
        for rule in self.screening:
            yield rule.place, rule.effective_from, rule.until
        for line in self.told:
            yield NATIONAL, line.effective_from, line.until
        for never in self.never_ask:
            yield never.place, never.effective_from, never.until

    def _turning_days(self) -> Iterator[date]:
        for _, first, last in self._spans():
            yield first
            if last is not None and last < date.max:
                yield last + timedelta(days=1)

    def _render(self, text: PolicyText, on: date, place: str) -> RenderedText:
        def show(id_: str) -> str:
            # The check refuses unknown ids; a resident is sent on rather than left without a reply.
            return self.figure(id_, on, place) if id_ in self.figures else ASK_THE_WINDOW

        ids = placeholders(text.body) + placeholders(text.next_step)
        known = [id_ for id_ in dict.fromkeys(ids) if id_ in self.figures]
        values = [value for id_ in known if (value := self.figure_value(id_, on, place))]
        local = [one.place for one in values if one.place != NATIONAL]
        return RenderedText(
            title=filled(text.title, show),
            body=plain(filled(text.body, show)),
            next_step=filled(text.next_step, show),
            source_line=self._source_lines[text],
            has_demo=any(one.status is FigureStatus.DEMO for one in values),
            check_locally=text.check_locally,
            figures_of=max(local, key=lambda code: len(code.rstrip("0")), default=None),
            is_known_elsewhere=any(self._is_known_elsewhere(id_, on, place) for id_ in known),
        )

    def _is_known_elsewhere(self, id_: str, on: date, place: str) -> bool:
        return self.figure_value(id_, on, place) is None and any(
            holds_on(one.from_on, one.until, on) for one in self.figures[id_].values
        )


def holds_on(first: date, last: date | None, on: date) -> bool:
    """Tell whether `on` lies from the first through the last day (None: no end)."""
    return first <= on and (last is None or on <= last)


def _holding(versions: Sequence[Versioned], on: date, place: str) -> Versioned | None:
    for code in lineage(place):
        there = [v for v in versions if v.place == code and holds_on(v.effective_from, v.until, on)]
        if there:
            return max(there, key=lambda one: one.effective_from)
    return None


def _value_holding(values: Sequence[FigureValue], on: date, place: str) -> FigureValue | None:
    for code in lineage(place):
        there = [v for v in values if v.place == code and holds_on(v.from_on, v.until, on)]
        if there:
            return max(there, key=lambda one: one.from_on)
    return None
