"""One guide, other shapes: plain text, a chat card, a script for the village loudspeaker. Pure.

All of them are cut from the same GuideContent as the page, so that no two can differ in a figure.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from backend.guides.contents import GuideContent, Section
from backend.guides.spoken import spoken_numbers

CARD_MOST: Final = 300
_ONLY_A_START: Final = "网上登记只是预申请，窗口点了受理才开始算时间。"
_NO_FEES: Final = "办救助不收钱，不要银行密码和短信验证码。"
_GENERAL: Final = "general"


@dataclass(frozen=True)
class Shown:
    """What every shape needs beside the content: where it is, how it is reached."""

    content: GuideContent
    place_name: str
    address: str
    code: str
    serial: int

    @property
    def subject(self) -> str:
        return "社会救助" if self.content.topic == _GENERAL else self.content.title

    @property
    def heading(self) -> str:
        return f"{self.place_name}：{self.subject}怎么办"


def sections_of(content: GuideContent) -> Iterator[tuple[str, Section]]:
    """Give the sections that say something, with their headings, in the order of the page."""
    for heading, section in (
        ("这是什么", content.item),
        ("什么人可以申请", content.conditions),
        ("能有多少", content.standard),
        ("带什么", content.materials),
        ("怎么办", content.procedure),
        ("要多久", content.time_limits),
        ("去哪里办", content.where),
        ("不满意，找谁说", content.appeal),
    ):
        if section is not None:
            yield heading, section


def contact_lines(content: GuideContent) -> list[str]:
    """Give window, address, hours and phones, one a line; what is not known is left out."""
    contact = content.contact
    named = (
        ("窗口", contact.window),
        ("地址", contact.address),
        ("时间", contact.hours),
        ("电话", contact.phone),
        ("投诉", contact.complaint_phone),
    )
    lines = [f"{name}：{value}" for name, value in named if value]
    return lines + [f"{line['number']}：{line['means']}" for line in content.contact.hotlines]


def plain_text(shown: Shown) -> str:
    """Give the whole guide as text: for text browsers, e-mail, a screen reader, a notice typed anew."""
    parts = [shown.heading, f"码 {shown.code} · 第 {shown.serial} 号 · {shown.address}", ""]
    for heading, section in sections_of(shown.content):
        parts += [
            f"【{heading}】",
            section.body,
            section.source_line,
            f"核对于 {section.checked_on}",
            "",
        ]
    papers = [
        f"· {one.name}" + (f"（{one.when}）" if one.when else "") for one in shown.content.papers
    ]
    if papers:
        parts += ["【窗口可能要的】", *papers, ""]
    never = [f"· {one.name}：{one.why}" for one in shown.content.never_asked]
    if never:
        parts += ["【这些不该向您要】", *never, ""]
    parts += ["【窗口】", *contact_lines(shown.content), "", _ONLY_A_START, _NO_FEES]
    return "\n".join(parts) + "\n"


def chat_card(shown: Shown) -> str:
    """Give a card of at most CARD_MOST characters: what it is, as far as there is room for whole
    lines, the window, the way on."""
    item = shown.content.item
    lines = item.body.split("\n") if item else []
    tail = [line for line in contact_lines(shown.content)[:4] if line]
    end = [f"全文：{shown.address}", "想问什么，直接说；要登记，打开上面的网址。"]
    room = CARD_MOST - len(shown.heading) - sum(len(line) + 1 for line in (*tail, *end)) - 1
    return "\n".join([shown.heading, *_that_fit(lines, room), *tail, *end])[:CARD_MOST]


def _that_fit(lines: list[str], room: int) -> Iterator[str]:
    for line in lines:
        room -= len(line) + 1
        if room < 0:
            return
        yield line


def loudspeaker(shown: Shown) -> str:
    """Give a script to read out: short sentences, numbers as spoken, said twice what matters."""
    content = shown.content
    contact = content.contact
    lines = [f"各位乡亲，大家好。现在说一说{shown.subject}的事。", ""]
    for opening, section in (
        ("", content.item),
        ("什么人可以申请？", content.conditions),
        ("怎么申请？", content.procedure),
        ("要带什么？", content.materials),
    ):
        if section is not None:
            lines += (
                [opening, *_sayable(section.body), ""] if opening else [*_sayable(section.body), ""]
            )
    if contact.phone and not contact.is_demo:
        phone = f"咱们窗口的电话是{contact.phone}。再说一遍：{contact.phone}。"
    else:
        phone = "咱们窗口的电话，写在村里公告栏上。"
    lines += [
        f"窗口在{contact.address}。" if contact.address and not contact.is_demo else "",
        phone,
        "没有手机、不会上网的，跟村干部说，村里替您报。",
        "日子过不下去、急着用钱的，不要等，当天就说。有危险先打110，急病打120，着火打119。",
        "申请救助不收一分钱。谁向您要钱、要密码、要验证码，都是骗人的，请打110。",
        "谢谢大家。",
    ]
    return spoken_numbers(_without_gaps("\n".join(lines))) + "\n"


def _sayable(body: str) -> list[str]:
    """Give a text as sentences to read out: no list dots, no brackets, no marks of demonstration."""
    lines = (line.removeprefix("· ").replace("（演示数据）", "") for line in body.split("\n"))
    return [line.replace("（", "，").replace("）", "") for line in lines if line.strip()]


def _without_gaps(text: str) -> str:
    lines: list[str] = []
    for line in text.split("\n"):
        if line or (lines and lines[-1]):
            lines.append(line)
    return "\n".join(lines).strip()
