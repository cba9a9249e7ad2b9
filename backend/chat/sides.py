"""Which side of a scheme a text asks about: weighed once, then for each scheme it may be asked of."""

from __future__ import annotations

from collections.abc import Sequence

from backend.chat.facets import FacetScore
from backend.chat.features import heard_of_side, names_apart, with_hidden
from backend.chat.topics import Topics
from backend.chat.weighing import Finder, Scale

_SIDES = 5
_quick = tuple.__new__  # what FacetScore(...) does, without its price


class Sides:
    """The sides of one text. `hidden` is the text without scheme names, `asked` what the rules heard."""

    __slots__ = ("_scale", "_sums", "asked", "hidden")

    def __init__(
        self, finder: Finder, scale: Scale, text: str, found: set[int],
        topics: Topics, facets: Sequence[FacetScore],
    ) -> None:  # fmt: skip
        """Weigh the pieces `found`, or those of the text without the names it has."""
        names = names_apart(topics.names)
        self.hidden = with_hidden(text, names) if names else text
        self.asked = heard_of_side(facets, topics.fixed)
        numbers = finder.find(self.hidden) if names else found
        self._scale = scale
        self._sums = scale.weigh(numbers, self.asked)

    def of(self, scheme: str) -> list[FacetScore]:
        """Give the likeliest sides asked of a scheme with their chances, likeliest first."""
        scale = self._scale
        sums = scale.add(self._sums, scheme)
        parts = scale.parts(sums)
        whole = sum(parts)
        ranked = sorted(zip(parts, scale.classes, strict=True), reverse=True)[:_SIDES]
        return [_quick(FacetScore, (facet, part / whole)) for part, facet in ranked]

    def first_of(self, scheme: str) -> str:
        """Give the likeliest side asked of a scheme; its chance is dearer, and not always wanted."""
        return max(zip(self._scale.add(self._sums, scheme), self._scale.classes, strict=True))[1]

    def likeliest_of(self, scheme: str) -> tuple[str, float]:
        """Give the likeliest side asked of a scheme with its chance."""
        return self._scale.likeliest(self._scale.add(self._sums, scheme))
