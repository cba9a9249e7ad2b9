"""Understanding a question beside bare `jieba.lcut` on the same text, with 1, 10 and 100 lexicons.

Also the time to start, and what one more worker takes when it is forked from a prepared, frozen one.
The questions are a few hundred of tests/intents, each another, so that nothing remembered of one can
make the next one quick. Ours and jieba take turns: what the machine does besides, it does to both.
"""

from __future__ import annotations

import gc
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
ROUNDS, MIXED, EACH = 9, 400, 150
LENGTHS = {"short (<12)": range(12), "middle (12-24)": range(12, 25), "long (25+)": range(25, 501)}
TIMES = (1, 10, 100)
STARTING = "import backend; backend.create_app()"
Pair = tuple[float, float]


def measure() -> list[str]:
    """Give the report's lines. Times are medians of paired runs; what follows a ratio is its spread."""
    import jieba

    from backend.chat.matcher import Matcher
    from backend.content.words import load_words

    words = load_words(ROOT / "intents")
    bare = jieba.Tokenizer()
    bare.initialize()
    samples = _samples()
    grown: list[tuple[int, int, Matcher, float]] = []
    with tempfile.TemporaryDirectory() as folder:
        for times in TIMES:
            more = _more_phrases(words, times)
            started = time.perf_counter()
            matcher = Matcher(_grown(words, more), Path(folder))
            grown.append((times, len(more), matcher, time.perf_counter() - started))
            if times == 1:
                rows = [f"one more worker: {_extra_megabytes(matcher, samples['mixed']):.1f} MB"]
    first = grown[0][2]
    gc.freeze()
    rows += [_beside(name, bare.lcut, first.understand, own) for name, own in samples.items()]
    for times, count, matcher, start_up in grown:
        pairs = _in_turns(first.understand, matcher.understand, samples["mixed"])
        rows.append(
            f"lexicon x{times} (and {count} phrases): {statistics.median(b for _, b in pairs):.1f} µs, "
            f"beside x1 {_spread(pairs)}, built in {start_up:.2f} s"
        )
    return [*rows, f"import and create_app: {_start_up():.2f} s of the processor (best of 3)"]


def _samples() -> Mapping[str, Sequence[str]]:
    """Give distinct questions: mixed as they come, and by length."""
    from backend.content.twin_files import phrases

    texts = sorted({one.text for one in phrases(ROOT / "tests" / "intents")})
    random.Random(7).shuffle(texts)
    by_length = {
        name: [text for text in texts if len(text) in lengths][:EACH]
        for name, lengths in LENGTHS.items()
    }
    return {"mixed": texts[:MIXED], **by_length}


def _beside(
    name: str, plain: Callable[[str], Any], ours: Callable[[str], Any], texts: Sequence[str]
) -> str:
    pairs = _in_turns(plain, ours, texts)
    one, two = (statistics.median(column) for column in zip(*pairs, strict=True))
    return (
        f"{name}, {len(texts)} questions: lcut {one:.1f} µs, understand {two:.1f} µs, "
        f"ours / lcut {_spread(pairs)}"
    )


def _in_turns(
    one: Callable[[str], Any], two: Callable[[str], Any], texts: Sequence[str]
) -> list[Pair]:
    return [(_microseconds(one, texts), _microseconds(two, texts)) for _ in range(ROUNDS)]


def _microseconds(work: Callable[[str], Any], texts: Sequence[str]) -> float:
    """Give the processor's time for one question, the mean over `texts`."""
    started = time.process_time()
    for text in texts:
        work(text)
    return (time.process_time() - started) / len(texts) * 1e6


def _spread(pairs: Sequence[Pair]) -> str:
    ratios = sorted(two / one for one, two in pairs)
    return f"{statistics.median(ratios):.2f} ({ratios[0]:.2f}-{ratios[-1]:.2f})"


def _more_phrases(words: Any, times: int) -> list[str]:
    """Give made-up phrases: three of ours joined, so that they begin like ours."""
    phrases = sorted({one for domain in words.outside for one in domain.words})
    phrases += [one for scheme in words.schemes.values() for one in scheme.also_said]
    dice = random.Random(7)
    grown: set[str] = set()
    while len(grown) < len(phrases) * (times - 1):
        grown.add("".join(dice.choices(phrases, k=3)))
    return sorted(grown)


def _grown(words: Any, more: list[str]) -> Any:
    first, *rest = words.outside
    return replace(
        words, outside=(first.model_copy(update={"words": [*first.words, *more]}), *rest)
    )


def _extra_megabytes(matcher: Any, questions: Sequence[str]) -> float:
    """Give the memory of its own that a forked worker has after answering all questions."""
    gc.collect()
    gc.freeze()
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        for question in questions:
            matcher.understand(question)
        rollup = Path("/proc/self/smaps_rollup").read_text(encoding="ascii")
        own = [int(row.split()[1]) for row in rollup.splitlines() if row.startswith("Private_")]
        os.write(writing, str(sum(own) / 1024).encode())
        os._exit(0)
    os.waitpid(child, 0)
    gc.unfreeze()
    return float(os.read(reading, 32))


def _start_up() -> float:
    """Give the processor's time a fresh process needs until the application stands; the first warms
    the disk."""
    taken = []
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(3):
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            subprocess.run(
                [sys.executable, "-c", STARTING],
                check=True, cwd=ROOT, env=os.environ | {"VAR_DIR": folder},
            )  # fmt: skip
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
            taken.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(taken)
