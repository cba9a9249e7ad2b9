"""Kinds of paper and the limits of what is taken in. Pure."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

MOST_BYTES: Final = 10 * 1024 * 1024
MOST_FILES: Final = 12
MOST_CASE_BYTES: Final = 40 * 1024 * 1024
MOST_PIXELS: Final = 40_000_000
MOST_PAGES: Final = 20


class Paper(StrEnum):
    """What the picture shows. All are sensitive (class A): purpose is to spare a walk with papers;
    kept until 180 days after the decision."""

    ID_CARD = "id_card"
    HOUSEHOLD_BOOK = "household_book"
    MEDICAL = "medical"
    INCOME = "income"
    OTHER = "other"

    @property
    def caption(self) -> str:
        return _CAPTIONS[self]


_CAPTIONS: Final = {
    Paper.ID_CARD: "身份证",
    Paper.HOUSEHOLD_BOOK: "户口簿",
    Paper.MEDICAL: "看病的单据、诊断证明",
    Paper.INCOME: "收入、花销的凭据",
    Paper.OTHER: "别的材料",
}
CHOICES: Final = tuple((str(paper), paper.caption) for paper in Paper)
EXTENSIONS: Final = {"image/jpeg": "jpg", "application/pdf": "pdf"}


def file_name(paper: str, number: int, media_type: str) -> str:
    """Give the name a file is handed out under; nothing of the sender's own name is kept."""
    return f"{paper}-{number}.{EXTENSIONS[media_type]}"
