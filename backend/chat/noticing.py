"""Which words of `intents/` no test phrase would miss: taken away one by one, without the weights.

A word is noticed when, without it, the words alone hear the right answer of some phrase less
clearly: a smaller lead of its scheme, field or side, no alarm, another service, a false alarm.
That is all a word can do: its score is what the learnt weights weigh. The weights themselves are
left out, so that what counts as noticed does not change each time they are learnt again, and so
that they cannot cover for a word that has gone silent.

The matcher is built once; a word is taken away by being deaf to it, in the phrases it stands in.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from backend.chat.features import names_apart, with_hidden
from backend.chat.lexicon import Entry, Hit
from backend.chat.matcher import Matcher
from backend.chat.reading import Reading, facet_of
from backend.chat.verdicts import decide
from backend.chat.vocabulary import Listed, listed
from backend.content.normalising import Normaliser
from backend.content.twin_files import (
    DANGER,
    OUTSIDE,
    SERVICE,
    SITUATION,
    TALK,
    TwinFile,
    TwinPhrase,
)
from backend.content.words import Words

_SHORT_LISTS = ("past", "denied", "prevented", "aftermath")
Clarity = tuple[float, ...]


def unnoticed(words: Words, phrases: Iterable[TwinPhrase], matcher: Matcher) -> list[Listed]:
    """Give the words no phrase would miss, in the order of the files; `matcher` is without weights."""
    bare = replace(words, weights={})
    said = list({(one.text, one.topic, one.facet, one.is_miss): one for one in phrases}.values())
    everything = list(listed(words))
    waiting = set(everything) - _noticed_alone(everything, matcher, said, bare)
    for one in _short(words):
        if not _is_missed(one, matcher, said, bare):
            waiting.add(one)
            everything.append(one)
    return [one for one in dict.fromkeys(everything) if one in waiting]


def unnoticed_rules(words: Words, twin: TwinFile) -> list[Listed]:
    """Give the rules of normalise.yaml without which its twin comes out the same."""
    rules = words.normalising
    found = []
    normal = Normaliser(rules).normalise
    for said in [*rules.words, *rules.filler]:
        is_word = said in rules.words
        left = {one: even for one, even in rules.words.items() if one != said}
        filler = [one for one in rules.filler if one != said]
        deaf = Normaliser(
            rules.model_copy(update={"words": left} if is_word else {"filler": filler})
        )
        if all(deaf.normalise(one.text) == normal(one.text) for one in twin.evens):
            name = "words" if is_word else "filler"
            found.append(Listed("normalise", name, name, said))
    followed = twin.follows
    for said in rules.follow_up:
        others = tuple(one for one in rules.follow_up if one != said)
        if not any(one.startswith(said) and not one.startswith(others) for one in followed):
            found.append(Listed("normalise", "follow_up", "follow_up", said))
    return found


def clarity(one: TwinPhrase, reading: Reading, words: Words) -> Clarity:
    """Give how clearly the words hear the right answer: several numbers, more is clearer."""
    got = decide(reading, words)
    is_calm = reading.alarm is None or reading.alarm.is_mention
    talk = sum(hit.end - hit.start for hit in reading.smalltalk)
    return (
        _lead_of_topic(one, reading),
        _lead_of_side(one, reading, words) if one.facet else 0.0,
        float(got.topic == one.topic.removeprefix(DANGER) and got.kind == "emergency")
        if one.is_danger
        else float(is_calm and got.kind != "emergency"),
        float(got.kind == "service" and SERVICE + str(got.topic) == one.topic),
        float(one.topic.removeprefix(SITUATION) in reading.topics.situations),
        float(talk if one.topic == TALK else 0),
        float(got.scheme is not None and one.takes(got.scheme, got.facet)),
        float(got.kind == "out_of_scope") if one.topic == OUTSIDE else 0.0,
        -float(len(with_hidden(reading.text, names_apart(_right_names(one, reading))))),
    )


def _noticed_alone(
    everything: Sequence[Listed], matcher: Matcher, said: Sequence[TwinPhrase], words: Words
) -> set[Listed]:
    own = {one: frozenset(matcher.entries_of(one)) for one in everything}
    owners: dict[Entry, list[Listed]] = {}
    for one, entries in own.items():
        for entry in entries:
            owners.setdefault(entry, []).append(one)
    noticed: set[Listed] = set()
    for phrase in said:
        found = matcher.entries_in(phrase.text)
        candidates = {one for entry in found for one in owners[entry]} - noticed
        if not candidates:
            continue
        whole = clarity(phrase, matcher.read(phrase.text), words)
        for one in candidates:
            gone = {entry for entry in own[one] & found if owners[entry] == [one]}
            if gone and _is_less(clarity(phrase, matcher.read(phrase.text, gone), words), whole):
                noticed.add(one)
    return noticed


def _right_names(one: TwinPhrase, reading: Reading) -> list[Hit]:
    return [hit for hit in reading.topics.names if one.takes(hit.entry.target)]


def _is_less(without: Clarity, whole: Clarity) -> bool:
    return any(less < more - 1e-9 for less, more in zip(without, whole, strict=True))


def _lead_of_topic(one: TwinPhrase, reading: Reading) -> float:
    right = {one.topic, *(topic for topic, _ in one.also)}
    schemes, outside = reading.topics.schemes, max(reading.topics.outside.values(), default=0.0)
    ours = max((score for scheme, score in schemes.items() if scheme in right), default=0.0)
    others = max((score for scheme, score in schemes.items() if scheme not in right), default=0.0)
    if one.is_miss:
        return -ours
    if one.topic == OUTSIDE:
        return outside - others
    return ours - max(others, 0.0 if OUTSIDE in right else outside)


def _lead_of_side(one: TwinPhrase, reading: Reading, words: Words) -> float:
    right = {one.facet, *(side for topic, side in one.also if topic == one.topic)}
    _, heard = facet_of(reading, words, one.topic)
    ours = max((side.score for side in heard if side.facet in right), default=0.0)
    return ours - max((side.score for side in heard if side.facet not in right), default=0.0)


def _short(words: Words) -> Iterator[Listed]:
    """Give the words of the short lists that say how others are to be read."""
    for name in _SHORT_LISTS:
        for said in getattr(words.emergencies, name):
            yield Listed("emergencies", name, name, said)
    for said in words.normalising.identity_endings:
        yield Listed("normalise", "identity_endings", "identity_endings", said)


def _is_missed(one: Listed, matcher: Matcher, said: Iterable[TwinPhrase], words: Words) -> bool:
    deaf = matcher.with_lists_of(_short_list_changed(words, one))
    return any(
        _is_less(
            clarity(phrase, deaf.read(phrase.text), words),
            clarity(phrase, matcher.read(phrase.text), words),
        )
        for phrase in said
        if one.said in phrase.text
    )


def _short_list_changed(words: Words, one: Listed) -> Words:
    file = words.emergencies if one.family == "emergencies" else words.normalising
    left = [said for said in getattr(file, one.target) if said != one.said]
    changed = file.model_copy(update={one.target: left})
    if one.family == "emergencies":
        return replace(words, emergencies=changed)  # type: ignore[arg-type]
    return replace(words, normalising=changed)  # type: ignore[arg-type]
