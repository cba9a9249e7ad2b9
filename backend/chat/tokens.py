"""What was typed or said, made even: one script, one width, one word for one thing; then cut."""

from __future__ import annotations

import logging
import re
import unicodedata
from pathlib import Path

import jieba

from backend.content.word_files import Normalising

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
        self._dialect = str.maketrans({a: b for a, b in rules.words.items() if len(a) == 1})
        self._signs = str.maketrans(signs)
        # Signs are changed first: a word of two or more is looked for in what they leave.
        longer = {a.translate(self._signs): b for a, b in rules.words.items() if len(a) > 1}
        self._words = longer | {one.translate(self._signs): "" for one in rules.filler}
        longest_first = sorted(self._words, key=len, reverse=True)
        listed = "|".join(map(re.escape, longest_first))
        self._changes = re.compile(rf"{listed}|[，。]{{2,}}|([^\d])\1{{2,}}")

    def normalise(self, text: str) -> str:
        """Give the even form of `text`."""
        if not unicodedata.is_normalized("NFKC", text):
            text = unicodedata.normalize("NFKC", text)
        text = text.casefold().translate(self._signs)
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

    def knows(self, word: str) -> bool:
        """Tell whether the word stands in the dictionary."""
        return bool(self._jieba.FREQ.get(word, 0))


def inner_edges(tokens: list[str]) -> set[int]:
    """Give the offsets at which one token ends and the next begins, 0 and the length included."""
    edges, at = {0}, 0
    for token in tokens:
        at += len(token)
        edges.add(at)
    return edges
