"""Refusals of this room."""

from __future__ import annotations

from backend.problems import FieldError, Problem, TooManyRequests


class PlaceOutsidePost(Problem):
    """Another's village, a place that does not exist, a whole county: one answer."""

    slug, title, status = "place-outside-post", "这个地方不在您的网格内", 422
    detail_default = (
        "您只能登记自己负责范围内的村（社区）。请核对所选的村；"
        "别处的困难家庭，请联系那里的网格员或窗口，着急打 12345。"
    )

    def __init__(self) -> None:
        sentence = "请从自己负责的村（社区）里选。"
        super().__init__(errors=[FieldError("/place", sentence)])


class ReferredAlready(TooManyRequests):
    slug, title, status = "referred-already", "今天已经登记过这一户", 429
    detail_default = (
        "这一户今天已经登记了好几次，窗口会按登记的内容联系。有新情况请直接打窗口电话。"
    )
