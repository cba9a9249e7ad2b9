"""What comes in: strict JSON, clean text, schemas that refuse unknown fields, keys, paging.

Every limit is applied before parsing. Faults come back as Chinese sentences with a JSON pointer;
the value that was sent is never repeated.
"""

from __future__ import annotations

import io
import json
import re
import unicodedata
from typing import IO, Annotated, Any, NoReturn

from flask import Request, request
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
)
from pydantic_core import PydanticCustomError
from werkzeug.datastructures import ImmutableMultiDict, MultiDict
from werkzeug.utils import cached_property

from backend.problems import FieldError, Invalid, Malformed, TooLarge, WrongMediaType

MAX_JSON_BYTES = 256 * 1024
MAX_JSON_LEVELS = 20
MAX_DIGITS = 18
MAX_TEXT = 4_500  # before it is looked at: marks upon marks cost their square to put in order
_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}", re.ASCII)
# A string that never ends is taken whole, and what was taken is never given back: else a body of
# nothing but escaped quotes would be read once for each of them.
_STRING_OR_BRACKET = re.compile(r'"(?:[^"\\]|\\.)*+"?|[\[\]{}]')
# Control characters but tab and newline, and the marks that turn the direction of writing.
_UNWANTED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


_SCHEMAS: dict[Any, dict[str, Any]] = {}


class Body(BaseModel):
    """A request body: unknown fields refused, no silent conversions."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Query(BaseModel):
    """Query parameters. The schema is kept: the framework asks for it on every request."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    @classmethod
    def model_json_schema(cls, *args: Any, **kwargs: Any) -> dict[str, Any]:
        key = (cls, args, tuple(sorted(kwargs.items())))
        if key not in _SCHEMAS:
            _SCHEMAS[key] = super().model_json_schema(*args, **kwargs)
        return _SCHEMAS[key]


def clean_text(value: Any) -> Any:
    """Normalise to NFC, trim, refuse NUL, control and direction characters and half characters."""
    if not isinstance(value, str):
        return value
    if len(value) > MAX_TEXT:
        raise field_fault("太长了，请删短一点。")
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise PydanticCustomError("text_broken", "text") from error
    text = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    if _UNWANTED.search(text):
        raise PydanticCustomError("text_control", "text")
    return text


def read_text(written: str, field: str) -> str:
    """Give what a form's field holds as `clean_text` does. Raises Invalid naming the field."""
    try:
        return str(clean_text(written))
    except PydanticCustomError as error:
        detail = say(error.type, error.context or {})
        raise Invalid(errors=[FieldError(f"/{field}", detail)]) from error


def without_unwanted(text: str) -> str:
    """Give the text with a blank for every NUL, control and direction character and half character:
    for words that have passed no schema."""
    return _UNWANTED.sub(" ", text.encode("utf-8", "replace").decode())


def plain_digits(value: Any) -> Any:
    """Turn full-width digits and letters into plain ones and drop blanks and dashes within."""
    text = clean_text(value)
    if not isinstance(text, str):
        return text
    return re.sub(r"[\s\-—－]", "", unicodedata.normalize("NFKC", text))


def _one_line(text: str) -> str:
    return " ".join(text.split())


CleanText = Annotated[str, BeforeValidator(clean_text)]
"""Several lines of a person's own words."""
LineText = Annotated[str, BeforeValidator(clean_text), AfterValidator(_one_line)]
"""One line: a name, an address."""
DigitText = Annotated[str, BeforeValidator(plain_digits)]
"""A number kept as text: phone, ID number, division code."""
Word = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$")]
"""A fixed word such as a cause or a condition: `serious_illness`."""


class StrictRequest(Request):
    """Reads JSON once, strictly: UTF-8, no repeated keys, no NaN, at most 20 levels, 256 KB. Forms
    and queries come without NUL, which no person types and PostgreSQL refuses to compare with."""

    @cached_property
    def args(self) -> MultiDict[str, str]:
        return _without_nul(super().args) if self.query_string else ImmutableMultiDict()

    def _load_form_data(self) -> None:
        if "form" not in self.__dict__:
            super()._load_form_data()
            self.__dict__["form"] = _without_nul(self.__dict__["form"])

    def _get_file_stream(self, *_args: Any, **_kwargs: Any) -> IO[bytes]:
        """Hold uploads in memory: what people send must not lie in the clear in a temporary file.
        The size of the whole body was checked before anything was parsed."""
        return io.BytesIO()

    def get_json(self, force: bool = False, silent: bool = False, cache: bool = True) -> Any:
        if "strict_json" not in self.__dict__:
            self.__dict__["strict_json"] = self._read_json()
        return self.__dict__["strict_json"]

    def _read_json(self) -> Any:
        if self.mimetype != "application/json":
            raise WrongMediaType
        if self.headers.get("Content-Encoding", "identity") != "identity":
            raise WrongMediaType
        if (self.content_length or 0) > MAX_JSON_BYTES:
            raise TooLarge
        raw = self.get_data(cache=True)
        if len(raw) > MAX_JSON_BYTES:
            raise TooLarge
        return parse_json(raw)


def _without_nul(fields: MultiDict[str, str]) -> MultiDict[str, str]:
    if not any("\x00" in value for _, value in fields.items(multi=True)):
        return fields
    kept = [(name, value.replace("\x00", "")) for name, value in fields.items(multi=True)]
    return ImmutableMultiDict(kept)


def parse_json(raw: bytes) -> Any:
    """Parse a JSON body strictly. Raises Malformed with what is wrong, never with the content."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Malformed("内容不是 UTF-8 编码，请改用 UTF-8 再发。") from error
    if _levels(text) > MAX_JSON_LEVELS:
        raise Malformed(f"JSON 嵌套太深，最多 {MAX_JSON_LEVELS} 层。")
    try:
        return json.loads(
            text,
            object_pairs_hook=_no_repeats,
            parse_constant=_refuse_constant,
            parse_int=_bounded_int,
        )
    except (json.JSONDecodeError, RecursionError) as error:
        raise Malformed from error


def _levels(text: str) -> int:
    """Count nesting without parsing; brackets inside strings only make the count too high by what
    a sentence holds, so strings are cut out first when the plain count is over the limit."""
    depth = deepest = 0
    if text.count("[") + text.count("{") <= MAX_JSON_LEVELS:
        return 0
    for mark in _STRING_OR_BRACKET.findall(text):
        if mark in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif mark in "]}":
            depth -= 1
    return deepest


def _no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise Malformed("同一个字段写了两次，请只保留一个。")
    return found


def _refuse_constant(_name: str) -> NoReturn:
    raise Malformed("数字里不能有 NaN 或 Infinity。")


def _bounded_int(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise Malformed("有一个数字太长，请检查。")
    return int(digits)


def idempotency_key(otherwise: str = "") -> str:
    """Give the request's once-only key; `otherwise` for calls that can do without one.

    Raises Malformed when it is missing or badly formed.
    """
    key = request.headers.get("Idempotency-Key", otherwise)
    if not _KEY.fullmatch(key):
        raise Malformed(
            "请在请求头 Idempotency-Key 里带一个 1 到 64 位的办理键（字母、数字、- 或 _），"
            "同一件事重发时用同一个键。"
        )
    return key


def optional_key() -> str | None:
    """Give the request's once-only key where it carries one. Raises Malformed when it is badly
    formed."""
    return idempotency_key() if "Idempotency-Key" in request.headers else None


def invalid_from(error: ValidationError, within: str = "") -> Invalid:
    """Turn pydantic's findings into one Invalid, in Chinese, without the values."""
    found = error.errors(include_input=False, include_url=False, include_context=True)
    return Invalid(
        errors=[
            FieldError(within + _pointer(item["loc"]), say(item["type"], item.get("ctx") or {}))
            for item in found[:20]
        ]
    )


def _pointer(location: tuple[int | str, ...]) -> str:
    parts = (str(part).replace("~", "~0").replace("/", "~1") for part in location)
    return "".join(f"/{part}" for part in parts)


_SENTENCES = {
    "missing": "这一项必须填。",
    "extra_forbidden": "没有这一项，请去掉它，或检查名称是否写错。",
    "string_type": "这里应填文字。",
    "string_too_short": "这一项要填，至少 {min_length} 个字。",
    "string_too_long": "太长了，最多 {max_length} 个字。",
    "string_pattern_mismatch": "格式不对，请检查。",
    "int_type": "这里应是整数。",
    "int_parsing": "这里应是整数。",
    "int_from_float": "这里应是整数。",
    "bool_type": "这里应是 true 或 false。",
    "bool_parsing": "这里应是 true 或 false。",
    "greater_than_equal": "不能小于 {ge}。",
    "less_than_equal": "不能大于 {le}。",
    "greater_than": "要大于 {gt}。",
    "less_than": "要小于 {lt}。",
    "too_long": "太多了，最多 {max_length} 项。",
    "too_short": "这一项必须填。",
    "list_type": "这里应是一个列表。",
    "dict_type": "这里应是一个对象。",
    "model_type": "这里应是一个对象。",
    "model_attributes_type": "这里应是一个对象。",
    "literal_error": "只能从这些里选：{expected}。",
    "enum": "只能从这些里选：{expected}。",
    "date_from_datetime_parsing": "日期应写成 2026-11-23 这样。",
    "date_parsing": "日期应写成 2026-11-23 这样。",
    "date_type": "日期应写成 2026-11-23 这样。",
    "text_broken": "有不完整的字符，请重新输入。",
    "text_control": "有看不见的控制字符，请删除后再填。",
}


def say(kind: str, context: dict[str, Any]) -> str:
    """Give the Chinese sentence for one pydantic finding.

    A room's own validator raises `PydanticCustomError("say", "…")` whose `ctx["say"]` is shown.
    """
    if "say" in context:
        return str(context["say"])
    if kind in ("too_long", "too_short") and context.get("field_type") != "List":
        kind = f"string_{kind}"  # a text that was cleaned first is reported as a plain value
    sentence = _SENTENCES.get(kind, "这一项填得不对，请检查。")
    return sentence.format(**{key: _words(value) for key, value in context.items()})


def _words(value: Any) -> str:
    return str(value).replace("'", "").replace(" or ", "、").replace(", ", "、")


def field_fault(sentence: str) -> PydanticCustomError:
    """Make the error a validator raises to have `sentence` shown to the person as it stands."""
    return PydanticCustomError("say", "{say}", {"say": sentence})
