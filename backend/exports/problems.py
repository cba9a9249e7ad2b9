"""Refusals of this room."""

from __future__ import annotations

from backend.problems import Conflict, NotAllowed, NotFound, Problem


class NoSuchExport(NotFound):
    slug, title = "no-such-export", "没有这份名单"
    detail_default = "链接只给申请的人用，十五分钟后失效。需要的话请重新申请，写明理由。"


class ExportGone(Problem):
    slug, title, status = "export-gone", "链接已经失效", 410
    detail_default = "名单的链接只管十五分钟。还需要的话请重新申请，写明理由。"


class ExportWaits(Conflict):
    slug, title = "export-waits", "还要另一个人同意"
    detail_default = "超过 500 行的名单，要由管这个地方的另一位主管同意，同意后十五分钟内下载。"


class NotTheSecondPerson(NotAllowed):
    slug, title = "not-the-second-person", "不能同意自己的申请"
    detail_default = "要由管这个地方的另一位主管同意。"
