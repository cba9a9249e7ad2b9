"""The words of each slip, from the facts of a case. Pure.

Conclusion first, then what to do, where, until when; the law stands beside it. Sources of the
rules: 民发〔2021〕57号第十条, 社会救助法第六十二条、第六十四条.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Final

from backend.content.models import Material
from backend.intake.wording import scheme_name
from backend.slips.facts import CaseFacts, Happened, sources_of
from backend.slips.parts import LAW, RECEIVED, basics, by_document, made_by, made_slip
from backend.slips.refusals import no, no_to_items
from backend.slips.sheet import Section, Slip, SlipKind, say_date

_FOLLOW: Final = Section(
    "怎么知道办到哪一步",
    (
        "打开回执上的网址，点“查进度”，输编号和办理码；随时能看谁在办、几号前有信。",
        "没有手机的，打下面的窗口电话，或托村里、社区代问。",
        "不收任何费用；有人收钱、要银行密码，请打 12345。",
    ),
)


def kinds_of(facts: CaseFacts) -> list[SlipKind]:
    """Give the slips the case's history can make, in the order of SlipKind."""
    return [kind for kind in SlipKind if made_by(kind, facts)]


def slip_of(kind: SlipKind, facts: CaseFacts) -> Slip | None:
    """Give the newest slip of a kind; None when nothing in the history makes one."""
    events = made_by(kind, facts)
    if not events:
        return None
    return _WRITERS[kind](kind, facts, events[-1], len(events))


def _acceptance(kind: SlipKind, facts: CaseFacts, at: Happened, count: int) -> Slip:
    pairs = [*basics(facts), ("受理日期", say_date(at.day))]
    why: tuple[str, ...] = ()
    if due := at.details.get("due"):
        last = "（暂定，放假安排公布后可能会变）" if due.get("provisional") else ""
        pairs.append(("最晚办完", say_due(str(due["on"])) + last))
        why = facts.why_due(due)
    sections = [_steps(facts)] if facts.procedure else []
    if why:
        sections.append(Section("为什么是这个日子", why))
    return made_slip(
        kind, facts, at, count,
        opening=(
            f"您申请的{facts.scheme_title}，我们正式受理了。",
            f"办理时间从{say_date(at.day)}起算。以后的事由窗口去办，要您配合时会先打电话。",
        ),
        pairs=tuple(pairs),
        sections=(*sections, _FOLLOW),
        sources=sources_of(facts.procedure) or (f"《{LAW}》第六十四条",),
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
    pairs, sections = [*basics(facts)], []
    if until := at.details.get("until"):
        last = "（暂定，放假安排公布后可能会变）" if until.get("provisional") else ""
        pairs.append(("请在这天以前补来", say_due(str(until["on"])) + last))
    if must:
        sections.append(Section("要补的", tuple(must), is_counted=True))
    if helpful:
        sections.append(Section("有就带，没有也不耽误受理", tuple(helpful), is_counted=True))
    if at.details.get("message"):
        sections.append(Section("窗口捎的话", (at.details["message"],)))
    if lines := _never_asked(facts):
        sections.append(Section("这些不用您去开，谁要您都可以不给", lines))
    late = ("过了上面的日子也能补，窗口会再联系您，不会因为晚了就不办。",) if until else ()
    sections.append(
        Section(
            "请您知道",
            (
                "要补的都写在这里了，只说这一次。以后再要别的，要主管同意、写明原因；您可以打 12345 反映。",
                "等您补材料的这段时间不算我们的办理时间；补来后，窗口接着办。",
                "来不了的，可以托家里人、村里或社区送来，也可以先打窗口电话商量。",
                *late,
            ),
        )
    )
    if until:
        sections.append(Section("为什么是这个日子", facts.why_due(until)))
    return made_slip(
        kind, facts, at, count,
        opening=("您的申请还缺下面几样，请补给窗口。", "补齐以后，我们马上接着办。"),
        pairs=tuple(pairs),
        sections=tuple(sections),
        sources=_demanded_by(facts, at.details["items"]),
        signs=RECEIVED,
    )  # fmt: skip


def _never_asked(facts: CaseFacts) -> tuple[str, ...]:
    """Give the papers nobody may send the person for; the rest of the list is for the window."""
    return tuple(f"{one.name}：{one.why}。" for one in facts.never_asked if one.on_guides)


def _item(name: str, material: Material | None) -> str:
    return f"{name}：{material.note}。" if material and material.note else name


def _demanded_by(facts: CaseFacts, items: list[str]) -> tuple[str, ...]:
    """Give the sources of what is asked for, and of asking once."""
    known = facts.procedure.materials if facts.procedure else ()
    strongest = (one.sources[0] for one in known if one.name in items and one.sources)
    return by_document([*((one.document, one.article) for one in strongest), (LAW, "第六十二条")])


def _transfer(kind: SlipKind, facts: CaseFacts, at: Happened, count: int) -> Slip:
    names = facts.window_names
    came, goes = (names.get(str(at.details.get(key)), "") for key in ("from_window", "to_window"))
    return made_slip(
        kind, facts, at, count,
        opening=(
            f"您的事要请{goes or '另一个窗口'}来办，由我们转过去，您不用再跑一趟、再填一遍。",
            "对方接收以前，还由原来的窗口负责；收到您登记的日子不变。",
        ),
        pairs=(
            *basics(facts)[:2],
            ("从哪里转", came),
            ("转到哪里", goes),
            ("转办日期", say_date(at.day)),
        ),
        sections=(Section("为什么转", (str(at.details["reason"]),)), _FOLLOW),
        sources=(f"《{LAW}》第六十四条",),
        signs=("转出窗口（盖章）", "接收窗口（盖章）", "转出人", "接收人"),
    )  # fmt: skip


def _cooperation(kind: SlipKind, facts: CaseFacts, at: Happened, count: int) -> Slip:
    """From the window to the departments it asks, by the names and phones of their offices here."""
    asked = [facts.departments[(one, at.day)] for one in at.details["departments"]]
    item = str(at.details.get("scheme") or "")
    about = scheme_name(item) if item else facts.scheme_title
    pairs = [*basics(facts), ("申请人", facts.person), ("请办日期", say_date(at.day))]
    slip = made_slip(
        kind, facts, at, count,
        opening=(
            f"{about}的这一件，请你们帮着办下面的事。",
            "不归你们办的，请写明理由和依据退回；这一件一直由窗口负责到底，不让群众两头跑。",
        ),
        pairs=tuple([*pairs, ("请办的项目", about)] if item else pairs),
        sections=(
            Section("请哪些部门", tuple(f"{name}{f'，值班电话 {phone}' if phone else ''}" for name, phone in asked)),
            Section("请办什么", (str(at.details["note"]),)),
        ),
        sources=(f"《{LAW}》第六十四条",),
        signs=("窗口（盖章）", "承办单位（盖章）", "送件人", "收件人"),
    )  # fmt: skip
    return replace(slip, to_whom="、".join(name for name, _ in asked))


def say_due(day: str) -> str:
    """Say a stored day as papers do."""
    year, month, date = day.split("-")
    return f"{int(year)}年{int(month)}月{int(date)}日"


_WRITERS: Final[dict[SlipKind, Callable[[SlipKind, CaseFacts, Happened, int], Slip]]] = {
    SlipKind.ACCEPTANCE: _acceptance,
    SlipKind.SUPPLEMENT: _supplement,
    SlipKind.DECLINE: no,
    SlipKind.REFUSAL: no,
    SlipKind.ITEM_REFUSAL: no_to_items,
    SlipKind.REDUCTION: no,
    SlipKind.TRANSFER: _transfer,
    SlipKind.COOPERATION: _cooperation,
}
