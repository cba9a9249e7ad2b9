"""Every rule of `content check` about `intents/` and the clerks' sentences: broken alone, it tells file,
line, what and what to do."""

from __future__ import annotations

import ast
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from backend.content.checks import check
from backend.content.findings import ContentError, Finding
from backend.content.library import Library
from backend.content.saved_replies import FILE, check_saved_replies
from backend.content.weight_files import NO_WEIGHTS, read_weights
from backend.content.words import Words, load_words
from tests.content.breaking import said_by
from tests.content.conftest import DAY

ROOT = Path(__file__).resolve().parents[2]
BACKEND = ROOT / "backend" / "content"


class Broken(NamedTuple):
    """`line` is what the line told must hold, None where the whole file is meant."""

    file: str
    by: Callable[[str], str]
    line: str | None
    message: str
    todo: str


def given(old: str, new: str) -> Callable[[str], str]:
    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def broken(root: Path, case: Broken) -> Path:
    path = root / case.file
    path.write_text(case.by(path.read_text(encoding="utf-8")), encoding="utf-8")
    return path


def is_told(case: Broken, finding: Finding, path: Path) -> bool:
    lines = path.read_text(encoding="utf-8").splitlines()
    return (
        finding.file == path
        and case.message in finding.message
        and case.todo in finding.todo
        and (case.line in lines[finding.line - 1] if case.line else finding.line == 1)
    )


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The words without the tables of weights, which are long to copy and to read."""
    shutil.copytree(ROOT / "intents", tmp_path / "intents", ignore=lambda *_: ["weights"])
    return tmp_path


# --- reading the files

UNREADABLE = {
    "another scheme in the file": Broken(
        "intents/schemes/general.yaml",
        given("scheme: general", "scheme: left_behind_children"),
        None,
        "文件名和里面的编号 left_behind_children 不一致",
        "把文件名改成编号",
    ),
    "another side in the file": Broken(
        "intents/facets/amount.yaml",
        given("facet: amount", "facet: appeal"),
        None,
        "文件名和里面的编号 appeal 不一致",
        "把文件名改成编号",
    ),
    "a phrase with two owners": Broken(
        "intents/schemes/elderly_allowance.yaml",
        given("also_said:\n", "also_said:\n  - 吃低保\n"),
        "- 吃低保",
        "“吃低保”已经写在minimum_living_allowance.yaml里",
        "一个说法只留一处",
    ),
}


@pytest.mark.parametrize("name", UNREADABLE)
def test_words_that_cannot_be_read_are_told(copied: Path, name: str) -> None:
    case = UNREADABLE[name]
    path = broken(copied, case)
    with pytest.raises(ContentError) as fault:
        load_words(copied / "intents")
    (finding,) = fault.value.findings
    assert is_told(case, finding, path)


@pytest.mark.parametrize("line", ["保", "保\tamount", "保\tamount:many", "保\tnobody:3"])
def test_a_broken_line_of_weights_is_told_and_not_mended_by_hand(tmp_path: Path, line: str) -> None:
    path = tmp_path / "facets.tsv"
    path.write_text(f"# made so\nclasses\tamount appeal\n低\tamount:3\n{line}\n", encoding="utf-8")
    if line == "保":  # a feature that speaks for nothing
        assert read_weights(path).table["保"] == {}
        return
    with pytest.raises(ContentError) as fault:
        read_weights(path)
    (finding,) = fault.value.findings
    assert (finding.file, finding.line, finding.message) == (path, 4, "这一行不是权重")
    assert finding.todo == "不要手改；删掉这个文件，再运行 flask --app backend content fit"


def test_without_a_table_nothing_is_weighed(tmp_path: Path) -> None:
    assert read_weights(tmp_path / "facets.tsv") is NO_WEIGHTS


# --- what intents/ says to residents

SAID = {
    "a figure nobody knows": Broken(
        "intents/services.yaml",
        given("{{hotline.government}}转接", "{{hotline.nobody}}转接"),
        "hotline.nobody",
        "没有叫 hotline.nobody 的数字",
        "在 figures/ 里加上，或改正名字",
    ),
    "a number to call that nobody knows": Broken(
        "intents/emergencies.yaml",
        given("hotline.fire", "hotline.nobody"),
        "hotline.nobody",
        "没有叫 hotline.nobody 的号码",
        "改正名字，或在 figures/ 里加上",
    ),
    "a number typed in": Broken(
        "intents/smalltalk.yaml",
        given("reply: ", "reply: 三十天内"),
        "三十天内",
        "正文里直接写了“三十天内”",
        "写进 figures/",
    ),
}


@pytest.mark.parametrize("name", SAID)
def test_sentences_of_intents_are_held_to_the_rules_of_texts(
    copied: Path, library: Library, name: str
) -> None:
    case = SAID[name]
    path = broken(copied, case)
    words = load_words(copied / "intents")
    found = check(library, DAY, words, root=copied / "policy_texts")
    (finding,) = [one for one in found if one.file == path]
    assert is_told(case, finding, path)


def test_our_own_words_say_nothing_wrong(copied: Path, library: Library) -> None:
    words: Words = load_words(copied / "intents")
    found = check(library, DAY, replace(words), root=copied / "policy_texts")
    assert not [one for one in found if "intents" in one.file.parts]


# --- the sentences of clerks

GOOD = "replies:\n  - id: told\n    for: {box}\n    title: 说清楚\n    text: {text}\n"
REPLIES = {
    "braces": ("办完要{{general.whole}}。", "told 里有花括号", "去掉它，数字由经办人自己填"),
    "a link": ("请看 www.example.cn 里的说明。", "told 里有网址", "改成去哪里、找谁"),
    "digits": ("3天以后来取。", "told 里直接写了数字", "去掉它，数字由经办人自己填"),
    "counted in words": ("三十天以内给答复。", "told 里直接写了数字", "去掉它"),
    "a verdict": ("您符合条件，等着就行。", "told 的“您符合”像是替人下了结论", "还没办结"),
    "too long": ("备齐了打电话" * 51, "told 有306个字，手机上一屏看不完", "压到300个字以内"),
}


def wrong_in(root: Path, text: str) -> list[Finding]:
    path = root / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return [*check_saved_replies(root)]


@pytest.mark.parametrize("name", REPLIES)
def test_a_sentence_of_clerks_is_told(tmp_path: Path, name: str) -> None:
    text, message, todo = REPLIES[name]
    (finding,) = wrong_in(tmp_path, GOOD.format(box="ask-supplement.message", text=repr(text)))
    assert (finding.file, finding.line) == (tmp_path / FILE, 2)
    assert message in finding.message
    assert todo in finding.todo


def test_a_clerk_who_decided_may_say_so(tmp_path: Path) -> None:
    assert wrong_in(tmp_path, GOOD.format(box="close.reason", text="您家符合规定，同意。")) == []


def test_a_name_stands_once(tmp_path: Path) -> None:
    text = GOOD.format(box="close.reason", text="都说清楚了。")
    (finding,) = wrong_in(tmp_path, text + text.removeprefix("replies:\n"))
    assert finding.message == "常用语 told 写了两遍"
    assert finding.todo == "改其中一个的 id"


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("title: 说清楚", "titel: 说清楚", "第1条 titel”。是不是想写 title"),
        ("close.reason", "关掉", "for"),
    ],
)
def test_a_file_of_another_shape_is_told(tmp_path: Path, old: str, new: str, message: str) -> None:
    text = GOOD.format(box="close.reason", text="都说清楚了。").replace(old, new)
    with pytest.raises(ContentError) as fault:
        wrong_in(tmp_path, text)
    assert message in str(fault.value)


def test_our_own_sentences_are_in_order() -> None:
    assert [*check_saved_replies(ROOT)] == []


def test_no_rule_of_these_is_without_its_breach() -> None:
    here = Path(__file__).read_text(encoding="utf-8")
    for name in ("words", "weight_files", "checks", "saved_replies"):
        tree = ast.parse((BACKEND / f"{name}.py").read_text(encoding="utf-8"))
        for said in said_by(tree):
            assert said.strip("，。；：“”{} ")[:6] in here, (name, said)
