"""What is wrong with a content file, told to the colleague who edits it."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """One thing to mend: where it stands, what it is, what to do.

    `line` counts from 1 as an editor shows it. `message` and `todo` are Chinese sentences without
    a full stop. A warning is printed and never fails the check.
    """

    file: Path
    line: int
    message: str
    todo: str
    is_warning: bool = False

    def __str__(self) -> str:
        kind = "提醒" if self.is_warning else "错误"
        return f"{self.file}:{self.line} {kind}：{self.message}。{self.todo}。"


class ContentError(Exception):
    """The content cannot be used; `findings` holds every fault, never only the first."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(sorted(findings))
        super().__init__("\n".join(str(finding) for finding in self.findings))
