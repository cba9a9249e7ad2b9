"""What nobody may demand of a resident: refused, with why, by which article, and what to do instead.

The entries are content (policy_texts/never_ask), those of the case's scheme, place and way of handling
as they hold on the day of the move. A case with several schemes is held to those of its own: what an
added one needs is what its department cannot look up, and saying so lets the demand through.
A no may not rest on such a paper either.
Source: 社会救助法第六十二条.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Final

from flask import current_app

from backend.content.demands import Demand, Ears, ears_of
from backend.content.names import Scheme
from backend.content.never_ask import NeverAsk
from backend.doors.layout import beijing_day
from backend.intake import clocks
from backend.intake.models import IntakeCase
from backend.problems import FieldError, Invalid

_LONGEST: Final = 40  # characters of an item said again


def never_asked(case: IntakeCase, on: date, scheme: str | None = None) -> list[NeverAsk]:
    """Give what may not be demanded in this case, or for a `scheme` added to it, on that day."""
    procedure = clocks.procedure_of(case, scheme)
    return clocks.library().never_asked(
        scheme or case.scheme or Scheme.GENERAL,
        on,
        case.division_code,
        procedure.id if procedure else None,
    )


def refuse_demands(case: IntakeCase, fields: Iterable[tuple[str, str]], now: datetime) -> None:
    """Raise Invalid naming, by the pointer of its field, each thing asked for that nobody may demand."""
    faults = [
        FieldError(pointer, f"不能要“{one.asked[:_LONGEST]}”：{_why(one)}{_way_out(one)}")
        for pointer, text in fields
        for one in _ears().demands(text, never_asked(case, beijing_day(now)))
    ]
    if faults:
        raise Invalid("有不能向居民要的材料，请去掉再告知。", errors=faults)


def refuse_no_for_lack(
    case: IntakeCase, reason: str, now: datetime, scheme: str | None = None, field: str = "reason"
) -> None:
    """Raise Invalid when the reason for a no, to the case or a `scheme` added to it, is that
    something nobody may demand was not brought. `field` is where the reason was written."""
    faults = [
        FieldError(
            f"/{field}",
            f"“{one.asked[:_LONGEST]}”不能作为理由：{_why(one)}请另写理由，或者接着办。",
        )
        for one in _ears().lacking(reason, never_asked(case, beijing_day(now), scheme))
    ]
    if faults:
        raise Invalid("理由里有不能向居民要的材料，没有它不能不办。", errors=faults)


def _why(demand: Demand) -> str:
    never = demand.never
    return f"{never.why}（{_cited(never)}）。该这样办：{never.instead}。"


def _way_out(demand: Demand) -> str:
    lifted = demand.never.unless[:1]
    return f"请去掉这一项；真{lifted[0]}的，写明了可以要。" if lifted else "请去掉这一项。"


def _cited(never: NeverAsk) -> str:
    """Name the strongest source, which stands first, as people call it."""
    first = never.sources[0]
    document = clocks.library().document(first.document)
    return f"《{document.short if document else first.document}》{first.article}"


def _ears() -> Ears:
    return ears_of(clocks.library(), current_app.extensions.get("words"))
