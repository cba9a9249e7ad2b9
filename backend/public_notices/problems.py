"""Refusals of this room."""

from __future__ import annotations

from backend.problems import Conflict, NotFound, Problem


class NoSuchNotice(NotFound):
    slug, title = "no-such-notice", "没有这份公示"
    detail_default = "请核对网址；在公示的，村（社区）公示栏里也有一份。"


class NoticeOver(Problem):
    slug, title, status = "notice-over", "公示已经结束", 410
    detail_default = "这份公示已经到期撤下。有意见可以到乡镇、街道的社会救助窗口说，或打 12345。"


class NoNoticeHere(Conflict):
    """This case is not shown; `detail` says why."""

    slug, title = "no-notice-here", "这件不能在网上公示"
