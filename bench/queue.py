"""The inbox as a queue on PostgreSQL, beside a bare claim of batches and beside procrastinate, in one run.

    python -m bench.queue [--messages N] [--procrastinate PYTHON]

A cluster of its own on loopback, `synchronous_commit` on. Ours: events put in by the store's writer, claimed and kept
with `claims`, settled by the writer, 500 at a time. Bare: one insert and one `delete ... skip locked` for each 500.
procrastinate runs in an interpreter of its own that has it (`pip install procrastinate==3.10.0`): its own batch of
deferring and one worker with a task that does nothing.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from bot.model.changes import Receive, Settle
from store.postgres import open_claims, open_store
from store.postgres.claims import Claims
from tests.postgres import cluster

BATCH, PAYLOAD = 500, {"name": "forum", "lane": "forum", "body": "x" * 900}
AT = datetime(2026, 10, 5, 7, tzinfo=UTC)
FLOOR_PEER, FLOOR_BARE = 10.0, 0.3

PEER = """
import asyncio, json, sys, time
import procrastinate
app = procrastinate.App(connector=procrastinate.PsycopgConnector(conninfo=sys.argv[1]))
@app.task(name="nothing")
async def nothing(body): pass
async def main():
    async with app.open_async():
        await app.schema_manager.apply_schema_async()
        count = int(sys.argv[2])
        began = time.perf_counter()
        for start in range(0, count, 500):
            await nothing.batch_defer_async(*[{"body": "x" * 900}] * min(500, count - start))
        put = time.perf_counter()
        await app.run_worker_async(wait=False, concurrency=1, install_signal_handlers=False)
        print(json.dumps([count / (put - began), count / (time.perf_counter() - put)]))
asyncio.run(main())
"""


@asynccontextmanager
async def _claims(url: str) -> AsyncIterator[Claims]:
    claims = open_claims(url, holder="bench")
    yield claims
    await asyncio.to_thread(claims.close)


async def ours(url: str, messages: int) -> tuple[float, float]:
    """Messages a second put in, and worked off."""
    events = [Receive(event_id=f"e{n}", kind="hook", payload=PAYLOAD, at=AT) for n in range(messages)]
    opening = open_store(url, zone="UTC", token=lambda: "key", beside=True)
    async with opening as store, _claims(url) as claims:
        began = time.perf_counter()
        for start in range(0, messages, BATCH):
            await store.commit(events[start : start + BATCH])
        put = time.perf_counter()
        async with asyncio.TaskGroup() as group:
            understood: asyncio.Queue[Sequence[Receive]] = asyncio.Queue(maxsize=4)
            group.create_task(_read(claims, understood))
            while found := await understood.get():
                await store.commit([Settle(event_id=one.event_id) for one in found])
        return messages / (put - began), messages / (time.perf_counter() - put)


async def _read(claims: Claims, understood: asyncio.Queue[Sequence[Receive]]) -> None:
    """What a reader does, but for the reading; the end is told by an empty batch."""
    found: Sequence[Receive] = [Receive(event_id="", kind="", payload={}, at=AT)]
    while found:
        found = await claims.claim(("hook",), BATCH)
        await claims.keep(dict.fromkeys((one.event_id for one in found), "{}"))
        await understood.put(found)


async def bare(url: str, messages: int) -> tuple[float, float]:
    """The same of a table and a claim with nothing around them."""
    connection = await asyncpg.connect(url)
    await connection.execute("create table bare (id bigint generated always as identity primary key, body text)")
    body = json.dumps(PAYLOAD)
    began = time.perf_counter()
    for _ in range(0, messages, BATCH):
        await connection.execute("insert into bare (body) select unnest($1::text[])", [body] * BATCH)
    put = time.perf_counter()
    claim = (
        "delete from bare where id in (select id from bare order by id limit 500 for update skip locked) returning body"
    )
    while await connection.fetch(claim):
        pass
    done = time.perf_counter()
    await connection.close()
    return messages / (put - began), messages / (done - put)


def peer(python: str, url: str, messages: int) -> tuple[float, float]:
    """The same of procrastinate."""
    command: Sequence[str] = [python, "-c", PEER, url, str(messages)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    put, worked = json.loads(said.splitlines()[-1])
    return float(put), float(worked)


def main() -> int:
    """Measure each twice, the better one counts; print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=10_000)
    parser.add_argument("--procrastinate", type=Path, help="an interpreter that has it")
    given = parser.parse_args()
    found: dict[str, tuple[float, float]] = {}
    with cluster() as server:
        for _ in range(2):
            with server.database() as url:
                _better(found, "earshot's inbox", asyncio.run(ours(url, given.messages)))
                _better(found, "a bare claim of 500", asyncio.run(bare(url, given.messages)))
                if given.procrastinate:
                    _better(found, "procrastinate 3.10.0", peer(str(given.procrastinate), url, given.messages // 20))
    print("| | put in, messages/s | worked off, messages/s |\n|---|---|---|")
    for name, (put, worked) in found.items():
        print(f"| {name} | {put:,.0f} | {worked:,.0f} |")
    mine = found["earshot's inbox"][1]
    ratios = [(mine / found["a bare claim of 500"][1], FLOOR_BARE, "a bare claim")]
    if "procrastinate 3.10.0" in found:
        ratios.append((mine / found["procrastinate 3.10.0"][1], FLOOR_PEER, "procrastinate"))
    for ratio, floor, name in ratios:
        print(f"\n{ratio:.2f}x {name} (bar: {floor}x){'' if ratio >= floor else ': MISSED'}")
    return 0 if all(ratio >= floor for ratio, floor, _ in ratios) else 1


def _better(found: dict[str, tuple[float, float]], name: str, now: tuple[float, float]) -> None:
    before = found.get(name, (0.0, 0.0))
    found[name] = (max(before[0], now[0]), max(before[1], now[1]))


if __name__ == "__main__":
    sys.exit(main())
