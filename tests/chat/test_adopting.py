"""A question becomes a patch: it applies with git, the files still load, and nothing stands twice."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from ruamel.yaml import YAML

from backend.chat.adopting import ContentFile, NotAdopted, with_hit, with_word
from backend.content.names import Scheme
from backend.content.words import load_words

ROOT = Path(__file__).resolve().parents[2]
GIT = shutil.which("git")


def file(path: str) -> ContentFile:
    return ContentFile(path, (ROOT / path).read_text(encoding="utf-8"))


def applied(folder: Path, made: str) -> Path:
    assert GIT
    subprocess.run([GIT, "init", "-q", str(folder)], check=True)
    for name in ("intents", "tests/intents"):
        shutil.copytree(ROOT / name, folder / name, dirs_exist_ok=True)
    subprocess.run([GIT, "-C", str(folder), "apply", "-"], input=made.encode(), check=True)
    return folder


@pytest.mark.skipif(GIT is None, reason="needs git")
@pytest.mark.parametrize(
    "phrase", ["媳妇跑了，娃算没人养吗", "写着: 冒号 和 #号", 'a"b', "[方括号]"]
)
def test_a_phrase_joins_the_hits_of_its_twin(tmp_path: Path, phrase: str) -> None:
    made = with_hit(file("tests/intents/child_support.yaml"), phrase, "eligibility")
    folder = applied(tmp_path, made)
    twin = YAML(typ="safe").load((folder / "tests/intents/child_support.yaml").read_text())
    assert twin["hits"][-1] == {"text": phrase, "facet": "eligibility"}
    assert twin["misses"]


@pytest.mark.skipif(GIT is None, reason="needs git")
def test_a_word_joins_what_every_scheme_is_called(tmp_path: Path) -> None:
    made = "".join(
        with_word(file(f"intents/schemes/{scheme}.yaml"), f"从没听过的叫法{number}")
        for number, scheme in enumerate(Scheme)
    )
    words = load_words(applied(tmp_path, made) / "intents")
    for number, scheme in enumerate(Scheme):
        assert f"从没听过的叫法{number}" in words.schemes[scheme].also_said


def test_what_stands_there_already_is_not_added_again() -> None:
    twin = ContentFile("t.yaml", "hits:\n  - {text: 低保咋办, facet: procedure}\n")
    with pytest.raises(NotAdopted, match="已经在测试句里"):
        with_hit(twin, "低保咋办", "amount")
    words = file("intents/schemes/minimum_living_allowance.yaml")
    with pytest.raises(NotAdopted, match="已经是认得的说法"):
        with_word(words, "低保")
    with pytest.raises(NotAdopted, match="没有 hits"):
        with_hit(ContentFile("t.yaml", "misses: []\n"), "低保", "amount")
    with pytest.raises(NotAdopted, match="没有 also_said"):
        with_word(ContentFile("t.yaml", "names: [低保]\n"), "地保")


def test_a_twin_that_is_not_there_is_made() -> None:
    made = with_hit(ContentFile("tests/intents/general.yaml", ""), "找谁", "where")
    assert made.startswith("--- /dev/null\n+++ b/tests/intents/general.yaml")
