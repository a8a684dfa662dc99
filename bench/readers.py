"""Two readers beside one: how fast what lies in the inbox is understood, on PostgreSQL.

    python -m bench.readers [--deliveries 1500] [--rounds 3]

Deliveries of five open texts of real people each (about 120 characters), signed off by nobody: they are put into the
inbox in one transaction, and the clock runs until the last of them is understood and kept. `earshot serve --role read`
runs once or twice, each process on what cores there are; both have read before the clock starts. Wants a machine that
does nothing else, with two cores or more: the server needs its part of them too. Ends with 1 where two are less than
1.7 times as fast as one.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median

import asyncpg

from bench.children import ROOT
from bench.people_said import NoData, joined, settings
from bot.model.leases import AT_WORK
from store.postgres import open_store
from store.postgres.dialect import statement
from tests.postgres import cluster

DELIVERIES, ROUNDS, TEXTS, WARM = 1_500, 3, 5, 1_000
AT = datetime(2026, 10, 5, 7, tzinfo=UTC)
FLOOR, LONGEST_S, LOOK_S = 1.7, 600.0, 0.02
SOURCE = """
[[sources]]
name = "forum"
kind = "webhook"
signing_secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""
_HERE = "select count(*) from lease where name like $1"
_KEPT = "select coalesce(sum(cardinality(events)), 0) from inbox_batch where ahead is not null"


_UNDERSTOOD = (
    "select coalesce(min(length(ahead::text) / cardinality(events)), 0) from inbox_batch where ahead is not null"
)
LEAST = 200
"""Characters that are kept of a delivery whose texts were understood, at least."""


class TooLong(Exception):
    """Not all was read in time."""


class NothingRead(Exception):
    """What was kept holds no readings: this measures nothing."""


@contextmanager
def _readers(count: int, folder: Path, url: str) -> Iterator[None]:
    config = folder / "earshot.toml"
    config.write_text(settings() + SOURCE, "utf-8")
    env = {**os.environ, "DATABASE_URL": url, "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "bot.cli", "--data", str(folder), "--config", str(config), "serve"]
    started = [
        subprocess.Popen(
            [*command, "--role", "read", "--port", "0"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(count)
    ]  # fmt: skip
    try:
        yield
    finally:
        for one in started:
            one.kill()
            one.wait()


def _rows(texts: Sequence[str], name: str) -> Iterator[tuple[str, str, str, int]]:
    """Inbox events, each a delivery of some texts."""
    for start in range(0, len(texts), TEXTS):
        said = [
            {"id": f"{name}{start + at}", "at": (AT + timedelta(seconds=start + at)).isoformat(), "text": text}
            for at, text in enumerate(texts[start : start + TEXTS])
        ]
        payload = {"name": "forum", "lane": "forum", "body": json.dumps(said)}
        yield f"{name}{start}", "hook", json.dumps(payload), int(AT.timestamp()) * 1_000_000


async def _read(connection: asyncpg.Connection, texts: Sequence[str], name: str) -> float:
    """Seconds until all of these texts were read and kept."""
    rows = list(_rows(texts, name))
    before = await connection.fetchval(_KEPT)
    await connection.execute(statement("post.receive_all").sql, *map(list, zip(*rows, strict=True)))
    await connection.execute("notify earshot, 'inbox'")
    began = time.perf_counter()
    while await connection.fetchval(_KEPT) < before + len(rows):
        if time.perf_counter() - began > LONGEST_S:
            raise TooLong(f"{len(rows)} deliveries were not read in {LONGEST_S:.0f} s")
        await asyncio.sleep(LOOK_S)
    return time.perf_counter() - began


async def measure(readers: int, texts: Sequence[str], url: str, folder: Path) -> float:
    """Texts a second with so many readers; the first texts warm them up."""
    async with open_store(url, zone="UTC", token=lambda: "bench"):
        pass
    connection = await asyncpg.connect(url)
    try:
        with _readers(readers, folder, url):
            await _come(connection, readers)
            await _read(connection, texts[:WARM], "warm")
            took = await _read(connection, texts[WARM:], "m")
            if await connection.fetchval(_UNDERSTOOD) < LEAST:
                raise NothingRead("what the readers kept holds no readings")
            return (len(texts) - WARM) / took
    finally:
        await connection.close()


async def _come(connection: asyncpg.Connection, readers: int) -> None:
    """Wait until so many are at work."""
    began = time.perf_counter()
    while await connection.fetchval(_HERE, f"{AT_WORK}read/%") < readers:
        if time.perf_counter() - began > LONGEST_S:
            raise TooLong("the readers did not come up")
        await asyncio.sleep(LOOK_S)


def table(found: Mapping[int, Sequence[float]]) -> Iterator[str]:
    """The lines of the table."""
    for readers, rates in found.items():
        rounds = ", ".join(f"{one:,.0f}" for one in rates)
        yield f"{readers} reader{'s' if readers > 1 else ''}: {median(rates):8,.0f} texts/s ({rounds})"
    yield f"two / one: {_ratio(found):.2f}x (bar: {FLOOR}x); load {os.getloadavg()[0]:.1f}"


def _ratio(found: Mapping[int, Sequence[float]]) -> float:
    return median(two / one for one, two in zip(found[1], found[2], strict=True))


def main() -> int:
    """Print the table; 1 where the bar is not met, 2 where nothing could be measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.readers")
    parser.add_argument("--deliveries", type=int, default=DELIVERIES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    found: dict[int, list[float]] = {1: [], 2: []}
    try:
        texts = joined(given.deliveries * TEXTS + WARM)
        with cluster() as server:
            for _ in range(given.rounds):
                for readers, rates in found.items():
                    with server.database() as url, tempfile.TemporaryDirectory() as folder:
                        rates.append(asyncio.run(measure(readers, texts, url, Path(folder))))
    except (NoData, NothingRead, TooLong) as wrong:
        print(f"NOT MEASURED: {wrong}")
        return 2
    print("\n".join(table(found)))
    return int(_ratio(found) < FLOOR)


if __name__ == "__main__":
    raise SystemExit(main())
