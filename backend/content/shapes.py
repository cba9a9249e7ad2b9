"""Shapes of the files in `policy_texts/`: what a colleague may write, and nothing else."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from backend.content.files import FileShape
from backend.content.models import FigureStatus, Rank, Unit
from backend.content.names import Scheme
from backend.content.places import NATIONAL

Text = Annotated[str, StringConstraints(min_length=1)]
Note = str | None
PlaceCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{12}$")]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*$")]
FigureId = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]*\.[a-z][a-z0-9_]*$")]
Condition = Annotated[
    Literal[
        "always", "if:disability", "if:serious_illness", "if:minor", "if:student", "if:proxy",
        "if:elderly", "if:death", "if:disaster", "if:lost_contact", "if:imprisonment", "if:rent",
        "if:medical_bills",
    ],
    "what must be so for a material to be asked for",
]  # fmt: skip


def refuse_early_end(effective_from: date | None, until: date | None) -> None:
    """Raise ValueError when the last day lies before the first; None is a day that is not said."""
    if until and effective_from and until < effective_from:
        raise ValueError("的 until 早于 effective_from；until 是最后一天")


class SourceShape(FileShape):
    document: Text
    number: Text
    article: Text


Sources = Annotated[list[SourceShape], Field(min_length=1)]


class DocumentShape(FileShape):
    title: Text
    short: Note = None
    number: Text
    issuer: Text
    rank: Annotated[Rank, Field(strict=False)]
    adopted_on: date | None = None
    effective_from: date
    until: date | None = None
    articles: Annotated[int, Field(ge=0)]
    read: Literal["full", "part", "mention"]
    note: Note = None
    checked_on: date


class DocumentsFile(FileShape):
    """`documents.yaml`."""

    documents: list[DocumentShape]


class FigureValueShape(FileShape):
    value: int | float | str
    place: PlaceCode = NATIONAL
    from_: Annotated[date, Field(alias="from")]
    until: date | None = None
    status: Annotated[FigureStatus, Field(strict=False)]
    at_most: bool = False
    at_least: bool = False
    sources: Annotated[list[SourceShape], Field(default_factory=list)]
    note: Note = None

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        if self.at_most and self.at_least:
            raise ValueError("同时写了 at_most 和 at_least；只留一个")
        if self.until and self.until < self.from_:
            raise ValueError("的 until 早于 from；from 是头一天，until 是最后一天")
        if self.status is not FigureStatus.DEMO and not self.sources:
            raise ValueError("没有写 sources；补上文件、文号和条号")
        return self


class FigureShape(FileShape):
    id: FigureId
    means: Text
    unit: Annotated[Unit, Field(strict=False)]
    unknown: Text
    values: list[FigureValueShape]
    note: Note = None

    @model_validator(mode="after")
    def _of_unit(self) -> Self:
        for number, one in enumerate(self.values, start=1):
            if self.unit in {Unit.TEXT, Unit.PHONE}:
                if not isinstance(one.value, str):
                    raise ValueError(f"第{number}个值应当是文字；给 value 加上英文双引号")
            elif isinstance(one.value, str):
                raise ValueError(f"第{number}个值应当是数字；去掉引号和单位，金额用分")
            elif isinstance(one.value, float) and self.unit is not Unit.TIMES:
                raise ValueError(f"第{number}个值应当是整数；金额用分，只有倍数可以带小数")
        return self


class FiguresFile(FileShape):
    """`figures/<scheme>.yaml`."""

    figures: list[FigureShape]


class TextHead(FileShape):
    """The head of `<scheme>/<facet>.md`."""

    sources: Annotated[list[SourceShape], Field(min_length=1, max_length=4)]
    effective_from: date
    until: date | None = None
    place: PlaceCode = NATIONAL
    checked_on: date
    check_locally: bool = False
    title: Text
    next: Text

    @model_validator(mode="after")
    def _coherent(self) -> Self:
        refuse_early_end(self.effective_from, self.until)
        return self


class WholeShape(FileShape):
    limit: FigureId | None
    extended: FigureId | None = None


class RefusalShape(FileShape):
    limit: FigureId | None
    starts: Literal["accepted", "previous", "decided"] = "decided"


class PublicNoticeShape(FileShape):
    none: bool = False
    limit: FigureId | None = None
    where: Note = None
    why: Note = None

    @model_validator(mode="after")
    def _reasoned(self) -> Self:
        if self.none and not self.why:
            raise ValueError("写了 none: true 却没有理由；加上 why，说明为什么不公示")
        return self


class StageShape(FileShape):
    id: Id
    name: Text
    who: Id
    starts: Literal["accepted", "previous", "decided", "submitted"]
    limit: FigureId | None
    optional: bool = False
    needed_for: list[Literal["granted", "refused"]] = Field(default_factory=list)
    sources: Sources
    note: Note = None

    @model_validator(mode="after")
    def _before_the_end(self) -> Self:
        if self.needed_for and (self.optional or self.starts == "decided"):
            raise ValueError(
                "作决定以后才走的、不是每件都走的环节，不能写 needed_for；去掉其中一个"
            )
        return self


class NotNeededShape(FileShape):
    stage: Id
    why: Text
    sources: Sources


class MaterialShape(FileShape):
    id: Id
    name: Text
    when: Condition
    optional: bool = False
    given: Literal["phone"] | None = None
    note: Note = None
    sources: Sources


class OwnNeverAskShape(FileShape):
    """What a procedure forbade in its own file, before `never_ask/` was there: still read."""

    name: Text
    why: Text
    terms: list[Text] = Field(default_factory=list)
    sources: Sources


class RemediesShape(FileShape):
    reconsideration: FigureId | None = None
    lawsuit: FigureId | None = None


class ProcedureFile(FileShape):
    """`procedures/<name>.yaml`."""

    procedure: Id
    scheme: Annotated[Scheme, Field(strict=False)]
    variant: Literal["normal", "emergency", "delegated", "extended"]
    name: Text
    place: PlaceCode = NATIONAL
    effective_from: date
    until: date | None = None
    accepts: Id
    clock_starts: Literal["accepted", "submitted"]
    pauses: Literal["supplement"] | None = None
    whole: WholeShape
    written_refusal: RefusalShape | None = None
    public_notice: PublicNoticeShape | None = None
    payment_starts: Text
    stages: Annotated[list[StageShape], Field(min_length=1)]
    not_needed: list[NotNeededShape] = Field(default_factory=list)
    materials: list[MaterialShape]
    never_ask: list[OwnNeverAskShape] = Field(default_factory=list)
    remedies: RemediesShape
    sources: Sources
