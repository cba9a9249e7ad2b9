"""`flask content check`: what a civil-affairs colleague runs after editing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path

import click

from backend.content.checks import check as check_library
from backend.content.demands import ears_of
from backend.content.departments import load_departments
from backend.content.files import ContentError, read_yaml
from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.loader import load_content
from backend.content.models import FigureStatus
from backend.content.names import Scheme
from backend.content.notice_plan import FILE as NOTICE_PLAN
from backend.content.notice_plan import PlanFile
from backend.content.places import NATIONAL
from backend.content.saved_replies import check_saved_replies
from backend.content.words import Words, load_words
from backend.doors.layout import beijing_day

_ROOT = Path(__file__).resolve().parents[2]
_FOLDER = click.Path(exists=True, path_type=Path)
_DAY = click.DateTime(["%Y-%m-%d"])

# Checks of rooms above (root, words -> findings), hung up in cli.py like their commands.
further_checks: list[Callable[[Path, Words], Iterable[Finding]]] = []


@click.group()
def content() -> None:
    """政策文本和说法。"""


@content.command()
@click.option(
    "--root", type=_FOLDER, default=_ROOT, help="intents/ 和 policy_texts/ 所在的文件夹。"
)
@click.option("--on", type=_DAY, help="按哪一天检查，默认今天。")
def check(root: Path, on: datetime | None) -> None:
    """检查全部内容；有错误就列出文件、行号和怎么改，以 1 退出。"""
    findings: list[Finding] = []
    library = words = None
    try:
        words = load_words(root / "intents")
    except ContentError as fault:
        findings += fault.findings
    try:
        library = load_content(root / "policy_texts")
    except ContentError as fault:
        findings += fault.findings
    for further in (_of_plan, _of_departments, check_saved_replies):
        findings += _told_by(further, root)
    if library is not None:
        day = on.date() if on else beijing_day()
        findings += check_library(library, day, words, root=root / "policy_texts")
    if words is not None:
        for across in further_checks:
            findings += _told_by(across, root, words)
    for line in _grouped(findings, root):
        click.echo(line)
    if library is not None:
        click.echo(_summary(library))
    errors = sum(not finding.is_warning for finding in findings)
    click.echo(f"错误 {errors} 处，提醒 {len(findings) - errors} 处。")
    if errors:
        raise SystemExit(1)


@content.command()
@click.argument("text")
@click.option("--scheme", type=click.Choice([one.value for one in Scheme]), help="默认低保。")
@click.option("--procedure", help="哪种办法（流程的编号）。")
@click.option("--place", default=NATIONAL, help="哪个地方（12 位区划代码），默认全国。")
@click.option("--on", type=_DAY, help="哪一天，默认今天。")
@click.option("--root", type=_FOLDER, default=_ROOT, hidden=True)
def demand(
    text: str,
    scheme: str | None,
    procedure: str | None,
    place: str,
    on: datetime | None,
    root: Path,
) -> None:
    """试一句经办人会写的“还要补什么”：哪一样不能要、听出了哪几个字、是哪一条。"""
    try:
        words, library = load_words(root / "intents"), load_content(root / "policy_texts")
        day = on.date() if on else beijing_day()
        about = scheme or Scheme.MINIMUM_LIVING_ALLOWANCE.value
        entries = library.never_asked(about, day, place, procedure)
    except ContentError as fault:
        raise click.ClickException(f"内容有错，先运行 content check。\n{fault}") from fault
    except ValueError as fault:
        raise click.BadParameter("要写 12 位区划代码", param_hint="--place") from fault
    found = ears_of(library, words).demands(text, entries)
    for one in found:
        origin = one.never.origin
        file = origin.file.relative_to(root) if origin.file.is_relative_to(root) else origin.file
        click.echo(f"不能要“{one.asked}”：听出“{one.heard}”，{file}:{origin.line} {one.never.id}")
        click.echo(f"  {one.never.why}。该这样办：{one.never.instead}。")
    if not found:
        click.echo("可以要，没有一条拦它。")


def _told_by(check: Callable[..., Iterable[Finding]], *given: object) -> list[Finding]:
    """Give what a check finds, and what is wrong with files it cannot read."""
    try:
        return [*check(*given)]
    except ContentError as fault:
        return [*fault.findings]


def _of_plan(root: Path) -> Iterable[Finding]:
    read_yaml(root / NOTICE_PLAN, PlanFile)
    return ()


def _of_departments(root: Path) -> Iterable[Finding]:
    load_departments(root / "intents")
    return ()


def _grouped(findings: list[Finding], root: Path) -> Iterator[str]:
    """Give one heading per file, and under it a line per finding."""
    for file, group in groupby(sorted(findings), key=lambda finding: finding.file):
        yield str(file.relative_to(root) if file.is_relative_to(root) else file)
        for finding in group:
            kind = "提醒" if finding.is_warning else "错误"
            yield f"  第 {finding.line} 行 {kind}：{finding.message}。→ {finding.todo}。"


def _summary(library: Library) -> str:
    schemes = {text.scheme for text in library.texts}
    pairs = {(text.scheme, text.facet) for text in library.texts}
    sources = {(one.document, one.article) for text in library.texts for one in text.sources}
    demo = sum(
        value.status is FigureStatus.DEMO
        for figure in library.figures.values()
        for value in figure.values
    )
    phrases = sum(len(one.refused) + len(one.allowed) for one in library.never_ask)
    phrases += sum(len(one.phrases) for one in library.may_ask)
    return (
        f"政策文本 {len(library.texts)} 篇（{len(schemes)} 个项目，{len(pairs)} 个项目×问法），"
        f"文件 {len(library.documents)} 部，不同的依据 {len(sources)} 处，"
        f"数字 {len(library.figures)} 个（演示值 {demo} 个），流程 {len(library.procedures)} 套，"
        f"不能要的 {len(library.never_ask)} 条（试的话 {phrases} 句）。"
    )
