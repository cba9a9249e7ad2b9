"""One folder of content broken in one place for each rule of `content check`: what `test_findings` walks."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator
from typing import NamedTuple

from backend.content.names import Scheme
from tests.content.conftest import BODY, NOTICE, SOURCE, ContentFolder

TEXT, WHERE, NUMBERS = "general/materials.md", "general/where.md", "figures/general.yaml"
STEPS, SCREEN, TOLD, POINT = "procedures/general.yaml", "screening.yaml", "told.yaml", "told/a.yaml"
UNKNOWN = "在 figures/ 里加上，或改正名字"  # what to do about a figure nobody registered
EARLY = BODY.replace("可以去申请", "早先就能去申请")


class Broken(NamedTuple):
    """`line` is what the line told must hold; None where the whole file is meant."""

    by: Callable[[ContentFolder], object]
    file: str
    line: str | None
    message: str
    todo: str


def of(text: str, **parts: str) -> str:
    """Give a source with parts of it changed."""
    for old, new in parts.items():
        text = text.replace(
            {"title": "示范救助法", "number": "示范令〔2020〕1号"}.get(old, "第十条"), new
        )
    return f"[{text}]"


def value(
    amount: int, first: str, until: str = "", place: str = "000000000000", **more: str
) -> str:
    parts = {"status": "official", "until": until, "sources": f"[{SOURCE}]"} | more
    rest = "".join(f", {key}: {one}" for key, one in parts.items())
    return f'{{value: {amount}, place: "{place}", from: {first}{rest}}}'


def other(means: str, *values: str, name: str = "general.other") -> str:
    head = f"  - id: {name}\n    means: {means}\n    unit: workdays\n    unknown: 问\n"
    return f"{head}    values: [{', '.join(values)}]\n"


def rule(scheme: str, since: str = "2021-01-01", needs: str = "aged", source: str = SOURCE) -> str:
    return (
        f"  - {{scheme: {scheme}, needs: [{needs}], likelihood: likely, reason: 说得通。, "
        f"effective_from: {since}, checked_on: 2026-11-01, sources: [{source}]}}\n"
    )


def every_rule(folder: ContentFolder, *, but: str = "", more: str = "") -> None:
    kept = [rule(one.value) for one in Scheme if one.value not in (but, "general")]
    folder.write(SCREEN, "rules:\n" + "".join([*kept, more]))


def line_of(file: str, **changes: str) -> Callable[[ContentFolder], object]:
    """Give what writes one told line (told.yaml), or one point (told/), as changed."""
    common = {
        "id": "old", "schemes": "[elderly_allowance]", "effective_from": "2021-01-01",
        "checked_on": "2026-11-01", "sources": f"[{SOURCE}]",
    }  # fmt: skip
    aged = {"facets": "[amount]", "when": "age_at_least", "figure": "general.years"}
    point = {"when": "said", "says": "不是有车就不行。", "words": "[有车]"}
    point |= {"twins": "[有车能申请吗, 家里有车呢]"}
    own = common | (aged | {"says": "可以去问。"} if file == TOLD else point) | changes

    def write(folder: ContentFolder) -> None:
        years = other("几岁起", name="general.years").replace("workdays", "age")
        if file == TOLD and own["figure"] == "general.years":
            folder.figure(more=years)
        lines = "\n    ".join(f"{key}: {one}" for key, one in own.items())
        folder.write(file, f"# 先说的话\nlines:\n  - {lines}\n")

    return write


def text(**head: str) -> Callable[[ContentFolder], object]:
    return lambda folder: folder.text(**head)


def figures(*values: str, more: str = "", **keys: str) -> Callable[[ContentFolder], object]:
    return lambda folder: folder.figure(f"[{', '.join(values)}]", more=more, **keys)


def steps(old: str = "", new: str = "", **keys: str) -> Callable[[ContentFolder], object]:
    def write(folder: ContentFolder) -> None:
        path = folder.procedure(**keys)
        before = path.read_text(encoding="utf-8")
        path.write_text(before.replace(old, new) if old else before, encoding="utf-8")

    return write


def two(folder: ContentFolder) -> None:
    line_of(POINT)(folder)
    again = (folder.root / POINT).read_text(encoding="utf-8").replace("id: old", "id: again")
    folder.write("told/b.yaml", again)


def two_truths(folder: ContentFolder) -> None:
    figures(value(30, "2021-01-01"), more=other("办完的期限", value(20, "2021-01-01")))(folder)
    folder.procedure(limit="general.other")


def highest_law_last(folder: ContentFolder) -> None:
    documents = folder.root / "documents.yaml"
    law = "中华人民共和国社会救助法"
    documents.write_text(documents.read_text(encoding="utf-8").replace("示范救助法", law))
    folder.text(sources=f"[{NOTICE}, {SOURCE.replace('示范救助法', law)}]", until="2030-12-31")
    folder.figure()


def registered_again(folder: ContentFolder) -> None:
    path = folder.root / "documents.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("title: 示范通知", "title: 示范救助法")
    )


def said_by(tree: ast.Module) -> Iterator[str]:
    """Give a piece of what each Finding of a module says: the longest plain text of its call."""
    for call in ast.walk(tree):
        named = isinstance(call, ast.Call) and isinstance(call.func, ast.Name)
        if named and call.func.id in ("Finding", "_error", "_of", "_found", "_fault"):  # type: ignore[attr-defined]
            parts = [
                one.value
                for given in call.args  # type: ignore[attr-defined]
                for one in ast.walk(given)
                if isinstance(one, ast.Constant) and isinstance(one.value, str)
            ]
            if parts:
                yield max(parts, key=len)
