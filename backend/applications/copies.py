"""The readable copy of one's own data: the same as the one for machines, in plain words on paper."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final

from backend.applications.contributors import TITLES, Held, held_above
from backend.applications.details import body_of
from backend.applications.following import progress_for
from backend.applications.history import details_of, history_of
from backend.applications.labels import FILED_BY, RELATIONS, hardships
from backend.applications.models import PreApplication
from backend.applications.papers import papers_of
from backend.applications.reference import spoken
from backend.applications.rights import CONSENTS, FIELDS
from backend.content.names import Scheme
from backend.doors.layout import say_day, say_fen, say_moment
from backend.intake.lookers import looks_at
from backend.printing.documents import Document
from backend.printing.fonts import missing_glyphs
from backend.regions.queries import full_name

CHANGE_TITLES: Final = {
    "corrected": "更正",
    "consent_given": "同意",
    "consent_withdrawn": "撤回同意",
    "deletion_asked": "要求删除",
}
NOT_TOLD: Final = "没有填"


def told_by(body: dict[str, Any]) -> list[tuple[str, str]]:
    """Give what the person told, as (name, value); what was left empty says so."""
    applicant, situation = body["applicant"], body["situation"]
    also = [Scheme(one).title_zh for one in body.get("also_schemes", ())]
    rows = [
        *([("一起登记的", "、".join(also))] if also else []),
        ("姓名", applicant["name"]),
        ("身份证号", applicant["id_number"] or NOT_TOLD),
        ("电话", applicant["phone"]),
        ("住在", full_name(applicant["residence"]) or applicant["residence"]),
        ("户籍地", applicant["household_register"] or NOT_TOLD),
        ("住址", applicant["address"] or NOT_TOLD),
        ("写的难处", situation["description"] or NOT_TOLD),
        ("难处的种类", hardships(situation["causes"]) or NOT_TOLD),
        ("月收入", say_fen(situation["monthly_income_fen"]) or NOT_TOLD),
        ("一年必要花销", say_fen(situation["yearly_essential_expenses_fen"]) or NOT_TOLD),
        ("谁填的", FILED_BY[body["filed_by"]["kind"]]),
    ]
    rows += [(f"代填人{title}", str(value)) for title, value in _filer(body["filed_by"])]
    rows += [(f"家人 {at}", _member(one)) for at, one in enumerate(body["household"], start=1)]
    return rows


def consents_of(body: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        (title, "同意" if body["consents"].get(name) else "不同意或已撤回")
        for name, title in CONSENTS.items()
    ]


def changes_of(row: PreApplication) -> Iterator[tuple[str, str]]:
    """Give the history as (when and what, which fields and what they were)."""
    for change in history_of(row.id):
        details = details_of(change)
        words = CONSENTS.get(details.get("consent", ""), "")
        if "old" in details:
            words = "；".join(
                f"{FIELDS[name]}原来是：{value or NOT_TOLD}"
                for name, value in details["old"].items()
            )
        elif "erase_on" in details:
            words = f"{details['erase_on']} 起删除"
        yield f"{say_moment(change.at)} {CHANGE_TITLES[change.kind]}", words


def copy_as_pdf(row: PreApplication, now: datetime) -> bytes:
    """Give the copy as a PDF. A rare character the font lacks is named by its number."""
    body, progress = body_of(row), progress_for(row, now)
    paper = Document(
        "我的信息", footer=_drawn(f"编号 {spoken(row.number)}，{say_moment(now)} 打印"), size=13
    )
    paper.paragraph(f"{Scheme(row.scheme).title_zh}，编号 {spoken(row.number)}", strong=True)
    paper.heading("填的内容")
    paper.pairs([(name, _drawn(value)) for name, value in told_by(body)])
    paper.heading("同意")
    paper.pairs(consents_of(body))
    _list(paper, "改过什么", [f"{when}：{what}" for when, what in changes_of(row)])
    _list(
        paper,
        "材料",
        [f"{one.caption}，{one.pages} 页，{say_moment(one.created_at)}" for one in papers_of(row)],
    )
    paper.heading("办到哪一步")
    paper.paragraph(_drawn(f"{progress.status_title}。现在由 {progress.holder} 负责。"))
    for offer in progress.handing_over:
        paper.paragraph(_drawn(offer.words))
    _list(paper, "", [f"{say_moment(at)} {words}" for at, words in progress.events])
    for name, held in held_above(row.case_id).items():
        _list(paper, TITLES[name], [said(one) for one in held])
    looks = looks_at(row.case_id)
    _list(
        paper,
        "谁看过",
        [
            f"{say_moment(one.at)}，{one.where} {one.who}{one.what}，理由：{one.why}"
            for one in looks
        ],
    )
    if row.erase_on:
        paper.paragraph(f"全部内容从 {say_day(row.erase_on)} 起删除。", strong=True)
    return paper.build()


def said(held: Held) -> str:
    """Give one thing held as a line."""
    day = f"（日子：{say_day(held.day)}）" if held.day else ""
    words = f"：{held.words}" if held.words else ""
    return f"{say_moment(held.at)}，{held.who}，{held.what}{day}{words}"


def _list(paper: Document, title: str, lines: list[str]) -> None:
    if title:
        paper.heading(title)
    if lines:
        paper.bullets([_drawn(line) for line in lines])
    else:
        paper.paragraph("没有。")


def _drawn(text: str) -> str:
    """Write characters the font has no picture for by their number, rather than refuse the copy."""
    missing = set(missing_glyphs(text))
    return "".join(f"[U+{ord(one):04X}]" if one in missing else one for one in text)


def _filer(filed_by: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for name, title in (("name", "姓名"), ("phone", "电话"), ("relation", "关系")):
        if filed_by.get(name):
            yield title, filed_by[name]


def _member(member: dict[str, Any]) -> str:
    relation = member["relation"] or ""
    parts = [member["name"] or "", RELATIONS.get(relation, relation)]
    if member["birth_year"]:
        parts.append(f"{member['birth_year']} 年生")
    if member["monthly_income_fen"] is not None:
        parts.append(f"月收入 {say_fen(member['monthly_income_fen'])}")
    parts.append(hardships(member["conditions"]))
    return "，".join(part for part in parts if part) or NOT_TOLD
