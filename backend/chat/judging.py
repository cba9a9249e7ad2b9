"""The learnt weights laid on one text: how likely each scheme is, and each side of a scheme."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import repeat
from math import log
from operator import itemgetter, truediv

from backend.chat.emergencies import Alarm
from backend.chat.facets import FacetScore
from backend.chat.features import WHOLE, heard_of_topic, scheme_feature
from backend.chat.sides import Sides
from backend.chat.topics import Topics
from backend.chat.weighing import Finder, Scale
from backend.content.twin_files import DANGER, OUTSIDE
from backend.content.weight_files import NO_WEIGHTS, Weights

_KINDS = 0.5  # how much the chances of the kinds add to the one question whether it is a danger
_RAREST = 0.0001
# How loud a danger must be for its card, best on phrases held out: where a word names it; where none
# does, as in what people tell of their family; where a scheme is named or something wanted, and the
# danger told beside it; in a word or two that name none; where a word names one that lasts
# (suicide, violence, hunger ...), rather once too often.
_LOUD, _LOUD_UNNAMED, _LOUD_BESIDE, _LOUD_IN_SHORT, _LOUD_IF_SAID = -1.75, -0.5, -1.0, -0.5, -3.25
_WORRYING = -2.0  # how loud for the number to stand before the answer
_SHORT = 5
_CLAIM = 1.6  # a scheme must be so much likelier than what is not ours: best on phrases held out

_by_chance = itemgetter(1)

__all__ = ["Judge", "Judgement"]


class Judgement:
    """Chances read off one text.

    `outside` is what is not ours, `talk` what is only talk, `in_danger` all dangers together;
    `loudness` how loudly it speaks of danger of whatever kind (log odds, and half as many of
    `in_danger`), `about` what the rules heard of the topic. Only what every text needs is worked out at once:
    two texts in five are settled without a side, and of most no field is wanted.
    """

    __slots__ = (
        "_best", "_facets", "_found", "_judge", "_parts", "_ranked", "_sides", "_text",
        "_topics", "_whole", "about", "in_danger", "loudness", "outside", "talk",
    )  # fmt: skip

    def __init__(
        self, judge: Judge, text: str, topics: Topics, facets: Sequence[FacetScore],
        alarm: Alarm | None,
    ) -> None:  # fmt: skip
        """Weigh the topics of a normalised text."""
        self._judge, self._text, self._topics, self._facets = judge, text, topics, facets
        self._found = judge.finder.find(text)
        self._ranked: list[tuple[str, float]] | None = None
        self._sides: Sides | None = None
        self.about = heard_of_topic(topics, alarm)
        *sums, alarm_sum = judge.topics.weigh(self._found, self.about)
        self._parts = parts = judge.topics.parts(sums)
        self._whole = whole = sum(parts)
        ours = judge.ours
        self._best = max(parts[:ours]) / whole
        self.outside = parts[ours] / whole
        self.talk = parts[ours + 1] / whole
        self.in_danger = sum(parts[ours + 2 :]) / whole
        danger = min(max(self.in_danger, _RAREST), 1 - _RAREST)
        self.loudness = alarm_sum / 100 + _KINDS * log(danger / (1 - danger))

    @property
    def ranked(self) -> Sequence[tuple[str, float]]:
        """Give the schemes with their chances, likeliest first."""
        if self._ranked is None:
            chances = map(truediv, self._parts, repeat(self._whole))
            self._ranked = list(zip(self._judge.schemes, chances, strict=False))
            self._ranked.sort(key=_by_chance, reverse=True)
        return self._ranked

    def is_danger(self, *, is_asking: bool, alarm: Alarm | None = None) -> bool:
        """Tell whether it is loud enough for a card: better one too many.

        `alarm` is the danger a word named; `is_asking` when a scheme is named or something wanted.
        """
        if is_asking:
            return self.loudness >= _LOUD_BESIDE
        if alarm is None and len(self._text) <= _SHORT:
            return self.loudness >= _LOUD_IN_SHORT
        if alarm is None:
            return self.loudness >= _LOUD_UNNAMED
        return self.loudness >= (_LOUD_IF_SAID if alarm.lasts else _LOUD)

    @property
    def worry(self) -> str | None:
        """Give the kind of danger that may be meant, not likely enough for its card."""
        return self.likeliest_danger if self.loudness >= _WORRYING else None

    @property
    def likeliest_danger(self) -> str | None:
        parts = self._parts[self._judge.ours + 2 :]
        return self._judge.dangers[parts.index(max(parts))] if parts else None

    @property
    def is_ours(self) -> bool:
        """Tell whether some scheme is likelier, and clearly so, than all that is not ours."""
        return self._best > self.outside * _CLAIM and self._best > self.talk

    @property
    def likeliest_domain(self) -> tuple[str, float]:
        """Give the field the text belongs to, were it not ours, with its chance; ("", 0) when
        nothing was learnt yet."""
        domains = self._judge.domains
        if not domains:
            return "", 0.0
        own = [number for number in self._found if number < domains.size]
        return domains.likeliest(domains.weigh(own, self.about))

    @property
    def sides(self) -> Sides:
        """Give which side is asked, of whatever scheme."""
        if self._sides is None:
            judge = self._judge
            self._sides = Sides(
                judge.finder, judge.facets, self._text, self._found, self._topics, self._facets
            )
        return self._sides


class Judge:
    """The tables of weights, ready to be laid on texts."""

    def __init__(self, weights: Mapping[str, Weights]) -> None:
        """Pack the tables `topics`, `facets` and `domains`."""
        topics, facets, domains = (
            weights.get(name, NO_WEIGHTS) for name in ("topics", "facets", "domains")
        )
        # The fields' pieces get the lowest numbers, so that theirs are told by a look at the number.
        self.finder = Finder([domains, topics, facets])
        self.topics, self.facets = (Scale(one, self.finder.pieces) for one in (topics, facets))
        self.domains = Scale(domains, Finder([domains]).pieces)
        self._has_learnt = bool(self.topics and self.facets)
        classes = topics.classes
        self.ours = classes.index(OUTSIDE) if classes else 0
        self.schemes = classes[
            : self.ours
        ]  # then OUTSIDE, TALK, dangers, ALARM, as `learning` wrote
        self.dangers = tuple(name.removeprefix(DANGER) for name in classes[self.ours + 2 : -1])

    def reasons(
        self, text: str, judgement: Judgement, scheme: str, facet: str
    ) -> tuple[Sequence[tuple[str, float]], Sequence[tuple[str, float]]]:
        """Give the weights that spoke loudest for the scheme, and those for the side."""
        sides = judgement.sides
        asked = sides.asked | {scheme_feature(scheme): WHOLE}
        return (
            self.topics.reasons(text, judgement.about, scheme),
            self.facets.reasons(sides.hidden, asked, facet),
        )

    def judge(
        self, text: str, topics: Topics, facets: Sequence[FacetScore], alarm: Alarm | None
    ) -> Judgement | None:
        """Give the chances for a normalised text; None when nothing was learnt yet."""
        if not self._has_learnt:
            return None
        return Judgement(self, text, topics, facets, alarm)
