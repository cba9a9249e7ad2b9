"""What a case still needs by the rules of its procedure. Pure.

The rules are the procedure's dated data (policy_texts/procedures): a paper is needed always, or when
something holds for the household (somebody disabled, ill, studying, renting …). What the law says
may not be demanded is never in the list (社会救助法第六十二条; `content check` holds it).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from backend.content.models import Procedure, Source

_BETWEEN = re.compile(r"[或和、的（）()，,]")


@dataclass(frozen=True)
class Need:
    """One paper to bring, with what lets the window ask for it. `because` is the condition that
    holds for this household, None when everybody brings it; without an `is_optional` one the
    application stands all the same."""

    id: str
    name: str
    note: str
    source: str
    because: str | None = None
    is_optional: bool = False


def needs(
    procedure: Procedure | None, conditions: Collection[str], given: Collection[str] = ()
) -> tuple[Need, ...]:
    """Give what this household brings, in the order of the procedure; nothing without one.

    `conditions` hold for the household; `given` names what was told already (`phone`).
    """
    if procedure is None:
        return ()
    return tuple(
        Need(one.id, one.name, one.note, cited(one.sources), one.condition, one.optional)
        for one in procedure.materials
        if (one.condition is None or one.condition in conditions) and one.given not in given
    )


def is_same_paper(wanted: str, name: str) -> bool:
    """Whether what a clerk typed is the paper the procedure calls `name`: the same, or naming one of
    the papers in it (“户口簿首页” is of “身份证或户口簿”)."""
    text, known = _plain(wanted), _plain(name)
    return text == known or any(part in text for part in _BETWEEN.split(known) if len(part) > 2)


def cited(sources: Iterable[Source]) -> str:
    """Name the strongest source, which stands first."""
    return "；".join(f"《{one.document}》{one.article}" for one in list(sources)[:1])


def _plain(words: str) -> str:
    return "".join(unicodedata.normalize("NFKC", words).split())
