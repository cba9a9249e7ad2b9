"""What a text is about: schemes, situations that lead to schemes, fields that are not ours."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from backend.chat.lexicon import Hit, outermost
from backend.chat.tokens import Cut
from backend.content.word_files import Situation

TOPICAL = frozenset({"scheme", "situation", "outside", "not", "service"})
_RANKS = (1.0, 0.62, 0.45, 0.3)
_REST = 0.3
_IDENTITY = 0.6
_LATER = 0.1
_NAMED = 0.5
_NEED = 0.3
_FIXED = 1.4
_GENERAL = 0.4


@dataclass(slots=True)
class Topics:
    """Scores by scheme and by outside domain.

    `names` are all hits that say a scheme by name, `named` the schemes said so, `identities` those
    said only as what somebody is (低保户).
    """

    schemes: dict[str, float] = field(default_factory=dict)
    outside: dict[str, float] = field(default_factory=dict)
    named: dict[str, list[Hit]] = field(default_factory=dict)
    identities: set[str] = field(default_factory=set)
    situations: dict[str, Situation] = field(default_factory=dict)
    services: list[Hit] = field(default_factory=list)
    firsts: set[str] = field(default_factory=set)
    fixed: dict[str, str] = field(default_factory=dict)
    kept: list[Hit] = field(default_factory=list)
    names: list[Hit] = field(default_factory=list)
    rejected: list[Hit] = field(default_factory=list)

    @property
    def is_asking(self) -> bool:
        """Tell whether a scheme is named, or something is asked to be done."""
        return bool(self.named or self.services)


class TopicReader:
    """Weighs the topical hits of a text."""

    def __init__(self, situations: Sequence[Situation], identity_endings: Sequence[str]) -> None:
        """Keep where situations lead, and the endings that make a name an identity."""
        self._leads: Mapping[str, Situation] = {one.id: one for one in situations}
        self._endings = tuple(identity_endings)

    def read(self, text: str, hits: Sequence[Hit], words: Cut) -> Topics:
        """Give the scores; words that cross a border of `words` are rejected."""
        topics = Topics()
        tight: list[Hit] = []
        stretched: list[Hit] = []
        pairs: list[Hit] = []
        needs: list[Hit] = []
        for hit in hits:
            _, _, (family, _, _, phrase, _) = hit
            if family in TOPICAL:
                # A pattern with gaps spans much and says nothing of what is inside.
                (stretched if ".{" in phrase else tight).append(hit)
            elif family == "pair":
                pairs.append(hit)
            elif family == "need":
                needs.append(hit)
        kept, inside = outermost(tight)
        kept += stretched
        topics.rejected.extend(inside)
        nots = [hit for hit in kept if hit.entry.family == "not"]
        spoken: dict[tuple[str, str], dict[str, float]] = {}
        for hit in kept:
            start, end, (family, target, _, _, _) = hit
            is_short = end - start == 2 and family in ("scheme", "outside")
            if is_short and _crosses(hit, words):
                topics.rejected.append(hit)
                continue
            if nots and family != "not" and _is_lifted(hit, target, nots):
                topics.rejected.append(hit)
                continue
            topics.kept.append(hit)
            self._weigh(text, hit, topics, spoken)
        for hit in pairs:
            scheme, _, facet = hit.entry.target.partition("/")
            if _is_lifted(hit, scheme, nots):
                continue
            topics.fixed[scheme] = facet
            spoken.setdefault(("scheme", scheme), {})[hit.entry.phrase] = _FIXED
            topics.kept.append(hit)
        self._sum(spoken, topics)
        if "general" in topics.schemes and topics.firsts - {"general"}:
            topics.schemes["general"] *= _GENERAL
        if needs and topics.schemes and self._is_in_need(needs, topics):
            best = max(topics.schemes, key=topics.schemes.__getitem__)
            topics.schemes[best] += _NEED
        return topics

    @staticmethod
    def _is_in_need(needs: Sequence[Hit], topics: Topics) -> bool:
        """Tell whether hardship is said beyond the names themselves (困难 in 困难职工)."""
        names = [hit for own in topics.named.values() for hit in own]
        return any(
            not any(name.start <= hit.start and hit.end <= name.end for name in names)
            for hit in needs
        )

    def _weigh(
        self,
        text: str,
        hit: Hit,
        topics: Topics,
        spoken: dict[tuple[str, str], dict[str, float]],
    ) -> None:
        start, _, (family, target, weight, phrase, grade) = hit
        if family == "service":
            topics.services.append(hit)
        elif family == "scheme":
            topics.firsts.add(target)
            weight += _LATER * start / len(text)
            if grade != "situations":
                topics.names.append(hit)
                if self._is_identity(text, hit):
                    weight *= _IDENTITY
                    topics.identities.add(target)
                else:
                    weight += _NAMED
                    topics.named.setdefault(target, []).append(hit)
            _note(spoken, ("scheme", target), phrase, weight)
        elif family == "situation":
            situation = self._leads[target]
            topics.situations[target] = situation
            topics.firsts.add(situation.leads_to[0].scheme)
            for rank, lead in zip(_RANKS, situation.leads_to, strict=False):
                _note(spoken, ("scheme", lead.scheme), target, weight * rank)
        elif family == "outside":
            _note(spoken, ("outside", target), phrase, weight)

    def _is_identity(self, text: str, hit: Hit) -> bool:
        after = text[hit.end : hit.end + 3]
        is_official = hit.entry.grade == "names"
        return after.startswith(self._endings) or (
            not is_official and hit.entry.phrase.endswith(self._endings)
        )

    @staticmethod
    def _sum(spoken: dict[tuple[str, str], dict[str, float]], topics: Topics) -> None:
        for (family, target), by_phrase in spoken.items():
            weights = [*by_phrase.values()]
            total = weights[0]
            if len(weights) > 1:
                best = max(weights)
                total = best + _REST * min(sum(weights) - best, 1.5)
            (topics.schemes if family == "scheme" else topics.outside)[target] = total


def _note(
    spoken: dict[tuple[str, str], dict[str, float]],
    key: tuple[str, str],
    phrase: str,
    weight: float,
) -> None:
    own = spoken.get(key)
    if own is None:
        spoken[key] = {phrase: weight}
    elif weight > own.get(phrase, 0.0):
        own[phrase] = weight


def _is_lifted(hit: Hit, target: str, nots: Sequence[Hit]) -> bool:
    """Tell whether a longer phrase says that the words at this place belong elsewhere."""
    return any(
        no.entry.target == target and no.start < hit.end and hit.start < no.end for no in nots
    )


def _crosses(hit: Hit, words: Cut) -> bool:
    """Tell whether a short word starts or ends inside a longer word of the text.

    A slip (`heard_as`) must stand alone; a name may have one ragged end, the cutter errs too.
    """
    allowed = 0 if hit.entry.grade == "heard_as" else 1
    if not words.may_join(hit.start):
        if allowed or not words.may_join(hit.end):
            return False
    elif allowed and not words.may_join(hit.end):
        return False
    edges = words.edges_around(hit.start, hit.end)
    return (hit.start not in edges) + (hit.end not in edges) > allowed
