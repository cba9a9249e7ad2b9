"""The words we ship against all their test phrases: what `content check` runs, and the twins by name."""

from __future__ import annotations

from pathlib import Path

from backend.chat.check_twins import UNNOTICED, without_twin
from backend.chat.learning import read_phrases, stale, untaught
from backend.chat.matcher import Matcher
from backend.chat.understanding import Context
from backend.content.names import Facet
from backend.content.normalising import Normaliser
from backend.content.twin_files import SITUATION, phrases, read_twin, unlearnt
from backend.content.words import Words

ROOT = Path(__file__).resolve().parents[2]
HERE = Path(__file__).parent
MOST_WAITING = 0  # words that still wait for a phrase: only ever lower this
RIGHT_SIDE, RIGHT_SITUATION = 0.8, 0.8


def test_the_weights_were_learnt_from_these_phrases(words: Words, tmp_path: Path) -> None:
    """Whether every word is noticed is asked by `content check`, which `make test` runs first."""
    assert stale(words, read_phrases(phrases(HERE), untaught(words, tmp_path))) == []
    assert [*without_twin(ROOT / "intents", HERE)] == []


def test_the_waiting_list_only_shrinks() -> None:
    lines = (HERE / UNNOTICED).read_text(encoding="utf-8").splitlines()
    assert sum(not one.startswith("#") for one in lines) <= MOST_WAITING


def test_texts_are_made_even_as_their_twin_says(words: Words) -> None:
    twin = read_twin(HERE / "normalise.yaml")
    normal = Normaliser(words.normalising).normalise
    assert [(one.text, normal(one.text)) for one in twin.evens] == [
        (one.text, one.even) for one in twin.evens
    ]


def test_what_goes_on_talking_keeps_the_scheme(matcher: Matcher) -> None:
    context = Context(scheme="minimum_living_allowance")
    for text in read_twin(HERE / "normalise.yaml").follows:
        got = matcher.understand(text, context)
        assert (got.scheme, got.is_follow_up) == ("minimum_living_allowance", True), text


def test_phrases_the_weights_have_not_seen(matcher: Matcher) -> None:
    """Each stands for a rare word: most must come out right although nothing was learnt from them."""
    right = {"side": [], "situation": []}
    for one in unlearnt(HERE):
        if one.topic.startswith(SITUATION):
            heard = matcher.read(one.text).topics.situations
            right["situation"].append(one.topic.removeprefix(SITUATION) in heard)
        elif one.facet in set(Facet):
            got = matcher.understand(one.text)
            right["side"].append(one.takes(got.scheme or "", got.facet))
    for name, bound in (("side", RIGHT_SIDE), ("situation", RIGHT_SITUATION)):
        assert sum(right[name]) >= bound * len(right[name]), (
            name,
            sum(right[name]),
            len(right[name]),
        )
