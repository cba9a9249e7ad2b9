"""`policy_texts/never_ask/`: what nobody may demand of a resident, how a demand for it is worded, and
what the window does instead. Dated, placed and sourced like the texts; every entry brings phrases that
must be refused and phrases that must pass. How a wording is heard is `demands.py`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import Field, model_validator

from backend.content.converting import sources_of
from backend.content.files import FileShape, read_yaml
from backend.content.models import Origin, Source
from backend.content.names import Scheme
from backend.content.places import NATIONAL
from backend.content.shapes import (
    Id,
    PlaceCode,
    ProcedureFile,
    Sources,
    Text,
    refuse_early_end,
)
from backend.content.word_files import Patterns, Phrases

FEWEST_PHRASES: Final = 2
Schemes = Annotated[list[Annotated[Scheme, Field(strict=False)]], Field(default_factory=list)]


@dataclass(frozen=True, slots=True, eq=False)
class NeverAsk:
    """One thing nobody may demand under `schemes`; with `procedures`, only in these ways of handling.

    `words` and `patterns` name it. One of `not_meant` in the same item says that something else is
    meant, one of `unless` in the same sentence that the demand is allowed after all. `instead` is
    what the window does. `on_guides`: residents are told too, on guides and slips.
    """

    id: str
    name: str
    why: str
    instead: str
    schemes: tuple[Scheme, ...]
    procedures: tuple[str, ...]
    place: str
    effective_from: date
    until: date | None
    checked_on: date
    on_guides: bool
    words: tuple[str, ...]
    patterns: tuple[str, ...]
    not_meant: tuple[str, ...]
    unless: tuple[str, ...]
    refused: tuple[str, ...]
    allowed: tuple[str, ...]
    sources: tuple[Source, ...]
    origin: Origin


@dataclass(frozen=True, slots=True, eq=False)
class MayAsk:
    """Phrases that must pass under these schemes, whatever entry they come near."""

    schemes: tuple[Scheme, ...]
    procedures: tuple[str, ...]
    phrases: tuple[str, ...]
    origin: Origin


class NeverAskShape(FileShape):
    id: Id
    name: Text
    why: Text
    instead: Text
    schemes: Schemes
    procedures: Annotated[list[Id], Field(default_factory=list)]
    place: PlaceCode = NATIONAL
    effective_from: date | None = None
    until: date | None = None
    on_guides: bool = False
    words: Phrases
    patterns: Patterns
    not_: Annotated[Patterns, Field(alias="not")]
    unless: Phrases
    refused: Annotated[list[Text], Field(min_length=FEWEST_PHRASES)]
    allowed: Annotated[list[Text], Field(min_length=FEWEST_PHRASES)]
    sources: Sources

    @model_validator(mode="after")
    def _named(self) -> Self:
        if not self.words and not self.patterns:
            raise ValueError("没有写 words 或 patterns；写上经办人会怎么说这样材料")
        refuse_early_end(self.effective_from, self.until)
        return self


class MayAskShape(FileShape):
    schemes: Annotated[Schemes, Field(min_length=1)]
    procedures: Annotated[list[Id], Field(default_factory=list)]
    phrases: Annotated[list[Text], Field(min_length=1)]


class NeverAskFile(FileShape):
    """One file: `schemes` and `effective_from` are those of entries that name none of their own;
    `not` and `unless` hold for every entry beside its own."""

    schemes: Schemes
    effective_from: date
    checked_on: date
    not_: Annotated[Patterns, Field(alias="not")]
    unless: Phrases
    never_ask: Annotated[list[NeverAskShape], Field(default_factory=list)]
    may_ask: Annotated[list[MayAskShape], Field(default_factory=list)]

    @model_validator(mode="after")
    def _somewhere(self) -> Self:
        for one in self.never_ask:
            if not one.schemes and not self.schemes:
                raise ValueError(f"{one.id} 没有写 schemes；写在文件开头，或写在这一条里")
        return self


def read_never_ask(path: Path) -> list[NeverAsk | MayAsk]:
    """Give the entries of one file, then the phrases that must pass. Raises ContentError."""
    file = read_yaml(path, NeverAskFile)
    written = path.read_text(encoding="utf-8-sig").splitlines()
    starts = {
        line.split("id:", 1)[1].strip(): number
        for number, line in enumerate(written, start=1)
        if line.lstrip().startswith("- id:")
    }
    entries = [_entry(file, one, Origin(path, starts.get(one.id, 1))) for one in file.never_ask]
    return [*entries, *(_passing(one, path) for one in file.may_ask)]


def own_of(file: ProcedureFile, origin: Origin) -> list[NeverAsk]:
    """Give what a procedure still forbids in its own file: without phrases, so the check refuses it;
    an older revision of the content is read all the same."""
    return [
        NeverAsk(
            id=f"{file.procedure}_{number}", name=one.name, why=one.why, instead="窗口自己核",
            schemes=(file.scheme,), procedures=(file.procedure,), place=file.place,
            effective_from=file.effective_from, until=file.until, checked_on=file.effective_from,
            on_guides=True, words=tuple(one.terms), patterns=(), not_meant=(), unless=(),
            refused=(), allowed=(), sources=sources_of(one.sources), origin=origin,
        )
        for number, one in enumerate(file.never_ask, start=1)
    ]  # fmt: skip


def _entry(file: NeverAskFile, one: NeverAskShape, origin: Origin) -> NeverAsk:
    return NeverAsk(
        id=one.id, name=one.name, why=one.why, instead=one.instead,
        schemes=tuple(one.schemes or file.schemes), procedures=tuple(one.procedures),
        place=one.place, effective_from=one.effective_from or file.effective_from,
        until=one.until, checked_on=file.checked_on, on_guides=one.on_guides,
        words=tuple(one.words), patterns=tuple(one.patterns),
        not_meant=(*file.not_, *one.not_), unless=(*file.unless, *one.unless),
        refused=tuple(one.refused), allowed=tuple(one.allowed),
        sources=sources_of(one.sources), origin=origin,
    )  # fmt: skip


def _passing(one: MayAskShape, path: Path) -> MayAsk:
    return MayAsk(tuple(one.schemes), tuple(one.procedures), tuple(one.phrases), Origin(path, 1))
