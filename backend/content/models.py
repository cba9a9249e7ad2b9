"""The things of the room, as they are after reading: frozen, compared by identity, ready to share."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from backend.content.names import Facet, Scheme

__all__ = [
    "Document", "Facet", "Figure", "FigureStatus", "FigureValue", "Material",
    "NotNeeded", "PolicyText", "Procedure", "PublicNotice", "Rank", "Scheme", "Source", "Stage",
    "TimeLimit", "Unit",
]  # fmt: skip


class Rank(StrEnum):
    """How strong a document is; the order is strongest first."""

    LAW = "law"
    REGULATION = "regulation"
    POLICY = "policy"
    RULE = "rule"
    LOCAL = "local"


class Unit(StrEnum):
    """What a figure counts. Money is integer fen; `days` are calendar days."""

    WORKDAYS = "workdays"
    DAYS = "days"
    MONTHS = "months"
    YEARS = "years"
    HOURS = "hours"
    FEN = "fen"
    FEN_PER_MONTH = "fen_per_month"
    FEN_PER_YEAR = "fen_per_year"
    PERCENT = "percent"
    TIMES = "times"
    AGE = "age"
    PEOPLE = "people"
    COUNT = "count"
    PHONE = "phone"
    TEXT = "text"

    @property
    def is_time(self) -> bool:
        """Tell whether a deadline can be counted in it."""
        return self in _TIME_UNITS


_TIME_UNITS = frozenset({Unit.WORKDAYS, Unit.DAYS, Unit.MONTHS, Unit.YEARS, Unit.HOURS})


class FigureStatus(StrEnum):
    """Who stands behind a value: a document, a promise of the office, or nobody (演示数据)."""

    OFFICIAL = "official"
    PROMISE = "promise"
    DEMO = "demo"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where in the files a thing was read; `line` counts from 1."""

    file: Path
    line: int


@dataclass(frozen=True, slots=True, eq=False)
class Document:
    """A registered legal document. `articles` is 0 for notices without numbered articles."""

    title: str
    short: str
    number: str
    issuer: str
    rank: Rank
    adopted_on: date | None
    effective_from: date
    until: date | None
    articles: int
    read: str
    note: str
    checked_on: date
    origin: Origin


@dataclass(frozen=True, slots=True)
class Source:
    """政策依据: a place in a document. `article` is `第N条、第M条`, or `关于…` where there are none."""

    document: str
    number: str
    article: str


@dataclass(frozen=True, slots=True, eq=False)
class FigureValue:
    """What a figure was at one place from `from_on` through `until` (None: still holds).

    `value` is a whole number in the figure's unit (`times` may be a fraction), a string for `text`
    and `phone`.
    """

    value: int | float | str
    unit: Unit
    place: str
    from_on: date
    until: date | None
    status: FigureStatus
    at_most: bool
    at_least: bool
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Figure:
    """A number prose may show. `unknown` is the sentence for places and days without a value."""

    id: str
    means: str
    unit: Unit
    unknown: str
    values: tuple[FigureValue, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, eq=False)
class PolicyText:
    """What we say about one facet of one scheme at `place`, from `effective_from` through `until`.

    `body` and `next_step` hold placeholders; `Library.render` fills them. `body_line` is the line
    of the file on which the body starts. `key` is `scheme/facet`.
    """

    scheme: Scheme
    facet: Facet
    place: str
    effective_from: date
    until: date | None
    checked_on: date
    check_locally: bool
    title: str
    next_step: str
    body: str
    sources: tuple[Source, ...]
    key: str
    body_line: int
    origin: Origin


@dataclass(frozen=True, slots=True)
class TimeLimit:
    """Figure ids of a limit; `limit` None means that only the county knows it."""

    limit: str | None
    extended: str | None = None
    starts: str | None = None


@dataclass(frozen=True, slots=True)
class PublicNotice:
    """公示: how long and where; `none` says there is no public notice and `why` tells the reason."""

    none: bool
    limit: str | None
    where: str | None
    why: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a procedure; `limit` is a figure id, None when only the county knows it. Only
    some cases go through an `optional` one. `needed_for`: the decisions (`granted`, `refused`) that
    are not taken before it is written down, or before it is said why it fell away."""

    id: str
    name: str
    who: str
    starts: str
    limit: str | None
    sources: tuple[Source, ...]
    note: str
    optional: bool = False
    needed_for: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class NotNeeded:
    """A stage the procedure of a wider place needs before a decision and this place does not; why."""

    stage: str
    why: str
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Material:
    """A paper the window may ask for. `condition` is None when it is always asked for; `optional`
    when the application stands without it; `given` names what, when told already, makes it needless.
    """

    id: str
    name: str
    condition: str | None
    note: str
    sources: tuple[Source, ...]
    optional: bool = False
    given: str | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Procedure:
    """One way of handling a scheme; variants have ids of their own and the same scheme.

    `accepts` says who formally accepts, `clock_starts` what starts the clock: `accepted`, or
    `submitted` where a law says so. Days are figures, not numbers. `pauses`: the place deducts the
    time an accepted case waits for papers from the resident. `not_needed`: stages a wider place's
    procedure needs before a decision, and this place says why it does not.
    """

    id: str
    scheme: Scheme
    variant: str
    name: str
    place: str
    effective_from: date
    until: date | None
    accepts: str
    clock_starts: str
    whole: TimeLimit
    written_refusal: TimeLimit | None
    public_notice: PublicNotice | None
    payment_starts: str
    stages: tuple[Stage, ...]
    materials: tuple[Material, ...]
    reconsideration: str | None
    lawsuit: str | None
    sources: tuple[Source, ...]
    origin: Origin
    pauses: bool = False
    not_needed: tuple[NotNeeded, ...] = ()

    @property
    def notice_stage(self) -> Stage | None:
        """Give the step in which the public notice hangs: the one timed by its limit, else the one
        called `public_notice`; None where there is none."""
        limit = self.public_notice.limit if self.public_notice else None
        timed = [one for one in self.stages if limit and one.limit == limit]
        named = [one for one in self.stages if one.id == "public_notice"]
        return next(iter([*timed, *named]), None)

    def figure_ids(self) -> Sequence[str]:
        """Give the ids of every figure this procedure rests on, in no promised order."""
        limits = [self.whole.limit, self.whole.extended, self.reconsideration, self.lawsuit]
        if self.written_refusal:
            limits += [self.written_refusal.limit, self.written_refusal.extended]
        if self.public_notice:
            limits.append(self.public_notice.limit)
        limits += [stage.limit for stage in self.stages]
        return [limit for limit in limits if limit]
