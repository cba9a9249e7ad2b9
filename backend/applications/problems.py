"""Refusals of this room."""

from __future__ import annotations

from backend.problems import Conflict, NotFound, TooManyRequests


class NoSuchPreApplication(NotFound):
    slug, title = "no-such-pre-application", "编号或办理码不对"
    detail_default = (
        "请照回执再核对一遍：编号是 12 位数字，办理码是 9 位字母和数字。"
        "回执丢了，可以带身份证到窗口查，或打窗口电话。"
    )


class TooManyLooks(TooManyRequests):
    slug, title = "too-many-looks", "试的次数太多了"
    detail_default = "为了保护隐私，请过十分钟再试；着急请打窗口电话，或带身份证到窗口查。"


class QuotaReached(TooManyRequests):
    slug, title = "quota-reached", "今天登记得太多了"
    detail_default = (
        "这个人或这个电话今天已经登记了好几次，窗口会按登记的内容联系。有新情况请直接打窗口电话。"
    )


class NothingToChange(Conflict):
    slug, title = "nothing-to-change", "没有要改的"
    detail_default = "写的和现在留的一样，没有改动。"
