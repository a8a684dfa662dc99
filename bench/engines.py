"""The whole import on PostgreSQL beside SQLite: what `earshot import` does with the same texts on each.

    python -m bench.engines [--texts 10000] [--rounds 2]

The table of texts of `bench.imports`, each time into a new store by a process of its own on one core; the server runs
beside it, durable as it comes (`synchronous_commit` and `fsync` on). CPU seconds are those of the process, and on
PostgreSQL also those of all the server's processes; rounds take turns.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.children import Failed, measured
from bench.people_said import NoData, joined, write_csv
from bench.servers import cpu_s
from tests.postgres import Cluster, cluster

TEXTS, ROUNDS = 10_000, 2
FILE, SERVER = "SQLite", "PostgreSQL"


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """One import: CPU seconds of the process and of the server, and seconds by the clock on the wall."""

    cpu_s: float
    server_s: float
    taken_s: float
    wall_s: float


def once(table: Path, count: int, server: Cluster | None) -> Run:
    """One import, on the server or into a file.

    Raises:
        Failed: not all texts were kept.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "bench.imports", "--child", str(table), folder]
        if server is None:
            return _run(measured_(command, count), 0.0)
        with server.database() as url:
            before = cpu_s(server)
            cost = measured_([*command, url], count)
            return _run(cost, cpu_s(server) - before)


def measured_(command: Sequence[str], count: int) -> tuple[float, float, Mapping[str, float]]:
    """CPU seconds, seconds on the wall and what the child said."""
    cost = measured(command)
    said: Mapping[str, float] = json.loads(cost.out)
    if said["kept"] != count:
        raise Failed(f"kept {said['kept']} of {count} texts")
    return cost.cpu_s, cost.wall_s, said


def _run(child: tuple[float, float, Mapping[str, float]], server_s: float) -> Run:
    cpu, wall, said = child
    return Run(cpu_s=cpu, server_s=server_s, taken_s=said["taken_s"] - said["ready_s"], wall_s=wall)


def table(found: Mapping[str, Sequence[Run]], count: int) -> Iterator[str]:
    """The lines of the table."""
    yield f"{'':12} {'texts/CPU-s':>12} {'of the process':>15} {'taken in':>10} {'server CPU s':>13} {'wall s':>8}"
    for name, runs in found.items():
        rates = (
            median(count / (run.cpu_s + run.server_s) for run in runs), median(count / run.cpu_s for run in runs),
            median(count / run.taken_s for run in runs),
        )  # fmt: skip
        whole, own, taken = rates
        server, wall = median(run.server_s for run in runs), median(run.wall_s for run in runs)
        yield f"{name:12} {whole:12,.0f} {own:15,.0f} {taken:10,.0f} {server:13.1f} {wall:8.1f}"
    pairs = list(zip(found[FILE], found[SERVER], strict=True))
    whole = median(file.cpu_s / (server.cpu_s + server.server_s) for file, server in pairs)
    own = median(file.cpu_s / server.cpu_s for file, server in pairs)
    wall = median(file.wall_s / server.wall_s for file, server in pairs)
    yield f"{SERVER} / {FILE}: {whole:.2f}x by all CPU, {own:.2f}x by the process's own, {wall:.2f}x by the wall"


def main() -> int:
    """Print the table; 2 where nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.engines")
    parser.add_argument("--texts", type=int, default=TEXTS)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    found: dict[str, list[Run]] = {FILE: [], SERVER: []}
    try:
        with tempfile.TemporaryDirectory() as folder, cluster() as server:
            csv = Path(folder) / "mentions.csv"
            write_csv(csv, joined(given.texts))
            for _ in range(given.rounds):
                found[FILE].append(once(csv, given.texts, None))
                found[SERVER].append(once(csv, given.texts, server))
    except (NoData, Failed) as wrong:
        print(f"NOT MEASURED: {wrong}")
        return 2
    print("\n".join(table(found, given.texts)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
