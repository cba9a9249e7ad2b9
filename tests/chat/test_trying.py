"""`content try`: an editor sees what was heard, what counted, what was chosen, and the reply."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from backend.chat.commands import try_
from backend.chat.matcher import Matcher
from backend.chat.replies import compose_reply
from backend.chat.telling import Outcome, learnt_in_words, outcome_in_words
from backend.chat.trying import explained
from backend.content.library import Library
from backend.content.places import NATIONAL
from backend.content.titles import Titles
from backend.content.words import Words

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 24)


@pytest.fixture
def told(matcher: Matcher, words: Words, library: Library):
    def tell(text: str) -> str:
        reply = compose_reply(matcher.understand(text), library, words, DAY, NATIONAL)
        return "\n".join(explained(text, matcher, words, reply))

    return tell


def test_a_question_of_policy_is_told_with_names_and_ids(told) -> None:
    said = told("俺村地保咋办")
    assert "听成：我村地保怎么办" in said
    assert "选了：低保·怎么办（minimum_living_allowance/procedure）" in said
    assert "“地保” → 低保（minimum_living_allowance）：听错、写错的样子，0.85 分" in said
    assert "为什么：低保（minimum_living_allowance）有 9" in said
    assert "  为怎么办（procedure）：" in said
    assert "@" not in said  # no feature by its inner name


@pytest.mark.parametrize(
    ("text", "chosen", "why"),
    [
        ("我爸喝农药了快救人", "危险卡片“急病、重伤、中毒”（illness）", "说到了危险"),
        ("帮我转人工", "替人办事“找人工”（person）", "替他做一件事"),
        ("你好", "客气话（greeting）", "没有问什么"),
        ("公积金怎么取", "不归我们管“", "像是“"),
        ("要什么材料", "反过来问（没说是哪一项）；可选 ", "不如问一句"),
    ],
)
def test_every_kind_says_what_was_chosen_and_why(told, text: str, chosen: str, why: str) -> None:
    lines = dict(line.split("：", 1) for line in told(text).splitlines() if "：" in line)
    assert lines["选了"].startswith(chosen)
    assert why in lines["为什么"]


def test_without_weights_it_says_that_nothing_was_learnt(
    words: Words, library: Library, tmp_path: Path
) -> None:
    bare = replace(words, weights={})
    matcher = Matcher(bare, tmp_path)
    reply = compose_reply(matcher.understand("低保怎么办"), library, bare, DAY, NATIONAL)
    said = "\n".join(explained("低保怎么办", matcher, bare, reply))
    assert "还没有学过轻重" in said
    assert "从测试话学来的" not in said


def test_a_danger_told_beside_a_question_is_named(words: Words) -> None:
    beside = Outcome("policy", "temporary_assistance", "amount", "fire")
    kind = words.emergencies.kinds[0]
    said = outcome_in_words(beside._replace(warns=kind.id), Titles(words))
    assert said == (
        f"临时救助·能有多少钱（temporary_assistance/amount），"
        f"前面先给号码：危险“{kind.title}”（{kind.id}）"
    )


def test_learnt_features_are_told_in_words() -> None:
    reasons = [("@general>2", 0.3), ("@general>1", 0.2), ("△怎", 0.1), ("@first:", 0.1)]
    assert learnt_in_words(reasons) == (
        "社会救助总说的说法够多 +0.30、“〔项目名〕怎” +0.10、说法里哪一项都没有分最高 +0.10"
    )


def test_the_command_shows_the_reply_of_the_day() -> None:
    result = CliRunner().invoke(try_, ["低保怎么办", "--on", "2026-11-24"])
    assert result.exit_code == 0, result.output
    assert "会这样答（2026-11-24）：\n  ｜去户口所在的乡镇" in result.output
    wrong = CliRunner().invoke(try_, ["低保", "--place", "41"])
    assert wrong.exit_code == 2
    assert "12 位区划代码" in wrong.output
