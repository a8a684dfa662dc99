"""What the outbox loop's question costs: the row of each place that is next, out of all that wait.

    python -m bench.outbox [--rounds 50]

Posts of 300 characters wait in so many places on SQLite; the question is asked again and again as `serve` does (four
times a second, and whenever a post is done). Times are processor time of the whole process, with reading the rows.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing
from bot.model.message import Message, Span, Text
from bot.model.people import Place
from store.sqlite import open_store

NOW = datetime(2026, 11, 22, 9, tzinfo=UTC)
ROUNDS = 50
SIZES = ((1, 0), (10, 10), (100, 100), (100, 1_000), (100, 10_000), (1_000, 10_000))
"""Places, and posts that wait there."""


def _post(number: int, places: int) -> Outgoing:
    said = Message(blocks=(Text(line=(Span(text="word " * 60),)),), summary="a post")
    place = Place(platform="teams", workspace="tenant", channel=f"19:c{number % places}@thread.tacv2")
    due = NOW + timedelta(seconds=number // places)
    return Outgoing(key=f"insight:{number}", kind="insight", place=place, message=said, due=due)


async def asked_ms(places: int, waiting: int, *, rounds: int) -> tuple[float, int]:
    """Milliseconds of processor time for one question, and how many rows it gave."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Path(folder) / "outbox.db", zone="UTC", token=lambda: "bench") as store:
            for first in range(0, waiting, 500):
                last = min(first + 500, waiting)
                await store.commit([Enqueue(post=_post(number, places)) for number in range(first, last)])
            at = NOW + timedelta(days=1)
            found = await store.waiting(at)
            began = time.process_time()
            for _ in range(rounds):
                await store.waiting(at)
            return (time.process_time() - began) / rounds * 1000, len(found)


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m bench.outbox")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    given = parser.parse_args()
    print(f"{'places':>8} {'posts waiting':>14} {'rows given':>11} {'ms a question':>14}")
    for places, waiting in SIZES:
        took, rows = asyncio.run(asked_ms(places, waiting, rounds=given.rounds))
        print(f"{places:8,} {waiting:14,} {rows:11} {took:14.2f}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
