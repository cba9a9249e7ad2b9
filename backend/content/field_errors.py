"""Pydantic's faults as findings: the line in the file, and Chinese words with a next step."""

from collections.abc import Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails
from ruamel.yaml import YAML
from ruamel.yaml.nodes import MappingNode, Node, SequenceNode

from backend.content.findings import Finding

Place = Sequence[str | int]

_SAID: Final[Mapping[str, tuple[str, str]]] = {
    "string_type": ("应当是文字", "给它加上英文双引号"),
    "date_type": ("应当是日期", "写成 2026-07-01 这样，不加引号"),
    "date_from_datetime_inexact": ("应当是日期", "只写年月日，不写时间"),
    "int_type": ("应当是整数", "只写数字，金额用分"),
    "float_type": ("应当是数字", "只写数字，不写单位"),
    "bool_type": ("应当是 true 或 false", "改成 true 或 false"),
    "list_type": ("应当是清单", "用方括号写，没有就写 []"),
    "dict_type": ("应当是一组“项目: 值”", "照同类文件的样子改"),
    "model_type": ("应当是一组“项目: 值”", "照同类文件的样子改"),
    "too_short": ("少了内容", "至少写一条"),
    "too_long": ("写得太多", "只留最要紧的几条"),
    "string_too_short": ("不能空着", "补上内容"),
    "none_required": ("应当空着", "删掉后面的内容"),
}


def findings_of(
    fault: ValidationError, *, path: Path, text: str, model: type[BaseModel], lines_before: int
) -> list[Finding]:
    """Give one finding per fault, with lines of the whole file (`lines_before` stand above `text`)."""
    root = YAML(typ="rt", pure=True).compose(text)
    return [
        Finding(
            path,
            _line(root, error["loc"], lines_before),
            *_words(error, _model_at(model, error["loc"][:-1])),
        )
        for error in fault.errors(include_url=False)
    ]


def _line(root: Node | None, loc: Place, lines_before: int) -> int:
    """Follow `loc` as far as the file goes; a missing key is reported where its owner begins."""
    node, line = root, 0
    for step in loc:
        found = _child(node, step)
        if found is None:
            break
        line, node = found
    return line + lines_before + 1


def _child(node: Node | None, step: str | int) -> tuple[int, Node] | None:
    if isinstance(node, SequenceNode) and isinstance(step, int) and step < len(node.value):
        item: Node = node.value[step]
        return item.start_mark.line, item
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return key.start_mark.line, value
    return None


def _words(error: ErrorDetails, owner: type[BaseModel] | None) -> tuple[str, str]:
    kind, context = error["type"], error.get("ctx", {})
    name = _name(error["loc"])
    if kind == "extra_forbidden":
        return f"不认识的项目{name}", _allowed(str(error["loc"][-1]), owner)
    if kind == "missing":
        return f"缺少项目{name}", "补上它，写法照同类文件"
    if kind in {"literal_error", "enum"}:
        return f"{name}写的“{error['input']}”不在可选之列", f"只能写：{context.get('expected', '')}"
    if kind == "value_error":
        said, _, todo = str(context.get("error", error["msg"])).partition("；")
        return f"{name}{said}", todo or "照同类文件的样子改"
    if kind == "string_pattern_mismatch":
        return f"{name}写的“{error['input']}”格式不对", f"应当合乎 {context.get('pattern', '')}"
    said, todo = _SAID.get(kind, (f"写法不对（{error['msg']}）", "照同类文件的样子改"))
    return f"{name}{said}", todo


def _name(loc: Place) -> str:
    """Give the path in words a colleague can follow: “values 第1条 value”."""
    steps = [f"第{step + 1}条" if isinstance(step, int) else step for step in loc]
    return f"“{' '.join(steps)}”" if steps else "整个文件"


def _allowed(key: str, owner: type[BaseModel] | None) -> str:
    keys = [field.alias or name for name, field in owner.model_fields.items()] if owner else []
    close = get_close_matches(key, keys, n=1)
    guess = f"是不是想写 {close[0]}？" if close else "删掉它，或改成认识的项目；"
    return f"{guess}可以写的有：{'、'.join(keys)}" if keys else "删掉它"


def _model_at(model: type[BaseModel], loc: Place) -> type[BaseModel] | None:
    """Give the shape that owns the place `loc`; None when the types do not tell."""
    current: Any = model
    for step in loc:
        if isinstance(current, type) and issubclass(current, BaseModel):
            fields = {field.alias or name: field for name, field in current.model_fields.items()}
            current = _bare(fields[str(step)].annotation) if str(step) in fields else None
        else:
            current = _bare(get_args(current)[-1]) if get_args(current) else None
    return current if isinstance(current, type) and issubclass(current, BaseModel) else None


def _bare(annotation: Any) -> Any:
    """Give the type without `| None`."""
    kinds = [kind for kind in get_args(annotation) if kind is not type(None)]
    is_container = get_origin(annotation) in {list, dict, tuple, Mapping, Sequence}
    return annotation if is_container or len(kinds) != 1 else kinds[0]
