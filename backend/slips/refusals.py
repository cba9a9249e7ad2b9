"""The slips of a no: the reason, the article, and how one objects. Pure.

Sources of the rules: 民发〔2021〕57号第二十一条, 社会救助法第四十五条、第四十八条.
"""

from __future__ import annotations

from typing import Final

from backend.intake.states import Result
from backend.intake.wording import RESULT_TITLES, scheme_name
from backend.slips.facts import CaseFacts, Happened
from backend.slips.parts import LAW, RECEIVED, basics, made_by, made_slip
from backend.slips.sheet import Section, Slip, SlipKind, say_date

_AGAIN: Final = Section(
    "以后还能申请",
    (
        "家里情况变了，随时可以再申请；这次没办成不影响下次。",
        "眼下吃住、看病有急难的，可以马上申请临时救助，在哪里遇到困难就在哪里的乡镇、街道申请。",
    ),
)


def no(kind: SlipKind, facts: CaseFacts, at: Happened, count: int) -> Slip:
    """不予受理, 不予确认, 减发 or 停发: the reason, the article, and how one objects."""
    result = at.details.get("result")
    said = RESULT_TITLES[Result(result)] if result else "不予受理"
    days = f"作出决定后{facts.refusal_days}内书面告诉您。" if facts.refusal_days else ""
    opening = {
        SlipKind.DECLINE: f"您申请的{facts.scheme_title}，我们这次不能受理。",
        SlipKind.REFUSAL: f"您申请的{facts.scheme_title}，这次没有通过审核确认。",
        SlipKind.REDUCTION: f"您领的{facts.scheme_title}，从下个月起要{said}。",
    }[kind]
    return made_slip(
        kind, facts, at, count,
        opening=(opening, "理由、依据和不同意怎么办，都写在下面。"),
        pairs=(*basics(facts), ("决定", f"{said}（{say_date(at.day)}）")),
        sections=(
            Section("理由", (str(at.details["reason"]),)),
            Section("依据", (str(at.details.get("article") or "见理由"),)),
            *_heard(facts, kind),
            _remedies(facts),
            _AGAIN,
        ),
        sources=(f"《{LAW}》{'第四十八条' if kind is SlipKind.REDUCTION else '第四十五条'}{days and '：' + days}",),
        signs=RECEIVED,
    )  # fmt: skip


def no_to_items(kind: SlipKind, facts: CaseFacts, at: Happened, count: int) -> Slip:
    """不予救助 to schemes added to the case: each with its reason and article; the others go on."""
    refused = [(scheme_name(str(one.details["scheme"])), one) for one in made_by(kind, facts)]
    named = "、".join(title for title, _ in refused)
    return made_slip(
        kind, facts, at, count,
        opening=(
            f"和{facts.scheme_title}一起办的{named}，这次没有给予救助。",
            "这一件里的其他项目不受影响。理由、依据和不同意怎么办，都写在下面。",
        ),
        pairs=(*basics(facts), *((title, f"不予救助（{say_date(one.day)}）") for title, one in refused)),
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
        sources=(f"《{LAW}》第四十五条",),
        signs=RECEIVED,
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
