"""An even text (`content.normalising`), cut into words."""

from __future__ import annotations

import logging
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import overload

# jieba looks for pkg_resources to open its own files, and opens them itself without it; loading it
# takes a quarter of a second, for nothing else of ours.
_HELD = "pkg_resources"
if _HELD not in sys.modules:
    sys.modules[_HELD] = None  # type: ignore[assignment]
    import jieba

    del sys.modules[_HELD]
else:
    import jieba

_OFTEN = 20_000


class Cutter:
    """A jieba tokenizer of our own: own dictionary, own cache directory, loaded at once."""

    def __init__(self, dictionary: Path, cache_dir: Path, names: list[str]) -> None:
        """Load jieba's full dictionary, then ours, then the schemes' `names` as whole words."""
        jieba.setLogLevel(logging.WARNING)
        self._jieba = jieba.Tokenizer()
        self._jieba.tmp_dir = str(cache_dir)
        self._jieba.initialize()
        if dictionary.exists():
            with dictionary.open("rb") as stream:  # given a path, jieba leaves the file open
                self._jieba.load_userdict(stream)
        for name in names:
            self._jieba.add_word(name, freq=_OFTEN)

    def cut(self, text: str) -> list[str]:
        """Cut a normalised text into words."""
        tokens: list[str] = self._jieba.lcut(text)
        return tokens

    def may_join(self, text: str, border: int) -> bool:
        """Tell whether some word of the dictionary, up to four signs long, lies over the border."""
        known = self._jieba.FREQ.get
        size = len(text)
        for first in range(max(0, border - 3), border):
            for last in range(border + 1, min(size, first + 4) + 1):
                if known(text[first:last]):
                    return True
        return False


class Cut(Sequence[str]):
    """The words of one normalised text, cut when first asked for, sentence by sentence.

    Cutting is the dearest step, and most texts are settled without it or by one of their sentences.
    """

    def __init__(self, cutter: Cutter, text: str) -> None:
        """Keep the text and what cuts it."""
        self._cutter, self._text = cutter, text
        self._known: tuple[str, ...] | None = None
        self._edges: dict[tuple[int, int], set[int]] = {}

    @property
    def words(self) -> tuple[str, ...]:
        """Give all words, signs between sentences included."""
        if self._known is None:
            self._known = tuple(self._cutter.cut(self._text))
        return self._known

    def may_join(self, border: int) -> bool:
        """Tell whether a word may lie over the border; False spares the cutting."""
        return 0 < border < len(self._text) and self._cutter.may_join(self._text, border)

    def edges_around(self, start: int, end: int) -> set[int]:
        """Give the offsets at which words begin or end in the sentence that holds the place."""
        first = 1 + max(self._text.rfind("，", 0, start), self._text.rfind("。", 0, start))
        ends = [at for sign in "，。" if (at := self._text.find(sign, end)) >= 0]
        last = min(ends, default=len(self._text))
        known = self._edges.get((first, last))
        if known is None:
            known = {first + edge for edge in inner_edges(self._cutter.cut(self._text[first:last]))}
            self._edges[first, last] = known
        return known

    def __len__(self) -> int:
        """Give the number of words."""
        return len(self.words)

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        """Give a word or several."""
        return self.words[place]

    def __eq__(self, other: object) -> bool:
        """Tell whether the text is the same: then so are its words."""
        return isinstance(other, Cut) and self._text == other._text

    def __hash__(self) -> int:
        """Hash by the text."""
        return hash(self._text)


def inner_edges(tokens: list[str]) -> set[int]:
    """Give the offsets at which one token ends and the next begins, 0 and the length included."""
    edges, at = {0}, 0
    for token in tokens:
        at += len(token)
        edges.add(at)
    return edges
