"""The learnt weights laid on one text: how likely each scheme is, and each side of a scheme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from backend.chat.emergencies import Alarm
from backend.chat.facets import FacetScore
from backend.chat.features import (
    WHOLE,
    Heard,
    heard_of_side,
    heard_of_topic,
    names_apart,
    scheme_feature,
    with_hidden,
)
from backend.chat.topics import Topics
from backend.chat.weighing import Finder, Scale, Sums
from backend.content.twin_files import DANGER, OUTSIDE
from backend.content.weight_files import NO_WEIGHTS, Weights

_SIDES = 5
_HARDLY, _SOMEWHAT, _LIKELY, _MOSTLY, _SURELY = 0.02, 0.1, 0.3, 0.6, 0.9
_RIVAL = 0.5  # a danger counts though something else is likelier: better one card too many
_CLAIM = 1.6  # a scheme must be so much likelier than what is not ours: best on phrases held out

_by_chance = itemgetter(1)

__all__ = ["Judge", "Judgement"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Chances read off one text. `ranked` are schemes, likeliest first.

    `hidden` is the text without scheme names, `heard` what the rules heard of topic and side.
    """

    ranked: Sequence[tuple[str, float]]
    outside: float
    talk: float
    dangers: Mapping[str, float]
    hidden: str
    heard: tuple[Heard, Heard]
    _domains: Domains
    _scale: Scale
    _sums: Sums
    _sides: dict[str, list[FacetScore]] = field(default_factory=dict, repr=False)

    @property
    def is_harmless(self) -> bool:
        """Tell whether hardly anything speaks for danger, and it is clear what else is asked."""
        if self.is_ours:
            return sum(self.dangers.values()) < _HARDLY
        return self.outside >= _SURELY

    def danger(self, *, is_asking: bool) -> str | None:
        """Give the kind of danger the text speaks of, None when it hardly does.

        Who names a scheme or what to do is asking for something: then the danger must be more likely than not.
        """
        kind = self._worst
        whole = sum(self.dangers.values())
        rival = _RIVAL * max(self.ranked[0][1], self.outside, self.talk)
        enough = _MOSTLY if is_asking else max(_LIKELY, rival)
        return kind if whole >= enough else None

    @property
    def worry(self) -> str | None:
        """Give the kind of danger that may be meant, not likely enough for its card."""
        return self._worst if sum(self.dangers.values()) >= _SOMEWHAT else None

    @property
    def _worst(self) -> str | None:
        return max(self.dangers, key=self.dangers.__getitem__, default=None)

    @property
    def is_ours(self) -> bool:
        """Tell whether some scheme is likelier, and clearly so, than all that is not ours."""
        return self.ranked[0][1] > self.outside * _CLAIM and self.ranked[0][1] > self.talk

    def likeliest_domain(self, text: str) -> tuple[str, float]:
        """Give the field a normalised text belongs to, were it not ours, with its chance."""
        return self._domains.likeliest(text, self.heard[0])

    def likeliest_side(self, scheme: str) -> tuple[str, float]:
        """Give the likeliest side asked of a scheme with its chance."""
        return self._scale.likeliest(self._scale.add(self._sums, scheme))

    def sides(self, scheme: str) -> list[FacetScore]:
        """Give the likeliest sides asked of a scheme with their chances, likeliest first."""
        known = self._sides.get(scheme)
        if known is None:
            chances = self._scale.chances(self._scale.add(self._sums, scheme))
            ranked = sorted(zip(chances, self._scale.classes, strict=True), reverse=True)
            known = [FacetScore(facet, chance) for chance, facet in ranked[:_SIDES]]
            self._sides[scheme] = known
        return known


class Domains:
    """The table `domains`. It has a finder of its own: only what is not ours is laid on it."""

    def __init__(self, weights: Weights) -> None:
        """Pack the table."""
        self._finder = Finder([weights])
        self._scale = Scale(weights, self._finder.pieces)

    def likeliest(self, text: str, about: Heard) -> tuple[str, float]:
        """Give the likeliest field with its chance; ("", 0) when nothing was learnt yet."""
        if not self._scale:
            return "", 0.0
        numbers = {number for number, _, _ in self._finder.find(text)}
        return self._scale.likeliest(self._scale.weigh(numbers, about))


class Judge:
    """The tables of weights, ready to be laid on texts."""

    def __init__(self, weights: Mapping[str, Weights]) -> None:
        """Pack the tables `topics`, `facets` and `domains`."""
        self.domains = Domains(weights.get("domains", NO_WEIGHTS))
        tables = weights.get("topics", NO_WEIGHTS), weights.get("facets", NO_WEIGHTS)
        self._finder = Finder(tables)
        self.topics, self.facets = (Scale(one, self._finder.pieces) for one in tables)
        classes = self.topics.classes
        ours = classes.index(OUTSIDE) if classes else 0
        self._schemes = classes[:ours]  # then OUTSIDE, TALK, and the dangers, as `learning` wrote
        self._dangers = tuple(name.removeprefix(DANGER) for name in classes[ours + 2 :])

    def reasons(
        self, text: str, judgement: Judgement, scheme: str, facet: str
    ) -> Sequence[tuple[str, float]]:
        """Give the weights that spoke loudest for the scheme, then those for the side."""
        about, asked = judgement.heard
        side = asked | {scheme_feature(scheme): WHOLE}
        return [
            *self.topics.reasons(text, about, scheme),
            *self.facets.reasons(judgement.hidden, side, facet),
        ]

    def judge(
        self, text: str, topics: Topics, facets: Sequence[FacetScore], alarm: Alarm | None
    ) -> Judgement | None:
        """Give the chances for a normalised text; None when nothing was learnt yet."""
        if not (self.topics and self.facets):
            return None
        found = self._finder.find(text)
        about = heard_of_topic(topics, alarm)
        numbers = {number for number, _, _ in found}
        chances = self.topics.chances(self.topics.weigh(numbers, about))
        schemes, dangers = self._schemes, self._dangers
        names = names_apart(topics.kept)
        hidden = with_hidden(text, names) if names else text
        asked = heard_of_side(facets, topics.fixed)
        if names:
            numbers = self._finder.find_hidden(found, names, hidden)
        return Judgement(
            ranked=sorted(zip(schemes, chances, strict=False), key=_by_chance, reverse=True),
            outside=chances[len(schemes)],
            talk=chances[len(schemes) + 1],
            dangers=dict(zip(dangers, chances[len(schemes) + 2 :], strict=True)),
            hidden=hidden,
            heard=(about, asked),
            _domains=self.domains,
            _sums=self.facets.weigh(numbers, asked),
            _scale=self.facets,
        )
