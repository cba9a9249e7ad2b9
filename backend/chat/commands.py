"""`content try` and `content evaluate`: see what the service makes of a question, and how often."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory

import click

from backend.chat.evaluate import evaluate, labelled
from backend.chat.matcher import Matcher
from backend.chat.understanding import Understanding
from backend.content.findings import Finding
from backend.content.weight_files import written
from backend.content.words import Words, load_words

_ROOT = Path(__file__).resolve().parents[2]
_INTENTS, _TWINS = _ROOT / "intents", _ROOT / "tests" / "intents"


@click.command("try")
@click.argument("text")
@click.option("--intents", type=click.Path(path_type=Path, exists=True), default=_INTENTS)
def try_(text: str, intents: Path) -> None:
    """Show how TEXT is understood, and which words spoke for it."""
    with TemporaryDirectory() as cache:
        matcher = Matcher(load_words(intents), Path(cache))
        got, judgement = matcher.understand(text), matcher.read(text).judgement
    click.echo(_told(got))
    if judgement and got.scheme and got.facet:
        for feature, weight in matcher.judge.reasons(
            got.normalised, judgement, got.scheme, got.facet
        ):
            click.echo(f"  学到的：{feature}（{weight:+.2f}）")


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


def _told(got: Understanding) -> str:
    rows = [
        f"听成：{got.normalised}",
        f"分词：{' / '.join(got.tokens)}",
        f"类别：{got.kind}  项目：{got.scheme}  哪一面：{got.facet}  把握：{got.confidence}",
        f"缘由：{got.topic}",
    ]
    rows += [f"  {one.term} → {one.speaks_for}（{one.weight}）" for one in got.matched]
    rows += [f"  备选 {one.scheme}/{one.facet}（{one.confidence}）" for one in got.alternatives]
    if got.rejected:
        rows.append(f"没有采用：{'、'.join(got.rejected)}")
    return "\n".join(rows)
