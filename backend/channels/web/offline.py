"""Without signal, and on the way back: what is shown then, the worker that keeps open pages, the
app's card."""

from __future__ import annotations

import json

from flask import Response, render_template

from backend.channels.web.blueprint import bp
from backend.doors.assets import address_of, version_of_all

_KEPT_ASSETS = ("site.css", "site.js", "shared.js", "outbox.js", "icon.svg")


@bp.get("/offline")
def offline() -> str:
    """What a phone without signal shows: the numbers to call, what is kept on it, what can be read."""
    return render_template("web/offline.html")


@bp.get("/put-away")
def put_away() -> str:
    """What a browser shows that goes back to where a form has led and may not send it again."""
    return render_template("web/put_away.html")


@bp.get("/sw.js")
def worker() -> Response:
    """The service worker; it stands at the root because its reach is its folder."""
    script = render_template(
        "web/sw.js",
        version=version_of_all(),
        assets=[address_of(name) for name in _KEPT_ASSETS],
    )
    return Response(script, mimetype="text/javascript", headers={"Cache-Control": "no-cache"})


@bp.get("/manifest.webmanifest")
def manifest() -> Response:
    """Name, colours and icon for whoever puts the page on the home screen."""
    card = {
        "name": "一门助 · 社会救助",
        "short_name": "一门助",
        "lang": "zh-CN",
        "start_url": "/",
        "display": "browser",
        "background_color": "#ffffff",
        "theme_color": "#9c1c1c",
        "icons": [
            {"src": address_of("icon.svg"), "sizes": "any", "type": "image/svg+xml"},
            {"src": address_of("card.png"), "sizes": "300x300", "type": "image/png"},
        ],
    }
    return Response(json.dumps(card, ensure_ascii=False), mimetype="application/manifest+json")
