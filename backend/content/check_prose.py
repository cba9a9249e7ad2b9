"""What residents read: no typed-in numbers, no verdicts, short enough, every placeholder known."""

import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.models import PolicyText
from backend.content.rendering import PLACEHOLDER, placeholders
from backend.content.told_lines import with_told

SHORTEST: Final = 40
LONGEST: Final = 300

DIGIT: Final = re.compile(r"[0-9０-９]")
COUNTED: Final = re.compile(
    r"[一二两三四五六七八九十百千万半]+"
    r"(?:个工作日|个月内|个月以内|天内|天以内|日内|年内|小时内|元|块钱|周岁|岁|倍)"
)
_BRACES: Final = re.compile(r"\{\{|\}\}")
_VERDICT: Final = re.compile(
    r"(?P<lead>.{0,8})(?P<verdict>[你您](?:家|们)?(?:已经|完全|肯定|一定|就|是|都)?不?符合"
    r"|[你您](?:家|们)?(?:不能|没资格|没有资格|不够格)(?:申请|享受)?低保"
    r"|不符合条件(?!的|时|就|，就|，会|，要|，也|或|、))"
)
_SUPPOSING: Final = re.compile(
    r"如果|要是|若|只要|假如|是否|是不是|认为|觉得|判断|看|认定|说|写明|告诉"
)


def check_prose(library: Library, on: date) -> Iterator[Finding]:
    """Give what is wrong with the words of every text, with the line of the body."""
    for text in library.texts:
        for line, prose in _lines(text):
            yield from wording(library, text.origin.file, line, prose)
        yield from _length(library, text, on)
    yield from _same_body(library)
    for rule in library.screening:
        yield from wording(library, rule.origin.file, rule.origin.line, rule.reason)
    for told in library.told:
        yield from wording(library, told.origin.file, told.origin.line, with_told(told.says, {}))


def _lines(text: PolicyText) -> Iterator[tuple[int, str]]:
    yield text.origin.line, text.title
    yield text.origin.line, text.next_step
    for offset, prose in enumerate(text.body.splitlines()):
        yield text.body_line + offset, prose


def wording(library: Library, file: Path, line: int, prose: str) -> Iterator[Finding]:
    """Give what is wrong with one sentence a resident reads."""
    for id_ in placeholders(prose):
        if id_ not in library.figures:
            yield Finding(file, line, f"没有叫 {id_} 的数字", "在 figures/ 里加上，或改正名字")
    bare = PLACEHOLDER.sub("", prose)
    if _BRACES.search(bare):
        yield Finding(
            file, line, "双花括号没有写对", "写成 {{项目.名字}}，中间只用小写字母和下划线"
        )
    elif DIGIT.search(bare):
        yield Finding(
            file,
            line,
            f"正文里直接写了数字：{bare.strip()[:20]}",
            "写进 figures/，这里用 {{…}} 引用",
        )
    for found in COUNTED.finditer(bare):
        yield Finding(file, line, f"正文里直接写了“{found[0]}”", "写进 figures/，这里用 {{…}} 引用")
    for verdict in verdicts_in(bare):
        todo = "改成“可以去申请，由窗口认定”这样的话"
        yield Finding(file, line, f"“{verdict}”像是替人下了结论", todo)


def verdicts_in(prose: str) -> list[str]:
    """Give what sounds as if it were decided who qualifies; suppositions are none."""
    return [
        found["verdict"]
        for found in _VERDICT.finditer(prose)
        if not _SUPPOSING.search(found["lead"])
    ]


def _length(library: Library, text: PolicyText, on: date) -> Iterator[Finding]:
    day = max(text.effective_from, min(on, text.until or on))
    size = len(re.sub(r"\s", "", library.render(text, day, text.place).body))
    if size < SHORTEST:
        yield Finding(
            text.origin.file,
            text.body_line,
            f"正文只有{size}个字",
            f"至少写{SHORTEST}个字，说清结论和去处",
        )
    if size > LONGEST:
        yield Finding(
            text.origin.file, text.body_line, f"正文有{size}个字，手机上一屏看不完",
            f"压到{LONGEST}个字以内，先说结论",
        )  # fmt: skip


def _same_body(library: Library) -> Iterator[Finding]:
    first: dict[str, list[PolicyText]] = defaultdict(list)
    for text in library.texts:
        first[re.sub(r"\s", "", text.body)].append(text)
    for original, *copies in first.values():
        for copy in copies:
            if copy.key == original.key:
                continue  # Versions of one text may differ in their sources only.
            yield Finding(
                copy.origin.file,
                copy.body_line,
                f"正文和 {original.key} 一字不差",
                "按这个项目、这一面重写",
            )
