from __future__ import annotations

from backend.chat.lexicon import Entry, Hit, Lexicon, outermost


def entry(phrase: str, target: str = "x") -> Entry:
    return Entry("scheme", target, 1.0, phrase, "names")


def test_one_pass_finds_overlapping_and_inner_phrases() -> None:
    lexicon = Lexicon([entry("低保"), entry("低保边缘"), entry("边缘户"), entry("户")])
    found = [(hit.start, hit.end) for hit in lexicon.scan("低保边缘户")[0]]
    assert sorted(found) == [(0, 2), (0, 4), (2, 5), (4, 5)]


def test_a_phrase_with_two_meanings_gives_two_hits() -> None:
    lexicon = Lexicon([entry("低保", "a"), entry("低保", "b")])
    assert {hit.entry.target for hit in lexicon.scan("吃低保")[0]} == {"a", "b"}


def test_the_longer_phrase_covers_the_shorter() -> None:
    short, long = Hit(0, 2, entry("低保")), Hit(0, 4, entry("低保边缘"))
    assert outermost([short, long]) == ([long], [short])


def test_a_pattern_is_worth_trying_when_a_reading_of_every_piece_is_there() -> None:
    lexicon = Lexicon([entry("低保")], [[["停", "取消"], ["低保"]], [["低保"]], [["钱"], ["涨"]]])
    assert lexicon.scan("取消低保")[1] == [0, 1]
    assert lexicon.scan("低保钱")[1] == [1]
    assert lexicon.scan("钱涨了")[1] == [2]
