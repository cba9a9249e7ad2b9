"""The learnt weights laid on one text: how likely each scheme is, and each side of a scheme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from backend.chat.emergencies import Alarm
from backend.chat.facets import FacetScore
from backend.chat.features import facet_features, scheme_feature, topic_features
from backend.chat.topics import Topics
from backend.chat.weighing import Scale
from backend.content.twin_files import DANGER, OUTSIDE, TALK
from backend.content.weight_files import NO_WEIGHTS, Weights

_HARDLY, _LIKELY, _MOSTLY = 0.02, 0.45, 0.8

__all__ = ["Judge", "Judgement"]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Chances read off one text. `ranked` are schemes, likeliest first."""

    ranked: Sequence[tuple[str, float]]
    outside: float
    talk: float
    dangers: Mapping[str, float]
    topic_features: frozenset[str]
    facet_features: frozenset[str]
    _scale: Scale
    _sum: tuple[int, int]

    @property
    def is_harmless(self) -> bool:
        """Tell whether hardly anything speaks for danger and something of ours is asked."""
        return self.is_ours and sum(self.dangers.values()) < _HARDLY

    def danger(self, *, is_asking: bool) -> str | None:
        """Give the kind of danger the text speaks of, None when it hardly does.

        Who names a scheme is asking for something: then the danger must be all but certain.
        """
        kind = max(self.dangers, key=self.dangers.__getitem__, default=None)
        whole = sum(self.dangers.values())
        enough = _MOSTLY if is_asking else max(_LIKELY, self.ranked[0][1], self.outside, self.talk)
        return kind if whole >= enough else None

    @property
    def is_ours(self) -> bool:
        """Tell whether some scheme is likelier than all that is not ours."""
        return self.ranked[0][1] > self.outside and self.ranked[0][1] > self.talk

    def sides(self, scheme: str) -> list[FacetScore]:
        """Give the sides asked of a scheme with their chances, likeliest first."""
        chances = self._scale.chances(self._scale.add(self._sum, scheme_feature(scheme)))
        found = [
            FacetScore(facet, chance)
            for facet, chance in zip(self._scale.classes, chances, strict=True)
        ]
        return sorted(found, key=lambda one: -one.score)


class Judge:
    """Both tables of weights, ready to be laid on texts."""

    def __init__(self, weights: Mapping[str, Weights]) -> None:
        """Pack the tables `topics` and `facets`."""
        self.topics = Scale(weights.get("topics", NO_WEIGHTS))
        self.facets = Scale(weights.get("facets", NO_WEIGHTS))

    def judge(
        self, text: str, topics: Topics, facets: Sequence[FacetScore], alarm: Alarm | None
    ) -> Judgement | None:
        """Give the chances for a normalised text; None when nothing was learnt yet."""
        if not (self.topics and self.facets):
            return None
        about = topic_features(text, topics, alarm)
        chances = dict(
            zip(self.topics.classes, self.topics.chances(self.topics.weigh(about)), strict=True)
        )
        outside, talk = chances.pop(OUTSIDE), chances.pop(TALK)
        dangers = {
            name.removeprefix(DANGER): chances.pop(name)
            for name in self.topics.classes
            if name.startswith(DANGER)
        }
        asked = facet_features(text, topics.kept, facets, topics.fixed)
        return Judgement(
            ranked=sorted(chances.items(), key=lambda one: -one[1]),
            outside=outside,
            talk=talk,
            dangers=dangers,
            topic_features=frozenset(about),
            facet_features=frozenset(asked),
            _scale=self.facets,
            _sum=self.facets.weigh(asked),
        )
