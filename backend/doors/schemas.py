"""Shapes every API description shares: the problem body, the refusals a call may give, the once-only
key, and what staff show at the door."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, Field

_TITLES = {
    400: "内容读不懂或缺少必要的请求头",
    401: "没有登录或登录已过期",
    403: "没有这项权限",
    404: "没有找到，或者不归您看",
    405: "不支持这种请求方法",
    409: "与现在的情况冲突",
    413: "内容太大",
    415: "内容格式不对",
    422: "有些内容需要改",
    429: "太频繁，请稍后再试",
    503: "服务正忙，没有保存",
}
_SECONDS = {"type": "integer", "minimum": 1}
_HEADERS: dict[int, tuple[str, str, dict[str, Any]]] = {
    401: ("WWW-Authenticate", "用哪种方式登录", {"type": "string"}),
    405: ("Allow", "支持的请求方法", {"type": "string"}),
    429: ("Retry-After", "几秒以后再试", _SECONDS),
    503: ("Retry-After", "几秒以后再试", _SECONDS),
}

STAFF_TOKEN = "staff_token"  # noqa: S105 - the name of the scheme, not a secret
RESIDENT_TOKEN = "resident_token"  # noqa: S105 - likewise
SECURITY_SCHEMES: dict[str, Any] = {
    STAFF_TOKEN: {
        "type": "http",
        "scheme": "bearer",
        "description": "工作人员登录（POST /api/v1/sessions）得到的令牌",
    },
    RESIDENT_TOKEN: {
        "type": "http",
        "scheme": "bearer",
        "description": "居民在小程序登录（POST /api/v1/sessions/mini-program）得到的令牌",
    },
}
STAFF_ONLY: list[dict[str, list[str]]] = [{STAFF_TOKEN: []}]
RESIDENT_ONLY: list[dict[str, list[str]]] = [{RESIDENT_TOKEN: []}]
KEY_HEADER: dict[str, Any] = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": True,
    "schema": {"type": "string", "pattern": "^[A-Za-z0-9_-]{1,64}$"},
    "description": "办理键：同一件事重发时用同一个键，得到同一张回执",
}
OPTIONAL_KEY_HEADER: dict[str, Any] = KEY_HEADER | {
    "required": False,
    "description": "办理键：重发时用同一个键；不带时，同一份内容就算同一次",
}


class ProblemField(BaseModel):
    """One field's fault: where it is (RFC 6901) and how to mend it."""

    pointer: str
    detail: str


class ProblemBody(BaseModel):
    """RFC 9457; `detail` is Chinese a resident can act on. Some types carry more members."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemField] = Field(default_factory=list)


def problem_responses(*statuses: int) -> dict[str | int, Any]:
    """Describe the refusals of a call. 405, 413, 429 and 503 may come from any call and are added."""
    return {status: _problem(status) for status in sorted({*statuses, 405, 413, 429, 503})}


def _problem(status: int) -> dict[str, Any]:
    described: dict[str, Any] = {
        "description": _TITLES[status],
        "content": {
            "application/problem+json": {"schema": {"$ref": "#/components/schemas/ProblemBody"}}
        },
    }
    if status in _HEADERS:
        name, words, schema = _HEADERS[status]
        described["headers"] = {name: {"description": words, "required": True, "schema": schema}}
    return described
