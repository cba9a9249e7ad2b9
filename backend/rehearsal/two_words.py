"""The words of two states side by side; nothing where there is nothing to compare."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from backend.chat.vocabulary import listed
from backend.content.files import ContentError
from backend.content.words import Words, load_words
from backend.rehearsal.earlier import WORDS


class NotCompared(Exception):
    """The words cannot be compared; the text says why."""


class TwoWords(NamedTuple):
    """`is_unlearnt` when words that are listened for differ and the weights are the same: learnt before the edit."""

    before: Words
    after: Words
    is_unlearnt: bool


def two_words(earlier: Path, root: Path) -> TwoWords | None:
    """Give the words of both folders, None where every file is the same.

    Raises NotCompared when the earlier words are missing or not written as today's rules want,
    ContentError when today's are faulty.
    """
    if not (earlier / WORDS).is_dir():
        raise NotCompared("那份内容里没有 intents/")
    old, new = _files(earlier / WORDS), _files(root / WORDS)
    if old == new:
        return None
    after = load_words(root / WORDS)
    try:
        before = load_words(earlier / WORDS)
    except ContentError as fault:
        raise NotCompared("那份 intents/ 是从前的写法，现在的程序读不了") from fault
    weights = {name for name in old | new if name.startswith("weights/")}
    is_same_weights = all(old.get(one) == new.get(one) for one in weights)
    return TwoWords(before, after, is_same_weights and set(listed(before)) != set(listed(after)))


def _files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }
