"""What must be there: facets of every scheme, elements of a guide, figures of every procedure."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Final

from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.models import PolicyText, Procedure
from backend.content.names import Facet, Scheme

# Whatever side of a scheme is asked about, there is a text of its own.
REQUIRED_FACETS: Final = tuple(Facet)

# 民办函〔2019〕52号: the elements a public guide must show, each with the facet that carries it.
GUIDE_ELEMENTS: Final = {
    Facet.OVERVIEW: "事项", Facet.ELIGIBILITY: "条件", Facet.AMOUNT: "标准",
    Facet.MATERIALS: "申请材料", Facet.PROCEDURE: "办理流程", Facet.TIME_LIMIT: "办理时限",
    Facet.WHERE: "办理时间、地点和联系方式",
}  # fmt: skip


def check_coverage(
    library: Library, guides: Collection[str], root: Path, on: date
) -> Iterator[Finding]:
    """Give what is missing on that day; `guides` are the schemes a guide code is made for."""
    for scheme in Scheme:
        there = set(library.facets_of(scheme, on))
        for facet in REQUIRED_FACETS:
            if facet not in there and not (scheme in guides and facet in GUIDE_ELEMENTS):
                yield _missing(root, scheme, facet, f"缺“{scheme.title_zh}”的“{facet.title_zh}”")
        for facet, element in GUIDE_ELEMENTS.items() if scheme in guides else ():
            if facet not in there:
                what = f"“{scheme.title_zh}”的办事指南缺少{element}（民办函〔2019〕52号）"
                yield _missing(root, scheme, facet, what)
    yield from _same_span(library)


def check_procedures(library: Library) -> Iterator[Finding]:
    """Give procedures whose clocks rest on figures that are not there or do not count time."""
    for procedure in library.procedures:
        for id_ in dict.fromkeys(procedure.figure_ids()):
            figure = library.figures.get(id_)
            if figure is None:
                yield _of(procedure, f"没有叫 {id_} 的数字", "在 figures/ 里加上，或改正名字")
            elif not figure.unit.is_time:
                todo = "期限的 unit 用 workdays、days、months、years 或 hours"
                yield _of(procedure, f"期限 {id_} 的单位是 {figure.unit}，不是时间", todo)
        if not procedure.materials:
            yield _of(procedure, "没有写要什么材料", "至少写身份证明", is_warning=True)
        yield from _repeated(procedure, [stage.id for stage in procedure.stages], "环节")
        yield from _repeated(procedure, [one.id for one in procedure.materials], "材料")


def _same_span(library: Library) -> Iterator[Finding]:
    """Report two texts that both begin to answer the same question at one place on one day."""
    seen: dict[tuple[str, str, date], list[PolicyText]] = defaultdict(list)
    for text in library.texts:
        seen[text.key, text.place, text.effective_from].append(text)
    for first, *others in seen.values():
        for other in others:
            message = f"和 {first.origin.file.name} 是同一天、同一地方的同一面"
            yield Finding(other.origin.file, 1, message, "留一份，或者改 effective_from")


def _repeated(procedure: Procedure, ids: list[str], kind: str) -> Iterator[Finding]:
    for id_ in dict.fromkeys(ids):
        if ids.count(id_) > 1:
            yield _of(procedure, f"{kind} {id_} 写了两遍", "改其中一个的 id")


def _missing(root: Path, scheme: Scheme, facet: Facet, message: str) -> Finding:
    file = root / scheme.value / f"{facet.value}.md"
    return Finding(file, 1, message, "写这个文件；已有的看看 effective_from、until 和 place")


def _of(procedure: Procedure, message: str, todo: str, *, is_warning: bool = False) -> Finding:
    return Finding(procedure.origin.file, procedure.origin.line, message, todo, is_warning)
