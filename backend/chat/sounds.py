"""Words that sound like a scheme: 底保 for 低保. Asked only when nothing else was understood."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

os.environ.setdefault("PYPINYIN_NO_PHRASES", "true")  # before the import: 13 MB instead of 57
from pypinyin import Style, pinyin

_SHORTEST, _LONGEST = 2, 6
_CONFUSED = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_F_AS_H = {
    "fa": "hua", "fan": "huan", "fang": "huang", "fei": "hui", "fen": "hun", "feng": "hong",
    "fo": "huo", "fu": "hu",
}  # fmt: skip


class SoundsLike(NamedTuple):
    """`text[start:end]` sounds like `name`."""

    start: int
    end: int
    name: str


@lru_cache(maxsize=8192)
def sound_of(sign: str) -> str:
    """Give the syllable of one sign without tone, usual confusions levelled."""
    syllables = pinyin(sign, style=Style.NORMAL, errors="ignore")
    syllable = syllables[0][0] if syllables else ""
    syllable = _F_AS_H.get(syllable, syllable)
    for said, heard in _CONFUSED:
        if syllable.startswith(said):
            syllable = heard + syllable[len(said) :]
            break
    return syllable[:-1] if syllable.endswith("ng") else syllable


class SoundIndex:
    """A closed list of names by sound."""

    def __init__(self, names: Iterable[str]) -> None:
        """Index names of two to six signs; where two sound alike, neither is guessed."""
        self._names: dict[tuple[str, ...], str | None] = {}
        for name in names:
            if _SHORTEST <= len(name) <= _LONGEST:
                key = tuple(map(sound_of, name))
                if self._names.setdefault(key, name) != name:
                    self._names[key] = None
        self._lengths: dict[str, set[int]] = {}
        for key in self._names:
            self._lengths.setdefault(key[0], set()).add(len(key))

    def find(self, text: str, tokens: Iterable[str]) -> SoundsLike | None:
        """Give the longest name that sounds in the text and is spelled otherwise.

        A word of the dictionary is never bent into a name: the signs in question must have been
        left as single signs by the cutter, or share at least half their signs with the name.
        """
        whole: set[tuple[int, int]] | None = None
        for start, name in self._alike(text[:200]):
            if whole is None:  # cutting is dear, and few texts have anything that sounds alike
                whole = _words_at(tokens)
            end = start + len(name)
            if _may_be(text[start:end], name, start, whole):
                return SoundsLike(start, end, name)
        return None

    def _alike(self, text: str) -> list[tuple[int, str]]:
        """Give the places where a name sounds, and the name; the longest first, then as they come."""
        sounds = list(map(sound_of, text))
        found = []
        for start in range(len(sounds) - _SHORTEST + 1):
            for length in self._lengths.get(sounds[start], ()):
                name = self._names.get(tuple(sounds[start : start + length]))
                if name:
                    found.append((start, name))
        return sorted(found, key=lambda one: (-len(one[1]), one[0]))


def _words_at(tokens: Iterable[str]) -> set[tuple[int, int]]:
    found, at = set(), 0
    for token in tokens:
        if len(token) > 1:
            found.add((at, at + len(token)))
        at += len(token)
    return found


def _may_be(written: str, name: str, start: int, words: set[tuple[int, int]]) -> bool:
    end = start + len(written)
    alike = sum(a == b for a, b in zip(written, name, strict=True))
    torn = any(
        first < end and start < last and not (start <= first and last <= end)
        for first, last in words
    )
    if written == name or torn or alike == 0:
        return False
    if len(name) >= 4:
        return alike * 2 >= len(name)
    return not any(start <= first and last <= end for first, last in words)
