"""A running site on a small county, and a real Chromium; every test here needs CHROMIUM_PATH."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, sync_playwright
from werkzeug.serving import make_server

from backend.extensions import Base, db
from backend.guides.queries import guides_of
from tests.conftest import build_app
from tests.factories.county import VILLAGE, make_county

CHROMIUM = os.environ.get("CHROMIUM_PATH", "")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "/browser/" in str(item.path):
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="CHROMIUM_PATH is not set"))


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


@pytest.fixture
def opened(site: tuple[str, str], chromium: Browser) -> Iterator[Callable[..., BrowserContext]]:
    """Opens a browser of somebody's own at the site: `opened(seconds to wait, what Chromium takes)`."""
    contexts = []

    def at_the_site(patience: int, **how: Any) -> BrowserContext:
        context = chromium.new_context(base_url=site[0], **how)
        context.set_default_timeout(patience * 1000)
        contexts.append(context)
        return context

    yield at_the_site
    for one in contexts:
        one.close()


@pytest.fixture
def phone(opened: Callable[..., BrowserContext]) -> BrowserContext:
    return opened(60, viewport={"width": 360, "height": 740})
