"""What would be said differently: on a coming day, at a place, under edited content."""

from __future__ import annotations

import shutil
from datetime import date, timedelta
from pathlib import Path

from backend.content.library import Library
from backend.content.loader import load_content
from backend.rehearsal.answers import NOTHING, Held, changes

TEXTS = Path(__file__).resolve().parents[2] / "policy_texts"
DAY, COUNTY = date(2026, 11, 24), "410482000000"


def edited(folder: Path, file: str, old: str, new: str) -> Library:
    shutil.copytree(TEXTS, folder / "policy_texts")
    path = folder / "policy_texts" / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return load_content(folder / "policy_texts")


def test_nothing_changes_between_equal_days(library: Library) -> None:
    assert changes(Held(library, DAY), Held(library, DAY + timedelta(days=1))) == []


def test_the_law_taking_force_changes_answers_procedures_and_rules(library: Library) -> None:
    eve, first = date(2026, 6, 30), date(2026, 7, 1)
    found = {(one.kind, one.name): one for one in changes(Held(library, eve), Held(library, first))}
    assert found["查一查", "temporary_assistance sudden_event"].before == NOTHING
    text = found["回答", "minimum_living_allowance/appeal"]
    assert "社会救助法" not in text.before
    assert "社会救助法" in text.after
    standard = found["数字", "minimum_living_allowance.standard_rural"]
    assert standard.place == COUNTY  # only this county has a value


def test_an_edited_figure_reaches_every_answer_and_procedure_that_shows_it(
    library: Library, tmp_path: Path
) -> None:
    after = edited(tmp_path, "figures/minimum_living_allowance.yaml", "value: 30", "value: 25")
    found = {(one.kind, one.name) for one in changes(Held(library, DAY), Held(after, DAY))}
    assert ("数字", "minimum_living_allowance.whole") in found
    assert ("流程", "minimum_living_allowance") in found
    assert ("回答", "minimum_living_allowance/time_limit") in found
    assert ("回答", "minimum_living_allowance/materials") not in found


def test_one_place_may_be_asked_for(library: Library) -> None:
    eve, first = Held(library, date(2026, 6, 30)), Held(library, date(2026, 7, 1))
    assert {one.place for one in changes(eve, first, COUNTY)} == {COUNTY}
