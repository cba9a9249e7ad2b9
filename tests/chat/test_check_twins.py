"""What `content check` says of words and test phrases that do not fit each other."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from backend.chat.check_twins import (
    UNNOTICED,
    check_twins,
    key_of,
    silent,
    silent_in,
    without_twin,
)
from backend.chat.learning import fit_tables, read_phrases, stale, untaught
from backend.content.twin_files import phrases
from backend.content.weight_files import written
from backend.content.words import load_words

ROOT = Path(__file__).resolve().parents[2]
KEPT = "child_support.yaml"


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The words, and a few of the test phrases: enough for the rules, quick to read."""
    shutil.copytree(ROOT / "intents", tmp_path / "intents")
    (tmp_path / "tests" / "intents").mkdir(parents=True)
    for name in (KEPT, "normalise.yaml"):
        shutil.copy(ROOT / "tests" / "intents" / name, tmp_path / "tests" / "intents" / name)
    return tmp_path


@pytest.fixture(scope="module")
def cut(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cut")


def edit(path: Path, change: Callable[[str], str]) -> None:
    before = path.read_text(encoding="utf-8")
    after = change(before)
    assert after != before
    path.write_text(after, encoding="utf-8")


def test_the_waiting_list_only_shrinks(copied: Path, cut: Path) -> None:
    intents, twins = copied / "intents", copied / "tests" / "intents"
    waiting, twin = twins / UNNOTICED, twins / KEPT
    words = intents / "schemes" / KEPT
    edit(words, lambda text: text.replace("heard_as: [", "heard_as: [没人讲过的字, "))
    changed = load_words(intents)
    deaf = untaught(changed, cut)
    listed = [key_of(one) for one in silent_in(changed, twins, deaf)]
    before = [one for one in listed if "没人讲过的字" not in one]
    waiting.write_text("\n".join(before) + "\n", encoding="utf-8")
    (fault,) = map(str, silent(changed, intents, twins, deaf))
    assert "schemes/child_support.yaml:" in fault
    assert "去掉“没人讲过的字”，没有一句测试话听得出差别" in fault
    assert "在 tests/intents/child_support.yaml 里加一句" in fault
    edit(twin, lambda text: text.replace("hits:\n", "hits:\n  - {text: 没人讲过的字怎么办理}\n"))
    assert [*silent(changed, intents, twins, deaf)] == []
    edit(waiting, lambda text: text + "早就删了的词\n")
    (gone,) = map(str, silent(changed, intents, twins, deaf))
    assert "“早就删了的词”已经有测试话了，或者已经删了" in gone


def test_weights_are_of_these_phrases_and_untouched(copied: Path, cut: Path) -> None:
    words, twins = load_words(copied / "intents"), copied / "tests" / "intents"
    read = read_phrases(phrases(twins), untaught(words, cut))
    assert stale(words, read) == ["topics", "facets", "domains"]
    learnt = fit_tables(read, words)
    assert stale(replace(words, weights=learnt), read) == []
    again = fit_tables(read, words)
    assert [[*written(one)] for one in again.values()] == [
        [*written(one)] for one in learnt.values()
    ]
    table = dict(learnt["facets"].table)
    table.popitem()
    touched = learnt | {"facets": replace(learnt["facets"], table=table)}
    assert stale(replace(words, weights=touched), read) == ["facets"]
    asked, heard = next((one, heard) for one, heard in read if one.facet)
    other = [(replace(asked, facet="where"), heard), *read[1:]]
    assert stale(replace(words, weights=learnt), other) == ["facets"]
    assert stale(replace(words, weights=learnt), read[1:]) == ["topics", "facets"]


def test_a_file_without_its_twin_is_told(copied: Path) -> None:
    twins = copied / "tests" / "intents"
    missing = [str(one) for one in without_twin(copied / "intents", twins)]
    assert any("tests/intents/facets/where.yaml" in one for one in missing)
    assert any("tests/intents/situations/people.yaml" in one for one in missing)
    assert not any(
        KEPT in one or "normalise.yaml" in one or "departments" in one for one in missing
    )


def test_no_tests_nothing_to_hold_against(tmp_path: Path) -> None:
    assert [*check_twins(tmp_path, load_words(ROOT / "intents"), tmp_path)] == []


def test_a_table_learnt_before_the_edit_is_told_with_its_file(copied: Path, cut: Path) -> None:
    found = [*check_twins(copied, load_words(copied / "intents"), cut)]
    stale_ones = [one for one in found if one.file.suffix == ".tsv"]
    assert [one.file.name for one in stale_ones] == ["topics.tsv", "facets.tsv", "domains.tsv"]
    assert {(one.line, one.message) for one in stale_ones} == {
        (1, "说法或测试话改过了，这张轻重表还是从前学的")
    }
    assert all("content fit，不要手改" in one.todo for one in stale_ones)
