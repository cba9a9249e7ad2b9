"""`policy_texts/` on disk -> Library. The only part of the room's rules that reads a directory."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, TypeVar

from backend.content import converting
from backend.content.files import ContentError, Finding, read_markdown, read_yaml
from backend.content.library import Library
from backend.content.models import Document, Figure, Origin, PolicyText, Procedure
from backend.content.names import Facet, Scheme
from backend.content.never_ask import MayAsk, NeverAsk, own_of, read_never_ask
from backend.content.places import NATIONAL
from backend.content.screening_rules import read_screening
from backend.content.shapes import DocumentsFile, FiguresFile, ProcedureFile, TextHead
from backend.content.told_lines import read_told_lines

DOCUMENTS: Final = "documents.yaml"
FIGURES: Final = "figures"
PROCEDURES: Final = "procedures"
SCREENING: Final = "screening.yaml"
NEVER_ASK: Final = "never_ask"
TOLD: Final = "told.yaml"
# one file a scheme: what to say first when one precise point is asked
POINTS: Final = "told"
# what staff and notices say stands beside the texts and is read by notice_plan and the console
NOTICES: Final = "notices"
_SINGLE: Final = (DOCUMENTS, SCREENING, TOLD)
_FOLDERS: Final = (FIGURES, PROCEDURES, NOTICES, POINTS, NEVER_ASK)
_KEY_LINE: Final = re.compile(r"^\s*(?:-\s+)?(id|title):\s*(.+?)\s*$")
Given = TypeVar("Given")


def load_content(root: Path) -> Library:
    """Read the whole of `policy_texts/` at `root`.

    Raises ContentError with the findings of every file, not only the first.
    """
    findings: list[Finding] = []

    def read_each(paths: list[Path], read: Callable[[Path], list[Given]]) -> list[Given]:
        things: list[Given] = []
        for path in paths:
            try:
                things += read(path)
            except ContentError as fault:
                findings.extend(fault.findings)
        return things

    documents = read_each([root / DOCUMENTS], _documents)
    figures = read_each(sorted((root / FIGURES).glob("*.yaml")), _figures)
    ways = read_each(sorted((root / PROCEDURES).glob("*.yaml")), _procedures)
    texts = read_each(sorted(root.glob("*/*.md")), _texts)
    rules = read_each(sorted(root.glob(SCREENING)), read_screening)
    told = read_each([*root.glob(TOLD), *sorted(root.glob(f"{POINTS}/*.yaml"))], read_told_lines)
    asked = read_each(sorted((root / NEVER_ASK).glob("*.yaml")), read_never_ask)
    never = [one for one in (*asked, *ways) if isinstance(one, NeverAsk)]
    findings += _strays(root)
    findings += _twice([(one.title, one.origin) for one in documents], "文件")
    findings += _twice([(one.id, one.origin) for one in figures], "数字")
    findings += _twice([(one.id, one.origin) for one in told], "先说的一句")
    findings += _twice(
        [(one.id, one.origin) for one in asked if isinstance(one, NeverAsk)], "不能要的"
    )
    if findings:
        raise ContentError(findings)
    procedures = [one for one in ways if isinstance(one, Procedure)]
    may = [one for one in asked if isinstance(one, MayAsk)]
    return Library(documents, figures, texts, procedures, rules, told, never, may)


def _documents(path: Path) -> list[Document]:
    shapes = read_yaml(path, DocumentsFile).documents
    lines = lines_of_keys(path, "title")
    return [converting.document_of(one, Origin(path, lines.get(one.title, 1))) for one in shapes]


def _figures(path: Path) -> list[Figure]:
    shapes = read_yaml(path, FiguresFile).figures
    lines = lines_of_keys(path, "id")
    prefix = "hotline" if path.stem == "hotlines" else path.stem
    faults = [
        Finding(
            path, lines.get(one.id, 1), f"数字 {one.id} 放错了文件",
            f"编号写成 {prefix}.名字，或者挪到 {one.id.partition('.')[0]}.yaml",
        )
        for one in shapes
        if one.id.partition(".")[0] != prefix
    ]  # fmt: skip
    if faults:
        raise ContentError(faults)
    return [converting.figure_of(one, Origin(path, lines.get(one.id, 1))) for one in shapes]


def _procedures(path: Path) -> list[Procedure | NeverAsk]:
    shape = read_yaml(path, ProcedureFile)
    if path.stem.partition("@")[0] != shape.procedure:
        raise _fault(path, "文件名和 procedure 不一致", f"文件名改成 {shape.procedure}.yaml")
    origin = Origin(path, 1)
    return [converting.procedure_of(shape, origin), *own_of(shape, origin)]


def _texts(path: Path) -> list[PolicyText]:
    name, *marks = path.stem.split("@")
    if path.parent.name not in set(Scheme):
        raise _fault(path, f"没有“{path.parent.name}”这个救助项目", "目录名用项目编号")
    if name not in set(Facet):
        raise _fault(path, f"没有“{name}”这一面", f"文件名只能是：{'、'.join(Facet)}")
    head, body, line = read_markdown(path, TextHead)
    wrong = [mark for mark in marks if mark not in {str(head.effective_from), head.place}]
    if wrong:
        todo = "@ 后面写 effective_from 的日期或者 place 的区划代码"
        raise _fault(path, f"文件名里的 {wrong[0]} 和文件开头写的不一致", todo)
    if head.place != NATIONAL and head.place not in marks:
        todo = f"文件名写成 {name}@{head.place}.md，全国的那份照旧留着"
        raise _fault(path, "这是一个地方的文本，文件名里没有区划代码", todo)
    origin = Origin(path, 1)
    return [
        converting.text_of(
            head, body, Scheme(path.parent.name), Facet(name), body_line=line, origin=origin
        )
    ]


def _strays(root: Path) -> Iterator[Finding]:
    """Report files nobody would read: a slip in a name must not silence a text."""
    for path in sorted(root.rglob("*")):
        if path.is_dir() or path.name.startswith((".", "README")):
            continue
        folder, kind = path.parent, path.suffix
        is_text = folder.parent == root and kind == ".md"
        is_data = folder in {root / one for one in _FOLDERS} and kind == ".yaml"
        if not (is_text or is_data or path in {root / name for name in _SINGLE}):
            yield Finding(path, 1, "这个文件放在这里不会被读到", "挪到该放的目录，或者删掉")


def _twice(named: list[tuple[str, Origin]], kind: str) -> Iterator[Finding]:
    first: dict[str, Origin] = {}
    for name, origin in named:
        if name in first:
            message = f"{kind}“{name}”登记了两次，头一次在 {first[name].file.name}"
            yield Finding(origin.file, origin.line, message, "留一处，删掉另一处")
        first.setdefault(name, origin)


def lines_of_keys(path: Path, key: str) -> dict[str, int]:
    """Give the line of every `key: value`, so that later checks can point at it."""
    lines: dict[str, int] = {}
    for number, line in enumerate(path.read_text(encoding="utf-8-sig").splitlines(), start=1):
        found = _KEY_LINE.match(line.split(" #")[0])
        if found and found[1] == key:
            lines.setdefault(found[2].strip("\"'"), number)
    return lines


def _fault(path: Path, message: str, todo: str) -> ContentError:
    return ContentError([Finding(path, 1, message, todo)])
