"""All rules across files. What one file may look like is held earlier, by `files.py` and `shapes.py`."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from backend.content.check_coverage import check_coverage, check_procedures
from backend.content.check_figures import check_figures
from backend.content.check_never_ask import check_never_ask
from backend.content.check_overrides import check_overrides
from backend.content.check_points import check_points
from backend.content.check_prose import check_prose, wording
from backend.content.check_rules import check_rules
from backend.content.check_sources import check_sources
from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.names import Scheme
from backend.content.rendering import placeholders
from backend.content.words import Words, line_of

DANGERS: Final = "emergencies.yaml"


def check(
    library: Library, on: date, words: Words | None = None, *, root: Path = Path("policy_texts")
) -> list[Finding]:
    """Give every finding of the content on that day, ordered by file and line.

    Without `words` every scheme is taken to have a guide, and what `intents/` says to residents is
    not known. `root` is where missing files are said to be missing.
    """
    said = list(_said_in(words)) if words else []
    dangers = words.emergencies.kinds if words else []
    used = {id_ for _, prose in said for id_ in placeholders(prose)}
    used |= {id_ for kind in dangers for id_ in kind.call}
    guides = (
        {id_ for id_, one in words.schemes.items() if one.topic_guide} if words else set(Scheme)
    )
    findings = [
        *check_sources(library, on),
        *check_prose(library, on),
        *check_figures(library, used),
        *check_coverage(library, guides, root, on),
        *check_procedures(library),
        *check_overrides(library),
        *check_rules(library, on),
        *check_points(library, on),
        *check_never_ask(library, words, on),
    ]
    for where, prose in said:
        findings += _wrong_in(library, root.parent / "intents" / where, prose)
    for id_ in (one for kind in dangers for one in kind.call if one not in library.figures):
        file = root.parent / "intents" / DANGERS
        todo = "改正名字，或在 figures/ 里加上"
        findings.append(Finding(file, _line(file, id_), f"没有叫 {id_} 的号码", todo))
    return sorted(set(findings))


def _said_in(words: Words) -> Iterator[tuple[str, str]]:
    """Give (file, sentence) for every sentence `intents/` says to residents."""
    for kind in words.emergencies.kinds:
        for said in (kind.title, kind.first_line, kind.calm, kind.safety, kind.next):
            yield DANGERS, said
    yield DANGERS, words.emergencies.machine
    for service in words.services:
        yield "services.yaml", service.reply
    for courtesy in words.smalltalk:
        yield "smalltalk.yaml", courtesy.reply
    for domain in words.outside:
        yield "out_of_scope.yaml", domain.ask


def _wrong_in(library: Library, file: Path, prose: str) -> Iterator[Finding]:
    yield from wording(library, file, _line(file, prose), prose)


def _line(file: Path, said: str) -> int:
    return line_of(file, said) if file.exists() else 1
