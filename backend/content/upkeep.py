"""What an editor must look at again: old checks, values about to end, documents about to begin. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from backend.content.library import Library, holds_on
from backend.content.models import Figure, FigureValue, Origin

_TO_CHECK = "文号待核"


@dataclass(frozen=True, slots=True)
class Due:
    """One thing to look at: where it stands, since when or until when, and what to do."""

    name: str
    file: str
    line: int
    on: date
    todo: str


def checked_before(library: Library, on: date, months: int) -> list[Due]:
    """Give texts, rules, sentences and documents last checked `months` or more ago, oldest first."""
    seen: list[tuple[str, Origin, date]] = [
        (text.title, text.origin, text.checked_on)
        for text in library.texts
        if holds_on(text.effective_from, text.until, on) or text.effective_from > on
    ]
    seen += [(f"查一查：{one.reason}", one.origin, one.checked_on) for one in library.screening]
    seen += [(f"先说的一句：{one.id}", one.origin, one.checked_on) for one in library.told]
    seen += [(f"《{one.short}》", one.origin, one.checked_on) for one in library.documents.values()]
    found = [
        Due(name, _file(origin), origin.line, checked_on, "再核一遍，改 checked_on")
        for name, origin, checked_on in seen
        if _months(checked_on, on) >= months
    ]
    return sorted(found, key=lambda one: (one.on, one.file, one.line))


def ending(library: Library, on: date, within: timedelta) -> list[Due]:
    """Give values, texts and documents whose last day lies within the span, the nearest first."""
    found = [
        Due(f"{figure.means}（{figure.id}）", _file(figure.origin), figure.origin.line, last, todo)
        for figure, value, last in _last_days(library)
        if on <= last <= on + within
        for follows in [_follows(figure, value.place, last)]
        for todo in ["下一个值已经写好" if follows else "还没有下一个值，请补上"]
    ]
    for text in library.texts:
        if text.until and on <= text.until <= on + within:
            follows = library.text(
                text.scheme, text.facet, text.until + timedelta(days=1), text.place
            )
            todo = "下一版已经写好" if follows else "还没有下一版，请补上"
            found.append(Due(text.title, _file(text.origin), 1, text.until, todo))
    for document in library.documents.values():
        if document.until and on <= document.until <= on + within:
            file, line = _file(document.origin), document.origin.line
            found.append(Due(f"《{document.short}》", file, line, document.until, "换成新的文件"))
    return sorted(found, key=lambda one: (one.on, one.file, one.line))


def beginning(library: Library, on: date) -> list[Due]:
    """Give documents that take force after this day: what they change must be written by then."""
    found = [
        Due(
            f"《{one.short}》", _file(one.origin), one.origin.line, one.effective_from,
            f"{len(_resting_on(library, one.title))} 处已引用；核对哪些话那天起要换",
        )
        for one in library.documents.values()
        if one.effective_from > on
    ]  # fmt: skip
    return sorted(found, key=lambda one: one.on)


def numbers_to_find(library: Library) -> list[Due]:
    """Give documents whose number nobody has read yet."""
    return [
        Due(
            f"《{one.short}》",
            _file(one.origin),
            one.origin.line,
            one.checked_on,
            "查到文号，改 number",
        )
        for one in library.documents.values()
        if one.number == _TO_CHECK
    ]


def not_known_at(library: Library, on: date, place: str) -> list[Due]:
    """Give figures the place has no value for on this day: residents are sent to the window."""
    return [
        Due(
            figure.means,
            _file(figure.origin),
            figure.origin.line,
            on,
            f"补上 {figure.id} 在这里的值",
        )
        for figure in library.figures.values()
        if library.figure_value(figure.id, on, place) is None
    ]


def _last_days(library: Library) -> Iterator[tuple[Figure, FigureValue, date]]:
    for figure in library.figures.values():
        for value in figure.values:
            if value.until:
                yield figure, value, value.until


def _follows(figure: Figure, place: str, last: date) -> bool:
    """Tell whether a value begins at the place when the one before it ends."""
    first = last + timedelta(days=1)
    return any(
        one.place == place and holds_on(one.from_on, one.until, first) for one in figure.values
    )


def _resting_on(library: Library, title: str) -> list[str]:
    return [
        text.key
        for text in library.texts
        if any(source.document == title for source in text.sources)
    ]


def _months(since: date, on: date) -> int:
    return (on.year - since.year) * 12 + on.month - since.month - (on.day < since.day)


def _file(origin: Origin) -> str:
    """Give the path from `policy_texts/` on."""
    parts = origin.file.parts
    start = parts.index("policy_texts") if "policy_texts" in parts else 0
    return "/".join(parts[start:])
