from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from backend.content.findings import ContentError
from backend.content.words import load_words

INTENTS = Path(__file__).resolve().parents[2] / "intents"


@pytest.fixture
def intents(tmp_path: Path) -> Path:
    shutil.copytree(INTENTS, tmp_path / "intents")
    return tmp_path / "intents"


def test_all_eighteen_schemes_and_fifteen_facets_are_there() -> None:
    words = load_words(INTENTS)
    assert (len(words.schemes), len(words.facets)) == (18, 15)


def test_a_phrase_claimed_twice_is_told_with_file_and_line(intents: Path) -> None:
    path = intents / "schemes" / "elderly_allowance.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("also_said:\n", "also_said:\n  - 吃低保\n"),
        encoding="utf-8",
    )
    with pytest.raises(ContentError) as caught:
        load_words(intents)
    (finding,) = caught.value.findings
    assert "吃低保" in finding.message
    assert finding.line > 1


def test_an_unknown_key_is_refused(intents: Path) -> None:
    path = intents / "facets" / "amount.yaml"
    path.write_text(path.read_text(encoding="utf-8") + "synonyms: [钱]\n", encoding="utf-8")
    with pytest.raises(ContentError, match="synonyms"):
        load_words(intents)


def test_a_runaway_pattern_is_refused(intents: Path) -> None:
    path = intents / "facets" / "amount.yaml"
    text = path.read_text(encoding="utf-8").replace("patterns:\n", 'patterns:\n  - "(钱.*)+"\n')
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ContentError, match="不能用"):
        load_words(intents)


def test_a_missing_file_is_told(intents: Path) -> None:
    (intents / "facets" / "amount.yaml").unlink()
    with pytest.raises(ContentError, match="amount"):
        load_words(intents)
