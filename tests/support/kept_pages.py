"""Pages read again with the network cut, and what a phone keeps until it can send."""

from __future__ import annotations

from typing import Any

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


def sent_from(page: Page) -> str:
    """Wait until what the phone kept is sent and nothing is kept any more; give the number of its
    receipt."""
    page.wait_for_selector("h1[data-outbox-done]")
    number = page.locator(".number-big").first.inner_text()
    assert page.evaluate("Outbox.waiting().length") == 0
    return number


def sent_again(page: Page, kept: dict[str, Any], path: str) -> str:
    """The answer was lost on the way: the same form goes again; give the number of its receipt."""
    page.evaluate(
        "one => localStorage.setItem('yimenzhu.outbox', JSON.stringify([one]))",
        {**kept, "tried_at": 0},
    )
    page.goto(path)
    return sent_from(page)
