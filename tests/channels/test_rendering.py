"""Replies fit the door: safe lengths in bytes, links and characters whole, nothing lost."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from backend.channels.rendering import in_words, split
from backend.chat.reply_parts import Link, Reply, Suggestion

TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc", "Z"]), max_size=400)


@settings(max_examples=60)
@given(TEXT, st.integers(12, 200))
def test_pieces_are_short_and_whole(text: str, most: int) -> None:
    pieces = split(text, most)
    assert all(0 < len(piece.encode()) <= most for piece in pieces)
    assert "".join(pieces) == text


def test_sentences_and_links_stay_together() -> None:
    link = '<a href="https://x.example/w/abc">查进度</a>'
    text = "第一句话。第二句话。" + link + "最后一句。"
    for most in (60, 70, 90):
        pieces = split(text, most)
        assert sum(link in piece for piece in pieces) == 1
        assert all(piece[-1] in "。>" for piece in pieces)
    assert split("") == split(" \n ") == []


def test_words_carry_everything() -> None:
    reply = Reply(
        "先打 110。",
        links=(Link("拨打 110", "tel:110"), Link("查进度", "/status")),
        suggestions=(Suggestion("怎么办", "低保怎么办"),),
    )
    full = in_words(reply, lambda path: f"https://x.example{path}")
    assert '<a href="https://x.example/status">查进度</a>' in full
    assert "tel:" not in full
    assert "低保怎么办" in full
    plain = in_words(reply, lambda path: f"https://x.example{path}", with_links=False)
    assert "查进度：https://x.example/status" in plain
