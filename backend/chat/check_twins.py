"""Rules across the words and their test phrases; `content check` runs them after its own."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Final

from backend.chat.learning import read_phrases, stale, untaught
from backend.chat.matcher import Matcher
from backend.chat.noticing import unnoticed, unnoticed_rules
from backend.chat.vocabulary import Listed
from backend.content.findings import Finding
from backend.content.twin_files import phrases, read_twin, unlearnt
from backend.content.words import Words, line_of

UNNOTICED: Final = "unnoticed.txt"
_ONE_FILE: Final = {
    "service": "services.yaml",
    "emergency": "emergencies.yaml",
    "emergency_not": "emergencies.yaml",
    "emergencies": "emergencies.yaml",
    "smalltalk": "smalltalk.yaml",
    "outside": "out_of_scope.yaml",
    "need": "normalise.yaml",
    "normalise": "normalise.yaml",
}
_NO_PHRASES: Final = frozenset({"departments.yaml"})


def check_twins(root: Path, words: Words, cache_dir: Path) -> Iterator[Finding]:
    """Give what is wrong between `intents/` and `tests/intents/`; nothing where there are no tests."""
    intents, twins = root / "intents", root / "tests" / "intents"
    if not twins.is_dir():
        return
    matcher = untaught(words, cache_dir)
    yield from without_twin(intents, twins)
    for name in stale(words, read_phrases(phrases(twins), matcher)):
        file = intents / "weights" / f"{name}.tsv"
        message = "说法或测试话改过了，这张轻重表还是从前学的"
        yield Finding(file, 1, message, "运行 flask --app backend content fit，不要手改")
    yield from silent(words, intents, twins, matcher)


def silent_in(words: Words, twins: Path, matcher: Matcher) -> list[Listed]:
    """Give every word and rule no test phrase would miss."""
    of_texts = twins / "normalise.yaml"
    rules = unnoticed_rules(words, read_twin(of_texts)) if of_texts.exists() else []
    return [*unnoticed(words, chain(phrases(twins), unlearnt(twins)), matcher), *rules]


def twin_of(intents: Path, twins: Path, file: Path) -> Path:
    """Give where the test phrases of a file of `intents/` stand."""
    part = file.relative_to(intents)
    return twins / (part.name if part.parent.name == "schemes" else part)


def key_of(one: Listed) -> str:
    """Give the word as unnoticed.txt lists it."""
    return f"{one.family} {one.target} {one.grade} {one.said}"


def without_twin(intents: Path, twins: Path) -> Iterator[Finding]:
    """Report files of words that have no test phrases."""
    for file in sorted(intents.rglob("*.yaml")):
        twin = twin_of(intents, twins, file)
        if file.name not in _NO_PHRASES and not twin.exists():
            yield Finding(file, 1, "这个文件没有测试话", f"写 {_shown(twin)}，照旁边的样子")


def silent(words: Words, intents: Path, twins: Path, matcher: Matcher) -> Iterator[Finding]:
    """Report words no phrase would miss. Those listed in unnoticed.txt wait; the list only shrinks."""
    waiting = twins / UNNOTICED
    known = set(waiting.read_text(encoding="utf-8").splitlines()) if waiting.exists() else set()
    found = {key_of(one): one for one in silent_in(words, twins, matcher)}
    for key, one in found.items():
        if key not in known:
            file = file_of(one, words, intents)
            twin = _shown(twin_of(intents, twins, file))
            message = f"去掉“{one.said}”，没有一句测试话听得出差别"
            todo = f"在 {twin} 里加一句会这样问的话；没人这样说，或者别的词已经管住了，就删掉它"
            yield Finding(file, line_of(file, one.said), message, todo)
    for key in sorted(one for one in known - set(found) if one and not one.startswith("#")):
        message = f"“{key}”已经有测试话了，或者已经删了"
        yield Finding(waiting, line_of(waiting, key), message, "从这张单子里删掉这一行")


def file_of(one: Listed, words: Words, intents: Path) -> Path:
    """Give the file that lists a word."""
    target = one.target.partition("/")[0]
    if target in words.schemes:
        return intents / "schemes" / f"{target}.yaml"
    if one.family in ("facet", "facet_not"):
        return intents / "facets" / f"{target}.yaml"
    if one.family == "situation":
        for path in sorted((intents / "situations").glob("*.yaml")):
            if f"id: {target}\n" in path.read_text(encoding="utf-8"):
                return path
    return intents / _ONE_FILE.get(one.family, "out_of_scope.yaml")


def _shown(path: Path) -> str:
    return "/".join(path.parts[path.parts.index("tests") :])
