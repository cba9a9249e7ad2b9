"""The content we ship, read once by each worker: whoever gets it does not change it."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from backend.content.library import Library
from backend.content.loader import load_content
from backend.content.words import Words, load_words

ROOT = Path(__file__).resolve().parents[2]


@cache
def real_library() -> Library:
    return load_content(ROOT / "policy_texts")


@cache
def real_words() -> Words:
    return load_words(ROOT / "intents")
