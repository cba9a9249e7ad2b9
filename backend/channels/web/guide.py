"""What a scanned or typed code opens. No address of another site is ever followed from here."""

from __future__ import annotations

from flask import Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from backend.accounts.current import signed_in_actor
from backend.accounts.permissions import Permission
from backend.channels.web.blueprint import bp, library, schemes_for_residents, today
from backend.content.names import Scheme
from backend.doors.headers import cache_for
from backend.guides.codes import spoken
from backend.guides.lookup import LookUp, look_up, opened_guide
from backend.guides.opening import address_of, sheet_of
from backend.printing import qr
from backend.regions.queries import full_name

_A_DAY = 24 * 3600
_MOST = 200  # characters of an address somebody pasted


@bp.get("/g/")
@bp.get("/g")
def guide_search() -> ResponseReturnValue:
    """A box for a typed code; `?code=` goes on to it."""
    written = request.args.get("code", "").strip()
    if not written:
        return render_template("web/guide_search.html", written="", found=None)
    found = look_up(written[:_MOST])
    if found.guide is None:
        return _nothing(written, found)
    return redirect(f"/g/{found.guide.code}", 303)


@bp.get("/g/<code>")
def guide(code: str) -> ResponseReturnValue:
    """The guide of a village; an unknown code helps to tell a fake, a retired one leads on."""
    looked = look_up(code[:_MOST])
    found = looked.guide
    if found is None:
        return _nothing(code, looked)
    current_app.extensions["guide_scans"].add((found.code, today()))
    sheet = sheet_of(found, library(), today())
    if sheet.is_retired:
        return render_template("web/guide_retired.html", sheet=sheet)
    return render_template(
        "web/guide.html",
        sheet=sheet,
        content=sheet.content,
        place=sheet.place,
        is_general=found.topic == Scheme.GENERAL,
        address=address_of(found.code),
        schemes=schemes_for_residents(),
    )


@bp.get("/g/<code>/form")
def guide_form(code: str) -> ResponseReturnValue:
    """What the code on a paper form opens: at the window the form to type it into, the guide for
    everyone else."""
    looked = look_up(code[:_MOST])
    if looked.guide is None:
        return _nothing(code, looked)
    actor = signed_in_actor()
    if actor and actor.may(Permission.WORK_CASE):
        return redirect(url_for("console_paper.form", form=looked.guide.code), 303)
    return redirect(f"/g/{looked.guide.code}", 303)


@bp.get("/g/<code>/qr.svg")
def guide_qr_svg(code: str) -> Response:
    """The QR code of the guide's address, as SVG."""
    cache_for(_A_DAY)
    return Response(qr.svg(_address(code)), mimetype="image/svg+xml")


@bp.get("/g/<code>/qr.png")
def guide_qr_png(code: str) -> Response:
    """The same as PNG."""
    cache_for(_A_DAY)
    return Response(qr.png(_address(code)), mimetype="image/png")


def _nothing(written: str, found: LookUp) -> ResponseReturnValue:
    """Say why nothing opens, offer what may have been meant, and help to tell a fake."""
    offers = [(one, spoken(one.code), full_name(one.place)) for one in found.suggestions]
    page = render_template(
        "web/guide_search.html", written=written[:40], found=found, offers=offers
    )
    return page, 404


def _address(code: str) -> str:
    return address_of(opened_guide(code[:_MOST]).code)
