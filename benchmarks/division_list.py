"""Load a made-up national list of 665,000 divisions: seconds and the most memory it took."""

from __future__ import annotations

import csv
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

PROVINCES, CITIES, COUNTIES, TOWNSHIPS, VILLAGES = 31, 11, 9, 14, 15


def measure() -> list[str]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "national.csv"
        rows = _write(path)
        environment = os.environ | {"VAR_DIR": folder}
        command = [sys.executable, "-m", "backend"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, "check": True}
        subprocess.run([*command, "db", "upgrade"], env=environment, **quiet)
        started = time.monotonic()
        subprocess.run([*command, "regions", "load", str(path)], env=environment, **quiet)
        seconds = time.monotonic() - started
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    return [f"{rows} divisions in {seconds:.1f} s, at most {peak:.0f} MB (whole process)"]


def _write(path: Path) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(["code", "name", "level", "parent_code"])
        for code, level, parent in _codes():
            out.writerow([code, f"示例{code[-4:]}", level, parent])
            count += 1
    return count


def _codes():  # type: ignore[no-untyped-def]
    for p in range(11, 11 + PROVINCES):
        province = f"{p}".ljust(12, "0")
        yield province, "province", ""
        for c in range(1, CITIES + 1):
            city = f"{p}{c:02d}".ljust(12, "0")
            yield city, "city", province
            for d in range(1, COUNTIES + 1):
                county = f"{p}{c:02d}{d:02d}".ljust(12, "0")
                yield county, "county", city
                for t in range(1, TOWNSHIPS + 1):
                    township = f"{p}{c:02d}{d:02d}{t:03d}".ljust(12, "0")
                    yield township, "township", county
                    for v in range(1, VILLAGES + 1):
                        yield f"{township[:9]}{v:03d}", "village", township
