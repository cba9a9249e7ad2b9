"""`content try` and `content evaluate`: see what the service makes of a question, and how often."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from backend.chat.evaluate import evaluate, labelled
from backend.chat.matcher import Matcher
from backend.chat.replies import compose_reply
from backend.chat.trying import explained
from backend.content.files import ContentError
from backend.content.findings import Finding
from backend.content.loader import load_content
from backend.content.places import NATIONAL, lineage
from backend.content.weight_files import written
from backend.content.words import Words, load_words
from backend.doors.layout import beijing_day

_ROOT = Path(__file__).resolve().parents[2]
_INTENTS, _TEXTS = _ROOT / "intents", _ROOT / "policy_texts"
_TWINS = _ROOT / "tests" / "intents"


@click.command("try")
@click.argument("text")
@click.option("--intents", type=click.Path(path_type=Path, exists=True), default=_INTENTS)
@click.option("--texts", type=click.Path(path_type=Path, exists=True), default=_TEXTS)
@click.option("--on", type=click.DateTime(["%Y-%m-%d"]), help="按哪一天答，默认今天。")
@click.option("--place", default=NATIONAL, help="按哪个地方答（12 位区划代码），默认全国。")
def try_(text: str, intents: Path, texts: Path, on: datetime | None, place: str) -> None:
    """说清一句话是怎么听懂的：听成什么、哪些词算数、选了哪样、为什么、会怎么答。"""
    try:
        lineage(place)
    except ValueError as fault:
        raise click.BadParameter("要写 12 位区划代码", param_hint="--place") from fault
    try:
        words, library = load_words(intents), load_content(texts)
    except ContentError as fault:
        raise click.ClickException(f"内容有错，先运行 content check。\n{fault}") from fault
    day = on.date() if on else beijing_day()
    with TemporaryDirectory() as cache:
        matcher = Matcher(words, Path(cache))
        reply = compose_reply(matcher.understand(text), library, words, day, place)
        for line in explained(text, matcher, words, reply):
            click.echo(line)
    click.echo(f"会这样答（{day}{'' if place == NATIONAL else f'，{place}'}）：")
    for line in reply.text.splitlines():
        click.echo(f"  ｜{line}")


@click.command("evaluate")
@click.argument("file", type=click.Path(path_type=Path, exists=True))
@click.option("--half", type=click.Choice(["odd", "even"]), help="只量编号为奇数或偶数的")
@click.option("--wrong", is_flag=True, help="列出答错的")
@click.option("--intents", type=click.Path(path_type=Path, exists=True), default=_INTENTS)
def evaluate_(file: Path, half: str | None, wrong: bool, intents: Path) -> None:
    """Measure the understanding on a file of labelled questions, one JSON object a line."""
    try:
        lines = labelled(file.read_text(encoding="utf-8"), half)
    except ValueError as fault:
        raise click.ClickException(f"{file}{fault}") from fault
    with TemporaryDirectory() as cache:
        matcher = Matcher(load_words(intents), Path(cache))
        click.echo(evaluate(lines, matcher.understand).printed(with_wrong=wrong))


@click.command("fit")
@click.option("--intents", type=click.Path(path_type=Path, exists=True), default=_INTENTS)
@click.option("--twins", type=click.Path(path_type=Path, exists=True), default=_TWINS)
@click.option(
    "--held-out", type=click.IntRange(2, 20), help="不写表：分成几份，轮流留一份不学，量那一份"
)
@click.option("--wrong", is_flag=True, help="和 --held-out 一起：列出答错的")
def fit_(intents: Path, twins: Path, held_out: int | None, wrong: bool) -> None:
    """Learn the weights of `intents/weights/` from the test phrases again."""
    from backend.chat.holding_out import held_out as measure
    from backend.chat.learning import learn

    with TemporaryDirectory() as cache:
        if held_out:
            report = measure(load_words(intents), twins, held_out, Path(cache))
            click.echo(f"分成 {held_out} 份，轮流留一份不学，量没学过的那一份：")
            click.echo(report.printed(with_wrong=wrong))
            return
        for name, weights in learn(load_words(intents), twins, Path(cache)).items():
            file = intents / "weights" / f"{name}.tsv"
            file.parent.mkdir(exist_ok=True)
            file.write_text("\n".join(written(weights)) + "\n", encoding="utf-8")
            click.echo(f"{file}：{weights.made[0]}，{len(weights.table)} 个特征")


@click.command("words")
@click.option("--intents", type=click.Path(path_type=Path, exists=True), default=_INTENTS)
@click.option("--twins", type=click.Path(path_type=Path, exists=True), default=_TWINS)
@click.option("--shrink", is_flag=True, help="把已经有测试话的从单子里去掉；单子只会变短")
def words_(intents: Path, twins: Path, shrink: bool) -> None:
    """List the words of `intents/` that no test phrase would miss."""
    from backend.chat.check_twins import UNNOTICED, key_of, silent_in
    from backend.chat.learning import untaught

    words, waiting = load_words(intents), twins / UNNOTICED
    with TemporaryDirectory() as cache:
        silent = [key_of(one) for one in silent_in(words, twins, untaught(words, Path(cache)))]
    for key in silent:
        click.echo(key)
    click.echo(f"没有测试话的说法：{len(silent)} 个")
    if shrink and waiting.exists():
        lines = waiting.read_text(encoding="utf-8").splitlines()
        kept = [one for one in lines if one.startswith("#") or one in set(silent)]
        waiting.write_text("\n".join(kept) + "\n", encoding="utf-8")


def twins_of(root: Path, words: Words) -> list[Finding]:
    """Give what is wrong between the words and their test phrases, for `content check`."""
    from backend.chat.check_twins import check_twins

    with TemporaryDirectory() as cache:
        return list(check_twins(root, words, Path(cache)))
