"""The same phrases heard by the words we ship and by words with one list changed."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from backend.chat.telling import Outcome
from backend.content.library import Library
from backend.content.titles import Titles
from backend.content.twin_files import DANGER, OUTSIDE, TALK, TwinPhrase
from backend.content.words import Words
from backend.rehearsal.answers import NOTHING, Held
from backend.rehearsal.hearing import (
    ASPECTS,
    Asked,
    Ear,
    HeardChange,
    aspect_of,
    heard_changes,
    phrases_of,
)
from backend.rehearsal.sentences import sentence_changes
from backend.rehearsal.telling import MOST_GROUPS, heard_lines
from backend.rehearsal.two_words import NotCompared, two_words

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 24)
ALLOWANCE = "minimum_living_allowance"


@pytest.fixture(scope="module")
def edited(words: Words) -> Words:
    """A name taken up for the allowance that nobody knew, and a danger whose words are gone."""
    own = words.schemes[ALLOWANCE]
    scheme = own.model_copy(update={"also_said": [*own.also_said, "哪吒票"]})
    return replace(words, schemes={**words.schemes, ALLOWANCE: scheme})


@pytest.fixture(scope="module")
def ears(words: Words, edited: Words, library: Library, tmp_path_factory) -> tuple[Ear, Ear]:
    held, cache = Held(library, DAY), tmp_path_factory.mktemp("cut")
    return Ear(words, held, cache), Ear(edited, held, cache)


def test_a_new_name_shows_the_phrases_it_reaches_and_whether_that_is_right(
    ears: tuple[Ear, Ear],
) -> None:
    asked = [
        Asked("哪吒票怎么申请", TwinPhrase("", ALLOWANCE, "procedure")),
        Asked("哪吒票几号看得上", TwinPhrase("", OUTSIDE, None)),
        Asked("哪吒票怎么办理", times=3),
        Asked("公租房怎么申请", TwinPhrase("", "housing_assistance", "procedure")),
    ]
    found = heard_changes(*ears, asked)
    texts = [text for one in found for text in one.texts]
    assert "哪吒票怎么申请" in texts
    assert "哪吒票怎么办理（问过 3 回）" in texts
    assert not any("公租房" in text for text in texts)
    reached = next(one for one in found if "哪吒票怎么申请" in one.texts)
    assert reached.after.about == ALLOWANCE
    assert (reached.better, reached.worse) == (1, 0)
    assert all(one.before.about != ALLOWANCE for one in found)


def test_nothing_differs_for_the_same_words(ears: tuple[Ear, Ear]) -> None:
    before, _ = ears
    assert heard_changes(before, before, [Asked("低保怎么申请"), Asked("哪吒票")]) == []


@pytest.mark.parametrize(
    ("twin", "text", "is_right"),
    [
        (TwinPhrase("", DANGER + "illness", None), "我爸喝农药了快救人", True),
        (TwinPhrase("", DANGER + "fire", None), "我爸喝农药了快救人", False),
        (TwinPhrase("", TALK, None), "你好", True),
        (TwinPhrase("", ALLOWANCE, None, is_miss=True), "低保怎么申请", False),
        (TwinPhrase("", DANGER, None, is_miss=True), "我爸喝农药了快救人", False),
        (TwinPhrase("", DANGER, None, is_miss=True), "俺家五口人", True),
        (TwinPhrase("", OUTSIDE, None, domain="pension"), "社保养老金几号发", True),
        (TwinPhrase("", OUTSIDE, None, domain="farming"), "社保养老金几号发", False),
    ],
)
def test_what_is_right_is_told_by_the_test_phrase(
    ears: tuple[Ear, Ear], twin: TwinPhrase, text: str, *, is_right: bool
) -> None:
    from backend.rehearsal.hearing import _takes

    assert _takes(twin, ears[0].understand(text)) is is_right


@pytest.mark.parametrize(
    ("was", "becomes", "aspect"),
    [
        (Outcome("policy", ALLOWANCE, "amount", None), Outcome("emergency", "fire", None, None), "危险卡片"),
        (Outcome("policy", ALLOWANCE, "amount", None), Outcome("out_of_scope", None, None, None), "答不答"),
        (Outcome("policy", ALLOWANCE, "amount", None), Outcome("policy", "general", "amount", None), "项目"),
        (Outcome("policy", ALLOWANCE, "amount", None), Outcome("policy", ALLOWANCE, "appeal", None), "哪一面"),
        (Outcome("out_of_scope", "pension", None, None), Outcome("out_of_scope", "tax", None, None), "归谁管"),
        (Outcome("policy", ALLOWANCE, "amount", None), Outcome("policy", ALLOWANCE, "amount", "fire"), "先给的号码"),
        (Outcome("clarify", None, None, None), Outcome("clarify", "of_what", None, None), "为什么反问"),
        (Outcome("clarify", None, None, None), Outcome("clarify", None, None, None, ((ALLOWANCE, "amount"),)), "反问的选项"),
        (Outcome("policy", ALLOWANCE, "amount", None), Outcome("policy", ALLOWANCE, "amount", None, ((ALLOWANCE, "amount"),)), "旁边的选项"),
    ],
)  # fmt: skip
def test_the_gravest_of_what_changes_is_named(was: Outcome, becomes: Outcome, aspect: str) -> None:
    assert aspect_of(was, becomes) == aspect
    assert aspect in ASPECTS


def test_the_list_begins_with_counts_and_stops_unless_all_is_asked(words: Words) -> None:
    was = Outcome("policy", ALLOWANCE, "amount", None)
    groups = [
        HeardChange("项目", was, was._replace(about="general"), list("甲乙丙丁"), worse=4)
        for _ in range(MOST_GROUPS + 2)
    ]
    beside = HeardChange("旁边的选项", was, was, ["戊：没有 → 低保·不服怎么办"])
    short = [*heard_lines([*groups, beside], 100, Titles(words), everything=False)]
    assert short[0].startswith(
        "听法：听了 100 句，68 句会答得不一样（照测试话看，变对 0 句，变错 68 句）"
    )
    assert "另有 1 句答的一样" in short[0]
    assert short[1] == "变的是：项目 68 句。"
    assert short[2] == "== 项目变了，4 句（变错 4 句）"
    assert "   ……还有 1 句" in short
    assert short[-1] == "还有 3 组 9 句没有列出，加 --all 全部列出。"
    everything = [*heard_lines([*groups, beside], 100, Titles(words), everything=True)]
    assert "   丁" in everything
    assert everything[-2:] == [
        "照旧：低保·能有多少钱（minimum_living_allowance/amount）",
        "   戊：没有 → 低保·不服怎么办",
    ]


def test_phrases_are_those_of_the_folder_and_of_the_points_each_once() -> None:
    asked = phrases_of(ROOT / "tests" / "intents", ["哪吒票", "低保怎么申请"])
    texts = [one.text for one in asked]
    assert len(texts) == len(set(texts)) > 10_000
    assert "哪吒票" in texts
    assert phrases_of(ROOT / "no-such-folder", ["哪吒票"]) == [Asked("哪吒票")]


def test_a_card_reworded_is_told_with_its_number(words: Words, library: Library) -> None:
    first, *rest = words.emergencies.kinds
    kinds = [first.model_copy(update={"calm": "先坐下。"}), *rest[1:]]
    other = replace(words, emergencies=words.emergencies.model_copy(update={"kinds": kinds}))
    found = {one.name: one for one in sentence_changes(words, other, Held(library, DAY))}
    assert set(found) == {first.id, rest[0].id}
    assert found[first.id].kind == "危险卡片"
    assert found[first.id].title == f"{first.title}（{first.id}）"
    assert "先坐下。" in found[first.id].after
    assert "{{" not in found[first.id].after
    assert found[rest[0].id].after == NOTHING
    assert rest[0].title in found[rest[0].id].title


def test_words_are_compared_only_where_both_can_be_read(tmp_path: Path) -> None:
    with pytest.raises(NotCompared, match="没有 intents/"):
        two_words(tmp_path, ROOT)
    shutil.copytree(ROOT / "intents", tmp_path / "intents")
    assert two_words(tmp_path, ROOT) is None
    path = tmp_path / "intents" / "schemes" / f"{ALLOWANCE}.yaml"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("also_said: [", "also_said: [哪吒票, "), encoding="utf-8")
    both = two_words(tmp_path, ROOT)
    assert both is not None
    assert both.is_unlearnt
    path.write_text(text.replace("short: ", "short: 新"), encoding="utf-8")
    both = two_words(tmp_path, ROOT)
    assert both is not None
    assert not both.is_unlearnt  # another name is shown; nothing else is listened for
    path.write_text(text + "synonyms: []\n", encoding="utf-8")
    with pytest.raises(NotCompared, match="从前的写法"):
        two_words(tmp_path, ROOT)
