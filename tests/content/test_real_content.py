"""The content we ship: whole, sound, and quick to read."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from backend.content.checks import check
from backend.content.library import Library
from backend.content.names import Facet, Scheme
from backend.content.words import Words

ROOT = Path(__file__).resolve().parents[2]
DAY = date(2026, 11, 24)
VILLAGE = "410482106234"


def test_nothing_has_to_be_mended(library: Library, words: Words) -> None:
    findings = check(library, DAY, words, root=ROOT / "policy_texts")
    assert [str(one) for one in findings if not one.is_warning] == []


def test_there_is_as_much_as_the_service_promises(library: Library) -> None:
    assert len(library.texts) >= 150
    assert {text.scheme for text in library.texts} == set(Scheme)
    assert len(library.procedures) >= 15
    assert len(library.documents) >= 30


def test_every_answer_renders_with_a_source_in_force(library: Library) -> None:
    for scheme in Scheme:
        for facet in Facet:
            text = library.text(scheme, facet, DAY, VILLAGE)
            if text is None:
                continue
            shown = library.render(text, DAY, VILLAGE)
            assert "{{" not in shown.body + shown.next_step + shown.title
            assert shown.source_line.startswith("依据：《")
            documents = [library.document(one["document"]) for one in library.citations(text)]
            assert all(one and one.effective_from <= DAY for one in documents)


def test_nothing_is_a_demo_value_outside_the_demo_county(library: Library) -> None:
    for text in library.texts:
        assert not library.render(text, DAY, "110101000000").has_demo
