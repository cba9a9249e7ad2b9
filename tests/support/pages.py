"""Reading a page as a person does: its text, its fields, and what every page must have."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Page:
    """What a page holds: its text, all elements with their attributes, labelled ids."""

    text: str = ""
    elements: list[tuple[str, dict[str, str]]] = field(default_factory=list)
    inside_label: set[int] = field(default_factory=set)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    def value_of(self, name: str) -> str | None:
        """Give what an input is filled with; for radios and boxes only a checked one counts."""
        for attributes in self.all("input"):
            if attributes.get("name") != name:
                continue
            if attributes.get("type") in ("radio", "checkbox") and "checked" not in attributes:
                continue
            return attributes.get("value", "")
        return None


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.page = Page()
        self._labels = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._labels:
            self.page.inside_label.add(len(self.page.elements))
        self._labels += tag == "label"
        self.page.elements.append((tag, {name: value or "" for name, value in attrs}))

    def handle_endtag(self, tag: str) -> None:
        self._labels -= tag == "label"

    def handle_data(self, data: str) -> None:
        self.page.text += data


def read_page(markup: str) -> Page:
    reader = _Reader()
    reader.feed(markup)
    return reader.page


def faults_of(page: Page) -> list[str]:
    """Tell what breaks the house rules of pages: one heading, labels, no inline, no foreign host."""
    faults = []
    if len(page.all("h1")) != 1:
        faults.append(f"{len(page.all('h1'))} h1")
    labelled = {attributes.get("for") for attributes in page.all("label")}
    for place, (tag, attributes) in enumerate(page.elements):
        own_script = tag == "script" and attributes.get("src", "").startswith("/static/")
        if "style" in attributes or tag == "style" or (tag == "script" and not own_script):
            faults.append(f"inline {tag}")
        if any(name.startswith("on") for name in attributes):
            faults.append(f"handler on {tag}")
        is_field = tag in ("input", "select", "textarea") and attributes.get("type") != "hidden"
        if is_field and place not in page.inside_label and attributes.get("id") not in labelled:
            faults.append(f"no label: {attributes.get('name')}")
        for name in ("href", "src", "action"):
            if "//" in attributes.get(name, "").replace("://", "//"):
                faults.append(f"leads elsewhere: {attributes[name]}")
    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    faults += [f"id twice: {one}" for one in {one for one in ids if ids.count(one) > 1}]
    return faults
