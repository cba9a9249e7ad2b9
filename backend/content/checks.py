"""Rules across the content files: what may not leave the office. Pure.

Each rule is a function Library -> findings; an error fails the build, a warning is printed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.models import (
    Document,
    FigureStatus,
    Origin,
    PolicyText,
    Procedure,
    Source,
)
from backend.content.names import Facet, Scheme
from backend.content.numerals import article_numbers
from backend.content.places import is_county_or_below
from backend.content.rendering import PLACEHOLDER, placeholders

NEEDED = (
    Facet.OVERVIEW,
    Facet.ELIGIBILITY,
    Facet.MATERIALS,
    Facet.PROCEDURE,
    Facet.WHERE,
    Facet.APPEAL,
)
# The elements a guide must carry (民办函〔2019〕52号) and the facet that tells each.
GUIDE_ELEMENTS = {
    "事项": Facet.OVERVIEW,
    "条件": Facet.ELIGIBILITY,
    "标准": Facet.AMOUNT,
    "材料": Facet.MATERIALS,
    "流程": Facet.PROCEDURE,
    "时限": Facet.TIME_LIMIT,
    "时间地点和联系方式": Facet.WHERE,
}
SHORTEST, LONGEST = 40, 300
_STALE_AFTER = timedelta(days=366)
_VERDICT = re.compile(r"[你您](家)?(不)?符合(条件)?[。，！]|不符合条件[。，！]")
_ABOUT = "关于"


def check(library: Library, on: date) -> list[Finding]:
    """Give every finding of the library as it stands on `on`, in file order."""
    found = [finding for rule in RULES for finding in rule(library, on)]
    return sorted(set(found))


def _error(origin: Origin, message: str, todo: str) -> Finding:
    return Finding(origin.file, origin.line, message, todo)


def _warning(origin: Origin, message: str, todo: str) -> Finding:
    return Finding(origin.file, origin.line, message, todo, is_warning=True)


def _every_source(
    library: Library,
) -> Iterator[tuple[Source, Origin, date, date | None]]:
    for text in library.texts:
        for source in text.sources:
            yield source, text.origin, text.effective_from, text.until
    for figure in library.figures.values():
        for value in figure.values:
            for source in value.sources:
                yield source, figure.origin, value.from_on, value.until
    for way in library.procedures:
        for source in _sources_of(way):
            yield source, way.origin, way.effective_from, way.until


def _sources_of(way: Procedure) -> Iterator[Source]:
    yield from way.sources
    for part in (*way.stages, *way.materials, *way.never_ask):
        yield from part.sources


def sources_exist(library: Library, _on: date) -> Iterator[Finding]:
    """Every source is in the register, with its number, and names an article it has."""
    for source, origin, first, last in _every_source(library):
        document = library.document(source.document)
        if document is None:
            yield _error(
                origin,
                f"文件《{source.document}》没有登记",
                "先在 documents.yaml 里登记，或把名称写全",
            )
            continue
        if source.number != document.number:
            yield _error(
                origin,
                f"《{source.document}》的文号写成了{source.number}，登记的是{document.number}",
                "照登记的文号改",
            )
        yield from _article(source, document, origin)
        yield from _in_force(document, origin, first, last)


def _article(source: Source, document: Document, origin: Origin) -> Iterator[Finding]:
    if document.articles == 0:
        if not source.article.startswith(_ABOUT):
            yield _error(
                origin,
                f"《{document.short}》没有分条，条款写成了“{source.article}”",
                "写成“关于……的部分”",
            )
        return
    numbers = article_numbers(source.article)
    if numbers is None:
        yield _error(
            origin, f"条款“{source.article}”看不懂", "写成“第十条”，几条就用顿号隔开"
        )
    elif max(numbers) > document.articles:
        yield _error(
            origin,
            f"《{document.short}》只有{document.articles}条，没有第{max(numbers)}条",
            "对照原文改条款",
        )


def _in_force(
    document: Document, origin: Origin, first: date, last: date | None
) -> Iterator[Finding]:
    if document.effective_from > first:
        yield _error(
            origin,
            f"从{first}起用，可《{document.short}》到{document.effective_from}才施行",
            "改起用日期，或换当时有效的依据",
        )
    if document.until and (last is None or last > document.until):
        yield _error(
            origin,
            f"《{document.short}》{document.until}以后不再有效",
            "换现行的依据，或给这一段写上 until",
        )


def texts_are_sound(library: Library, on: date) -> Iterator[Finding]:
    """Numbers are figures, length fits a screen, nothing decides, nothing grew stale."""
    bodies: dict[str, PolicyText] = {}
    for text in library.texts:
        at = Origin(text.origin.file, text.body_line)
        if not text.sources:
            yield _error(text.origin, "没有写依据", "在 sources 里写文件、文号、条款")
        prose = PLACEHOLDER.sub("", text.body + text.next_step)
        if re.search(r"[0-9０-９]", prose):
            yield _error(
                at, "正文里直接写了数字", "数字写成 {{…}}，值放到 figures 里"
            )
        if _VERDICT.search(prose):
            yield _error(
                at, "替窗口下了结论（符合、不符合）", "改成“可以去申请，由窗口认定”"
            )
        for id_ in placeholders(text.body) + placeholders(text.next_step):
            if id_ not in library.figures:
                yield _error(at, f"没有“{id_}”这个数字", "检查名称，或在 figures 里加上")
        length = len(library.render(text, max(on, text.effective_from)).body)
        if not SHORTEST <= length <= LONGEST:
            yield _error(
                at,
                f"正文显示出来有{length}个字",
                f"控制在{SHORTEST}到{LONGEST}个字",
            )
        if on - text.checked_on > _STALE_AFTER:
            yield _warning(text.origin, f"上次核对是{text.checked_on}", "再核对一遍，改 checked_on")
        twin = bodies.setdefault(text.body, text)
        if twin is not text and twin.key != text.key:
            yield _error(at, f"正文和 {twin.key} 一模一样", "两处各说各的，或删掉一处")


def schemes_are_whole(library: Library, on: date) -> Iterator[Finding]:
    """Every scheme has what people ask first, and what a guide must carry."""
    for scheme in Scheme:
        wanted = dict.fromkeys((*NEEDED, *GUIDE_ELEMENTS.values()))
        for facet in wanted:
            if library.text(scheme, facet, on) is None:
                origin = next(
                    (text.origin for text in library.texts if text.scheme == scheme), None
                )
                file = origin.file.parent / f"{facet}.md" if origin else None
                if file is not None:
                    yield Finding(file, 1, f"{scheme.title_zh}缺“{facet.title_zh}”", "补上这个文件")


def figures_agree(library: Library, _on: date) -> Iterator[Finding]:
    """One fact, one place, one day: one value. A demo value stands only at a real county."""
    said: dict[tuple[str, str, str], list[tuple[str, object]]] = defaultdict(list)
    for figure in library.figures.values():
        for place, value in enumerate(figure.values):
            if value.status is FigureStatus.DEMO and not is_county_or_below(value.place):
                yield _error(
                    figure.origin, f"“{figure.id}”的演示数据写在了全国", "演示数据只能写在示范县"
                )
            if value.status is not FigureStatus.DEMO and not value.sources:
                yield _error(figure.origin, f"“{figure.id}”的值没有依据", "写上 sources")
            for other in figure.values[place + 1 :]:
                if other.place == value.place and _overlap(value, other):
                    yield _error(
                        figure.origin,
                        f"“{figure.id}”有两个值在同一时间都有效",
                        "给旧的写上 until",
                    )
            if value.status is FigureStatus.OFFICIAL and value.until is None:
                key = (figure.means, value.place, str(value.unit))
                for other_id, other_value in said[key]:
                    if other_value != value.value:
                        yield _error(
                            figure.origin,
                            f"“{figure.means}”在 {figure.id} 和 {other_id} 里不一样",
                            "一件事只留一个数字",
                        )
                said[key].append((figure.id, value.value))


def _overlap(one: object, other: object) -> bool:
    first, second = sorted((one, other), key=lambda value: value.from_on)  # type: ignore[attr-defined]
    until = first.until  # type: ignore[attr-defined]
    return until is None or until >= second.from_on  # type: ignore[attr-defined]


def figures_are_used(library: Library, _on: date) -> Iterator[Finding]:
    """A figure nobody shows or counts by is a leftover, or a text forgot it."""
    used = {id_ for text in library.texts for id_ in placeholders(text.body + text.next_step)}
    used |= {id_ for way in library.procedures for id_ in way.figure_ids()}
    for figure in library.figures.values():
        if figure.id not in used and not figure.id.startswith(("hotline.", "window.", "common.")):
            yield _warning(figure.origin, f"“{figure.id}”没有地方用到", "用上它，或删掉")


def procedures_are_sound(library: Library, _on: date) -> Iterator[Finding]:
    """Every limit is a figure that counts time."""
    for way in library.procedures:
        for id_ in way.figure_ids():
            figure = library.figures.get(id_)
            if figure is None:
                yield _error(way.origin, f"没有“{id_}”这个数字", "检查名称，或在 figures 里加上")
            elif not figure.unit.is_time:
                yield _error(way.origin, f"“{id_}”不是时间", "时限要用天、工作日等单位的数字")
        if not way.materials:
            yield _warning(way.origin, "没有写要什么材料", "至少写身份证明")


RULES: tuple[Callable[[Library, date], Iterator[Finding]], ...] = (
    sources_exist,
    texts_are_sound,
    schemes_are_whole,
    figures_agree,
    figures_are_used,
    procedures_are_sound,
)
