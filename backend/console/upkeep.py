"""政策内容: facts due for another look, guides with gaps, and the rehearsal of a coming day."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import islice
from typing import Final

from flask import Blueprint, current_app, render_template, request
from flask.typing import ResponseReturnValue

from backend.accounts.current import current_actor
from backend.accounts.permissions import Permission
from backend.config import Settings
from backend.content.library import Library
from backend.content.names import Scheme
from backend.content.upkeep import (
    beginning,
    checked_before,
    ending,
    not_known_at,
    numbers_to_find,
)
from backend.doors.layout import beijing_day
from backend.guides.certificate import Certificate, certify
from backend.guides.contents import guide_content
from backend.regions.codes import contains
from backend.regions.queries import full_name, window_for
from backend.rehearsal.answers import Held, changes
from backend.rehearsal.cases import case_changes
from backend.rehearsal.guides import guide_changes

bp = Blueprint(
    "console_upkeep", __name__, url_prefix="/console/content", template_folder="templates"
)

_MONTHS: Final = (3, 6, 9, 12)
_USUAL_MONTHS: Final = 6
_SOON: Final = timedelta(days=90)
_SHOWN: Final = 100
_FARTHEST: Final = timedelta(days=800)


@bp.get("/")
def home() -> str:
    library, today = _library(), beijing_day()
    months = _months(request.args.get("months", ""))
    place = _home_region()
    return render_template(
        "console/upkeep.html",
        today=today,
        months=months,
        choices=_MONTHS,
        old=checked_before(library, today, months),
        ending=ending(library, today, _SOON),
        beginning=beginning(library, today),
        unnumbered=numbers_to_find(library),
        unknown=not_known_at(library, today, place),
        place=full_name(place),
        guides=[one for one in _certificates(library, place, today) if one.gaps],
        shown=_SHOWN,
        tomorrow=today + timedelta(days=1),
    )


@bp.get("/rehearsal")
def rehearsal() -> ResponseReturnValue:
    """What a coming day changes: answers, figures, procedures, guides, and open cases in reach."""
    today = beijing_day()
    coming = _day(request.args.get("on", ""))
    if coming is None or not today < coming <= today + _FARTHEST:
        fault = "请选明天以后、两年以内的一天。"
        return render_template("console/rehearsal.html", fault=fault, coming=None, today=today), 422
    before, after = Held(_library(), today), Held(_library(), coming)
    found = changes(before, after)
    reach = current_actor().reach(Permission.EDIT_CONTENT)
    cases = [
        one
        for one in case_changes(before, after)
        if any(contains(outer, one.division_code) for outer in reach)
    ]
    return render_template(
        "console/rehearsal.html",
        fault="",
        coming=coming,
        today=today,
        found=list(islice(found, _SHOWN)),
        more=len(found) - _SHOWN,
        guides=guide_changes(before, after),
        cases=cases[:_SHOWN],
        case_count=len(cases),
        turning_days=[one for one in _library().turning_days if today < one <= today + _FARTHEST],
    )


def _certificates(library: Library, place: str, on: date) -> list[Certificate]:
    window = window_for(place)
    return [certify(guide_content(library, topic, place, on, window)) for topic in Scheme]


def _months(written: str) -> int:
    return int(written) if written in {str(one) for one in _MONTHS} else _USUAL_MONTHS


def _day(written: str) -> date | None:
    try:
        return date.fromisoformat(written) if len(written) == 10 else None
    except ValueError:
        return None


def _library() -> Library:
    library: Library = current_app.extensions["library"]
    return library


def _home_region() -> str:
    settings: Settings = current_app.extensions["settings"]
    return settings.home_region
