"""Words a clerk writes down: cleaned, personal numbers masked, refused when missing."""

from __future__ import annotations

from collections.abc import Mapping

from backend.inputs import without_unwanted
from backend.intake.problems import ReasonMissing
from backend.masks import mask_free_text
from backend.problems import FieldError, Invalid


def noted(text: str | None) -> str:
    """Give the text as it is kept: trimmed, with ID, phone and card numbers masked."""
    return mask_free_text(without_unwanted(text or "").strip())


def required(text: str | None, name: str, sentence: str) -> str:
    """Give the text as it is kept. Raises ReasonMissing naming the field when there is none."""
    words = noted(text)
    if not words:
        raise ReasonMissing.of(**{name: sentence})
    return words


def reason_and_article(reason: str | None, article: str | None) -> tuple[str, str]:
    """Give both; a no needs both. Raises ReasonMissing naming every one that is missing."""
    words, law = noted(reason), noted(article)
    missing = {}
    if not words:
        missing["reason"] = "请用居民听得懂的话写明理由。"
    if not law:
        missing["article"] = "请写明依据的文件和条款，如：社会救助法第四十五条。"
    if missing:
        raise ReasonMissing.of(**missing)
    return words, law


def known_word(word: str, titles: Mapping[str, str], field: str) -> str:
    """Give the title of a word from a fixed list. Raises Invalid naming the list."""
    if word not in titles:
        listed = "、".join(f"{id_}（{title}）" for id_, title in titles.items())
        raise Invalid(errors=[FieldError(f"/{field}", f"只能从这些里选：{listed}。")])
    return titles[word]
