"""Shapes of the files in `intents/`: what a colleague may write, and nothing else."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, Field, StringConstraints

from backend.content.files import FileShape
from backend.content.names import Facet, Scheme
from backend.content.patterns import PatternRefused, compile_pattern


def _known_scheme(value: str) -> str:
    if value not in set(Scheme):
        raise ValueError(f"没有“{value}”这个救助项目；照 design 里的项目编号写")
    return value


def _known_facet(value: str) -> str:
    if value not in set(Facet):
        raise ValueError(f"没有“{value}”这一面；照 intents/facets 里的编号写")
    return value


def _known_pattern(value: str) -> str:
    try:
        compile_pattern(value)
    except PatternRefused as fault:
        raise ValueError(f"这条写法不能用；{fault}") from fault
    return value


Text = Annotated[str, StringConstraints(min_length=1)]
SchemeId = Annotated[str, AfterValidator(_known_scheme)]
FacetId = Annotated[str, AfterValidator(_known_facet)]
PatternLine = Annotated[Text, AfterValidator(_known_pattern)]
Phrases = Annotated[list[Text], Field(default_factory=list)]
Patterns = Annotated[list[PatternLine], Field(default_factory=list)]


class FixedPair(FileShape):
    """Phrases that settle the facet of their scheme at once."""

    facet: FacetId
    says: list[PatternLine]


class SchemeWords(FileShape):
    """`intents/schemes/<scheme>.yaml`. `situations` are patterns without the scheme's name."""

    scheme: SchemeId
    title: Text
    short: Text
    department: Text
    topic_guide: bool
    names: list[Text]
    also_said: Phrases
    heard_as: Phrases
    old_names: Phrases
    situations: Patterns
    not_: Annotated[list[Text], Field(default_factory=list, alias="not")]
    exceptions: Annotated[list[FixedPair], Field(default_factory=list)]


class FacetWords(FileShape):
    """`intents/facets/<facet>.yaml`. `weak` words count only where nothing firmer stands.

    `weight` multiplies every word of the facet; `ask` is a sentence with `{scheme}` in it.
    """

    facet: FacetId
    title: Text
    ask: Text
    weight: float = 1.0
    words: Phrases
    weak: Phrases
    patterns: Patterns
    not_: Annotated[list[Text], Field(default_factory=list, alias="not")]


class Lead(FileShape):
    """Where a situation leads, and why in plain words."""

    scheme: SchemeId
    why: Text


class Situation(FileShape):
    """A life situation; `leads_to` is ranked, best first. `facet` answers when none was asked."""

    id: Text
    title: Text
    weight: float = 0.7
    words: Phrases
    patterns: Patterns
    facet: FacetId | None = None
    leads_to: Annotated[list[Lead], Field(min_length=1)]


class SituationFile(FileShape):
    """`intents/situations/<theme>.yaml`."""

    situations: list[Situation]


class Service(FileShape):
    """Something to do for the resident. `door` is the page that does it; None: only words."""

    id: Text
    title: Text
    door: Literal["person", "status", "apply", "where", "report", "search"] | None = None
    scheme: SchemeId | None = None
    facet: FacetId | None = None
    needs_scheme: bool = False
    words: Phrases
    patterns: Patterns
    reply: Text


class ServiceFile(FileShape):
    """`intents/services.yaml`."""

    services: list[Service]


class Emergency(FileShape):
    """One kind of danger and its card. `call` are figure ids of numbers, the first one first.

    `level` is E0 (now), E1 (soon, or a thought) or E2 (illness without money). `schemes` are what
    may help afterwards.
    """

    id: Text
    level: Literal["E0", "E1", "E2"]
    title: Text
    call: Annotated[list[Text], Field(min_length=1)]
    first_line: Text
    calm: Text
    safety: Text
    next: Text
    schemes: Annotated[list[SchemeId], Field(default_factory=list)]
    words: Phrases
    heard_as: Phrases
    patterns: Patterns
    not_: Annotated[list[Text], Field(default_factory=list, alias="not")]


class EmergencyFile(FileShape):
    """`intents/emergencies.yaml`.

    `past` before a word means it is over, `denied` right before it that it is not so, `prevented`
    the same for dangers of the mind; with `aftermath` somebody asks for help with what happened.
    """

    machine: Text
    past: Phrases
    denied: Phrases
    prevented: Phrases
    aftermath: Phrases
    kinds: list[Emergency]


class SmallTalk(FileShape):
    """Words of courtesy and what we answer."""

    id: Text
    words: Phrases
    patterns: Patterns
    reply: Text


class SmallTalkFile(FileShape):
    """`intents/smalltalk.yaml`."""

    smalltalk: list[SmallTalk]


class OutsideDomain(FileShape):
    """A field that is not ours; `ask` says whom to ask. `weak` words give way to any scheme."""

    id: Text
    title: Text
    ask: Text
    words: Phrases
    weak: Phrases
    patterns: Patterns
    not_: Annotated[list[Text], Field(default_factory=list, alias="not")]


class OutsideFile(FileShape):
    """`intents/out_of_scope.yaml`."""

    domains: list[OutsideDomain]


class Normalising(FileShape):
    """`intents/normalise.yaml`. `traditional` and `simplified` are of equal length, sign by sign."""

    traditional: Text
    simplified: Text
    words: dict[str, str]
    filler: list[Text]
    identity_endings: list[Text]
    follow_up: Phrases
    standing: Phrases
    needs: Phrases
