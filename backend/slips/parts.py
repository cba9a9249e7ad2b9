"""What every slip is made of: which events make it, its head and its foot. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from backend.content.numerals import article_numbers
from backend.intake.states import Result
from backend.slips.facts import CaseFacts, Happened
from backend.slips.sheet import Slip, SlipKind, say_date

LAW: Final = "中华人民共和国社会救助法"
_LAST: Final = 10_000  # a part without a number ("关于…") stands after those with one
_DEMO: Final = "（示例，不是真的）"
RECEIVED: Final = ("经办单位（盖章）", "签收人", "送达方式", "送达日期")
# event that makes the slip -> kind
EVENTS: Final = {
    SlipKind.ACCEPTANCE: "case:accepted",
    SlipKind.SUPPLEMENT: "case:supplement_requested",
    SlipKind.DECLINE: "case:declined",
    SlipKind.REFUSAL: "case:closed",
    SlipKind.ITEM_REFUSAL: "case:item_settled",
    SlipKind.REDUCTION: "case:closed",
    SlipKind.TRANSFER: "case:transfer_offered",
    SlipKind.COOPERATION: "case:referred",
}
_RESULTS: Final = {
    SlipKind.REFUSAL: {Result.REFUSED},
    SlipKind.ITEM_REFUSAL: {Result.REFUSED},
    SlipKind.REDUCTION: {Result.REDUCED, Result.STOPPED},
}


def made_by(kind: SlipKind, facts: CaseFacts) -> list[Happened]:
    """Give the events that make a slip of this kind, oldest first."""
    if kind is SlipKind.COOPERATION:  # an item that is added asks its departments in the same go
        asking = (EVENTS[kind], "case:item_added")
        named = [one for one in facts.events if one.name in asking]
        return [one for one in named if one.details.get("departments")]
    found = facts.all(EVENTS[kind])
    if kind in _RESULTS:
        return [one for one in found if one.details.get("result") in _RESULTS[kind]]
    return found


def made_slip(kind: SlipKind, facts: CaseFacts, at: Happened, count: int, **parts: Any) -> Slip:
    """Give the slip with its number, day, person and window; `count`: the how manieth of its kind."""
    return Slip(
        kind=kind,
        number=f"{facts.number}-{kind.mark}{count}",
        day=at.day,
        to_whom=facts.person,
        window=window_pairs(facts),
        **parts,
    )


def basics(facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    """Give what the case is, as pairs."""
    pairs = (
        ("办件编号", facts.number),
        ("申请项目", facts.scheme_title),
        ("住在", facts.place),
        ("登记日期", say_date(facts.received_on)),
    )
    return tuple((name, value) for name, value in pairs if value)


def by_document(cited: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """Give (document, articles) so that each document stands once, its articles in their order."""
    found: dict[str, dict[str, int]] = {}
    for document, articles in cited:
        parts = zip(articles.split("、"), article_numbers(articles), strict=True)
        found.setdefault(document, {}).update((part, number or _LAST) for part, number in parts)
    return tuple(
        f"《{document}》{'、'.join(sorted(articles, key=articles.__getitem__))}"
        for document, articles in found.items()
    )


def window_pairs(facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    """Give where one asks; 12345 where no window is known."""
    window = facts.window
    if window is None:
        return (("电话", "12345"),)
    own = (
        ("名称", window.name),
        ("地址", window.address),
        ("电话", window.phone),
        ("时间", window.hours),
    )
    mark = _DEMO if window.is_demo else ""
    marked = ((name, value if "示例" in value else value + mark) for name, value in own if value)
    return (*marked, ("投诉电话", window.complaint_phone or "12345"))
