"""The network cut in a real browser: what was opened can be read, what was filled is sent once."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, Page

from tests.factories.county import VILLAGE
from tests.support.kept_pages import open_to_be_kept, sent_again, sent_from

FORM = f"/apply/temporary_assistance?place={VILLAGE}"


def _ready(context: BrowserContext, path: str) -> Page:
    """Open a page and wait until the worker answers for it; then open it once more to be kept."""
    page = context.new_page()
    open_to_be_kept(page, path)
    return page


def _fill(page: Page, name: str) -> None:
    page.check("#own-phone")
    page.fill("[name=name]", name)
    page.fill("[name=phone]", "13800000000")
    page.check("[name=consent]")


def test_a_guide_opened_once_is_read_again_without_signal(
    site: tuple[str, str], phone: BrowserContext
) -> None:
    page = _ready(phone, f"/g/{site[1]}")
    said = page.inner_text("h1")
    phone.set_offline(True)
    page.goto("/status")
    assert page.inner_text("h1") == "现在没有信号"
    assert page.locator("a[href='tel:120']").count() >= 1
    page.goto(f"/g/{site[1]}")
    assert page.inner_text("h1") == said
    assert "最低" in page.inner_text("main") or "救助" in page.inner_text("main")


def test_a_form_filled_without_signal_is_sent_once_when_it_is_back(
    phone: BrowserContext,
) -> None:
    page = _ready(phone, FORM)
    phone.set_offline(True)
    page.goto(FORM)
    _fill(page, "赵示例")
    page.locator("main form button.wide").click()
    page.wait_for_selector("#outbox")
    assert "存在这部手机里" in page.inner_text("#outbox")
    kept = page.evaluate("Outbox.waiting()")
    assert len(kept) == 1
    assert not any(field[0] == "csrf_token" for field in kept[0]["fields"])
    phone.set_offline(False)
    first = sent_from(page)
    assert sent_again(page, kept[0], "/") == first, "the same case"


def test_signal_lost_while_sending_loses_nothing(phone: BrowserContext) -> None:
    """The phone believes it is online; the request dies on the way."""
    page = _ready(phone, FORM)
    _fill(page, "钱示例")
    phone.set_offline(True)
    page.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => true})")
    page.locator("main form button.wide").click()
    page.wait_for_selector("#outbox")
    assert page.inner_text("h1") == "现在没有信号"
    phone.set_offline(False)  # nobody presses anything
    page.wait_for_selector("h1[data-outbox-done]")
    assert page.evaluate("Outbox.waiting().length") == 0


def test_faults_come_back_with_everything_and_nothing_stays_behind(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(FORM)
    page.fill("[name=name]", "孙示例")
    page.locator("main form button.wide").click()
    page.wait_for_selector(".faults")
    assert page.input_value("[name=name]") == "孙示例"
    assert page.evaluate("Outbox.waiting().length") == 0


def test_what_is_being_typed_on_ones_own_phone_outlives_a_reload(phone: BrowserContext) -> None:
    page = phone.new_page()
    page.goto(FORM)
    page.check("#own-phone")
    page.fill("[name=name]", "李示例")
    page.reload()
    assert page.input_value("[name=name]") == "李示例"


def test_going_back_to_an_answer_shows_it_again(phone: BrowserContext) -> None:
    page = _ready(phone, "/")
    _ask(page)
    page.goto("/schemes")
    page.go_back()
    page.wait_for_selector("text=低保怎么申请")
    page.goto("/leave")
    page.click("[data-leave] button")
    page.go_back()
    page.go_back()
    assert "低保怎么申请" not in page.inner_text("main"), "whoever sits here next sees nothing"


def test_what_may_not_be_sent_twice_is_put_away_on_the_way_back(phone: BrowserContext) -> None:
    page = _ready(phone, "/")
    page.goto("/status")
    page.evaluate("document.querySelector('main form').action = '/status/withdraw'")
    page.fill("[name=number]", "RZ000000000000")
    page.fill("[name=access_code]", "AAAAAAAA")
    page.click("main form button")
    page.goto("/schemes")
    page.go_back()
    assert page.inner_text("h1") == "这一页收起来了"


def _ask(page: Page) -> None:
    page.goto("/chat")
    page.fill("[name=text]", "低保怎么申请")
    page.click("form.ask button")
