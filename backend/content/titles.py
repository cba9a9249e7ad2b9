"""Ids as an editor reads them: the Chinese name first, the id in brackets behind. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from backend.content.names import Facet, Scheme, Titled
from backend.content.words import Words

_SHOWN_AS: Final = {
    "emergency": "危险", "service": "替人办事", "smalltalk": "客气话", "outside": "不归我们管",
    "situation": "难处",
}  # fmt: skip


def with_id(title: str, id_: str) -> str:
    """Give 低保（minimum_living_allowance）; an id without a title stands alone."""
    return f"{title}（{id_}）" if title else id_


def bare(id_: str) -> str:
    """Give 低保 for a scheme, 怎么办 for a facet, nothing for another id."""
    kinds: tuple[type[Titled], ...] = (Scheme, Facet)
    return next((kind(id_).title_zh for kind in kinds if id_ in set(kind)), "")


def title_of(id_: str) -> str:
    """Give 低保（…） for a scheme, 怎么办（…） for a facet; another id stands as it is."""
    return with_id(bare(id_), id_)


def pair(scheme: str, facet: str | None) -> str:
    """Give 低保·怎么办（minimum_living_allowance/procedure）."""
    if facet is None:
        return title_of(scheme)
    return with_id(f"{bare(scheme)}·{bare(facet)}", f"{scheme}/{facet}")


class Titles:
    """Names of what the words themselves bring: dangers, services, situations, other fields."""

    def __init__(self, words: Words) -> None:
        self._titles: Mapping[tuple[str, str], str] = {
            **{("emergency", one.id): one.title for one in words.emergencies.kinds},
            **{("service", one.id): one.title for one in words.services},
            **{("situation", one.id): one.title for one in words.situations},
            **{("outside", one.id): one.title for one in words.outside},
            **{("smalltalk", one.id): "" for one in words.smalltalk},
        }

    def of(self, family: str, target: str) -> str:
        """Give the name of one of a family, such as 危险“有人要轻生”（suicide）."""
        title = self._titles.get((family, target))
        if title is None:
            scheme, _, facet = target.partition("/")
            return pair(scheme, facet or None)
        return self.led_by(_SHOWN_AS[family], family, target)

    def led_by(self, lead: str, family: str, target: str) -> str:
        """Give the name with another word before it, such as 危险卡片“有人要轻生”（suicide）."""
        title = self._titles.get((family, target))
        return with_id(f"{lead}“{title}”" if title else lead, target)
