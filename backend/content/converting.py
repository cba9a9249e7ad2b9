"""File shapes turned into the room's frozen things."""

from collections.abc import Iterable

from backend.content.models import (
    Document,
    Figure,
    FigureValue,
    Material,
    NotNeeded,
    Origin,
    PolicyText,
    Procedure,
    PublicNotice,
    Source,
    Stage,
    TimeLimit,
)  # fmt: skip
from backend.content.names import Facet, Scheme
from backend.content.shapes import (
    DocumentShape,
    FigureShape,
    MaterialShape,
    NotNeededShape,
    ProcedureFile,
    PublicNoticeShape,
    SourceShape,
    StageShape,
    TextHead,
)  # fmt: skip


def sources_of(shapes: Iterable[SourceShape]) -> tuple[Source, ...]:
    return tuple(Source(one.document, one.number, one.article) for one in shapes)


def document_of(shape: DocumentShape, origin: Origin) -> Document:
    """Give the document; without a `short` its name in replies is the title."""
    return Document(
        title=shape.title, short=shape.short or shape.title, number=shape.number,
        issuer=shape.issuer, rank=shape.rank, adopted_on=shape.adopted_on,
        effective_from=shape.effective_from, until=shape.until, articles=shape.articles,
        read=shape.read, note=shape.note or "", checked_on=shape.checked_on, origin=origin,
    )  # fmt: skip


def figure_of(shape: FigureShape, origin: Origin) -> Figure:
    values = tuple(
        FigureValue(
            value=one.value, unit=shape.unit, place=one.place, from_on=one.from_,
            until=one.until, status=one.status, at_most=one.at_most, at_least=one.at_least,
            sources=sources_of(one.sources),
        )
        for one in shape.values
    )  # fmt: skip
    return Figure(shape.id, shape.means, shape.unit, shape.unknown, values, origin)


def text_of(
    head: TextHead, body: str, scheme: Scheme, facet: Facet, *, body_line: int, origin: Origin
) -> PolicyText:
    return PolicyText(
        scheme=scheme, facet=facet, place=head.place, effective_from=head.effective_from,
        until=head.until, checked_on=head.checked_on, check_locally=head.check_locally,
        title=head.title, next_step=head.next, body=body, sources=sources_of(head.sources),
        key=f"{scheme.value}/{facet.value}", body_line=body_line, origin=origin,
    )  # fmt: skip


def procedure_of(shape: ProcedureFile, origin: Origin) -> Procedure:
    refusal = shape.written_refusal
    return Procedure(
        id=shape.procedure, scheme=shape.scheme, variant=shape.variant, name=shape.name,
        place=shape.place, effective_from=shape.effective_from, until=shape.until,
        accepts=shape.accepts, clock_starts=shape.clock_starts,
        whole=TimeLimit(shape.whole.limit, shape.whole.extended),
        written_refusal=TimeLimit(refusal.limit, starts=refusal.starts) if refusal else None,
        public_notice=_public_notice(shape.public_notice), payment_starts=shape.payment_starts,
        stages=tuple(map(_stage, shape.stages)),
        materials=tuple(map(_material, shape.materials)),
        reconsideration=shape.remedies.reconsideration, lawsuit=shape.remedies.lawsuit,
        sources=sources_of(shape.sources), origin=origin, pauses=shape.pauses is not None,
        not_needed=tuple(map(_not_needed, shape.not_needed)),
    )  # fmt: skip


def _public_notice(shape: PublicNoticeShape | None) -> PublicNotice | None:
    return PublicNotice(shape.none, shape.limit, shape.where, shape.why or "") if shape else None


def _stage(one: StageShape) -> Stage:
    return Stage(
        one.id,
        one.name,
        one.who,
        one.starts,
        one.limit,
        sources_of(one.sources),
        one.note or "",
        one.optional,
        tuple(one.needed_for),
    )


def _not_needed(one: NotNeededShape) -> NotNeeded:
    return NotNeeded(one.stage, one.why, sources_of(one.sources))


def _material(one: MaterialShape) -> Material:
    condition = None if one.when == "always" else one.when.removeprefix("if:")
    return Material(
        one.id,
        one.name,
        condition,
        one.note or "",
        sources_of(one.sources),
        one.optional,
        one.given,
    )
