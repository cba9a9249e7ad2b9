"""A shared computer in a real browser: history, drafts, the form brought back, the page left open."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Error, Page

from tests.factories.county import VILLAGE

FORM = f"/apply/temporary_assistance?place={VILLAGE}"
NAME, WORDS = "李示例", "屋顶漏了没钱修"


@pytest.fixture
def computer(opened: Callable[..., BrowserContext]) -> BrowserContext:
    return opened(20, viewport={"width": 1280, "height": 800})


@pytest.fixture
def without_scripts(opened: Callable[..., BrowserContext]) -> BrowserContext:
    return opened(20, java_script_enabled=False)


def _fill(page: Page) -> None:
    page.fill("[name=name]", NAME)
    page.fill("[name=phone]", "13800000000")
    page.fill("#description", WORDS)
    page.check("[name=causes][value=illness]")


def _leave(page: Page) -> None:
    page.click("footer a[href='/leave']")
    page.click("form[data-leave] button")
    assert page.inner_text("h1") == "清掉了"


def _all_the_way_back(page: Page) -> list[str]:
    """Go back step by step, sending again where the browser asks; give all that is seen."""
    seen = []
    for _ in range(8):
        try:
            if page.go_back() is None and page.url == "about:blank":
                break
        except Error:  # Chromium asks whether to send the form again
            page.wait_for_timeout(300)
            page.reload()
        values = (
            "Array.from(document.querySelectorAll('input,textarea')).map(e => e.value + e.checked)"
        )
        fields = " ".join(page.evaluate(values)) if page.url != "about:blank" else ""
        seen.append(page.inner_text("body") + fields)
    assert len(seen) >= 2
    return seen


@pytest.mark.parametrize("kind", ["computer", "without_scripts"])
def test_after_the_way_out_going_back_shows_nothing(
    request: pytest.FixtureRequest, kind: str
) -> None:
    page = request.getfixturevalue(kind).new_page()
    page.goto("/chat")
    page.fill("#text", "我老公打我")
    page.click("form.ask button")
    assert "我老公打我" in page.inner_text("main")
    page.goto(FORM)
    _fill(page)
    page.click("main form button.wide")  # without consent: shown again with what is wrong
    assert page.input_value("[name=name]") == NAME
    _leave(page)
    for seen in _all_the_way_back(page):
        for secret in ("我老公打我", NAME, "13800000000", WORDS):
            assert secret not in seen


def test_an_unsent_form_is_not_brought_back(without_scripts: BrowserContext) -> None:
    page = without_scripts.new_page()
    page.goto(FORM)
    _fill(page)
    page.goto("/schemes/")
    page.go_back()
    assert page.input_value("[name=name]") == ""
    assert page.input_value("#description") == ""
    assert not page.is_checked("[name=causes][value=illness]")


def _kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify([localStorage, sessionStorage])"))


def test_nothing_is_written_down_on_a_machine_that_is_not_ones_own(
    computer: BrowserContext,
) -> None:
    page = computer.new_page()
    page.goto(FORM)
    _fill(page)
    assert not page.is_checked("#own-phone")
    assert page.get_attribute("[name=name]", "autocomplete") == "off"
    assert NAME not in _kept(page)
    page.check("[name=consent]")
    computer.set_offline(True)
    page.locator("main form button.wide").click()
    assert "先别关这一页" in page.inner_text("#outbox")
    assert page.input_value("[name=name]") == NAME
    assert page.evaluate("localStorage.getItem('yimenzhu.outbox')") is None
    computer.set_offline(False)
    page.check("[name=sensitive_consent]")
    page.locator("main form button.wide").click()
    page.wait_for_selector("h1[data-outbox-done]")
    assert NAME not in _kept(page)


def test_a_line_that_breaks_while_sending_costs_nothing_for_ten_minutes(
    computer: BrowserContext,
) -> None:
    page = computer.new_page()
    page.goto(FORM)
    _fill(page)
    page.route("**/apply/temporary_assistance", lambda route: route.abort())
    page.locator("main form button.wide").click()
    page.unroute("**/apply/temporary_assistance")
    page.goto(FORM)
    assert page.input_value("[name=name]") == NAME
    assert page.input_value("#description") == WORDS
    kept = json.loads(page.evaluate("JSON.stringify(sessionStorage)"))
    [(key, draft)] = kept.items()
    old = json.dumps(json.loads(draft) | {"until": 1})
    page.evaluate("([k, v]) => sessionStorage.setItem(k, v)", [key, old])
    page.goto("/chat")
    page.goto(FORM)
    assert page.input_value("[name=name]") == ""
    assert NAME not in _kept(page)


def test_ones_own_phone_keeps_and_the_way_out_clears_all_but_a_grid_workers(
    computer: BrowserContext,
) -> None:
    page = computer.new_page()
    page.goto(FORM)
    page.check("#own-phone")
    assert page.get_attribute("[name=name]", "autocomplete") == "name"
    _fill(page)
    sealed = {"key": "k" * 20, "owner": "worker", "sealed": "x", "name": "转介", "kept_at": 4e12}
    plain = {
        "key": "p" * 20,
        "fields": [["name", NAME]],
        "name": "登记",
        "kept_at": 4e12,
        "tried_at": 4e12,
    }
    page.evaluate(
        "all => localStorage.setItem('yimenzhu.outbox', all)", json.dumps([sealed, plain])
    )
    assert NAME in _kept(page)
    questions: list[str] = []
    page.on("dialog", lambda box: (questions.append(box.message), box.accept()))
    _leave(page)
    assert "还没送出去" in questions[0]
    kept = _kept(page)
    assert NAME not in kept
    assert "yimenzhu.own" not in kept
    assert '\\"owner\\":\\"worker\\"' in kept
    page.goto(FORM)
    assert not page.is_checked("#own-phone")
    assert page.input_value("[name=name]") == ""


def test_a_page_left_open_is_put_away_but_not_while_something_is_typed(
    computer: BrowserContext,
) -> None:
    page = computer.new_page()
    page.clock.install()
    page.goto("/chat")
    page.fill("#text", "我老公打我")
    page.click("form.ask button")
    page.fill("form.ask #text", "还没写完")
    page.clock.run_for(40 * 60 * 1000)
    assert "我老公打我" in page.inner_text("main")
    page.fill("form.ask #text", "")
    page.clock.run_for(40 * 60 * 1000)
    page.wait_for_url("**/left")


def test_enter_hands_the_form_in_and_does_not_change_the_township(
    computer: BrowserContext,
) -> None:
    page = computer.new_page()
    page.goto(FORM)
    page.press("[name=name]", "Enter")
    page.wait_for_selector(".faults")
    assert page.url.endswith("/apply/temporary_assistance")
