"""Requests bent in their head: foreign hosts, methods in disguise, no token, a foreign page; on every
route there is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from backend.accounts.permissions import GRANTS, ROUTES, Access, Role
from backend.extensions import Base, db
from backend.guides.queries import guides_of
from tests.applications.conftest import apply
from tests.conftest import build_app
from tests.factories.accounts import make_staff, sign_in, sign_in_on_page
from tests.factories.county import COUNTY, VILLAGE, make_county

EVIL: Final = "evil.example"
BENT: Final = {
    "Host": EVIL,
    "X-Forwarded-Host": EVIL,
    "X-Forwarded-Server": EVIL,
    "X-Original-URL": "/console/",
    "X-Rewrite-URL": "/console/",
    "Forwarded": f"host={EVIL};proto=https",
    "Referer": f"https://{EVIL}/",
    "X-HTTP-Method-Override": "DELETE",
    "X-Method-Override": "POST",
    "Accept-Language": "\u00ff;q=2,*",
    "Range": "bytes=0-0,-1",
    "If-Modified-Since": "never",
}
_PUBLIC: Final = re.compile(r"public, max-age=\d+|no-cache")


def _filled(app: Flask, case_id: str) -> dict[str, str]:
    return {
        "case_id": case_id,
        "code": guides_of(VILLAGE)[0].code,
        "scheme": "minimum_living_allowance",
        "facet": "materials",
        "path": "site.css",
        "filename": "site.css",
    }


def _path(rule: Rule, known: dict[str, str]) -> str:
    return re.sub(r"<(?:\w+:)?(\w+)>", lambda one: known.get(one[1], "0" * 32), rule.rule)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_no_header_moves_a_link_or_a_method_or_lets_a_private_page_be_kept(app: Flask) -> None:
    make_county()
    teller = apply(app.test_client())
    known, wrong, tried = _filled(app, teller.case_id), [], 0
    people: dict[Role | None, tuple[FlaskClient, dict[str, str]]] = {None: (app.test_client(), {})}
    for role in Role:
        make_staff(role, COUNTY, username=f"bent-{role}")
        page = app.test_client()
        sign_in_on_page(page, f"bent-{role}")
        people[role] = page, sign_in(app.test_client(), f"bent-{role}")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()):
            continue
        held = ROUTES[rule.endpoint]
        who = next((r for r in Role if held.permission and held.permission in GRANTS[r]), None)
        page, token = people[who]
        headers = BENT | (token if rule.rule.startswith("/api/") else {})
        for method in ("GET", "HEAD", "OPTIONS", "TRACE"):
            app.extensions["rates"].reset()
            answer = page.open(_path(rule, known), method=method, headers=headers)
            tried += 1
            kept = answer.headers.get("Cache-Control", "")
            is_open = held.access is Access.PUBLIC and held.data_class == "E"
            faults = [
                answer.status_code >= 500 and rule.rule not in ("/readyz",),
                EVIL.encode() in answer.data or EVIL in str(answer.headers),
                kept != "no-store" and not (is_open and _PUBLIC.match(kept)),
                method == "TRACE" and answer.status_code != 405,
                method == "HEAD" and bool(answer.data),
                answer.headers.get("Access-Control-Allow-Origin") is not None,
            ]
            if any(faults):
                wrong.append((rule.rule, method, answer.status_code, kept, faults))
            answer.close()
    assert wrong == []
    assert tried > 300


@pytest.fixture
def strict(tmp_path: Path) -> Flask:
    app = build_app(tmp_path)
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        Base.metadata.create_all(db.engine)
    return app


def _pages_written_to(app: Flask) -> list[str]:
    return [
        _path(rule, {})
        for rule in app.url_map.iter_rules()
        if "POST" in (rule.methods or ()) and not rule.rule.startswith(("/api/", "/channels/"))
    ]


# It ends a sitting and nothing else, also from a page left open for longer than its token lives.
TOKENLESS = "/leave"


def test_no_page_is_written_to_without_its_token_or_from_elsewhere(strict: Flask) -> None:
    """Also as what a browser may send without asking first, and where the answer would be refused
    anyhow."""
    client, pages = strict.test_client(), _pages_written_to(strict)
    assert len(pages) > 70
    for page in pages:
        for kind in (
            "application/x-www-form-urlencoded",
            "multipart/form-data; boundary=x",
            "text/plain",
            "application/json",
        ):
            bare = client.post(page, data=b"csrf_token=x&a=1", content_type=kind)
            assert bare.status_code in (400, 415) or page == TOKENLESS, (page, kind)
        for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": f"https://{EVIL}"}):
            refused = client.post(page, data={"a": "1"}, headers=headers)
            assert refused.status_code in (400, 403), page


def test_a_page_s_cookie_says_nothing_to_programs_and_a_token_nothing_to_pages(app: Flask) -> None:
    make_county()
    make_staff(Role.CLERK, username="both")
    page = app.test_client()
    sign_in_on_page(page, "both")
    assert page.get("/console/").status_code == 200
    assert page.get("/api/v1/intake/cases").status_code == 401
    token = sign_in(app.test_client(), "both")
    assert app.test_client().get("/console/", headers=token).status_code == 302
