"""From a question to its reading: one pass over the text, then rules that can be told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from copy import copy
from operator import itemgetter
from pathlib import Path

from backend.chat.choices import chosen
from backend.chat.emergencies import EmergencyReader
from backend.chat.facets import FacetScore, rank_facets
from backend.chat.judging import Judge
from backend.chat.lexicon import Entry, Hit
from backend.chat.reading import Reading
from backend.chat.sounds import SoundIndex
from backend.chat.tokens import Cut, Cutter
from backend.chat.topics import TopicReader
from backend.chat.understanding import NO_CONTEXT, Context, Understanding
from backend.chat.verdicts import decide
from backend.chat.vocabulary import Vocabulary
from backend.content.normalising import Normaliser
from backend.content.words import Words

_SOUND_WEIGHT = 0.8
_by_score = itemgetter(1)


class Matcher:
    """Understands residents' questions; built once at start, safe to share between threads."""

    def __init__(self, words: Words, cache_dir: Path) -> None:
        """Compile everything. `cache_dir` is an existing directory of ours for jieba's cache."""
        self._words = words
        self._normaliser = Normaliser(words.normalising)
        names = {name: key for key, one in words.schemes.items() for name in one.names}
        self._cutter = Cutter(words.dictionary, cache_dir, list(names))
        self._vocabulary = Vocabulary(words, self._normaliser)
        self.entries_of = self._vocabulary.entries_of
        self._emergencies = EmergencyReader(words.emergencies)
        self._topics = TopicReader(words.situations, words.normalising.identity_endings)
        self._names = {self._normaliser.normalise(name): key for name, key in names.items()}
        self._sounds = SoundIndex(self._names)
        self.judge = Judge(words.weights)
        self._follow_ups = tuple(words.normalising.follow_up)

    def understand(self, text: str, context: Context = NO_CONTEXT) -> Understanding:
        """Give the reading of `text`; the same text and context give the same reading."""
        even = self._normaliser.normalise(text)
        choice = chosen(even, context) if context.offered else None
        if choice and choice.scheme and choice.facet:
            return Understanding("policy", choice.scheme, choice.facet, 1.0, normalised=even)
        if choice and choice.text:
            even = self._normaliser.normalise(choice.text)
        return decide(self._read(even, Cut(self._cutter, even), context), self._words)

    def read(self, text: str, without: Collection[Entry] = ()) -> Reading:
        """Give what is heard in a text on its own, before anything is decided.

        `without` are words to be deaf to: for asking what hangs on one of them.
        """
        even = self._normaliser.normalise(text)
        return self._read(even, Cut(self._cutter, even), NO_CONTEXT, without)

    def entries_in(self, text: str) -> set[Entry]:
        """Give every word and pattern that is found in a text."""
        return {hit.entry for hit in self._vocabulary.scan(self._normaliser.normalise(text))}

    def with_lists_of(self, words: Words) -> Matcher:
        """Give a matcher that hears the same words but reads them by the short lists of `words`.

        Those of normalise.yaml (endings, follow-ups) and of emergencies.yaml (past, denied ...).
        """
        other = copy(self)
        other._words = words
        other._emergencies = EmergencyReader(words.emergencies)
        other._topics = TopicReader(words.situations, words.normalising.identity_endings)
        other._follow_ups = tuple(words.normalising.follow_up)
        return other

    def _read(
        self, even: str, tokens: Cut, context: Context, without: Collection[Entry] = ()
    ) -> Reading:
        by_family: defaultdict[str, list[Hit]] = defaultdict(list)
        hits = self._vocabulary.scan(even)
        if without:
            hits = [hit for hit in hits if hit.entry not in without]
        for hit in hits:
            _, _, entry = hit  # taken apart, as everywhere on this path: a third of asking by name
            by_family[entry.family].append(hit)
        topics = self._topics.read(even, hits, tokens)
        if (
            not (topics.schemes or topics.outside or topics.services)
            and "smalltalk" not in by_family
        ):
            heard = self._heard(even, tokens)
            if heard:
                topics = self._topics.read(even, [*hits, heard], tokens)
        alarm = None
        if "emergency" in by_family:
            lifted = by_family.get("emergency_not", [])
            alarm = self._emergencies.read(even, by_family["emergency"], lifted)
        asked = by_family.get("facet", ())
        facets: list[FacetScore] = []
        if asked:
            facets = rank_facets(asked, by_family.get("facet_not", ()), topics.names)
        judgement = self.judge.judge(even, topics, facets, alarm)
        is_loud = judgement and judgement.is_danger(is_asking=topics.is_asking)
        danger = judgement.likeliest_danger if judgement and is_loud else None
        if danger and alarm is None:
            alarm = self._emergencies.suspected(even, by_family.get("emergency", []), danger)
        smalltalk, needs = by_family.get("smalltalk", ()), by_family.get("need", ())
        ranked = sorted(topics.schemes.items(), key=_by_score, reverse=True)
        is_follow_up = even.startswith(self._follow_ups)
        return Reading(
            even, tokens, topics, ranked, facets, alarm, judgement,
            smalltalk, needs, asked, context, is_follow_up,
        )  # fmt: skip

    def _heard(self, even: str, tokens: Sequence[str]) -> Hit | None:
        heard = self._sounds.find(even, tokens)
        if heard is None:
            return None
        entry = Entry("scheme", self._names[heard.name], _SOUND_WEIGHT, heard.name, "sounds")
        return Hit(heard.start, heard.end, entry)
