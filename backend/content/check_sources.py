"""Every source: known, with its number, in force, pointing at an article that exists."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.models import Document, Origin, PolicyText, Source
from backend.content.numerals import article_numbers

HIGHEST_LAW: Final = "中华人民共和国社会救助法"
_MONTHS_UNTIL_STALE: Final = 12


def check_sources(library: Library, on: date) -> Iterator[Finding]:
    """Give what is wrong with the sources of texts, figures and procedures, and with the register."""
    for text in library.texts:
        span = (text.effective_from, text.until)
        yield from _sources(library, text.sources, span, text.origin, "")
        yield from _strongest_first(text)
        yield from _stale(text.checked_on, on, text.origin)
    for figure in library.figures.values():
        for value in figure.values:
            what = f"{figure.id} 的"
            span = (value.from_on, value.until)
            yield from _sources(library, value.sources, span, figure.origin, what)
    for one in library.procedures:
        parts = [("", one.sources)]
        parts += [(f"环节 {stage.id} 的", stage.sources) for stage in one.stages]
        parts += [(f"材料 {material.id} 的", material.sources) for material in one.materials]
        parts += [(f"不要的环节 {left.stage} 的", left.sources) for left in one.not_needed]
        for what, sources in parts:
            span = (one.effective_from, one.until)
            yield from _sources(library, sources, span, one.origin, what)
    for rule in library.screening:
        span, what = (rule.effective_from, rule.until), f"筛查 {rule.scheme.value} 的"
        yield from _sources(library, rule.sources, span, rule.origin, what)
        yield from _stale(rule.checked_on, on, rule.origin)
    for line in library.told:
        span = (line.effective_from, line.until)
        yield from _sources(library, line.sources, span, line.origin, f"{line.id} 的")
        yield from _stale(line.checked_on, on, line.origin)
    for never in library.never_ask:
        span = (never.effective_from, never.until)
        yield from _sources(library, never.sources, span, never.origin, f"不能要的 {never.id} 的")
        yield from _stale(never.checked_on, on, never.origin) if never.refused else ()
    for document in library.documents.values():
        yield from _stale(document.checked_on, on, document.origin)


def _sources(
    library: Library,
    sources: tuple[Source, ...],
    span: tuple[date, date | None],
    origin: Origin,
    what: str,
) -> Iterator[Finding]:
    for source in sources:
        document = library.document(source.document)
        if document is None:
            yield _error(
                origin,
                f"{what}依据《{source.document}》没有登记",
                "在 documents.yaml 登记，或改正标题",
            )
            continue
        if source.number != document.number:
            yield _error(
                origin,
                f"{what}依据《{document.short}》的文号“{source.number}”和登记的不同",
                f"改成 {document.number}",
            )
        yield from _in_force(document, span, origin, what)
        yield from _article(document, source, origin, what)


def _in_force(
    document: Document, span: tuple[date, date | None], origin: Origin, what: str
) -> Iterator[Finding]:
    first, last = span
    if first < document.effective_from:
        yield _error(
            origin,
            f"{what}依据《{document.short}》{document.effective_from} 才施行，这里却从 {first} 起用",
            f"把开始日期改到 {document.effective_from} 或以后，以前的另写一份旧版",
        )
    if document.until and (last is None or last > document.until):
        yield _error(
            origin,
            f"{what}依据《{document.short}》只用到 {document.until}，这里用得更久",
            f"写上 until: {document.until}，或换成现行文件",
        )


def _article(document: Document, source: Source, origin: Origin, what: str) -> Iterator[Finding]:
    if not document.articles:
        if not source.article.startswith("关于"):
            yield _error(
                origin,
                f"{what}《{document.short}》没有条号，却写了“{source.article}”",
                "改成“关于……的部分”",
            )
        return
    for part, number in zip(
        source.article.split("、"), article_numbers(source.article), strict=True
    ):
        if number is None:
            yield _error(
                origin,
                f"{what}《{document.short}》的条号“{part}”写法不对",
                "写成 第十八条；几条之间用顿号",
            )
        elif number > document.articles:
            yield _error(
                origin,
                f"{what}《{document.short}》只有{document.articles}条，没有{part}",
                "核对条号，或改正 documents.yaml 里的条数",
            )


def _strongest_first(text: PolicyText) -> Iterator[Finding]:
    if HIGHEST_LAW in [source.document for source in text.sources[1:]]:
        if text.sources[0].document == HIGHEST_LAW:
            return
        yield Finding(
            text.origin.file, text.origin.line,
            "社会救助法没有排在依据的第一位", "把社会救助法那条挪到最前面", is_warning=True,
        )  # fmt: skip


def _stale(checked_on: date, on: date, origin: Origin) -> Iterator[Finding]:
    months = (on.year - checked_on.year) * 12 + on.month - checked_on.month
    if months - (on.day < checked_on.day) >= _MONTHS_UNTIL_STALE:
        yield Finding(
            origin.file, origin.line,
            f"{checked_on} 核过以后已满一年", "再核一遍，改 checked_on", is_warning=True,
        )  # fmt: skip


def _error(origin: Origin, message: str, todo: str) -> Finding:
    return Finding(origin.file, origin.line, message, todo)
