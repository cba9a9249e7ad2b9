"""What a clerk typed, and which parts of it demand what nobody may demand. Pure.

A text is read sentence by sentence and item by item, each made even as a resident's words are. In an
item the words and patterns of `policy_texts/never_ask/` are looked for; nothing is guessed: whoever
is refused is told the words that were heard. An item that says the paper is not wanted (不用开…) or
that the offices look it up themselves demands nothing.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from backend.content.library import Library
from backend.content.never_ask import NeverAsk
from backend.content.normalising import Normaliser
from backend.content.patterns import compile_pattern, regex_of
from backend.content.words import Words

_SENTENCES: Final = re.compile(r"[。?!;\n\r]+")
_CLAUSES: Final = re.compile(r"[,:·~—…]+")
_LISTED: Final = re.compile(r"[、/|]+")
_BRACKETS: Final = re.compile(r"[()\[\]【】《》<>\"“”'‘’「」]")
_SPACES: Final = re.compile(r"\s+")
# Said before a forbidden word, these make the item harmless: "不用开收入证明".
# "别忘了带…", "不要漏了…", "免不了要…", "不得少于…" say the opposite.
_NOT_WANTED: Final = re.compile(
    r"(不用|不要|不需|不必|无需|无须|不得|不再|别|免(?!不了))[^，。忘漏落缺少丢]{0,8}$"
)
# Said after it: "收入证明不用开了"; "收入证明不要复印件" still wants the paper.
_NOT_WANTED_AFTER: Final = re.compile(
    r"^[^，。]{0,4}(不用|不必|不需|无需|无须|免了|免交|可以不|就不)(?!.{0,3}(复印|原件|盖章|公证))"
)
# Said within: "收入不用开证明".
_NOT_WANTED_WITHIN: Final = re.compile(r"不用|不要|不需|不必|无需|无须|免开|免交")
# One word for a whole list: "不用开收入证明、银行流水", "收入证明、银行流水都不用开".
_NONE_WANTED: Final = re.compile(
    r"^.{0,2}(不用|不要|不需|不必|无需|无须|不再|免(?!不了))(?!.*[忘漏落缺少丢])"
)
_NONE_WANTED_AFTER: Final = re.compile(
    r"(都|均|全|一律|全部)(不用|不必|不要|不需|无需|无须|可以不|免)"
)
_BUT: Final = re.compile(r"\s*(但|只要|还要|另|要|需要|请)")
# A paper somebody did not bring, as a reason for a no: "没有交收入证明", "收入证明没开来".
_LACKED: Final = re.compile(
    r"(没(?!有关)|未|缺|少了|不(交|提供|提交|配合提供|肯交|愿交|齐|全)|拒|拿不出|开不(来|出|到)|补不)"
)


@dataclass(frozen=True, slots=True)
class Demand:
    """`asked` is the item as typed, `heard` the words in it that name what may not be demanded."""

    asked: str
    heard: str
    never: NeverAsk


@dataclass(frozen=True, slots=True)
class _Item:
    """One item, made even: `text` with its pauses, `joined` without, `sentence` around it."""

    asked: str
    text: str
    joined: str
    sentence: str


class _Ear:
    """One word or pattern of an entry, as it stands in even texts."""

    def __init__(self, source: str, even: str) -> None:
        self.source = source
        pattern = compile_pattern(even)
        self._phrases = pattern.pieces[0] - {""} if pattern.is_plain else frozenset()
        self._regex = None if pattern.is_plain else regex_of(even)

    def said(self, item: _Item) -> Iterator[tuple[str, int, int]]:
        """Give (text, start, end) of every place; a phrase is found across a pause too."""
        for phrase in self._phrases:
            at = item.joined.find(phrase)
            while at >= 0:
                yield item.joined, at, at + len(phrase)
                at = item.joined.find(phrase, at + 1)
        for found in self._regex.finditer(item.text) if self._regex else ():
            yield item.text, found.start(), found.end()

    def wanted(self, item: _Item) -> str:
        """Give the longest words that want the paper, "" when none do."""
        places = (text[a:b] for text, a, b in self.said(item) if _is_wanted(text, a, b))
        return max(places, key=len, default="")


class _Entry:
    def __init__(self, never: NeverAsk, even: Callable[[str], str]) -> None:
        self.ears = [_Ear(one, even(one)) for one in (*never.words, *never.patterns)]
        self._not = [_Ear(one, even(one)) for one in never.not_meant]
        self._unless = [even(one) for one in never.unless]

    def hears(self, item: _Item) -> str:
        """Give the longest words of the item that demand it, "" when nothing does."""
        heard = max((ear.wanted(item) for ear in self.ears), key=len, default="")
        if not heard or any(one in item.sentence for one in self._unless):
            return ""
        return "" if any(next(one.said(item), None) for one in self._not) else heard


class Ears:
    """Every entry of the library, compiled once."""

    def __init__(self, entries: Iterable[NeverAsk], words: Words | None) -> None:
        """Without words nothing is made even but width, case and spaces."""
        self._normaliser = Normaliser(words.normalising) if words else None
        self._entries = {one: _Entry(one, self._even_source) for one in entries}

    def demands(self, text: str, entries: Collection[NeverAsk]) -> list[Demand]:
        """Give the items of the text that demand what an entry forbids, one demand an item: the
        longest words win, then the entry for fewer schemes, then the one written first."""
        heard = (self._heard(item, entries) for item in self._items(text))
        return [one for one in heard if one]

    def lacking(self, text: str, entries: Collection[NeverAsk]) -> list[Demand]:
        """Give what a reason for a no says was not brought, and nobody had to bring."""
        items = (item for item in self._items(text) if _LACKED.search(item.sentence))
        return [one for item in items if (one := self._heard(item, entries))]

    def unheard(self, never: NeverAsk) -> list[str]:
        """Give the words and patterns of the entry that none of its `refused` phrases holds."""
        items = [item for phrase in never.refused for item in self._items(phrase)]
        ears = self._entries[never].ears
        return [ear.source for ear in ears if not any(ear.wanted(item) for item in items)]

    def _heard(self, item: _Item, entries: Collection[NeverAsk]) -> Demand | None:
        found = [(heard, one) for one in entries if (heard := self._entries[one].hears(item))]
        best = max(found, key=lambda pair: (len(pair[0]), -len(pair[1].schemes)), default=None)
        return Demand(item.asked, *best) if best else None

    def _items(self, text: str) -> Iterator[_Item]:
        """Cut into sentences and items; what stands in brackets belongs to the item around it."""
        for sentence in _SENTENCES.split(unicodedata.normalize("NFKC", text)):
            whole = self._even(sentence).replace("，", "")
            for clause in _CLAUSES.split(sentence):
                listed = _LISTED.split(clause)
                if len(listed) > 1 and _wants_none(listed):
                    continue
                for asked in listed:
                    if even := self._even(asked):
                        yield _Item(asked.strip(), even, even.replace("，", ""), whole)

    def _even(self, text: str) -> str:
        """Give the even form; 收入的证明 is 收入证明."""
        text = _BRACKETS.sub("", text).replace("的", "")
        if self._normaliser:
            return self._normaliser.normalise(text)
        return _SPACES.sub("，", text.casefold().strip())

    def _even_source(self, source: str) -> str:
        even = self._normaliser.even_pattern(source) if self._normaliser else source
        return even.replace("的", "")


@lru_cache(maxsize=4)
def ears_of(library: Library, words: Words | None) -> Ears:
    """Give the ears for this content, compiled at the first use and kept with it."""
    return Ears(library.never_ask, words)


def _wants_none(listed: list[str]) -> bool:
    first, *more = listed
    if any(_BUT.match(one) for one in more):
        return False
    return bool(_NONE_WANTED.search(first) or _NONE_WANTED_AFTER.search(listed[-1]))


def _is_wanted(text: str, start: int, end: int) -> bool:
    if _NOT_WANTED_WITHIN.search(text[start:end]):
        return False
    return not _NOT_WANTED.search(text[:start]) and not _NOT_WANTED_AFTER.match(text[end:])
