"""Memory: collecting a wide site takes no more of it than collecting a narrow one."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

from benchmarks.wide import wide
from trials import Ledger

MOST_MB = 300
MOST_GROWTH = 1.3


def widths(ledger: Ledger, sizes: tuple[int, ...] = (1_000, 50_000)) -> dict[int, float]:
    """Collect sites of so many pages of 80 KB; returns the peak of parent and child together, in MB, by size."""
    peaks = {}
    for size in sizes:
        with wide(size) as site:
            peaks[size] = peak(site.home, size)
        told = f"{size} pages: {peaks[size]:.0f} MB at most"
        ledger.hold(f"collecting takes less than {MOST_MB} MB", *([told] if peaks[size] >= MOST_MB else []))
    first, last = peaks[sizes[0]], peaks[sizes[-1]]
    grown = [f"{first:.0f} MB became {last:.0f} MB"] if last > first * MOST_GROWTH else []
    ledger.hold(f"{sizes[-1]} pages take at most {MOST_GROWTH} times the memory of {sizes[0]}", *grown)
    return peaks


def peak(home: str, count: int) -> float:
    """The largest sum of what parent and child of one run ever held, in MB."""
    command = [sys.executable, "-m", "benchmarks.crawl", "all", home, str(count)]
    with subprocess.Popen(command) as run:
        most: dict[int, int] = {}
        while run.poll() is None:
            for pid in (run.pid, *children(run.pid)):
                most[pid] = max(most.get(pid, 0), high_water(pid))
            time.sleep(0.1)
    if run.returncode:
        raise SystemExit(f"collecting {count} pages failed with code {run.returncode}")
    return sum(most.values()) / 1024


def children(pid: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
    except OSError:
        return []


def high_water(pid: int) -> int:
    """The most resident memory of a process so far, in KB (proc(5), VmHWM)."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    except OSError:
        return 0
    return next((int(line.split()[1]) for line in lines if line.startswith("VmHWM")), 0)
