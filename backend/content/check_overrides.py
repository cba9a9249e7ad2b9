"""What a place's own procedure may not lose silently of the one it stands in for."""

from collections.abc import Iterator
from datetime import date

from backend.content.findings import Finding
from backend.content.library import Library, holds_on
from backend.content.models import Procedure
from backend.content.places import NATIONAL, lineage


def check_overrides(library: Library) -> Iterator[Finding]:
    """Give the stages a decision waits for by the wider place's procedure and no longer by the own one.

    An error and no mere reminder: nobody would notice at the window, where a person would be refused
    unseen or paid without the notice. A place whose rules really go without a stage says so with its
    source (`not_needed`), and the check passes.
    """
    for own in library.procedures:
        if own.place != NATIONAL:
            yield from _of_place(library, own)


def _of_place(library: Library, own: Procedure) -> Iterator[Finding]:
    explained = {one.stage for one in own.not_needed}
    lost: dict[str, tuple[Procedure, list[str]]] = {}
    waited_for: set[str] = set()
    for day in _days(library, own):
        wider = _stood_in_for(library, own, day)
        for stage, results in _needed(wider).items() if wider else ():
            waited_for.add(stage)
            gone = [one for one in results if one not in _needed(own).get(stage, ())]
            if wider and gone and stage not in explained:
                lost.setdefault(stage, (wider, gone))
    for stage, (wider, gone) in lost.items():
        message = (
            f"{wider.origin.file.name} 作决定前要有的环节 {stage}，这里没有"
            f" needed_for: [{', '.join(gone)}]"
        )
        todo = (
            "在这个环节上补回 needed_for；当地文件确实不要这一步的，写 not_needed，说明为什么和依据"
        )
        yield Finding(own.origin.file, own.origin.line, message, todo)
    for stage in sorted(explained - waited_for):
        message = f"not_needed 写了 {stage}，上一级的流程里没有要它的"
        yield Finding(own.origin.file, own.origin.line, message, "删掉这一条，或改正环节的 id")


def _days(library: Library, own: Procedure) -> list[date]:
    """Give the first day of the own procedure, and every later one on which a wider one begins."""
    wider = set(lineage(own.place)) - {own.place}
    begins = {one.effective_from for one in library.procedures if one.place in wider}
    days = {day for day in begins if holds_on(own.effective_from, own.until, day)}
    return sorted(days | {own.effective_from})


def _stood_in_for(library: Library, own: Procedure, day: date) -> Procedure | None:
    """Give what would hold there without the own one: of the same id, else the same way of handling
    the same scheme, whose place it takes at the window."""
    above = lineage(own.place)[1]
    if same := library.procedure(own.id, day, above):
        return same
    alike = library.procedures_of(own.scheme, day, above)
    return next((one for one in alike if one.variant == own.variant), None)


def _needed(procedure: Procedure) -> dict[str, tuple[str, ...]]:
    return {one.id: one.needed_for for one in procedure.stages if one.needed_for}
