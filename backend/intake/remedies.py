"""How one objects to a no, with the periods that held on the day of the decision."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from backend.doors.layout import beijing_day
from backend.intake import clocks
from backend.intake.wording import WAY_TO_OBJECT

_FIGURES: Final = (
    ("reconsideration", "common.reconsideration_days"),
    ("lawsuit", "common.lawsuit_months"),
)


def way_to_object(place: str, decided_at: datetime) -> str:
    """Say how one objects to what was decided at that instant, at this place."""
    library, on = clocks.library(), beijing_day(decided_at)
    return WAY_TO_OBJECT.format(
        **{
            name: library.figure(figure, on, place) if figure in library.figures else "规定期限"
            for name, figure in _FIGURES
        }
    )
