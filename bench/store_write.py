"""Durable writes: the store against scripts written for the one job.

    python -m bench.store_write [--rows 40000] [--rounds 3]

Each contender writes the same mentions in batches of 500, every batch durable (WAL, synchronous FULL) before the next,
into a new file. Rates are rows per CPU-second of the process (all threads) and, beside them, per second of wall time;
rounds take turns, the median is given. Pin to one core with `taskset -c 0` to compare machines. Ends with 1 where a bar
is not met.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.store_raw import open_raw, open_same, open_utils, write_bare, write_same, write_utils
from bench.store_stream import stream
from bot.model.changes import KeepMention
from store.sqlite import connect

ROWS, BATCH, ROUNDS = 40_000, 500, 3
BARS = {"same by hand": 0.8, "sqlite-utils, mention only": 1.2}

Batches = Sequence[Sequence[KeepMention]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """Rows per CPU-second and per second."""

    cpu: float
    wall: float


def ours(path: Path, batches: Batches) -> None:
    """The store: mention, reading, groups, themes log, voices, full text, rollups."""
    asyncio.run(_ours(path, batches))


async def _ours(path: Path, batches: Batches) -> None:
    store = connect(path, zone="UTC", token=lambda: "bench")
    for batch in batches:
        await store.commit(batch)
    store.close()


def same(path: Path, batches: Batches) -> None:
    """The script that writes exactly the same rows."""
    connection, voices = open_same(path), dict[str, int]()
    for batch in batches:
        write_same(connection, batch, voices)
    connection.close()


def utils(path: Path, batches: Batches) -> None:
    """sqlite-utils: the mention table alone, full text by trigger."""
    database = open_utils(path, batches[0][0])
    for batch in batches:
        write_utils(database, batch)
    database.close()


def bare(path: Path, batches: Batches) -> None:
    """Executemany into the mention table with its indices, no full text, nothing else."""
    connection = open_raw(path)
    for batch in batches:
        write_bare(connection, batch)
    connection.close()


CONTENDERS: dict[str, Callable[[Path, Batches], None]] = {
    "store": ours,
    "same by hand": same,
    "sqlite-utils, mention only": utils,
    "executemany, mention only": bare,
}


def measure(rows: int, rounds: int) -> dict[str, list[Rate]]:
    """The rates of every contender, a list of rounds each."""
    mentions = list(stream(rows, days=30))
    batches = [mentions[start : start + BATCH] for start in range(0, rows, BATCH)]
    found: dict[str, list[Rate]] = {name: [] for name in CONTENDERS}
    for _ in range(rounds):
        for name, write in CONTENDERS.items():
            with tempfile.TemporaryDirectory() as folder:
                cpu, wall = time.process_time(), time.perf_counter()
                write(Path(folder) / "bench.db", batches)
                found[name].append(
                    Rate(cpu=rows / (time.process_time() - cpu), wall=rows / (time.perf_counter() - wall))
                )
    return found


def ratios(found: dict[str, list[Rate]]) -> dict[str, float]:
    """How much faster the store is than each contender."""
    speeds = {name: median(rate.cpu for rate in rates) for name, rates in found.items()}
    return {name: speeds["store"] / speed for name, speed in speeds.items()}


def table(found: dict[str, list[Rate]]) -> Iterator[str]:
    """The lines of the table; the last columns are how much faster the store is, and how much it must be."""
    yield f"{'writes':28} {'rows/cpu-s':>11} {'rows/s':>9} {'store is':>9} {'bar':>6}"
    faster = ratios(found)
    for name, rates in found.items():
        cpu, wall = median(rate.cpu for rate in rates), median(rate.wall for rate in rates)
        bar = f"{BARS[name]}x" if name in BARS else "-"
        yield f"{name:28} {cpu:11,.0f} {wall:9,.0f} {faster[name]:8.2f}x {bar:>6}"


def main() -> int:
    """Print the table; 1 where a bar is not met."""
    parser = argparse.ArgumentParser(prog="python -m bench.store_write")
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    found = measure(given.rows, given.rounds)
    print("\n".join(table(found)))
    faster = ratios(found)
    return int(any(faster[name] < bar for name, bar in BARS.items()))


if __name__ == "__main__":
    sys.exit(main())
