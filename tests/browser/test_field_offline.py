"""A grid worker in a yard without signal: the form opens, is kept, and is sent once when it is back."""

from __future__ import annotations

from playwright.sync_api import BrowserContext, FilePayload, Page, Route

from tests.factories.county import PASSWORD, VILLAGE
from tests.factories.papers import picture
from tests.support.kept_pages import open_to_be_kept, sent_again, sent_from

FORM = "/field/refer"
PHOTOS = "Photos.all().then(all => all.length)"
READ = """() => Photos.all().then(all => Promise.all(all.map(one => one.blob.arrayBuffer())))
  .then(all => all.map(one => new TextDecoder('latin1').decode(one.slice(0, 400000))).join(''))"""


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
    held = page.evaluate("JSON.stringify(localStorage)")
    for word in ("赵示例", "老人一个人在家", VILLAGE, "csrf_token"):
        assert word not in held, "sealed: the phone itself cannot read it"
    phone.set_offline(False)
    number = sent_from(page)
    assert sent_again(page, kept[0], "/field/") == number, "the same referral"
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


def _send_without_signal(phone: BrowserContext, page: Page, name: str, photos: int) -> None:
    phone.set_offline(True)
    page.goto(FORM)
    _fill(page, name)
    page.check("#photo-consent")
    page.set_input_files("#photo-file", _files(photos))
    page.wait_for_function(f"() => document.querySelectorAll('#photos li').length === {photos}")
    page.locator("main form button.wide").click()
    page.wait_for_selector("#outbox")


def _files(count: int) -> list[FilePayload]:
    return [
        {"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": picture((900 + n, 640))}
        for n in range(count)
    ]


def _uploads(page: Page) -> list[int]:
    """Note the answer of every photo sent from now on."""
    seen: list[int] = []
    page.on("response", lambda one: seen.append(one.status) if "/papers" in one.url else None)
    return seen


def test_photos_taken_without_signal_follow_the_referral_each_once(phone: BrowserContext) -> None:
    page = _signed_in(phone)
    before = _referrals(page)
    _send_without_signal(phone, page, "孙示例", 3)
    assert page.evaluate(PHOTOS) == 3
    assert "JFIF" not in page.evaluate(READ), "sealed: the phone itself cannot see them"
    assert "CameraMakerCanary" not in page.evaluate(READ)
    kept = page.evaluate("Photos.all()")
    seen = _uploads(page)
    # the first photo's answer is lost on the way: the service has it, the phone does not know
    lost: list[str] = []

    def _lose(route: Route) -> None:
        if lost:
            route.continue_()
            return
        lost.append(route.request.url)
        route.fetch()
        route.abort()

    page.route("**/papers", _lose)
    phone.set_offline(False)
    page.wait_for_selector("h1[data-outbox-done]")
    page.wait_for_function("() => document.querySelector('#kept-photos')")
    assert page.evaluate(PHOTOS) == 3, "not acknowledged, not forgotten"
    assert "3 张照片没送到" in page.inner_text("#kept-photos")
    where = page.url.split("?")[0]
    page.goto(where)
    page.wait_for_function(
        "() => (document.querySelector('#kept-photos') || {innerText: ''}).innerText.includes('送到了')"
    )
    assert page.evaluate(PHOTOS) == 0
    assert [one for one in seen if one == 201] == [201] * 3
    assert len(lost) == 1
    assert len({one["key"] for one in kept}) == 3
    page.goto(where)
    assert page.locator("[data-paper]").count() == 3, "one case, three photos, none twice"
    assert _referrals(page) == before + 1


def test_signing_out_tells_what_is_unsent_and_leaves_nothing_on_the_phone(
    phone: BrowserContext,
) -> None:
    page = _signed_in(phone)
    _send_without_signal(phone, page, "李示例", 1)
    page.route("**/text-size", lambda route: route.abort())  # the line stays bad
    phone.set_offline(False)
    page.goto("/field/")
    page.locator("form[action='/console/sign-out'] button").click()
    page.wait_for_selector(".faults")
    assert "1 份登记 1 张照片没送出去" in page.inner_text(".faults")
    page.locator("form[action='/console/sign-out'] button").click()
    page.wait_for_url("**/console/sign-in")
    page.wait_for_function(f"() => {PHOTOS}.then(count => count === 0)")
    assert page.evaluate("Outbox.waiting().length") == 0


def test_another_s_referral_waits_for_them_and_is_not_sent_in_my_name(
    phone: BrowserContext,
) -> None:
    page = _signed_in(phone)
    before = _referrals(page)
    phone.set_offline(True)
    page.goto(FORM)
    _fill(page, "周示例")
    page.locator("main form button.wide").click()
    page.wait_for_selector("#outbox")
    # whose it is stands in the box; a changed label does not help
    changed = 'localStorage.setItem(\'yimenzhu.outbox\', localStorage.getItem(\'yimenzhu.outbox\').replace(/"owner":"[^"]+/, \'"owner":"somebody\'))'
    page.evaluate(changed)
    phone.set_offline(False)
    page.goto("/field/")
    assert page.locator("#outbox").count() == 0
    assert page.evaluate("Outbox.waiting().length") == 1
    page.evaluate("Outbox.waiting().map(one => Outbox.forget(one.key))")
    assert _referrals(page) == before
