"""The Problem family: what went wrong, said once, shown by each door in its own manner.

Domain code raises a subclass. `slug` makes the stable `type` path, `title` is fixed per type,
`detail` tells this occurrence and what to do next (RFC 9457). Rooms declare their own subclasses
beside their services; every subclass enters the register, which tests/guards hold against the
documentation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar


@dataclass(frozen=True)
class FieldError:
    """One field's fault: JSON pointer (RFC 6901) and a Chinese sentence on how to mend it."""

    pointer: str
    detail: str

    def as_dict(self) -> dict[str, str]:
        return {"pointer": self.pointer, "detail": self.detail}


class Problem(Exception):
    """A designed refusal. Never carries personal data, SQL, paths or stack traces."""

    slug: ClassVar[str] = ""
    title: ClassVar[str] = ""
    status: ClassVar[int] = 500
    detail_default: ClassVar[str] = ""
    register: ClassVar[dict[str, type[Problem]]] = {}

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "slug" in cls.__dict__:
            Problem.register[cls.slug] = cls

    def __init__(
        self,
        detail: str | None = None,
        *,
        errors: Sequence[FieldError] = (),
        headers: Mapping[str, str] | None = None,
        extra: Mapping[str, Any] | None = None,
    ) -> None:
        self.detail = detail or self.detail_default
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.extra = dict(extra or {})
        super().__init__(self.detail)

    def as_dict(self, instance: str) -> dict[str, Any]:
        """Give the RFC 9457 body; `instance` names the request in the log, not its address."""
        body: dict[str, Any] = {
            "type": f"/problems/{self.slug}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "instance": instance,
        }
        if self.errors:
            body["errors"] = [error.as_dict() for error in self.errors]
        body.update(self.extra)
        return body


class Unexpected(Problem):
    slug, title, status = "unexpected", "服务出了问题", 500
    detail_default = "请过一会儿再试；着急请打 12345，或直接去乡镇、街道的社会救助窗口。"


class Malformed(Problem):
    slug, title, status = "malformed", "发来的内容读不懂", 400
    detail_default = "请检查内容是不是完整的 JSON（UTF-8 编码），改好后再发一次。"


class Invalid(Problem):
    slug, title, status = "invalid-fields", "有些内容需要改一下", 422
    detail_default = "请按每一项的说明改好再提交，已填的其他内容不用动。"


class NotSignedIn(Problem):
    slug, title, status = "not-signed-in", "请先登录", 401
    detail_default = "请用工作人员账号登录后再试。"


class NotAllowed(Problem):
    slug, title, status = "not-allowed", "没有这项权限", 403
    detail_default = "您的岗位不能做这一步；需要的话请找本单位管理员。"


class NotFound(Problem):
    slug, title, status = "not-found", "没有找到", 404
    detail_default = (
        "请核对网址、编号或办理码；找不到时可以打 12345，或去乡镇、街道的社会救助窗口问。"
    )


class MethodNotAllowed(Problem):
    slug, title, status = "method-not-allowed", "这个地址不支持这种操作", 405
    detail_default = "请按接口说明换一种请求方法。"


class Conflict(Problem):
    slug, title, status = "conflict", "情况已经变了", 409
    detail_default = "请刷新后再看一次，再决定怎么办。"


class TooLarge(Problem):
    slug, title, status = "too-large", "发来的内容太大", 413
    detail_default = "请删减内容或缩小图片后再发。"


class WrongMediaType(Problem):
    slug, title, status = "wrong-media-type", "内容格式不对", 415
    detail_default = "接口只收 application/json（附件用 multipart/form-data），不收压缩过的内容。"


class TooManyRequests(Problem):
    slug, title, status = "too-many-requests", "操作太频繁了", 429
    detail_default = "请稍等一会儿再试；着急请直接去窗口或打 12345。"


class OutOfService(Problem):
    slug, title, status = "out-of-service", "服务正忙", 503
    detail_default = "没有保存成功，请过一会儿再发一次；着急请直接去窗口或打 12345。"


class FormExpired(Problem):
    slug, title, status = "form-expired", "页面放得太久了", 400
    detail_default = (
        "请返回上一页刷新后重新提交。公用的机器上、点过“清掉”的，填过的不留，请看一遍再交。"
    )


class ForeignForm(Problem):
    slug, title, status = "foreign-form", "这个表单不是从我们的页面提交的", 403
    detail_default = "为了安全没有收下。请从本站的页面重新打开表单再提交。"
