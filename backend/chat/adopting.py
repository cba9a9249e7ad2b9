"""A resident's question becomes a test phrase: written as a patch to the content files. Pure.

The service does not change its own content: a colleague looks the patch over, applies it with
`git apply`, runs the checks and lands it like every other change.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import unified_diff
from typing import Final

_PLAIN: Final = re.compile(r"[^\s:#,\[\]{}\"'&*!|>%@`-][^:#,\[\]{}\"'\n]*")
_FLOW: Final = re.compile(r"^also_said: *\[(.*?)\]", re.MULTILINE | re.DOTALL)
_BLOCK: Final = re.compile(r"^also_said: *\n((?:  +- .*\n)+)", re.MULTILINE)
_SAID_PARTS: Final = re.compile(
    r"^(?:names|also_said|heard_as|old_names): *(\[.*?\]|\n(?:  +- .*\n)+)",
    re.MULTILINE | re.DOTALL,
)


class NotAdopted(ValueError):
    """The phrase stands there already, or the file has no place for it; the text says what to do."""


@dataclass(frozen=True, slots=True)
class ContentFile:
    """A file of the content: its path in the repository and its text, empty for a new one."""

    path: str
    text: str


def with_hit(twin: ContentFile, phrase: str, facet: str) -> str:
    """Give the patch that adds `phrase` to the hits of a scheme's twin. Raises NotAdopted."""
    line = f"  - {{text: {_quoted(phrase)}, facet: {facet}}}"
    lines = twin.text.splitlines()
    if any(
        f"text: {_quoted(phrase)}," in one or f"text: {_quoted(phrase)}}}" in one for one in lines
    ):
        raise NotAdopted("这句话已经在测试句里了，不用再加。")
    if not lines:
        return patch(twin, f"hits:\n{line}\n")
    start = next((n for n, one in enumerate(lines) if one.rstrip() == "hits:"), None)
    if start is None:
        raise NotAdopted(f"{twin.path} 里没有 hits: 这一段，请先补上。")
    end = start + 1
    while end < len(lines) and (lines[end].startswith(" ") or not lines[end].strip()):
        end += 1
    while end > start + 1 and not lines[end - 1].strip():
        end -= 1
    return patch(twin, "\n".join([*lines[:end], line, *lines[end:]]) + "\n")


def with_word(words: ContentFile, word: str) -> str:
    """Give the patch that adds `word` to what else a scheme is called. Raises NotAdopted."""
    if any(word in re.split(r"[\s,\[\]\"']+", found) for found in _SAID_PARTS.findall(words.text)):
        raise NotAdopted(f"“{word}”已经是认得的说法了，不用再加。")
    flow, block = _FLOW.search(words.text), _BLOCK.search(words.text)
    if flow:
        inside = flow[1].rstrip().rstrip(",")
        tail = flow[1][len(flow[1].rstrip()) :]
        sign = ", " if inside.strip() else ""
        at, changed = flow.span(1), f"{inside}{sign}{_quoted(word)}{',' if tail else ''}{tail}"
    elif block:
        at, changed = block.span(1), f"{block[1]}  - {_quoted(word)}\n"
    else:
        raise NotAdopted(f"{words.path} 里没有 also_said，请直接改文件。")
    return patch(words, words.text[: at[0]] + changed + words.text[at[1] :])


def patch(file: ContentFile, after: str) -> str:
    """Give the change as `git apply` takes it."""
    before = f"a/{file.path}" if file.text else "/dev/null"
    made = unified_diff(
        file.text.splitlines(keepends=True),
        after.splitlines(keepends=True),
        before,
        f"b/{file.path}",
    )
    return "".join(
        line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n" for line in made
    )


def _quoted(text: str) -> str:
    """Write a phrase for YAML: plain where that is safe, else in double quotes."""
    plain = text.strip()
    if _PLAIN.fullmatch(plain) and plain not in {"yes", "no", "true", "false", "null", "on", "off"}:
        return plain
    escaped = plain.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
