"""`flask content diff`: look before the day comes, or before an edit goes out."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from difflib import ndiff
from pathlib import Path

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DatabaseError

from backend.content.files import ContentError
from backend.content.loader import load_content
from backend.content.names import Scheme
from backend.content.places import NATIONAL, lineage
from backend.doors.layout import beijing_day
from backend.rehearsal.answers import Change, Held, changes
from backend.rehearsal.cases import case_changes
from backend.rehearsal.earlier import NoSuchContent, library_of
from backend.rehearsal.guides import guide_changes

_ROOT = Path(__file__).resolve().parents[2]
_FOLDER = click.Path(exists=True, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_MOST_CASES = 50


@click.command()
@click.option("--on", "to", type=_DAY, help="看到哪一天；和 --against 一起用时默认今天。")
@click.option("--from", "since", type=_DAY, help="从哪一天比，默认今天。")
@click.option("--against", help="和哪份内容比：一个文件夹，或者 git 的版本名。")
@click.option("--place", help="只看哪个地方（12 位区划代码），默认全国和内容里提到的地方。")
@click.option("--root", type=_FOLDER, default=_ROOT)
@click.option("--content-only", is_flag=True, help="只比内容，不看数据库里的码和办件。")
@with_appcontext
def diff(
    to: datetime | None,
    since: datetime | None,
    against: str | None,
    place: str | None,
    root: Path,
    content_only: bool,
) -> None:
    """列出哪些回答、数字、流程、指引和在办的件会变：旧的怎么说，新的怎么说。"""
    if to is None and against is None:
        raise click.UsageError("要写 --on 哪一天，或者 --against 和哪份内容比。")
    _checked(place)
    today = beijing_day()
    last = to.date() if to else today
    first = since.date() if since else (last if against else today)
    try:
        now = load_content(root / "policy_texts")
        before = Held(library_of(against, root) if against else now, first)
    except ContentError as fault:
        raise click.ClickException(f"内容有错，先运行 content check。\n{fault}") from fault
    except NoSuchContent as fault:
        raise click.BadParameter(
            "没有这个文件夹，也没有这个版本", param_hint="--against"
        ) from fault
    after = Held(now, last)
    names = (f"{against} {first}" if against else f"{first}", f"{last}")
    found = changes(before, after, place)
    for one in found:
        click.echo("\n".join(_told(one, *names)))
    kinds = "，".join(
        f"{kind} {sum(one.kind == kind for one in found)} 处"
        for kind in dict.fromkeys(one.kind for one in found)
    )
    click.echo(
        f"从 {names[0]} 到 {names[1]}，有 {len(found)} 处会变{f'：{kinds}' if kinds else ''}。"
    )
    if content_only:
        return
    try:
        _echo_guides(before, after)
        _echo_cases(before, after)
    except DatabaseError as fault:
        raise click.ClickException(
            "内容已经比完；数据库还没建好或者打不开，指引和办件没有比。先运行 db upgrade。"
        ) from fault


def _checked(place: str | None) -> None:
    try:
        lineage(place or NATIONAL)
    except ValueError as fault:
        raise click.BadParameter("要写 12 位区划代码", param_hint="--place") from fault


def _told(one: Change, first: str, last: str) -> Iterator[str]:
    """Give one change: short values side by side, texts line by line."""
    where = "" if one.place == NATIONAL else f"（{one.place}）"
    yield f"== {one.kind} {one.name}{where}"
    if "\n" not in one.before + one.after:
        yield f"{first}：{one.before}"
        yield f"{last}：{one.after}\n"
        return
    for line in ndiff(one.before.splitlines(), one.after.splitlines()):
        if not line.startswith("?"):
            yield line
    yield ""


def _echo_guides(before: Held, after: Held) -> None:
    found = guide_changes(before, after)
    for one in found:
        click.echo(f"== 指引 {one.title}：{'、'.join(one.elements)}会变，在用的码 {one.codes} 个")
    click.echo(f"指引：{len(found)} 个主题，在用的码 {sum(one.codes for one in found)} 个会变。")


def _echo_cases(before: Held, after: Held) -> None:
    count = 0
    for count, one in enumerate(case_changes(before, after), start=1):
        if count <= _MOST_CASES:
            title = Scheme(one.scheme).title_zh
            moves = _moves(one.due_on, one.would_be_due_on, one.on_acceptance)
            click.echo(f"== 办件 {one.number or '没有编号'}（{title}）：{moves}")
    more = f"（只列出 {_MOST_CASES} 件）" if count > _MOST_CASES else ""
    click.echo(f"在办的件：{count} 件会受影响{more}。")


def _moves(now: date | None, then: date | None, on_acceptance: bool) -> str:
    parts = []
    if now != then:
        parts.append(f"到期日 {now or '没有'} → {then or '没有'}")
    if on_acceptance:
        parts.append("还没受理，到那天以后受理的按新流程办")
    return "；".join(parts)
