"""Understanding a question beside bare `jieba.lcut` on the same text; start-up time and memory."""

from __future__ import annotations

import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.chat_turn import QUESTIONS

ROUNDS, EACH = 9, 400


def measure() -> list[str]:
    import jieba

    from backend.chat.matcher import Matcher
    from backend.chat.understanding import NO_CONTEXT
    from backend.content.words import load_words

    root = Path(__file__).resolve().parent.parent
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder:
        matcher = Matcher(load_words(root / "intents"), Path(folder))
    start_up = time.perf_counter() - started
    bare = jieba.Tokenizer()
    bare.initialize()
    pairs = [
        (
            _microseconds(bare.lcut),
            _microseconds(lambda text: matcher.understand(text, NO_CONTEXT)),
        )
        for _ in range(ROUNDS)
    ]
    ratios = sorted(ours / plain for plain, ours in pairs)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return [
        f"jieba.lcut        {statistics.median(plain for plain, _ in pairs):7.1f} µs a question",
        f"understand        {statistics.median(ours for _, ours in pairs):7.1f} µs a question",
        f"ours / lcut       {statistics.median(ratios):7.2f}   (lowest {ratios[0]:.2f}, highest {ratios[-1]:.2f})",
        f"start-up {start_up:.2f} s, peak memory {peak:.0f} MB with a second dictionary for the yardstick",
    ]


def _microseconds(work: Callable[[str], Any]) -> float:
    started = time.perf_counter()
    for turn in range(EACH):
        work(QUESTIONS[turn % len(QUESTIONS)])
    return (time.perf_counter() - started) / EACH * 1e6
