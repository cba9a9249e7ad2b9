from __future__ import annotations

import pytest

from backend.content.normalising import Normaliser
from backend.content.words import Words


@pytest.fixture(scope="module")
def normaliser(words: Words) -> Normaliser:
    return Normaliser(words.normalising)


@pytest.mark.parametrize(
    ("said", "even"),
    [
        ("低保　怎麼申請？", "低保，怎么申请"),
        ("ＡＢＣ类低保", "abc类低保"),
        ("俺娘咋办低保啊", "我娘怎么办低保"),
        ("低保！！！要啥材料？？？", "低保。要什么材料"),
        ("请问一下低保", "低保"),
        ("哈哈哈哈哈", "哈"),
        ("2000元", "2000元"),
        ("  ", ""),
    ],
)
def test_one_form_for_one_meaning(normaliser: Normaliser, said: str, even: str) -> None:
    assert normaliser.normalise(said) == even


def test_normalising_twice_changes_nothing_more(normaliser: Normaliser, words: Words) -> None:
    for scheme in words.schemes.values():
        for name in scheme.names:
            once = normaliser.normalise(name)
            assert normaliser.normalise(once) == once


def test_patterns_take_the_words_of_normalised_texts(normaliser: Normaliser) -> None:
    assert normaliser.even_pattern("咋.{0,3}(办|[啥咋])") == "怎么.{0,3}(办|[啥咋])"
