"""All rules across files. What one file may look like is held earlier, by `files.py` and `shapes.py`."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from backend.content.check_coverage import check_coverage, check_procedures
from backend.content.check_figures import check_figures
from backend.content.check_points import check_points
from backend.content.check_prose import check_prose
from backend.content.check_rules import check_rules
from backend.content.check_sources import check_sources
from backend.content.findings import Finding
from backend.content.library import Library
from backend.content.names import Scheme
from backend.content.rendering import placeholders
from backend.content.words import Words


def check(
    library: Library, on: date, words: Words | None = None, *, root: Path = Path("policy_texts")
) -> list[Finding]:
    """Give every finding of the content on that day, ordered by file and line.

    Without `words` every scheme is taken to have a guide, and the figures that `intents/` shows
    are not known. `root` is where missing files are said to be missing.
    """
    said = list(_said_in(words)) if words else []
    used = {id_ for _, id_ in said}
    guides = (
        {id_ for id_, one in words.schemes.items() if one.topic_guide} if words else set(Scheme)
    )
    findings = [
        *check_sources(library, on),
        *check_prose(library, on),
        *check_figures(library, used),
        *check_coverage(library, guides, root, on),
        *check_procedures(library),
        *check_rules(library, on),
        *check_points(library, on),
    ]
    for where, id_ in said:
        if id_ not in library.figures:
            file = root.parent / "intents" / where
            findings.append(
                Finding(file, 1, f"没有叫 {id_} 的数字", "改正名字，或在 figures/ 里加上")
            )
    return sorted(set(findings))


def _said_in(words: Words) -> Iterator[tuple[str, str]]:
    """Give (file, figure id) for every figure the replies of `intents/` show."""
    for kind in words.emergencies.kinds:
        for id_ in kind.call:
            yield "emergencies.yaml", id_
        for id_ in placeholders(f"{kind.first_line}{kind.calm}{kind.safety}{kind.next}"):
            yield "emergencies.yaml", id_
    for service in words.services:
        for id_ in placeholders(service.reply):
            yield "services.yaml", id_
    for courtesy in words.smalltalk:
        for id_ in placeholders(courtesy.reply):
            yield "smalltalk.yaml", id_
    for domain in words.outside:
        for id_ in placeholders(domain.ask):
            yield "out_of_scope.yaml", id_
