"""The words of the service and a matcher over them, built once for the room's tests."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.chat.matcher import Matcher
from backend.content.library import Library
from backend.content.loader import load_content
from backend.content.words import Words, load_words

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="session")
def words() -> Words:
    return load_words(ROOT / "intents")


@pytest.fixture(scope="session")
def library() -> Library:
    return load_content(ROOT / "policy_texts")


@pytest.fixture(scope="session")
def matcher(words: Words, tmp_path_factory: pytest.TempPathFactory) -> Matcher:
    return Matcher(words, tmp_path_factory.mktemp("cut"))
