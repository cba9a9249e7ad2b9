"""Resident pages in a real browser: no script, 320 px, nothing overflows, no axe violations."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from backend.extensions import Base, db
from backend.guides.queries import guides_of
from tests.conftest import build_app
from tests.factories.county import VILLAGE, make_county

CHROMIUM = os.environ.get("CHROMIUM_PATH", "")
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="CHROMIUM_PATH is not set"),
    pytest.mark.xdist_group("browser"),
]
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of a running application on a small county, and a guide code of it."""
    app = build_app(tmp_path_factory.mktemp("browser"))
    app.config["WTF_CSRF_ENABLED"] = True
    with app.app_context():
        Base.metadata.create_all(db.engine)
        make_county()
        code = guides_of(VILLAGE)[0].code
        db.session.remove()
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", code
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


PATHS = [
    "/",
    "/chat",
    "/g/CODE",
    "/g/XXXXXXX",
    "/schemes/minimum_living_allowance",
    "/screen",
    f"/apply/temporary_assistance?place={VILLAGE}",
    "/status",
    "/privacy",
    "/console/sign-in",
]


@pytest.mark.parametrize("path", PATHS)
def test_no_violations_and_no_overflow(site: tuple[str, str], chromium: Browser, path: str) -> None:
    base, code = site
    context = chromium.new_context(viewport={"width": 320, "height": 640}, bypass_csp=True)
    page = context.new_page()
    page.goto(base + path.replace("CODE", code))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    found = Axe().run(page).response["violations"]
    context.close()
    assert [(one["id"], [node["html"][:80] for node in one["nodes"]]) for one in found] == []


def test_a_resident_applies_and_looks_without_scripts(
    site: tuple[str, str], chromium: Browser, tmp_path: Path
) -> None:
    base, _ = site
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, java_script_enabled=False
    )
    page = context.new_page()
    page.goto(f"{base}/apply/temporary_assistance?place={VILLAGE}")
    page.fill("[name=name]", "王示例")
    page.fill("[name=phone]", "13800000000")
    page.locator("main form button").last.click()
    assert page.input_value("[name=name]") == "王示例", "nothing typed is lost"
    for box in page.locator("input[type=checkbox][name*=consent]").all():
        box.check()
    page.locator("main form button").last.click()
    assert page.locator("h1").inner_text() == "登记好了"
    number, code = (one.inner_text() for one in page.locator(".number-big").all()[:2])
    page.goto(f"{base}/status")
    page.fill("[name=number]", number)
    page.fill("[name=access_code]", code)
    page.locator("main form button").first.click()
    assert "等窗口认领" in page.inner_text("main")
    context.close()
