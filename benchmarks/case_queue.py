"""Claim and lists with 10,000 and with 1,000,000 cases in the file, in turns; and whole cases a second.

The clerk's county stays as it is, 10,000 cases over its townships, one in ten open; the large file
holds a hundred such counties. Claims and whole cases go on in another township than the lists, so
that the lists stay the same. BENCH_CASES sets another size.
"""

from __future__ import annotations

import os
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.case_lifecycle import clerk, demo_app, in_one, open_case
from benchmarks.crew import Hand, together

SMALL, LARGE = 10_000, int(os.environ.get("BENCH_CASES", "1000000"))
TOWN = "410482106000"
ROUNDS, EACH = 9, 10
WORKERS, WAY_ROUNDS, WAY_SECONDS = (1, 2), 5, 2.0


def measure() -> Iterator[str]:
    """Give medians at both sizes, the median ratio of the rounds, and whole cases a second."""
    with tempfile.TemporaryDirectory() as folder:
        benches = [_Bench(Path(folder) / name) for name in ("small", "large")]
        for bench, size in zip(benches, (SMALL, LARGE), strict=True):
            bench.grow(size)
        yield f"{'':<14}{SMALL:>12,} {LARGE:>12,}   large / small"
        for name in ("claim", "counts", "mine", "unclaimed", "due", "overdue", "county"):
            pairs = _in_turns([bench.job(name) for bench in benches])
            small, large = (statistics.median(pair[which] for pair in pairs) for which in (0, 1))
            ratio = statistics.median(after / before for before, after in pairs)
            yield f"{name:<14}{small * 1000:>9.2f} ms {large * 1000:>9.2f} ms   {ratio:.2f}"
        yield "create, claim, accept, close, each step on disk:"
        yield from _whole_ways(benches)


def _whole_ways(benches: list[_Bench]) -> Iterator[str]:
    """Give a line for each number of worker processes, one core each: whole cases a second."""
    crews = [[bench.worker_process(one) for one in range(max(WORKERS))] for bench in benches]
    try:
        for count in WORKERS:
            for crew in crews:
                together(crew[:count], "ours", 1.0)
            rounds = [
                [together(crew[:count], "ours", WAY_SECONDS) for crew in crews]
                for _ in range(WAY_ROUNDS)
            ]
            small, large = (statistics.median(one[which][0] for one in rounds) for which in (0, 1))
            least = min(rate for one in rounds for rate, _ in one)
            busy = statistics.median(busy for one in rounds for _, busy in one)
            yield (
                f"{count} worker{'s'[: count - 1]:<6}{small:>10.0f}/s {large:>10.0f}/s"
                f"    the slowest round {least:.0f}/s; {busy:.1f} ms of processor a case"
            )
    finally:
        for crew in crews:
            for hand in crew:
                hand.dismiss()


def _in_turns(jobs: list[Callable[[], None]]) -> list[tuple[float, float]]:
    """Give seconds a time for both, round by round."""
    for job in jobs:
        job()
    rounds = []
    for _ in range(ROUNDS):
        found = []
        for job in jobs:
            started = time.perf_counter()
            for _ in range(EACH):
                job()
            found.append((time.perf_counter() - started) / EACH)
        rounds.append((found[0], found[1]))
    return rounds


class _Bench:
    def __init__(self, folder: Path) -> None:
        from backend.accounts.actor import Actor, Post
        from backend.accounts.permissions import Role

        self.file = folder / "yimenzhu.sqlite3"
        folder.mkdir()
        os.environ["VAR_DIR"] = str(folder)
        self.app = demo_app()
        self.lister, self.worker = clerk(TOWN, "c" * 32), clerk()
        self.head = Actor("f" * 32, "孙示例", (Post(Role.SUPERVISOR, "410482000000", None),))
        self._number = iter(range(10**9))

    def job(self, name: str) -> Callable[[], None]:
        """Give one thing to do over and over."""
        from backend.doors.layout import beijing_day
        from backend.extensions import db
        from backend.intake import services
        from backend.intake.queries import Queue, list_cases, queue_counts

        day = beijing_day()
        with self.app.app_context():
            free = iter([self._open() for _ in range(ROUNDS * EACH + 1 if name == "claim" else 0)])
        jobs: dict[str, Callable[[], object]] = {
            "claim": lambda: in_one(services.claim, next(free), self.worker),
            "counts": lambda: queue_counts(self.lister, day),
            "county": lambda: list_cases(self.head, day, Queue.OVERDUE),
        }
        for queue in Queue:
            jobs[str(queue)] = lambda queue=queue: list_cases(self.lister, day, queue)

        def work() -> None:
            with self.app.app_context():
                jobs[name]()
                db.session.remove()

        return work

    def _open(self) -> str:
        return open_case(f"{next(self._number):012d}")

    def worker_process(self, number: int) -> Hand:
        """Give a process of its own that makes whole cases in this file."""
        settings = {"VAR_DIR": str(self.file.parent)}
        return Hand("benchmarks.case_lifecycle", str(number), settings=settings)

    def grow(self, size: int) -> None:
        """Fill the file with copies of one real case and its first event, spread over townships:
        in the clerk's own township the summaries are sealed, elsewhere nobody opens them."""
        from backend.extensions import db

        with self.app.app_context():
            pattern = self._open()
            db.session.remove()
            db.engine.dispose()
            self._copy(pattern, size)

    def _copy(self, pattern: str, size: int) -> None:
        source = sqlite3.connect(self.file, isolation_level=None)
        source.execute("PRAGMA synchronous=OFF")
        source.execute("PRAGMA cache_size=-400000")
        source.row_factory = sqlite3.Row
        case = dict(source.execute("SELECT * FROM intake_case WHERE id = ?", (pattern,)).fetchone())
        event = dict(
            source.execute("SELECT * FROM case_event WHERE case_id = ?", (pattern,)).fetchone()
        )
        towns = [
            row[0]
            for row in source.execute(
                "SELECT code FROM division WHERE level = 'township' ORDER BY code"
            )
        ]
        source.execute("BEGIN")
        for table, rows in (
            ("intake_case", self._cases(case, towns, size)),
            ("case_event", _events(event, size)),
        ):
            names = list(case if table == "intake_case" else event)
            marks = ", ".join(f":{name}" for name in names)
            source.executemany(f"INSERT INTO {table} ({', '.join(names)}) VALUES ({marks})", rows)
        source.execute("COMMIT")
        source.execute("ANALYZE")
        source.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        source.close()

    def _cases(self, case: dict[str, Any], towns: list[str], size: int) -> Iterator[dict[str, Any]]:
        from backend.extensions import utc_now
        from backend.intake.notices import seal_summary

        summary = {"name": "王示例", "phone": "13800000000", "address": "示例村一组"}
        now = utc_now()
        for place in range(size):
            county, within = divmod(place, SMALL)
            town = towns[within % len(towns)]
            town = town if county == 0 else f"{420000 + county:06d}{town[6:]}"
            case_id = f"{place:032x}"
            ended = within % 10 != 0
            mine = county == 0 and town == TOWN and within % 20 == 0
            decided = (now - timedelta(days=within % 500)).strftime("%Y-%m-%d %H:%M:%S.%f")
            due = (now + timedelta(days=within % 40 - 20)).date().isoformat()
            yield case | {
                "id": case_id,
                "number": f"9{place:011d}",
                "subject_ref": case_id,
                "division_code": town,
                "phone_hash": f"{place:064x}",
                "state": "closed" if ended else "in_hand" if mine else "submitted",
                "holder_id": self.lister.staff_id if mine else None,
                "holder_surname": "张" if mine else None,
                "held_since": decided if mine else None,
                "result": "resolved" if ended else None,
                "reason_sealed": case["summary_sealed"] if ended else None,
                "decided_at": decided if ended else None,
                "decided_by": "e" * 32 if ended else None,
                "told_at": decided if ended else None,
                "due_on": None if ended else due,
                "due_rule": None if ended else case["due_rule"],
                "due_derivation": None if ended else case["due_derivation"],
                "summary_sealed": seal_summary(case_id, summary)
                if county == 0
                else case["summary_sealed"],
            }


def _events(event: dict[str, Any], size: int) -> Iterator[dict[str, Any]]:
    for place in range(size):
        yield event | {"id": f"{place:032x}", "case_id": f"{place:032x}"}
