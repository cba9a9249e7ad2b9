"""Does a guide show all it must? Field by field, each with its source and the day it was checked. Pure.

The elements are those of 民办函〔2019〕52号 and the five pieces a window lays out and hangs up: leaflet
and flow chart; policy, duties and the telephone for complaints.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from backend.guides.contents import GuideContent, Section

STALE_AFTER: Final = timedelta(days=365)
RULE: Final = "民办函〔2019〕52号"


@dataclass(frozen=True)
class Element:
    """One thing a guide must show. `gap` says what is missing and what to do; empty when nothing is."""

    name: str
    source: str
    checked_on: str
    gap: str

    @property
    def is_there(self) -> bool:
        return not self.gap


@dataclass(frozen=True)
class Certificate:
    """What was looked at for one topic and place on a day."""

    topic: str
    title: str
    place: str
    as_of: str
    elements: tuple[Element, ...]

    @property
    def gaps(self) -> tuple[Element, ...]:
        return tuple(one for one in self.elements if one.gap)


def certify(content: GuideContent) -> Certificate:
    """Look at every element of a guide as it is shown on its day."""
    return Certificate(
        topic=content.topic,
        title=content.title,
        place=content.place,
        as_of=content.as_of,
        elements=tuple(_elements(content)),
    )


def _elements(content: GuideContent) -> Iterator[Element]:
    on = date.fromisoformat(content.as_of)
    prose = (
        ("事项（上墙的政策）", content.item, "overview.md"),
        ("条件", content.conditions, "eligibility.md"),
        ("标准", content.standard, "amount.md"),
        ("申请材料", content.materials, "materials.md"),
        ("办理流程（摆放的流程图）", content.procedure, "procedure.md"),
        ("办理时限", content.time_limits, "time_limit.md"),
        ("到哪里办", content.where, "where.md"),
        ("不服怎么办", content.appeal, "appeal.md"),
    )
    for name, section, file in prose:
        yield _said(name, section, f"policy_texts/{content.topic}/{file}", on)
    contact = content.contact
    window = f"窗口名单（{contact.window}）" if contact.window else "窗口名单"
    todo = "用 regions windows 导入窗口名单，补上这一栏"
    for name, value in (
        ("办理地点", contact.address),
        ("办理时间", contact.hours),
        ("联系电话", contact.phone),
        ("监督投诉电话（上墙）", contact.complaint_phone),
    ):
        yield Element(name, window, "", "" if value.strip() else f"{name}是空的：{todo}")
    lines = "、".join(f"{line['number']} {line['means']}" for line in contact.hotlines)
    gap = "" if lines else "没有热线：在 policy_texts/figures/ 里补上 hotline.*"
    yield Element("监督和求助热线", lines, "", gap)
    yield _duties(content)


def _said(name: str, section: Section | None, file: str, on: date) -> Element:
    if section is None:
        return Element(name, "", "", f"没有这一段：写 {file}（{RULE}要求）")
    gap = ""
    if not section.citations or not section.source_line:
        gap = f"没有依据：在 {file} 的 sources 里写文件和条"
    elif not section.checked_on:
        gap = f"没有核对日：在 {file} 写 checked_on"
    elif date.fromisoformat(section.checked_on) < on - STALE_AFTER:
        gap = f"{section.checked_on} 以后没有核对过：照现行文件再看一遍，改 {file} 的 checked_on"
    return Element(name, section.source_line, section.checked_on, gap)


def _duties(content: GuideContent) -> Element:
    """Who does what (工作职责上墙): the stages of the procedure, or, where no rule sets stages
    (charity, trade union, left-behind children), the text that says whose business it is."""
    name = "谁管哪一步（上墙的职责）"
    if content.steps:
        without = [step.name for step in content.steps if not step.source]
        gap = f"这些环节没有依据：{'、'.join(without)}" if without else ""
        return Element(name, content.steps[0].source, "", gap)
    if content.where is not None:
        return Element(name, content.where.source_line, content.where.checked_on, "")
    return Element(
        name, "", "", "没有办理环节，也没写归谁管：写 policy_texts/procedures/ 或 where.md"
    )
