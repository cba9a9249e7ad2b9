"""What a person told us, as labelled lines for the case page. Pure.

Whole for whoever holds the case or gave a reason; else only what the list shows too, and that the
rest is there.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from backend.applications.labels import FILED_BY, RELATIONS, hardships
from backend.console.labels import SUMMARY
from backend.doors.layout import say_fen


@dataclass(frozen=True)
class Line:
    """`is_phone` makes it a number to tap."""

    label: str
    text: str
    is_phone: bool = False


@dataclass(frozen=True)
class Part:
    title: str
    lines: tuple[Line, ...]


def parts_of(
    summary: Mapping[str, Any], body: Mapping[str, Any] | None, place_name: str, day: date
) -> list[Part]:
    """Give the parts that hold something. `summary` is the case's, masked or whole; `body` the
    pre-application, None when it may not be read whole or there is none."""
    found = [Part("本人", _kept(_person(summary, body, place_name)))]
    if body is None:
        found.append(Part("登记的内容", _kept(_summed_up(summary))))
    else:
        found += [
            Part("难处", _kept(_situation(body.get("situation") or {}))),
            *_household(body.get("household") or [], day),
            Part("谁填的", _kept(_filed_by(body.get("filed_by") or {}))),
            Part("同意了什么", _kept(_consents(body.get("consents") or {}))),
        ]
        if summary.get("dispute"):
            found.insert(1, Part("异议", (Line("哪里不同意", str(summary["dispute"])),)))
    return [part for part in found if part.lines]


def _kept(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(line for line in lines if line.text)


def _person(
    summary: Mapping[str, Any], body: Mapping[str, Any] | None, place_name: str
) -> list[Line]:
    applicant = (body or {}).get("applicant") or {}
    return [
        Line("姓名", _text(summary.get("name"))),
        Line("电话", _text(summary.get("phone")), is_phone=True),
        Line("身份证号", _text(applicant.get("id_number"))),
        Line("现住", place_name),
        Line("住址", _text(summary.get("address"))),
        Line("户籍地", _text(applicant.get("household_register"))),
    ]


def _summed_up(summary: Mapping[str, Any]) -> list[Line]:
    return [
        Line(label, hardships(value) if isinstance(value, list) else _text(value))
        for key, label in SUMMARY.items()
        if key != "address" and (value := summary.get(key)) not in (None, "", [])
    ]


def _situation(situation: Mapping[str, Any]) -> list[Line]:
    return [
        Line("遇到的难处", hardships(situation.get("causes"))),
        Line("怎么回事", _text(situation.get("description"))),
        Line("全家月收入", say_fen(situation.get("monthly_income_fen"))),
        Line("一年必要花销", say_fen(situation.get("yearly_essential_expenses_fen"))),
        Line("是否急事", "是，急" if situation.get("urgent") else ""),
    ]


def _household(members: list[Mapping[str, Any]], day: date) -> list[Part]:
    lines = tuple(
        Line(f"家里人 {place}", _member(member, day)) for place, member in enumerate(members, 1)
    )
    return [Part("一起生活的家里人", lines)] if lines else []


def _member(member: Mapping[str, Any], day: date) -> str:
    born, relation = member.get("birth_year"), _text(member.get("relation"))
    income = say_fen(member.get("monthly_income_fen"))
    said = [
        _text(member.get("name")),
        RELATIONS.get(relation, relation),
        f"{born} 年生（约 {day.year - born} 岁）" if isinstance(born, int) else "",
        f"月收入 {income}" if income else "",
        hardships(member.get("conditions")),
    ]
    return "，".join(one for one in said if one) or "没有填"


def _filed_by(filed_by: Mapping[str, Any]) -> list[Line]:
    kind = _text(filed_by.get("kind"))
    return [
        Line("填表的人", FILED_BY.get(kind, kind)),
        Line("姓名", _text(filed_by.get("name"))),
        Line("电话", _text(filed_by.get("phone")), is_phone=True),
        Line("与本人关系", _text(filed_by.get("relation"))),
    ]


def _consents(consents: Mapping[str, Any]) -> list[Line]:
    return [
        Line("使用个人信息", _yes_no(consents.get("personal_information"))),
        Line("使用敏感信息（病情、收入等）", _yes_no(consents.get("sensitive_information"))),
        Line("核对家庭经济状况", _yes_no(consents.get("economic_verification"))),
        Line("看过的告知版本", _text(consents.get("notice_version"))),
    ]


def _yes_no(value: object) -> str:
    return "同意" if value else "没有同意，要当面再问"


def _text(value: object) -> str:
    return "" if value is None else str(value)
