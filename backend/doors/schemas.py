"""Shapes every API description shares: the problem body and the refusals a call may give."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

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


class ProblemField(BaseModel):
    pointer: str
    detail: str


class ProblemBody(BaseModel):
    """RFC 9457; `detail` is Chinese a resident can act on."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    errors: list[ProblemField] | None = None


def problem_responses(*statuses: int) -> dict[str | int, Any]:
    """Describe the refusals of a call. 405, 413, 429 and 503 may come from any call and are added."""
    return {
        status: {
            "description": _TITLES[status],
            "content": {"application/problem+json": {"schema": ProblemBody.model_json_schema()}},
        }
        for status in sorted({*statuses, 405, 413, 429, 503})
    }
