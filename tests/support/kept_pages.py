"""Opening a page so that it can be read again with the network cut."""

from __future__ import annotations

from playwright.sync_api import Page


def open_to_be_kept(page: Page, path: str) -> None:
    """Open `path`, wait until the service worker answers for it, and open it once more to be kept.

    A page opened while the worker began may stay without it, however long one waits; the next has it.
    """
    page.goto(path)
    page.evaluate("navigator.serviceWorker.ready.then(() => true)")
    page.goto(path)
    page.wait_for_function("() => navigator.serviceWorker.controller !== null")
    page.goto(path)
    page.wait_for_function(
        "path => caches.match(path).then(found => !!found)", arg=path, polling=100
    )
