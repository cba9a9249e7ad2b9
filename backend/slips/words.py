"""The words of each slip, from the facts of a case. Pure.

Conclusion first, then what to do, where, until when; the law stands beside it. Sources of the
rules: 民发〔2021〕57号第十条、第二十一条, 社会救助法第四十五条、第四十八条、第六十二条、第六十四条.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from backend.content.models import Material
from backend.intake.needs import cited
from backend.intake.states import Result
from backend.intake.wording import RESULT_TITLES, scheme_name
from backend.slips.facts import CaseFacts, Happened, sources_of
from backend.slips.sheet import Section, Slip, SlipKind, say_date

_LAW: Final = "社会救助法"
_FOLLOW: Final = Section(
    "怎么知道办到哪一步",
    (
        "打开回执上的网址，点“查进度”，输编号和办理码；随时能看谁在办、几号前有信。",
        "没有手机的，打下面的窗口电话，或托村里、社区代问。",
        "不收任何费用；有人收钱、要银行密码，请打 12345。",
    ),
)
_AGAIN: Final = Section(
    "以后还能申请",
    (
        "家里情况变了，随时可以再申请；这次没办成不影响下次。",
        "眼下吃住、看病有急难的，可以马上申请临时救助，在哪里遇到困难就在哪里的乡镇、街道申请。",
    ),
)
_RECEIVED: Final = ("经办单位（盖章）", "签收人", "送达方式", "送达日期")
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


def kinds_of(facts: CaseFacts) -> list[SlipKind]:
    """Give the slips the case's history can make, in the order of SlipKind."""
    return [kind for kind in SlipKind if _made_by(kind, facts)]


def slip_of(kind: SlipKind, facts: CaseFacts) -> Slip | None:
    """Give the newest slip of a kind; None when nothing in the history makes one."""
    made_by = _made_by(kind, facts)
    if not made_by:
        return None
    return _WRITERS[kind](kind, facts, made_by[-1], len(made_by))


def _made_by(kind: SlipKind, facts: CaseFacts) -> list[Happened]:
    found = facts.all(EVENTS[kind])
    if kind in _RESULTS:
        return [one for one in found if one.details.get("result") in _RESULTS[kind]]
    return found


def _slip(kind: SlipKind, facts: CaseFacts, at: Happened, count: int, **parts: Any) -> Slip:
    return Slip(
        kind=kind,
        number=f"{facts.number}-{kind.mark}{count}",
        day=at.day,
        to_whom=facts.person,
        window=_window(facts),
        **parts,
    )


def _acceptance(kind: SlipKind, facts: CaseFacts, at: Happened, count: int) -> Slip:
    pairs = [*_basics(facts), ("受理日期", say_date(at.day))]
    why: tuple[str, ...] = ()
    if due := at.details.get("due"):
        last = "（暂定，放假安排公布后可能会变）" if due.get("provisional") else ""
        pairs.append(("最晚办完", say_due(str(due["on"])) + last))
        why = facts.why_due(due)
    sections = [_steps(facts)] if facts.procedure else []
    if why:
        sections.append(Section("为什么是这个日子", why))
    return _slip(
        kind, facts, at, count,
        opening=(
            f"您申请的{facts.scheme_title}，我们正式受理了。",
            f"办理时间从{say_date(at.day)}起算。以后的事由窗口去办，要您配合时会先打电话。",
        ),
        pairs=tuple(pairs),
        sections=(*sections, _FOLLOW),
        sources=sources_of(facts.procedure) or (f"《{_LAW}》第六十四条",),
    )  # fmt: skip


def _steps(facts: CaseFacts) -> Section:
    assert facts.procedure is not None  # noqa: S101 - asked by the caller
    lines = [
        f"{one.name}{'（有的人不用）' if one.optional else ''}"
        for one in facts.procedure.stages
        if one.starts != "decided"
    ]
    if facts.procedure.payment_starts:
        lines.append(f"同意的话，发钱：{facts.procedure.payment_starts}")
    return Section("接下来的步骤", tuple(lines), is_counted=True)


def _supplement(kind: SlipKind, facts: CaseFacts, at: Happened, count: int) -> Slip:
    known = {one.name: one for one in facts.procedure.materials} if facts.procedure else {}
    must: list[str] = []
    helpful: list[str] = []
    for item in at.details["items"]:
        material = known.get(item)
        (helpful if material and material.optional else must).append(_item(item, material))
    sections = []
    if must:
        sections.append(Section("要补的", tuple(must), is_counted=True))
    if helpful:
        sections.append(Section("有就带，没有也不耽误受理", tuple(helpful), is_counted=True))
    if at.details.get("message"):
        sections.append(Section("窗口捎的话", (at.details["message"],)))
    if lines := _never_asked(facts):
        sections.append(Section("这些不用您去开，谁要您都可以不给", lines))
    sections.append(
        Section(
            "请您知道",
            (
                "要补的都写在这里了，只说这一次。以后再要别的，要主管同意、写明原因；您可以打 12345 反映。",
                "等您补材料的这段时间不算我们的办理时间；补来后，窗口接着办。",
                "来不了的，可以托家里人、村里或社区送来，也可以先打窗口电话商量。",
            ),
        )
    )
    return _slip(
        kind, facts, at, count,
        opening=("您的申请还缺下面几样，请补给窗口。", "补齐以后，我们马上接着办。"),
        pairs=_basics(facts),
        sections=tuple(sections),
        sources=_demanded_by(facts, at.details["items"]),
        signs=_RECEIVED,
    )  # fmt: skip


def _never_asked(facts: CaseFacts) -> tuple[str, ...]:
    """Give the papers nobody may send the person for; only those with words of their own, the rest
    of the list is for the window."""
    papers = facts.procedure.never_ask if facts.procedure else ()
    return tuple(f"{one.name}：{one.why}。" for one in papers if one.terms)


def _item(name: str, material: Material | None) -> str:
    return f"{name}：{material.note}。" if material and material.note else name


def _demanded_by(facts: CaseFacts, items: list[str]) -> tuple[str, ...]:
    """Give the sources of what is asked for, and of asking once."""
    known = facts.procedure.materials if facts.procedure else ()
    found = [cited(one.sources) for one in known if one.name in items]
    return tuple(dict.fromkeys([*found, f"《{_LAW}》第六十二条"]))


def _no(kind: SlipKind, facts: CaseFacts, at: Happened, count: int) -> Slip:
    """不予受理, 不予确认, 减发 or 停发: the reason, the article, and how one objects."""
    result = at.details.get("result")
    said = RESULT_TITLES[Result(result)] if result else "不予受理"
    days = f"作出决定后{facts.refusal_days}内书面告诉您。" if facts.refusal_days else ""
    opening = {
        SlipKind.DECLINE: f"您申请的{facts.scheme_title}，我们这次不能受理。",
        SlipKind.REFUSAL: f"您申请的{facts.scheme_title}，这次没有确认。",
        SlipKind.REDUCTION: f"您领的{facts.scheme_title}，从下个月起要{said}。",
    }[kind]
    return _slip(
        kind, facts, at, count,
        opening=(opening, "理由、依据和不同意怎么办，都写在下面。"),
        pairs=(*_basics(facts), ("决定", f"{said}（{say_date(at.day)}）")),
        sections=(
            Section("理由", (str(at.details["reason"]),)),
            Section("依据", (str(at.details.get("article") or "见理由"),)),
            *_heard(facts, kind),
            _remedies(facts),
            _AGAIN,
        ),
        sources=(f"《{_LAW}》{'第四十八条' if kind is SlipKind.REDUCTION else '第四十五条'}{days and '：' + days}",),
        signs=_RECEIVED,
    )  # fmt: skip


def _no_to_items(kind: SlipKind, facts: CaseFacts, at: Happened, count: int) -> Slip:
    """不予救助 to schemes added to the case: each with its reason and article; the others go on."""
    refused = [(scheme_name(str(one.details["scheme"])), one) for one in _made_by(kind, facts)]
    named = "、".join(title for title, _ in refused)
    return _slip(
        kind, facts, at, count,
        opening=(
            f"和{facts.scheme_title}一起办的{named}，这次没有给予救助。",
            "这一件里的其他项目不受影响。理由、依据和不同意怎么办，都写在下面。",
        ),
        pairs=(*_basics(facts), *((title, f"不予救助（{say_date(one.day)}）") for title, one in refused)),
        sections=(
            *(
                Section(
                    f"{title}：理由和依据",
                    (str(one.details["reason"]), f"依据：{one.details['article']}"),
                )
                for title, one in refused
            ),
            _remedies(facts),
            _AGAIN,
        ),
        sources=(f"《{_LAW}》第四十五条",),
        signs=_RECEIVED,
    )  # fmt: skip


def _heard(facts: CaseFacts, kind: SlipKind) -> tuple[Section, ...]:
    """Say how the person was heard before less is paid."""
    heard = facts.last("case:heard")
    if kind is not SlipKind.REDUCTION or heard is None:
        return ()
    words = f"{say_date(heard.day)}：{heard.details['title']}。{heard.details.get('said') or ''}"
    return (Section("作决定前听取的意见", (words,)),)


def _remedies(facts: CaseFacts) -> Section:
    office = facts.window.complaint_phone if facts.window else ""
    lines = [
        "先问窗口：可以请窗口当面再讲一遍理由；也可以在“查进度”里写“对办理有意见”，会换人看、再回话。",
        f"申请行政复议：从知道这个决定起 {facts.periods['reconsideration']}内，向{facts.county}人民政府提出。"
        "写信、口头说都行，不收钱。",
        f"到法院起诉：从知道这个决定起 {facts.periods['lawsuit']}内。",
        "不会写、拿不准，打 12348 问免费的法律援助；领救助的人申请法律援助，不用再证明家里困难。",
        f"投诉：打 12345{f'，或本地投诉电话 {office}' if office and office != '12345' else ''}。",
    ]
    return Section("不同意怎么办", tuple(lines), is_counted=True)


def _transfer(kind: SlipKind, facts: CaseFacts, at: Happened, count: int) -> Slip:
    names = facts.window_names
    came, goes = (names.get(str(at.details.get(key)), "") for key in ("from_window", "to_window"))
    return _slip(
        kind, facts, at, count,
        opening=(
            f"您的事要请{goes or '另一个窗口'}来办，由我们转过去，您不用再跑一趟、再填一遍。",
            "对方接收以前，还由原来的窗口负责；收到您登记的日子不变。",
        ),
        pairs=(
            *_basics(facts)[:2],
            ("从哪里转", came),
            ("转到哪里", goes),
            ("转办日期", say_date(at.day)),
        ),
        sections=(Section("为什么转", (str(at.details["reason"]),)), _FOLLOW),
        sources=(f"《{_LAW}》第六十四条",),
        signs=("转出窗口（盖章）", "接收窗口（盖章）", "转出人", "接收人"),
    )  # fmt: skip


def _cooperation(kind: SlipKind, facts: CaseFacts, at: Happened, count: int) -> Slip:
    """From the window to the departments it asks, by the names and phones of their offices here."""
    asked = [facts.departments[(one, at.day)] for one in at.details["departments"]]
    slip = _slip(
        kind, facts, at, count,
        opening=(
            f"{facts.scheme_title}的这一件，请你们帮着办下面的事。",
            "不归你们办的，请写明理由和依据退回；这一件一直由窗口负责到底，不让群众两头跑。",
        ),
        pairs=(*_basics(facts), ("申请人", facts.person), ("请办日期", say_date(at.day))),
        sections=(
            Section("请哪些部门", tuple(f"{name}{f'，值班电话 {phone}' if phone else ''}" for name, phone in asked)),
            Section("请办什么", (str(at.details["note"]),)),
        ),
        sources=(f"《{_LAW}》第六十四条",),
        signs=("窗口（盖章）", "承办单位（盖章）", "送件人", "收件人"),
    )  # fmt: skip
    return replace(slip, to_whom="、".join(name for name, _ in asked))


def _basics(facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    pairs = (
        ("办件编号", facts.number),
        ("申请项目", facts.scheme_title),
        ("住在", facts.place),
        ("登记日期", say_date(facts.received_on)),
    )
    return tuple((name, value) for name, value in pairs if value)


def _window(facts: CaseFacts) -> tuple[tuple[str, str], ...]:
    window = facts.window
    if window is None:
        return (("电话", "12345"),)
    mark = "（示例，不是真的）" if window.is_demo else ""
    pairs = (
        ("名称", window.name),
        ("地址", window.address + mark if window.address else ""),
        ("电话", "，".join(filter(None, (window.phone, window.hours))) + mark),
        ("投诉电话", window.complaint_phone or "12345"),
    )
    return tuple((name, value) for name, value in pairs if value)


def say_due(day: str) -> str:
    """Say a stored day as papers do."""
    year, month, date = day.split("-")
    return f"{int(year)}年{int(month)}月{int(date)}日"


_WRITERS: Final[dict[SlipKind, Callable[[SlipKind, CaseFacts, Happened, int], Slip]]] = {
    SlipKind.ACCEPTANCE: _acceptance,
    SlipKind.SUPPLEMENT: _supplement,
    SlipKind.DECLINE: _no,
    SlipKind.REFUSAL: _no,
    SlipKind.ITEM_REFUSAL: _no_to_items,
    SlipKind.REDUCTION: _no,
    SlipKind.TRANSFER: _transfer,
    SlipKind.COOPERATION: _cooperation,
}
