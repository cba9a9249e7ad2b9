"""Whole cases a second (create, claim, accept, close, each step on disk), by one worker process, by two
and on PostgreSQL by four, as many as the README starts there; in turns with the same rows written raw
to an equal database.

PostgreSQL is measured where TEST_POSTGRES_URL is set; its two databases are dropped afterwards.
A rate by itself says as much about the machine's other guests as about us: read the ratio, and the
milliseconds of processor that a case took in our own processes.
"""

from __future__ import annotations

import base64
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from typing import Any

from benchmarks import raw_rows
from benchmarks.crew import Hand, take_orders, together

ROUNDS, SECONDS = 5, 2.0
WORKERS = {"sqlite": (1, 2), "postgresql": (1, 2, 4)}
WORK_TOWN, WORK_VILLAGE = "410482102000", "410482102201"
_KEYS = {
    "SECRET_KEY": "bench-" + "x" * 40,
    "DATA_KEYS": f"k1:{base64.b64encode(bytes(range(32))).decode()}",
}


def measure() -> Iterator[str]:
    """Give a line for each database and number of workers: medians and the ratio of the rounds."""
    yield f"{'':<24}{'ours':>10}{'raw rows':>10}   ours / raw            our processor"
    yield from _of_database("sqlite")
    if os.environ.get("TEST_POSTGRES_URL"):
        yield from _of_database("postgresql")
    else:
        yield "postgresql: TEST_POSTGRES_URL is not set"


def _of_database(name: str) -> Iterator[str]:
    with tempfile.TemporaryDirectory() as folder:
        addresses = (
            [f"sqlite:///{folder}/{one}.sqlite3" for one in ("ours", "raw")]
            if name == "sqlite"
            else [_empty_postgres(one) for one in ("bench", "bench_raw")]
        )
        settings = _KEYS | {"VAR_DIR": folder, "DATABASE_URL": addresses[0]}
        crew = [
            Hand(__name__, str(number), addresses[1], settings=settings)
            for number in range(max(WORKERS[name]))
        ]
        try:
            for count in WORKERS[name]:
                yield _line(f"{name}, {count} worker{'s'[: count - 1]}", crew[:count])
        finally:
            for hand in crew:
                hand.dismiss()
            for address in addresses if name != "sqlite" else ():
                _on_server(f"DROP DATABASE {address.rpartition('/')[2]} WITH (FORCE)")


def _line(title: str, crew: list[Hand]) -> str:
    for what in ("ours", "raw"):
        together(crew, what, 1.0)
    rounds = [
        (together(crew, "raw", SECONDS), together(crew, "ours", SECONDS)) for _ in range(ROUNDS)
    ]
    ours, raw = (statistics.median(one[which][0] for one in rounds) for which in (1, 0))
    ratios = sorted(mine[0] / plain[0] for plain, mine in rounds)
    busy = statistics.median(mine[1] for _, mine in rounds)
    return (
        f"{title:<24}{ours:>8.0f}/s{raw:>8.0f}/s   {statistics.median(ratios):.2f}"
        f" ({ratios[0]:.2f} to {ratios[-1]:.2f})   {busy:.1f} ms a case"
    )


def open_case(number: str) -> str:
    """Open one case at the window of the work town, on disk; give its id."""
    from backend.extensions import db, utc_now
    from backend.intake.opening import NewCase, open_case
    from backend.transaction import in_transaction

    new = NewCase(
        kind="pre_application",
        scheme="minimum_living_allowance",
        place=WORK_VILLAGE,
        subject_ref=number,
        summary={"name": "王示例", "phone": f"139{number[-8:]}", "address": "示例村一组"},
        channel="web",
        number=number,
    )
    case_id = in_transaction(lambda: open_case(new, utc_now()).id)
    db.session.remove()
    return case_id


def in_one(verb: Callable[..., Any], case_id: str, actor: Any, *words: Any) -> Any:
    """Make one move in a transaction of its own, as a request does."""
    from backend.extensions import db, utc_now
    from backend.transaction import in_transaction

    done = in_transaction(lambda: verb(case_id, actor, utc_now(), None, *words))
    db.session.remove()
    return done


def whole_way(number: str) -> None:
    """Create, claim, accept and close one case: four transactions."""
    from backend.intake import services
    from backend.intake.states import Result

    worker, case_id = clerk(), open_case(number)
    in_one(services.claim, case_id, worker)
    in_one(services.accept, case_id, worker)
    without = dict.fromkeys(("survey", "county_check", "public_notice"), "县里已经核过")
    said = (Result.GRANTED, "确认，下月起发。", None, None, None, without)
    in_one(services.close, case_id, worker, *said)


def clerk(town: str = WORK_TOWN, staff_id: str = "d" * 32) -> Any:
    from backend.accounts.actor import Actor, Post
    from backend.accounts.permissions import Role

    return Actor(staff_id, "李示例", (Post(Role.CLERK, town, None),))


def demo_app() -> Any:
    """Give an application on the database of the environment, with the demo county in it."""
    from backend import create_app
    from backend.demo.loading import load_demo
    from backend.extensions import Base, db

    app = create_app()
    with app.app_context():
        Base.metadata.create_all(db.engine)
        load_demo()
    return app


def _work(worker: int, raw_address: str = "") -> None:
    """Make whole cases when told to and, where there is a database for them, the same rows raw."""
    app = demo_app()
    numbers = (f"{worker + 1}{count:011d}" for count in range(10**9))
    with app.app_context():
        jobs = {"ours": lambda: whole_way(next(numbers))}
        if raw_address:
            raw_rows.prepare(raw_address)
            statements = raw_rows.recorded(jobs["ours"])
            jobs["raw"] = raw_rows.writer(raw_address, statements, worker)
        take_orders(jobs)


def _empty_postgres(name: str) -> str:
    """Make an empty database on the test server; give its address."""
    server, _, own = os.environ["TEST_POSTGRES_URL"].rpartition("/")
    _on_server(f"DROP DATABASE IF EXISTS {own}_{name} WITH (FORCE)")
    _on_server(f"CREATE DATABASE {own}_{name}")
    return f"{server}/{own}_{name}"


def _on_server(order: str) -> None:
    import psycopg

    server = os.environ["TEST_POSTGRES_URL"].replace("+psycopg", "")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(order)


if __name__ == "__main__":
    _work(int(sys.argv[1]), *sys.argv[2:])
