"""Names said or typed by ear are heard; common words stay what they are."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

import jieba
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pypinyin import lazy_pinyin

from backend.chat.matcher import Matcher
from backend.chat.sounds import SoundIndex, SoundsLike
from backend.chat.tokens import Cutter
from backend.content.words import load_words

INTENTS = Path(__file__).resolve().parents[2] / "intents"
NAMES = [name for own in load_words(INTENTS).schemes.values() for name in own.names]
HEARD = [name for name in NAMES if 2 <= len(name) <= 6]
COMMON_SIGNS = bytes(
    byte for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF) for byte in (row, cell)
).decode("gb2312", "ignore")
STARTS = [("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l")]
F_AND_H = [("fu", "hu"), ("fei", "hui"), ("fen", "hun"), ("fan", "huan"), ("fang", "huang")]
INDEX = SoundIndex(NAMES)


def misheard(syllable: str) -> set[str]:
    """Give what a syllable is taken for: its own tones, one usual confusion, or the end beside it."""
    found = {syllable}
    for pair in STARTS:
        for said, heard in (pair, pair[::-1]):
            is_other = said in ("z", "c", "s") and syllable.startswith(f"{said}h")
            if syllable.startswith(said) and not is_other:
                found.add(heard + syllable[len(said) :])
    for pair in F_AND_H:
        for said, heard in (pair, pair[::-1]):
            if syllable == said:
                found.add(heard)
    found |= {one[:-1] if one.endswith("ng") else f"{one}g" for one in found if one[-1] in "ng"}
    return found


SIGNS_BY_SOUND: dict[str, list[str]] = defaultdict(list)
for _sign in COMMON_SIGNS:
    SIGNS_BY_SOUND[lazy_pinyin(_sign)[0]].append(_sign)


@given(data=st.data())
def test_a_name_is_heard_in_spite_of_the_usual_confusions(data: st.DataObject) -> None:
    name = data.draw(st.sampled_from(HEARD))
    most = max(1, len(name) // 2)
    places = data.draw(st.sets(st.integers(0, len(name) - 1), min_size=1, max_size=most))
    written = list(name)
    for place in places:
        sounds = misheard(lazy_pinyin(name[place])[0])
        others = sorted({sign for one in sounds for sign in SIGNS_BY_SOUND[one]} - {name[place]})
        assume(others)
        written[place] = data.draw(st.sampled_from(others))
    said = "".join(written)
    assume(said not in NAMES)
    text = f"问{said}"
    assert INDEX.find(text, list(text)) == SoundsLike(1, 1 + len(name), name)


@pytest.fixture(scope="module")
def cutter(tmp_path_factory: pytest.TempPathFactory) -> Cutter:
    return Cutter(INTENTS / "dictionary.txt", tmp_path_factory.mktemp("cut"), NAMES)


def common_words() -> list[str]:
    """Give the 5,000 most frequent words of two signs and more in jieba's own dictionary."""
    plain = jieba.Tokenizer()
    plain.initialize()
    counted = sorted(plain.FREQ.items(), key=lambda one: (-one[1], one[0]))
    return [word for word, count in counted if len(word) > 1 and count][:5000]


def test_no_common_word_is_bent_into_a_name(cutter: Cutter, matcher: Matcher) -> None:
    """Neither alone nor said with something before and after it."""
    words = common_words()
    assert len(words) == 5000
    for word in words:
        for text in (word, f"我要{word}", f"{word}怎么办"):
            assert INDEX.find(text, cutter.cut(text)) is None, text
    for word in words[::25]:
        assert not [hit for hit in matcher.understand(word).spoke if hit.entry.grade == "sounds"]


def test_two_names_that_sound_alike_are_not_guessed() -> None:
    index = SoundIndex(["慈善救助", "磁扇救助"])
    assert index.find("词山救助", list("词山救助")) is None
