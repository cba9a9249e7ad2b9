"""What nobody may demand: every phrase is judged as it says, every word is heard by some phrase, and no
procedure asks for what is forbidden."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from backend.content.check_prose import wording
from backend.content.demands import Demand, Ears, ears_of
from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.models import Origin
from backend.content.names import Scheme
from backend.content.never_ask import MayAsk, NeverAsk
from backend.content.places import NATIONAL
from backend.content.words import Words

_MEND: Final = "改 words、patterns、not、unless，或把这句挪到另一边"


def check_never_ask(library: Library, words: Words | None, on: date) -> Iterator[Finding]:
    """Give what is wrong with the entries, each on a day on which it holds."""
    ears = ears_of(library, words)
    for one in library.never_ask:
        if not one.refused:
            todo = "挪到 policy_texts/never_ask/，写上 instead、refused 和 allowed"
            yield _of(one.origin, one.name, f"不能要的“{one.name}”写在流程里，没有试的话", todo)
            continue
        yield from wording(library, one.origin.file, one.origin.line, f"{one.why}。{one.instead}")
        for phrase in one.refused:
            if not ears.demands(phrase, [one]):
                yield _of(one.origin, phrase, f"{one.id} 的“{phrase}”没有拦下", _MEND)
        yield from _passing(library, ears, one, one.allowed, on)
        for said in ears.unheard(one):
            message = f"{one.id} 的“{said}”，refused 里没有一句用到"
            yield _of(one.origin, said, message, "在 refused 里加一句，或删掉这个说法")
    for may in library.may_ask:
        yield from _passing(library, ears, may, may.phrases, on)
    yield from _procedures(library, ears, on)


def _passing(
    library: Library, ears: Ears, one: NeverAsk | MayAsk, phrases: Iterable[str], on: date
) -> Iterator[Finding]:
    """A phrase passes when nothing refuses it, in whatever scheme and way of handling it stands for."""
    place, day = NATIONAL, on
    if isinstance(one, NeverAsk):
        place, day = one.place, max(one.effective_from, min(on, one.until or on))
    for scheme in one.schemes:
        for procedure in one.procedures or (None,):
            entries = library.never_asked(scheme, day, place, procedure)
            for phrase in phrases:
                for found in ears.demands(phrase, entries):
                    yield _of(one.origin, phrase, _refused(scheme, phrase, found), _MEND)


def _procedures(library: Library, ears: Ears, on: date) -> Iterator[Finding]:
    for way in library.procedures:
        day = max(way.effective_from, min(on, way.until or on))
        entries = library.never_asked(way.scheme, day, way.place, way.id)
        for material in way.materials:
            for found in ears.demands(material.name, entries):
                message = f"材料 {material.id}：{_refused(way.scheme, material.name, found)}"
                todo = "删掉这样材料，或改 never_ask/ 里的那一条"
                yield _of(way.origin, material.name, message, todo)


def _refused(scheme: Scheme, phrase: str, found: Demand) -> str:
    return f"{scheme.title_zh}的“{phrase}”被 {found.never.id} 拦下了（听出“{found.heard}”）"


def _of(origin: Origin, said: str, message: str, todo: str) -> Finding:
    """Point at the line that says it, from the entry on."""
    lines = origin.file.read_text(encoding="utf-8-sig").splitlines()
    there = (n for n, line in enumerate(lines, start=1) if n >= origin.line and said in line)
    return Finding(origin.file, next(there, origin.line), message, todo)
