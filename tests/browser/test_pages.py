"""Resident pages in a real browser: no script, 320 px, nothing overflows, no axe violations."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.factories.county import VILLAGE

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
    "/offline",
    "/text-size",
    "/leave",
    "/left",
    "/apply/",
    "/schemes/",
    "/console/sign-in",
]


# What an old hand or eye would miss: targets under 48 px (links inside a sentence excepted, as in
# WCAG 2.5.8), text under 18 px in main, lines closer than 1.3.
SMALL = """() => {
  const found = [];
  for (const one of document.querySelectorAll('main *')) {
    const box = one.getBoundingClientRect(), style = getComputedStyle(one);
    if (!box.width || style.visibility === 'hidden') continue;
    const words = [...one.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    const size = parseFloat(style.fontSize), tag = one.tagName + ' ' + one.className + ' ' + one.textContent.trim().slice(0, 20);
    if (words && !one.closest('.tag,.demo,.must,.source,.small,.hint') && size < 18) found.push('text ' + size + ' ' + tag);
    if (words && size < 16) found.push('tiny ' + size + ' ' + tag);
    if (words && style.lineHeight !== 'normal' && parseFloat(style.lineHeight) / size < 1.3) found.push('line ' + tag);
    const inside = one.tagName === 'A' && style.display === 'inline';
    const pressed = one.matches('a,button,select,input:not([type=hidden]):not([type=checkbox]):not([type=radio]),summary,label.choice');
    if (pressed && !inside && box.height < 47.5) found.push('target ' + box.height + ' ' + tag);
  }
  return found;
}"""
LOOKS = {
    "light": {},
    "dark": {"color_scheme": "dark"},
    # 200 % zoom of a 640 px window is 320 px; larger letters come on top of it
    "large": {
        "storage_state": {
            "cookies": [{"name": "text_size", "value": "large", "domain": "127.0.0.1", "path": "/"}]
        }
    },
}


# these are made of the same pieces as the others
ALIKE = ("/apply/", "/schemes/", "/offline", "/text-size", "/g/XXXXXXX", "/privacy")
SEEN = [(path, look) for path in PATHS for look in LOOKS if look == "light" or path not in ALIKE]


@pytest.mark.parametrize(("path", "look"), SEEN)
def test_no_violations_and_no_overflow(
    site: tuple[str, str], chromium: Browser, path: str, look: str
) -> None:
    base, code = site
    context = chromium.new_context(
        viewport={"width": 320, "height": 640},
        bypass_csp=True,
        service_workers="block",
        **LOOKS[look],
    )
    page = context.new_page()
    page.goto(base + path.replace("CODE", code))
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    small = page.evaluate(SMALL)
    found = Axe().run(page).response["violations"]
    context.close()
    assert small == []
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
