"""`flask content diff`: look before the day comes, or before an edit goes out."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import ExitStack
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy.exc import DatabaseError

from backend.content.files import ContentError
from backend.content.loader import load_content
from backend.content.names import Scheme
from backend.content.places import NATIONAL, lineage
from backend.content.titles import Titles
from backend.doors.layout import beijing_day
from backend.regions.queries import full_name
from backend.rehearsal.answers import Change, Held, changes
from backend.rehearsal.cases import case_changes
from backend.rehearsal.earlier import TEXTS, NoSuchContent, content_of
from backend.rehearsal.guides import guide_changes
from backend.rehearsal.hearing import Asked, Ear, heard_changes, phrases_of
from backend.rehearsal.offices import office_changes
from backend.rehearsal.sentences import sentence_changes
from backend.rehearsal.telling import change_lines, heard_lines, moves
from backend.rehearsal.two_words import NotCompared, TwoWords, two_words
from backend.rehearsal.unanswered import unanswered

_ROOT = Path(__file__).resolve().parents[2]
_FOLDER = click.Path(exists=True, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])
_MOST_CASES = 50
_NO_DATABASE = "数据库还没建好或者打不开"


@click.command()
@click.option("--on", "to", type=_DAY, help="看到哪一天；和 --against 一起用时默认今天。")
@click.option("--from", "since", type=_DAY, help="从哪一天比，默认今天。")
@click.option("--against", help="和哪份内容比：一个文件夹，或者 git 的版本名。")
@click.option("--place", help="只看哪个地方（12 位区划代码），默认全国和内容里提到的地方。")
@click.option("--root", type=_FOLDER, default=_ROOT)
@click.option("--content-only", is_flag=True, help="只比内容，不看数据库里的码、办件和问题。")
@click.option("--all", "everything", is_flag=True, help="答法会变的话全部列出，不只头几句。")
@with_appcontext
def diff(
    to: datetime | None,
    since: datetime | None,
    against: str | None,
    place: str | None,
    root: Path,
    content_only: bool,
    everything: bool,
) -> None:
    """列出哪些回答、数字、流程、听法、指引和在办的件会变：旧的怎么说，新的怎么说。"""
    if to is None and against is None:
        raise click.UsageError("要写 --on 哪一天，或者 --against 和哪份内容比。")
    _checked(place)
    today = beijing_day()
    last = to.date() if to else today
    first = since.date() if since else (last if against else today)
    names = (f"{against} {first}" if against else f"{first}", f"{last}")
    with ExitStack() as kept:
        try:
            after = Held(load_content(root / TEXTS), last)
            earlier = kept.enter_context(content_of(against, root)) if against else None
            before = Held(load_content(earlier / TEXTS) if earlier else after.library, first)
            offices = office_changes((earlier or root, first), (root, last))
            words, why_not = _two_words(earlier, root) if earlier else (None, "")
        except ContentError as fault:
            raise click.ClickException(f"内容有错，先运行 content check。\n{fault}") from fault
        except NoSuchContent as fault:
            raise click.BadParameter(
                "没有这个文件夹，也没有这个版本", param_hint="--against"
            ) from fault
        found = changes(before, after, place) + offices
        if words:
            found += sentence_changes(words.before, words.after, after)
        _echo_changes(found, names)
        if why_not:
            click.echo(f"听法没有比：{why_not}。")
        if words:
            _echo_heard(words, after, root, content_only=content_only, everything=everything)
    if content_only:
        return
    try:
        _echo_guides(before, after)
        _echo_cases(before, after)
    except DatabaseError as fault:
        raise click.ClickException(
            f"内容已经比完；{_NO_DATABASE}，指引和办件没有比。先运行 db upgrade。"
        ) from fault


def _checked(place: str | None) -> None:
    try:
        lineage(place or NATIONAL)
    except ValueError as fault:
        raise click.BadParameter("要写 12 位区划代码", param_hint="--place") from fault


def _two_words(earlier: Path, root: Path) -> tuple[TwoWords | None, str]:
    """Give the words of both, or why they are not compared; neither where nothing differs."""
    try:
        return two_words(earlier, root), ""
    except NotCompared as fault:
        return None, str(fault)


def _echo_changes(found: Sequence[Change], names: tuple[str, str]) -> None:
    for one in found:
        click.echo("\n".join(change_lines(one, *names, _name_of)))
    kinds = "，".join(
        f"{kind} {sum(one.kind == kind for one in found)} 处"
        for kind in dict.fromkeys(one.kind for one in found)
    )
    click.echo(
        f"从 {names[0]} 到 {names[1]}，有 {len(found)} 处会变{f'：{kinds}' if kinds else ''}。"
    )


def _name_of(place: str) -> str:
    try:
        return full_name(place) or "别的地方"
    except DatabaseError:
        return "别的地方"


def _echo_heard(
    words: TwoWords, held: Held, root: Path, *, content_only: bool, everything: bool
) -> None:
    twins = (twin for line in held.library.told for twin in line.twins)
    asked = phrases_of(root / "tests" / "intents", twins)
    with TemporaryDirectory() as cache:
        before, after = (Ear(one, held, Path(cache)) for one in (words.before, words.after))
        if not content_only:
            asked += _unanswered(before)
        found = heard_changes(before, after, asked)
    lines = heard_lines(found, len(asked), Titles(words.after), everything=everything)
    click.echo("\n".join(lines))
    if words.is_unlearnt:
        click.echo(
            "说法改了，轻重表还是从前学的：运行 content fit 以后再比一次，才是上线后的样子。"
        )


def _unanswered(before: Ear) -> list[Asked]:
    try:
        found = unanswered(current_app.extensions["chat"], before.understand, beijing_day())
    except DatabaseError:
        click.echo(f"没答上的问题没有比：{_NO_DATABASE}。")
        return []
    click.echo(f"居民问过、没答上的问题 {len(found)} 种，也一起听。")
    return found


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
            said = moves(one.due_on, one.would_be_due_on, on_acceptance=one.on_acceptance)
            click.echo(f"== 办件 {one.number or '没有编号'}（{title}）：{said}")
    more = f"（只列出 {_MOST_CASES} 件）" if count > _MOST_CASES else ""
    click.echo(f"在办的件：{count} 件会受影响{more}。")
