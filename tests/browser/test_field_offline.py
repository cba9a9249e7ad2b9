"""A grid worker in a yard without signal: the form opens, is kept, and is sent once when it is back."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.factories.county import PASSWORD, VILLAGE
from tests.support.kept_pages import open_to_be_kept

FORM = "/field/refer"


@pytest.fixture
def phone(site: tuple[str, str], chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 360, "height": 740}, base_url=site[0])
    context.set_default_timeout(60_000)
    yield context
    context.close()


def _signed_in(phone: BrowserContext) -> Page:
    page = phone.new_page()
    page.goto("/console/sign-in")
    page.fill("#username", "grid")
    page.fill("#password", PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/field/")
    open_to_be_kept(page, FORM)
    return page


def _fill(page: Page, name: str) -> None:
    page.select_option("#place", VILLAGE)
    page.fill("#name", name)
    page.fill("#description", "屋顶塌了半边，老人一个人在家")
    page.check("[name=urgency][value=normal]")
    page.check("[name=consent][value=yes]")


def _referrals(page: Page) -> int:
    page.goto("/field/")
    return page.locator("section.card").count()


def test_a_referral_filled_without_signal_is_sent_once(phone: BrowserContext) -> None:
    page = _signed_in(phone)
    before = _referrals(page)
    phone.set_offline(True)
    page.goto(FORM)
    assert page.inner_text("h1") == "登记困难家庭"
    _fill(page, "赵示例")
    page.locator("main form button.wide").click()
    page.wait_for_selector("#outbox")
    kept = page.evaluate("Outbox.waiting()")
    assert len(kept) == 1
    assert not any(field[0] == "csrf_token" for field in kept[0]["fields"])
    phone.set_offline(False)
    page.wait_for_selector("h1[data-outbox-done]")
    number = page.locator(".number-big").first.inner_text()
    assert page.evaluate("Outbox.waiting().length") == 0
    # the answer was lost on the way: the same form goes again and is the same referral
    page.evaluate(
        "one => localStorage.setItem('yimenzhu.outbox', JSON.stringify([one]))",
        {**kept[0], "tried_at": 0},
    )
    page.goto("/field/")
    page.wait_for_selector("h1[data-outbox-done]")
    assert page.locator(".number-big").first.inner_text() == number
    assert _referrals(page) == before + 1


def test_pages_with_people_on_them_are_never_kept_on_the_phone(phone: BrowserContext) -> None:
    page = _signed_in(phone)
    page.goto("/field/")
    held = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name)"
        ".then(one => one.keys())))).then(all => [].concat(...all).map(one => one.url))"
    )
    assert [url for url in held if "/field/" in url or "/console/" in url] == [
        page.url.replace("/field/", FORM)
    ]
    phone.set_offline(True)
    page.goto("/field/")
    assert page.inner_text("h1") == "现在没有信号"


def test_after_the_session_ended_the_kept_form_waits_for_signing_in(phone: BrowserContext) -> None:
    page = _signed_in(phone)
    phone.set_offline(True)
    page.goto(FORM)
    _fill(page, "钱示例")
    page.locator("main form button.wide").click()
    page.wait_for_selector("#outbox")
    phone.clear_cookies()
    phone.set_offline(False)
    page.wait_for_function("() => document.querySelector('h1').innerText !== '登记困难家庭'")
    assert page.evaluate("Outbox.waiting().length") == 1, "refused, and not forgotten"
    page.evaluate(
        "localStorage.setItem('yimenzhu.outbox', localStorage.getItem('yimenzhu.outbox')"
        '.replace(/"tried_at":[0-9]+/, \'"tried_at":0\'))'
    )
    page.goto("/console/sign-in")
    page.fill("#username", "grid")
    page.fill("#password", PASSWORD)
    page.locator("main form[action='/console/sign-in'] button").click()
    page.wait_for_selector("h1[data-outbox-done]")
    assert page.evaluate("Outbox.waiting().length") == 0
