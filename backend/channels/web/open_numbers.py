"""办件数公开: counts by township, small ones held back; open to everyone."""

from __future__ import annotations

from flask import current_app, render_template, request

from backend.channels.web.blueprint import bp, today
from backend.open_numbers.queries import numbers_of

_FIRST_YEAR = 2026


@bp.get("/numbers")
def open_numbers() -> str:
    """This year's numbers, or those of the year asked for."""
    this_year, asked = today().year, request.args.get("year", "")
    known = [year for year in range(_FIRST_YEAR, this_year + 1) if str(year) == asked]
    county = current_app.extensions["settings"].home_region
    numbers = numbers_of(county, known[0] if known else this_year)
    years = list(range(this_year, max(_FIRST_YEAR, this_year - 3) - 1, -1))
    return render_template("web/numbers.html", numbers=numbers, years=years)
