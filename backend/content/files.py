"""Strict reading of one content file: YAML, or Markdown with a YAML head.

Repeated keys, unknown keys and values of the wrong kind are refused with file and line, in words
for a civil-affairs colleague. `typ="safe"` takes ruamel's C parser when it is installed and is
five times slower without it; the slow parser that knows lines runs only once a fault is certain.
"""

import re
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import DuplicateKeyError
from ruamel.yaml.error import MarkedYAMLError, YAMLError

from backend.content.field_errors import findings_of
from backend.content.findings import ContentError, Finding

__all__ = ["ContentError", "FileShape", "Finding", "read_markdown", "read_yaml"]

_FENCE = "---"
_ONE_PARSER_AT_A_TIME = Lock()


class FileShape(BaseModel):
    """Base of every shape a content file may have: no unknown keys, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


Shape = TypeVar("Shape", bound=BaseModel)


def read_yaml(path: Path, model: type[Shape]) -> Shape:
    """Give the file as `model`.

    Raises ContentError with every fault of the file.
    """
    return _validated(path, _text_of(path), model, lines_before=0)


def read_markdown(path: Path, model: type[Shape]) -> tuple[Shape, str, int]:
    """Give the head as `model`, the body without blank edges, and the body's first line number.

    Raises ContentError when the head is not closed by `---` or is not what `model` wants.
    """
    lines = _text_of(path).splitlines()
    if not lines or lines[0].rstrip() != _FENCE:
        raise _fault(
            path, 1, "文件开头缺少 --- 这一行", "第一行写 ---，下面写来源等项目，再写一行 ---"
        )
    closing = next((n for n, line in enumerate(lines) if n and line.rstrip() == _FENCE), None)
    if closing is None:
        raise _fault(path, 1, "开头的项目没有用 --- 收尾", "在正文前面单独写一行 ---")
    head = _validated(path, "\n".join(lines[1:closing]) + "\n", model, lines_before=1)
    start = closing + 1
    while start < len(lines) and not lines[start].strip():
        start += 1
    body = "\n".join(line.rstrip() for line in lines[start:]).rstrip()
    return head, body, start + 1


def _text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as fault:
        raise _fault(path, 1, "文件不是 UTF-8 编码", "另存为 UTF-8 编码再提交") from fault
    except OSError as fault:
        raise _fault(path, 1, "文件打不开", "看看文件名和所在目录对不对") from fault


def _validated(path: Path, text: str, model: type[Shape], *, lines_before: int) -> Shape:
    data = _parsed(path, text, lines_before)
    try:
        return model.model_validate(data)
    except ValidationError as fault:
        findings = findings_of(fault, path=path, text=text, model=model, lines_before=lines_before)
        raise ContentError(findings) from fault


def _parsed(path: Path, text: str, lines_before: int) -> Any:
    try:
        with _ONE_PARSER_AT_A_TIME:
            data = _parser().load(text)
    except DuplicateKeyError as fault:
        line = _line_of(fault) + lines_before
        key = re.search(r'duplicate key "(.*?)" with', fault.problem or "")
        name = f"“{key[1]}”" if key else "同一个项目"
        raise _fault(path, line, f"{name}写了两遍", "留一处，删掉另一处") from fault
    except YAMLError as fault:
        line = _line_of(fault) + lines_before
        raise _fault(
            path, line, "这一行附近的写法读不懂", _hint(text, line - lines_before)
        ) from fault
    if data is None:
        raise _fault(path, 1, "文件里没有内容", "照同类文件补上项目，或者删掉这个文件")
    return data


@cache
def _parser() -> YAML:
    return YAML(typ="safe")


def _line_of(fault: YAMLError) -> int:
    mark = None
    if isinstance(fault, MarkedYAMLError):
        mark = fault.problem_mark or fault.context_mark
    return mark.line + 1 if mark else 1


def _hint(text: str, line: int) -> str:
    """Guess the slip from the line the parser stopped at, and the one above it."""
    near = text.splitlines()[max(0, line - 2) : line]
    if any("\t" in one for one in near):
        return "缩进要用空格，不能用制表符"
    if any("：" in one and not re.search(r":(\s|$)", one) for one in near):
        return "项目名后面的冒号要用半角，冒号后空一格"
    return "看看冒号后有没有空格、引号和方括号是否成对、左边是否对齐"


def _fault(path: Path, line: int, message: str, todo: str) -> ContentError:
    return ContentError([Finding(path, line, message, todo)])
