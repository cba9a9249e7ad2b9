"""Understanding a question beside bare `jieba.lcut` on the same text, with 1, 10 and 100 lexicons.

Also the time to start, and what one more worker takes when it is forked from a prepared, frozen one.
"""

from __future__ import annotations

import gc
import os
import random
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from benchmarks.chat_turn import QUESTIONS

ROUNDS, EACH = 9, 200
TIMES = (1, 10, 100)


def measure() -> list[str]:
    import jieba

    from backend.chat.matcher import Matcher
    from backend.content.words import load_words

    words = load_words(Path(__file__).resolve().parent.parent / "intents")
    bare = jieba.Tokenizer()
    bare.initialize()
    phrases = sorted({one for domain in words.outside for one in domain.words})
    phrases += [one for scheme in words.schemes.values() for one in scheme.also_said]
    rows, first = [], 0.0
    with tempfile.TemporaryDirectory() as folder:
        for times in TIMES:
            started = time.perf_counter()
            matcher = Matcher(_grown(words, phrases, times), Path(folder))
            start_up = time.perf_counter() - started
            pairs = [
                (_microseconds(bare.lcut), _microseconds(matcher.understand)) for _ in range(ROUNDS)
            ]
            ours = statistics.median(two / one for one, two in pairs)
            first = first or ours
            rows.append(
                f"lexicon x{times:<4} lcut {statistics.median(one for one, _ in pairs):6.1f} µs, "
                f"understand {statistics.median(two for _, two in pairs):6.1f} µs, "
                f"ours / lcut {ours:.2f}, beside x1 {ours / first:.2f}, start-up {start_up:.2f} s"
            )
            if times == 1:
                rows.append(f"one more worker: {_extra_megabytes(matcher.understand):.1f} MB")
    return rows


def _grown(words: Any, phrases: list[str], times: int) -> Any:
    """Give words with made-up phrases: two of ours joined, so that they begin like ours."""
    dice = random.Random(7)
    grown: set[str] = set()
    while len(grown) < len(phrases) * (times - 1):
        grown.add(f"{dice.choice(phrases)}{dice.choice(phrases)}{dice.choice(phrases)}")
    first, *rest = words.outside
    more = first.model_copy(update={"words": [*first.words, *sorted(grown)]})
    return replace(words, outside=(more, *rest))


def _extra_megabytes(work: Callable[[str], Any]) -> float:
    """Give the memory of its own that a forked worker has after answering all questions."""
    gc.collect()
    gc.freeze()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        for question in QUESTIONS * 20:
            work(question)
        rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
        own = [int(row.split()[1]) for row in rollup.splitlines() if row.startswith("Private_")]
        os.write(writing, str(sum(own) / 1024).encode())
        os._exit(0)
    os.waitpid(child, 0)
    gc.unfreeze()
    return float(os.read(reading, 32))


def _microseconds(work: Callable[[str], Any]) -> float:
    started = time.process_time()
    for turn in range(EACH):
        work(QUESTIONS[turn % len(QUESTIONS)])
    return (time.process_time() - started) / EACH * 1e6
