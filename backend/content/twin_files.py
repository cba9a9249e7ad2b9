"""The test phrases of `tests/intents/`: what people may say, and what must be made of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from backend.content.files import FileShape, read_yaml
from backend.content.names import Facet, Scheme
from backend.content.word_files import FacetId, SchemeId, Text

OUTSIDE, TALK, DANGER, SERVICE, SITUATION = "outside", "talk", "danger/", "service/", "situation/"
ALARM = "danger"  # of whatever kind

Right = tuple[str, str | None]  # a topic and a side of it; without a side any will do


def _known_answer(value: str) -> str:
    topic, stroke, facet = value.partition("/")
    if topic not in {*Scheme, OUTSIDE} or (
        stroke and (topic == OUTSIDE or facet not in set(Facet))
    ):
        raise ValueError(
            f"写的“{value}”不是一个答案；写成 项目/哪一面，如 temporary_assistance/amount，"
            f"只写项目表示哪一面都行，写 {OUTSIDE} 表示说不归我们管也行"
        )
    return value


def _as_line(value: Any) -> Any:
    return {"text": value} if isinstance(value, str) else value


Answer = Annotated[str, AfterValidator(_known_answer)]


class SaidLine(FileShape):
    """One phrase. `also` are further right answers: `scheme/facet`, `scheme`, or `outside`."""

    text: Text
    also: Annotated[list[Answer], Field(default_factory=list)]

    @property
    def rights(self) -> tuple[Right, ...]:
        """Give the further right answers as topic and side."""
        pairs = (one.partition("/") for one in self.also)
        return tuple((topic, facet or None) for topic, _, facet in pairs)


class TwinLine(SaidLine):
    """One phrase of a scheme; without a facet any will do."""

    facet: FacetId | None = None


Said = Annotated[SaidLine, BeforeValidator(_as_line)]
Lines = Annotated[list[Said], Field(default_factory=list)]
SaidBy = Annotated[dict[Text, list[Said]], Field(default_factory=dict)]


class EvenLine(FileShape):
    """A text as it comes, and the even form it must be read in."""

    text: Text
    even: Text


class TwinFile(FileShape):
    """One file of test phrases. What it is called tells which file of `intents/` it is the twin of.

    A phrase stands as plain text, or as `{text: ..., also: [...]}` when several answers are right.
    `hits` and `said` are of the scheme, `misses` are not, `asks` should lead to a choice.
    `sides` (facets) are phrases by scheme, `leads` (situations) by situation, `outside` by field, `talk`
    and `services` by id; `now` are dangers by kind, `mentioned` and `outside_mentioned` only speak of
    one; `told` is what people tell of themselves, known only to be no danger. `evens` and `follows`
    are of normalise.yaml: what a text is made even to, what goes on talking.
    """

    hits: Annotated[list[TwinLine], Field(default_factory=list)]
    misses: Annotated[list[TwinLine], Field(default_factory=list)]
    asks: Annotated[list[TwinLine], Field(default_factory=list)]
    said: Annotated[dict[FacetId, list[Said]], Field(default_factory=dict)]
    sides: Annotated[dict[SchemeId, list[Said]], Field(default_factory=dict)]
    outside: SaidBy
    talk: SaidBy
    services: SaidBy
    leads: SaidBy
    now: SaidBy
    mentioned: Annotated[dict[SchemeId, list[Said]], Field(default_factory=dict)]
    outside_mentioned: Lines
    told: Annotated[list[Text], Field(default_factory=list)]
    evens: Annotated[list[EvenLine], Field(default_factory=list)]
    follows: Annotated[list[Text], Field(default_factory=list)]


@dataclass(frozen=True, slots=True)
class TwinPhrase:
    """One phrase with what it is about and which side it asks, and what `also` would be right.

    A topic is a scheme, OUTSIDE, TALK, or DANGER, SERVICE or SITUATION and an id.
    `is_miss` turns it round: it is known only not to be about that; not about DANGER without an id
    is to be none of them. `domain` is the field of out_of_scope.yaml a phrase belongs to.
    """

    text: str
    topic: str
    facet: str | None
    is_miss: bool = False
    also: tuple[Right, ...] = ()
    domain: str | None = None

    @property
    def is_danger(self) -> bool:
        """Tell whether it is one, of whatever kind."""
        return self.topic.startswith(DANGER) and not self.is_miss

    def takes(self, topic: str, facet: str | None = None) -> bool:
        """Tell whether the answer is right; without a facet, whether the topic is."""
        return any(
            topic == right and (facet is None or side is None or facet == side)
            for right, side in ((self.topic, self.facet), *self.also)
        )


def read_twin(path: Path) -> TwinFile:
    """Read one file. Raises ContentError with file, line and the allowed keys."""
    return read_yaml(path, TwinFile)


def phrases(folder: Path) -> Iterator[TwinPhrase]:
    """Give every phrase the weights are learnt from, in the order of files and lines."""
    for path in sorted(folder.glob("*.yaml")):
        yield from _of_file(path)


def unlearnt(folder: Path) -> Iterator[TwinPhrase]:
    """Give the phrases of the folders inside: they show that each word is heard, and teach nothing.

    So they also tell how phrases are understood that the weights have not seen.
    """
    for path in sorted(folder.glob("*/*.yaml")):
        yield from _of_file(path)


def _of_file(path: Path) -> Iterator[TwinPhrase]:
    twin = read_twin(path)
    for line in twin.hits:
        yield TwinPhrase(line.text, path.stem, line.facet, also=line.rights)
    for line in twin.misses:
        yield TwinPhrase(line.text, path.stem, None, is_miss=True)
    for text in twin.told:
        yield TwinPhrase(text, DANGER, None, is_miss=True)
    yield from _grouped(twin, path.stem)


def _grouped(twin: TwinFile, file: str) -> Iterator[TwinPhrase]:
    """Give the phrases that stand in groups: what the group is called says what they are about."""
    groups: list[tuple[str, str | None, list[SaidLine]]] = [
        *((file, facet, said) for facet, said in twin.said.items()),
        *((scheme, file, said) for scheme, said in twin.sides.items()),
        *((OUTSIDE, domain, said) for domain, said in twin.outside.items()),
        *((TALK, None, said) for said in twin.talk.values()),
        *((SERVICE + service, None, said) for service, said in twin.services.items()),
        *((SITUATION + situation, None, said) for situation, said in twin.leads.items()),
        *((DANGER + kind, None, said) for kind, said in twin.now.items()),
        *((scheme, None, said) for scheme, said in twin.mentioned.items()),
        (OUTSIDE, None, twin.outside_mentioned),
    ]
    for topic, name, said in groups:
        facet, domain = (None, name) if topic == OUTSIDE else (name, None)
        for one in said:
            yield TwinPhrase(one.text, topic, facet, also=one.rights, domain=domain)
