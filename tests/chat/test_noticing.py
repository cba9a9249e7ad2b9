"""A word somebody would miss, and one nobody would: on the words we ship and a handful of phrases."""

from __future__ import annotations

from dataclasses import replace

import pytest

from backend.chat.learning import untaught
from backend.chat.matcher import Matcher
from backend.chat.noticing import unnoticed, unnoticed_rules
from backend.content.twin_files import DANGER, OUTSIDE, TwinFile, TwinPhrase
from backend.content.words import Words

ALLOWANCE = "minimum_living_allowance"


@pytest.fixture(scope="module")
def few(words: Words) -> Words:
    """The words with one list changed: what is not asked about here is taken out."""
    scheme = words.schemes[ALLOWANCE].model_copy(
        update={"also_said": ["月月红", "哪吒票"], "heard_as": [], "not_": ["月月红酒"]}
    )
    return replace(words, schemes={**words.schemes, ALLOWANCE: scheme})


@pytest.fixture(scope="module")
def deaf(few: Words, tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    return untaught(few, tmp_path_factory.mktemp("cut"))


def silent(few: Words, deaf: Matcher, *said: TwinPhrase) -> set[str]:
    found = unnoticed(few, said, deaf)
    return {one.said for one in found if one.target == ALLOWANCE} & {"月月红", "哪吒票", "月月红酒"}


def test_a_word_counts_where_its_right_answer_hangs_on_it(few: Words, deaf: Matcher) -> None:
    asked = TwinPhrase("月月红怎么申请", ALLOWANCE, "procedure")
    elsewhere = TwinPhrase("哪吒票", "housing_assistance", None)
    wine = TwinPhrase("月月红酒多少钱一瓶", OUTSIDE, None)
    assert silent(few, deaf) == {"月月红", "哪吒票", "月月红酒"}
    assert silent(few, deaf, asked, elsewhere) == {"哪吒票", "月月红酒"}
    assert silent(few, deaf, wine) == {"月月红", "哪吒票"}
    assert silent(few, deaf, replace(elsewhere, also=((ALLOWANCE, None),))) == {
        "月月红", "月月红酒",
    }  # fmt: skip


def test_a_near_miss_notices_what_keeps_it_away(few: Words, deaf: Matcher) -> None:
    miss = TwinPhrase("月月红酒怎么申请", ALLOWANCE, None, is_miss=True)
    assert "月月红酒" not in silent(few, deaf, miss)


def test_sides_dangers_and_short_lists_are_asked_too(few: Words, deaf: Matcher) -> None:
    def missing(*said: TwinPhrase) -> set[str]:
        return {f"{one.target} {one.said}" for one in unnoticed(few, said, deaf)}

    said = (
        TwinPhrase("低保除名", ALLOWANCE, "review"),
        TwinPhrase("羊水破了", DANGER + "illness", None),
    )
    gone = missing() - missing(*said)
    assert {"review 除名", "illness 羊水破了"} <= gone
    assert "past 以前" not in gone


def test_a_rule_of_normalising_is_missed_by_the_text_it_makes_even(words: Words) -> None:
    twin = {"evens": [{"text": "俺家", "even": "我家"}], "follows": ["那我呢"]}
    found = {one.said for one in unnoticed_rules(words, TwinFile.model_validate(twin))}
    assert {"咱", "请问", "刚才"} <= found
    assert "俺" not in found
