"""What was typed or said, made even: one script, one width, one word for one thing. Pure."""

from __future__ import annotations

import re
import unicodedata

from backend.content.word_files import Normalising

_PAUSES = "，,、:：·~～-—…()（）[]【】《》\"“”'‘’|/ \t\u3000"
_STOPS = "。？?！!；;\n\r"


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
