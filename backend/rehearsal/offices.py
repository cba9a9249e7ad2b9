"""Which department leads a scheme and which assist, as two states of the table have it on their days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from backend.content.department_names import DEPARTMENTS
from backend.content.departments import FILE, Department, load_departments
from backend.content.names import Scheme
from backend.content.places import NATIONAL
from backend.content.titles import title_of, with_id
from backend.rehearsal.answers import Change
from backend.rehearsal.earlier import WORDS


def office_changes(before: tuple[Path, date], after: tuple[Path, date]) -> list[Change]:
    """Give the schemes whose departments differ; nothing where one folder has no table.

    Each is the folder of a content and the day it is asked for. Raises ContentError.
    """
    folders = [folder / WORDS for folder, _ in (before, after)]
    if not all((folder / FILE).exists() for folder in folders):
        return []
    old, new = (
        load_departments(folder).on(day)
        for folder, (_, day) in zip(folders, (before, after), strict=True)
    )
    return [
        Change("归哪个部门", scheme, NATIONAL, was, becomes, title_of(scheme))
        for scheme in Scheme
        for was, becomes in [(_in_words(old, scheme), _in_words(new, scheme))]
        if was != becomes
    ]


def _in_words(table: list[Department], scheme: Scheme) -> str:
    leads = [one.id for one in table if scheme in one.leads]
    assists = [one.id for one in table if scheme in one.assists]
    return f"牵头：{_named(leads)}\n配合：{_named(assists)}"


def _named(ids: list[str]) -> str:
    return "、".join(with_id(DEPARTMENTS[one], one) for one in ids) or "没有"
