"""Every `tests/intents/<scheme>.yaml` against the matcher: hits, near misses, and asks."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from backend.chat.matcher import Matcher
from backend.chat.understanding import Understanding
from backend.content.names import Scheme

HERE = Path(__file__).parent
ANSWERS = ("policy", "service", "clarify")


def offered(got: Understanding) -> set[str | None]:
    return {got.scheme, *(one.scheme for one in got.alternatives)}


def faults(scheme: str, twin: dict[str, Any], matcher: Matcher) -> Iterator[str]:
    for line in twin.get("hits") or []:
        got = matcher.understand(line["text"])
        said = f"{line['text']} → {got.kind} {got.scheme}/{got.facet}"
        both = got.facet == "interaction" and scheme in offered(got)
        also = line.get("also") or ()
        if {got.scheme, f"{got.scheme}/{got.facet}"} & {*also} or (
            got.kind == "out_of_scope" and "outside" in also
        ):
            continue
        if got.kind not in ANSWERS or (got.scheme != scheme and not both):
            yield f"没认出：{said}"
        elif line.get("facet", got.facet) != got.facet:
            pairs = {(one.scheme, one.facet) for one in got.alternatives}
            if (scheme, line["facet"]) not in pairs:
                yield f"哪一面不对，应为 {line['facet']}：{said}"
    for line in twin.get("misses") or []:
        got = matcher.understand(line["text"])
        if got.scheme == scheme and got.kind in ("policy", "service"):
            yield f"认多了：{line['text']} → {got.kind} {got.scheme}/{got.facet}"
    for line in twin.get("asks") or []:
        text = line["text"] if isinstance(line, dict) else line
        got = matcher.understand(text)
        if got.kind != "clarify" and scheme not in offered(got):
            yield f"没给选择：{text} → {got.kind} {got.scheme}/{got.facet}"


@pytest.mark.parametrize("scheme", [one.value for one in Scheme])
def test_twin(scheme: str, matcher: Matcher) -> None:
    path = HERE / f"{scheme}.yaml"
    twin = YAML(typ="safe").load(path.read_text(encoding="utf-8"))
    found = list(faults(scheme, twin, matcher))
    assert not found, "\n" + "\n".join(found)


def test_what_people_only_tell_brings_no_card_and_seldom_a_number(matcher: Matcher) -> None:
    twin = YAML(typ="safe").load((HERE / "emergencies.yaml").read_text(encoding="utf-8"))
    heard = {text: matcher.understand(text) for text in twin["told"]}
    assert [text for text, got in heard.items() if got.kind == "emergency"] == []
    warned = [text for text, got in heard.items() if got.warns]
    assert len(warned) <= len(heard) / 100, warned
