"""没答上的问题: what residents asked and did not get, for an editor; and a patch that mends it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from flask import Blueprint, Response, current_app, render_template, request
from flask.typing import ResponseReturnValue

from backend.accounts.current import current_actor
from backend.accounts.permissions import Permission
from backend.chat.adopting import ContentFile, NotAdopted, with_hit, with_word
from backend.chat.memory import KEEP_DAYS
from backend.chat.questions import MOST_READ, Group, open_questions
from backend.chat.services import Chat
from backend.config import Settings
from backend.content.names import Facet, Scheme
from backend.doors.layout import beijing_day
from backend.regions.queries import full_name

bp = Blueprint(
    "console_content", __name__, url_prefix="/console/questions", template_folder="templates"
)

_SHOWN: Final = 60
_LONGEST: Final = 200
_TABS: Final = {"": "全部", "unanswered": "没答上", "unhelpful": "说没用"}


@dataclass(frozen=True)
class Asked:
    """One group as the page shows it, with what an editor has typed when it comes back."""

    group: Group
    places: tuple[str, ...]
    guess: str
    scheme: str
    facet: str


@bp.get("/")
def home() -> str:
    """The groups, most frequent first; what the words of today answer is left out."""
    return _page()


@bp.post("/patch")
def adopt() -> ResponseReturnValue:
    """Give the patch as a file; nothing is stored, nothing of the running content changes."""
    phrase, word = _typed("phrase"), _typed("word")
    scheme, facet = request.form.get("scheme", ""), request.form.get("facet", "")
    if not phrase or scheme not in set(Scheme) or facet not in set(Facet):
        return _page("请写一句话，并选好项目和哪一面。"), 422
    try:
        made = with_hit(_file(f"tests/intents/{scheme}.yaml"), phrase, facet)
        if word:
            made += with_word(_file(f"intents/schemes/{scheme}.yaml"), word)
    except NotAdopted as fault:
        return _page(str(fault)), 422
    name = f"{scheme}-{beijing_day():%Y%m%d}.patch"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(made, mimetype="text/x-diff", headers=headers)


def _page(fault: str = "") -> str:
    chat: Chat = current_app.extensions["chat"]
    reach = current_actor().reach(Permission.EDIT_CONTENT)
    wanted = request.args.get("show", "")
    wanted = wanted if wanted in _TABS else ""
    groups = open_questions(chat, reach, beijing_day())
    chosen = [one for one in groups if _is_wanted(one, wanted)]
    return render_template(
        "console/questions.html",
        asked=[_asked(one) for one in chosen[:_SHOWN]],
        more=len(chosen) - _SHOWN,
        tabs=[(name, title, _count(groups, name)) for name, title in _TABS.items()],
        wanted=wanted,
        schemes=[(one.value, one.title_zh) for one in Scheme],
        facets=[(one.value, one.title_zh) for one in Facet],
        keep_days=KEEP_DAYS,
        most_read=MOST_READ,
        fault=fault,
        typed=request.form if fault else {},
    )


def _is_wanted(group: Group, wanted: str) -> bool:
    if wanted == "unhelpful":
        return group.unhelpful > 0
    return group.unhelpful < group.count if wanted == "unanswered" else True


def _count(groups: list[Group], name: str) -> int:
    return sum(_is_wanted(one, name) for one in groups)


def _asked(group: Group) -> Asked:
    got = group.understood
    near = got.alternatives[0] if got.alternatives else None
    scheme = got.scheme or (near.scheme if near else "")
    facet = got.facet or (near.facet if near else "")
    titles = [
        Scheme(scheme).title_zh if scheme in set(Scheme) else "",
        Facet(facet).title_zh if facet in set(Facet) else "",
    ]
    guess = " · ".join(one for one in titles if one)
    if got.kind == "out_of_scope" and got.topic:
        guess = "当成不归社会救助管的" + (f"，或者是{guess}" if guess else "")
    places = tuple(full_name(one) or one for one in group.places)
    return Asked(group, places, guess or "没听明白", scheme, facet)


def _typed(name: str) -> str:
    return " ".join(request.form.get(name, "").replace("\x00", "").split())[:_LONGEST]


def _file(path: str) -> ContentFile:
    settings: Settings = current_app.extensions["settings"]
    found = Path(settings.content_root) / path
    return ContentFile(path, found.read_text(encoding="utf-8") if found.is_file() else "")
