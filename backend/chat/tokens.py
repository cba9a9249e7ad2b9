"""What was typed or said, made even: one script, one width, one word for one thing; then cut."""

from __future__ import annotations

import logging
import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from typing import overload

from backend.content.word_files import Normalising

# jieba looks for pkg_resources to open its own files, and opens them itself without it; loading it
# takes a quarter of a second, for nothing else of ours.
_HELD = "pkg_resources"
if _HELD not in sys.modules:
    sys.modules[_HELD] = None  # type: ignore[assignment]
    import jieba

    del sys.modules[_HELD]
else:
    import jieba

_PAUSES = "，,、:：·~～-—…()（）[]【】《》\"“”'‘’|/ \t\u3000"
_STOPS = "。？?！!；;\n\r"
_OFTEN = 20_000


class Normaliser:
    """Makes texts and phrases alike, so that a phrase written once is found however it is typed.

    The result is NFKC, lower case, Simplified; sentences end in 。, pauses are ，, neither stands at
    an edge or twice in a row. Dialect becomes the common word, filler goes.
    """

    def __init__(self, rules: Normalising) -> None:
        """Compile the tables of `intents/normalise.yaml`."""
        signs: dict[str, str] = dict(zip(rules.traditional, rules.simplified, strict=True))
        signs |= dict.fromkeys(_PAUSES, "，") | dict.fromkeys(_STOPS, "。")
        signs |= {a: b for a, b in rules.words.items() if len(a) == 1}
        self._changed_signs = re.compile(f"[{''.join(map(re.escape, signs))}]")
        self._dialect = str.maketrans({a: b for a, b in rules.words.items() if len(a) == 1})
        self._signs = str.maketrans(signs)
        # Signs are changed first: a word of two or more is looked for in what they leave.
        longer = {a.translate(self._signs): b for a, b in rules.words.items() if len(a) > 1}
        self._words = longer | {one.translate(self._signs): "" for one in rules.filler}
        longest_first = sorted(self._words, key=len, reverse=True)
        listed = "|".join(map(re.escape, longest_first))
        heads = "".join(re.escape(one) for one in sorted({word[0] for word in self._words}))
        # The look ahead spares trying some 150 words at every sign that begins none of them.
        self._changes = re.compile(rf"(?=[{heads}])(?:{listed})|[，。]{{2,}}|([^\d])\1{{2,}}")

    def normalise(self, text: str) -> str:
        """Give the even form of `text`."""
        if not unicodedata.is_normalized("NFKC", text):
            text = unicodedata.normalize("NFKC", text)
        text = text.casefold()
        if self._changed_signs.search(text):  # nine short texts in ten have none: a look is cheaper
            text = text.translate(self._signs)
        return self._changes.sub(self._changed, text).strip("，。")

    def even_pattern(self, source: str) -> str:
        """Give a pattern of a content file in the words of normalised texts; classes stay."""
        parts = re.split(r"(\[[^\]]*\])", source)
        return "".join(part if part.startswith("[") else self._even_words(part) for part in parts)

    def _even_words(self, part: str) -> str:
        for found, even in self._words.items():
            if even:
                part = part.replace(found, even)
        return part.translate(self._dialect)

    def _changed(self, match: re.Match[str]) -> str:
        found = match[0]
        word = self._words.get(found)
        if word is not None:
            return word
        if found[0] in "，。":
            return "。" if "。" in found else "，"
        return found[0]


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
