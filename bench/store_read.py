"""Questions: the store's rollups and indices at one million mentions and at ten, beside a DuckDB scan.

    python -m bench.store_read [--full] [--folder FOLDER]

`--full` asks at 10 million too (about 6 GB on disk, some minutes to fill); a folder keeps the filled files for the next
time. DuckDB is asked the same where it can be imported (bench/duckdb.txt). Times are milliseconds of wall time, half of
the questions faster (p50) and 95 of 100 faster (p95), in the quietest of nine rounds; CPU time of the process beside
them. Ends with 1 where a bar is not met.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from statistics import median, quantiles
from typing import Any

from bench.store_filled import DAYS, DEPARTMENTS, START, THEMES, fill
from bench.store_stream import stream
from bot.model.changes import KeepReaction
from bot.model.people import PersonId
from bot.model.rows import Rows
from store.sqlite import SqliteStore, connect

ROUNDS, TIMES = 9, 20
ROLLED_UP = ("departments by day, 90 days", "one department by day, 90 days")
"""Questions whose answer is as long at every size. (A topic's hours fill up: ten times the mentions, more to say.)"""
BARS = {
    **dict.fromkeys((*ROLLED_UP, "a topic by hour, 7 days"), 5.0), "a topic's top 20": 1.0,
    "a reaction, until it is seen": 50.0,
}  # fmt: skip
GROWTH = 1.5
_DEPARTMENTS = [f"department-{number}" for number in range(DEPARTMENTS)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One question at one size: milliseconds of wall time, and of CPU time of the whole process."""

    question: str
    mentions: int
    p50: float
    p95: float
    cpu: float


async def timed(question: str, mentions: int, ask: Callable[[int], Awaitable[object]], *, rounds: int = ROUNDS) -> Line:
    """How long a question takes, asked with another value each time; of the rounds the quietest."""
    await ask(0)
    lines = []
    for number in range(rounds):
        found, cpu = [], time.process_time()
        for turn in range(number * TIMES, (number + 1) * TIMES):
            began = time.perf_counter()
            await ask(turn)
            found.append((time.perf_counter() - began) * 1000)
        used = (time.process_time() - cpu) * 1000 / TIMES
        lines.append(
            Line(question=question, mentions=mentions, p50=median(found), p95=quantiles(found, n=20)[-1], cpu=used)
        )
    return min(lines, key=lambda line: line.p50)


def _days(turn: int, length: int) -> tuple[str, str]:
    first = START + timedelta(days=turn * 3 % (DAYS - length))
    return first.date().isoformat(), (first + timedelta(days=length)).date().isoformat()


async def ours(path: Path, mentions: int) -> list[Line]:
    """The store's answers."""
    with closing(connect(path, zone="UTC", token=lambda: "bench")) as store:
        return [
            await timed("departments by day, 90 days", mentions, lambda turn: _by_department(store, turn)),
            await timed("one department by day, 90 days", mentions, lambda turn: _one(store, turn)),
            await timed("a topic by hour, 7 days", mentions, lambda turn: _hours(store, turn)),
            await timed("a topic's top 20", mentions, lambda turn: store.listed(_theme(turn), newest=True)),
            await timed("a reaction, until it is seen", mentions, lambda turn: _react(store, turn)),
            await _during_import(store, mentions),
        ]


def _by_department(store: SqliteStore, turn: int) -> Awaitable[object]:
    since, until = _days(turn, 90)
    return store.series("department", _DEPARTMENTS, unit="day", since=since, until=until)


def _one(store: SqliteStore, turn: int) -> Awaitable[object]:
    since, until = _days(turn, 90)
    return store.series("department", [_DEPARTMENTS[turn % DEPARTMENTS]], unit="day", since=since, until=until)


def _hours(store: SqliteStore, turn: int) -> Awaitable[object]:
    first = int(START.timestamp()) // 3600 + turn * 24
    return store.series("theme", [str(turn + 1)], unit="hour", since=str(first), until=str(first + 168))


def _theme(turn: int) -> Rows:
    return Rows(theme=1 + turn * 7 % THEMES)


async def _react(store: SqliteStore, turn: int) -> None:
    post, person = f"post-{turn}", PersonId(f"workspace:{time.perf_counter_ns()}")
    await store.commit([KeepReaction(post=post, person=person, emoji="👍", at=START)])
    if (post, "👍", person) not in await store.reactions([post]):
        raise RuntimeError("a reaction was not seen")


async def _importing(store: SqliteStore) -> None:
    """Import, 250 mentions a commit: some 20 ms of work, so that people need not wait."""
    mentions = list(stream(30_000, days=3, first=store.highest("mention") + 1))
    for start in range(0, len(mentions), 250):
        await store.commit(mentions[start : start + 250])


async def _during_import(store: SqliteStore, mentions: int) -> Line:
    task = asyncio.create_task(_importing(store))
    line = await timed("the same during an import", mentions, lambda turn: _react(store, turn), rounds=1)
    busy = not task.done()
    await task
    if not busy:
        raise RuntimeError("the import was over too early")
    return line


async def duck(count: int) -> list[Line]:
    """DuckDB's answers to the two questions over the same rows; none where it is not installed."""
    try:
        duckdb: Any = importlib.import_module("duckdb")
    except ImportError:
        return []
    base = duckdb.connect()
    base.execute("set threads = 1")
    base.execute(_DUCK, {"count": count, "step": DAYS * 86400 // count or 1, "start": START.replace(tzinfo=None)})

    async def by_department(turn: int) -> object:
        since, until = _days(turn, 90)
        return base.execute(_DUCK_DAYS, {"since": since, "until": until}).fetchall()

    async def top(turn: int) -> object:
        return base.execute(_DUCK_TOP, {"theme": _theme(turn).theme}).fetchall()

    return [
        await timed("DuckDB: departments by day, 90 days", count, by_department),
        await timed("DuckDB: a topic's top 20", count, top),
    ]


_DUCK = """
create table mention as select n as id, 'department-' || ((h // 64) % 8) as department, 1 + (h // 1024) % 500 as theme,
  ['positive', 'neutral', 'unsure', 'mixed', 'negative'][1 + ((h // 7) % 5)::int] as sentiment,
  cast(said as date) as day, said,
  'The parcel was due on Monday, the tracking page says delivered since noon, and nothing is at my door, ' || n as text
from (
  select n, (n * 2654435761) % 4294967296 as h, $start::timestamp + to_seconds(n * 31536000.0 / $count) as said
  from range(1, $count + 1) r (n) where $step > 0
)
"""
_DUCK_DAYS = """
select department, day, sentiment, count(*) from mention where day >= $since::date and day < $until::date group by all
"""
_DUCK_TOP = "select id, said, department, text from mention where theme = $theme order by said desc, id desc limit 20"


def table(lines: list[Line]) -> Iterator[str]:
    """The lines of the table; `grows` is how many times as long it takes as at the smallest size."""
    yield f"{'questions (ms)':36} {'mentions':>10} {'p50':>7} {'p95':>7} {'cpu':>7} {'bar':>5} {'grows':>6}"
    for line in lines:
        times = f"{line.p50:7.2f} {line.p95:7.2f} {line.cpu:7.2f}"
        bar = BARS.get(line.question, "-")
        yield f"{line.question:36} {line.mentions:10,} {times} {bar:>5} {_grows(line, lines):5.2f}x"


def _grows(line: Line, lines: list[Line]) -> float:
    same = [one for one in lines if one.question == line.question]
    return line.p50 / min(same, key=lambda one: one.mentions).p50


def met(lines: list[Line]) -> bool:
    """Whether every bar is met: the time of an answer, and the growth of answers from rollups."""
    return all(
        line.p50 <= BARS.get(line.question, line.p50)
        and (line.question not in ROLLED_UP or _grows(line, lines) <= GROWTH)
        for line in lines
    )


async def measure(folder: Path, sizes: list[int]) -> list[Line]:
    """All lines; files that are in the folder are not filled again."""
    lines = []
    for count in sizes:
        path = folder / f"filled-{count}.db"
        if not path.exists():
            fill(path, count)
        lines += await ours(path, count)
        lines += await duck(count)
    return lines


def main() -> int:
    """Print the table; 1 where a bar is not met."""
    parser = argparse.ArgumentParser(prog="python -m bench.store_read")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--folder", type=Path)
    given = parser.parse_args()
    sizes = [1_000_000, 10_000_000] if given.full else [1_000_000]
    with tempfile.TemporaryDirectory() as temporary:
        lines = asyncio.run(measure(given.folder or Path(temporary), sizes))
    print("\n".join(table(lines)))
    return int(not met(lines))


if __name__ == "__main__":
    sys.exit(main())
