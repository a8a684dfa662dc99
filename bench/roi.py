"""`/roi`, asked of the living ledger: from the words that were typed to the message, with the read in the audit log.

    python -m bench.roi [--full] [--folder FOLDER | --server]

A real store on disk: a hundred thousand ledger entries over three years in five programmes, 1,500 insights and 6,000
acts on them; and the usual questions over a ledger of 500 entries in a store of a million mentions (`--full`: ten
million; a folder keeps the filled files for the next time; `--server` asks these alone, in a PostgreSQL of its own that
is filled alike and thrown away). `read ahead` is what a process does in the
background as soon as it serves, `first` the first question after that, `first, nothing read` one that came before;
`after an entry` is asked right after something was recorded. Times are milliseconds of wall time, half of the questions
faster (p50) and 95 of 100 faster (p95), with the processor's time (of all threads) beside them: the mean, and p95.
Ends with 1 where a bar is not met.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractAsyncContextManager, closing
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles
from zoneinfo import ZoneInfo

from bench import server_filled
from bench.store_filled import fill
from bot.config import read_settings
from bot.flow.kept import Kept
from bot.flow.money import answer_as_operator
from bot.flow.organisation import Organisation, organisation
from bot.flow.written import read_ahead
from bot.model.changes import Change, Enqueue, KeepInsight, KeepItem, KeepSignal, LedgerItem, MarkPost
from bot.model.delivery import Delivery, Outgoing
from bot.model.insight import Insight, InsightId, Numbers
from bot.model.mention import Untrusted
from bot.model.message import Message
from bot.model.people import PersonId, Place
from bot.model.signal import Signal, SignalId
from bot.ports.memory import Store
from store import postgres, sqlite
from store.sqlite import connect
from tests.postgres import cluster

NOW = datetime(2026, 10, 5, 7, tzinfo=UTC)
FIRST = date(2023, 10, 2)
DAYS = 1099
PROGRAMMES = 5
ENTRIES, INSIGHTS, ACTS = 100_000, 1_500, 6_000
ROUNDS = 12
READER = PersonId("workspace:ana")
USUAL = ("roi last quarter", "roi programme p1 this month", "net last month", "cost last quarter", "intention")
LONG = (
    *USUAL, "roi last quarter vs previous period", "roi this year by programme", "npv last year", "payback",
    "roi", "unit cost told last quarter", "benefit 2025",
)  # fmt: skip
SERVER_P50 = 10.0
"""Milliseconds of wall time in which half of the usual questions are answered on a server, whatever it holds."""
BARS = {"100,000 entries": 1000.0, "500 entries": 50.0}
SETTINGS = {
    "organisation": {"name": "Lumo", "timezone": "Europe/Berlin"},
    "departments": [{"name": "support"}, {"name": "product"}],
    "people": [{"name": "Ana", "ids": [READER], "department": "support", "role": "finance"}],
    "programmes": [{"id": f"p{at}", "name": f"Programme {at}", "departments": ["support"]} for at in range(PROGRAMMES)],
    "roi": {"base_currency": "EUR", "gross_margin": "0.31", "hourly_rates": {"support": "42"}},
}


class Clock:
    """A clock that stands still."""

    def now(self) -> datetime:
        """The morning of the demo."""
        return NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Tools:
    """What a question to the ledger needs."""

    store: Store
    clock: Clock = field(default_factory=Clock)
    kept: Kept = field(default_factory=Kept)

    @property
    def zone(self) -> ZoneInfo:
        """The organisation's."""
        return ZoneInfo("Europe/Berlin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Questions of one kind: milliseconds of wall time, and of the processor."""

    what: str
    count: int
    p50: float
    p95: float
    cpu: float
    cpu95: float
    bar: float | None


def entries(count: int) -> Iterator[LedgerItem]:
    """Entries of every list, spread evenly over three years."""
    for at in range(count):
        day = FIRST + timedelta(days=at * DAYS // count)
        item: dict[str, object] = {"programme": f"p{at % PROGRAMMES}", "date": day.isoformat(), "note": f"entry {at}"}
        recorded = datetime(day.year, day.month, day.day, 18, tzinfo=UTC)
        kind, own = _entry(at, day)
        yield LedgerItem(kind=kind, id=f"{kind}-{at}", item={**item, **own}, recorded=recorded, person=READER)


def _entry(at: int, day: date) -> tuple[str, dict[str, object]]:
    stamp = f"{day.isoformat()}T12:00:00+00:00"
    match at % 20:
        case 0:
            shared = {"shares": {"p0": 1, "p1": 2}, "programme": None}
            return "benefits", {"kind": "other_cash", "basis": "counted", "amount": "120.50", **shared}
        case 1:
            until = (day + timedelta(days=30)).isoformat()
            avoided = {"avoided": "7", "avoided_low": "2", "avoided_high": "13"}
            return "benefits", {"kind": "fix", "basis": "control", "date": None, "from": day.isoformat(), "to": until,
                                "pool": f"pool-{at // 50}", **avoided}  # fmt: skip
        case 2 | 3:
            return "benefits", {"kind": "time_saved", "basis": "timed", "minutes_before": "30", "minutes_after": "10",
                                "tasks": "4", "role": "support"}  # fmt: skip
        case 4 | 5 | 6:
            return "benefits", {"kind": "deflection", "basis": "counted", "contacts_avoided": str(at % 40),
                                "unit_type": "contact", "unit_ids": [str(at // 2), str(at)]}  # fmt: skip
        case 7 | 8:
            touched = [{"programme": f"p{at % PROGRAMMES}", "at": stamp}]
            return "orders", {"at": stamp, "revenue": "49.90", "touches": touched, "date": None}
        case 9:
            return "outcomes", {"metric": "told", "count": "3"}
        case 10:
            return "costs", {"type": "cash", "amount": "65"}
        case _:
            return "costs", {"type": "time", "hours": f"0.{1 + at % 9}", "role": "support"}


def around(insights: int, acts: int) -> Iterator[Change]:
    """Insights that stand in a channel, and what people did with them."""
    place = Place(platform="workspace", workspace="", channel="support")
    for number in range(1, insights + 1):
        found = NOW - timedelta(days=(insights - number) * DAYS / insights, hours=1)
        numbers = Numbers(mentions=12, people=9, copies=1, usual=3.0, since=found - timedelta(days=1), until=found)
        insight = Insight(
            id=InsightId(number), kind="repeat", label=Untrusted("charger"), numbers=numbers, severity=0.4,
            programme=f"p{number % PROGRAMMES}", found=found, updated=found,
        )  # fmt: skip
        yield KeepInsight(insight=insight)
        key = f"insight-{number}"
        delivery = Delivery(key=key, kind="insight", place=place, message_id=key, at=found, insight=InsightId(number))
        message = Message(blocks=(), summary="")
        yield Enqueue(post=Outgoing(key=key, kind="insight", place=place, message=message, due=found))
        yield MarkPost(id=number, state="done", tries=1, sent_id=key, delivery=delivery)
    for number in range(1, acts + 1):
        about = InsightId(1 + number * insights // (acts + 1))
        yield KeepSignal(
            signal=Signal(
                id=SignalId(number), insight=about, person=READER, department="support", kind="acknowledged",
                at=NOW - timedelta(days=(acts - number) * DAYS / acts), key=f"act-{number}",
            )
        )  # fmt: skip


async def written(store: Store, changes: Sequence[Change]) -> None:
    """Commit so many changes, a thousand at a time."""
    for start in range(0, len(changes), 1000):
        await store.commit(changes[start : start + 1000])


async def asked(
    tools: Tools, org: Organisation, questions: Sequence[str], *, before: Sequence[Change] = ()
) -> tuple[float, float]:
    """Milliseconds of wall time and of the processor for one question each in turn; `before` is written first."""
    if before:
        await tools.store.commit(before)
    wall, cpu = time.perf_counter(), time.process_time()
    for question in questions:
        found = await answer_as_operator(question, as_of=NOW, reader=READER, tools=tools, organisation=org)
        if found.answer is None:
            raise RuntimeError(f"not understood: {question}")
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


async def begun(tools: Tools, org: Organisation) -> tuple[float, float]:
    """Milliseconds of wall time and of the processor to read and count the whole ledger ahead."""
    wall, cpu = time.perf_counter(), time.process_time()
    await read_ahead(asyncio.to_thread, tools=tools, organisation=org)
    return (time.perf_counter() - wall) * 1000, (time.process_time() - cpu) * 1000


def line(what: str, times: Sequence[tuple[float, float]], bar: float | None) -> Line:
    """The line of one kind of question."""
    walls, work = [wall for wall, _ in times], [cpu for _, cpu in times]
    return Line(
        what=what, count=len(times), p50=median(walls), p95=_p95(walls), cpu=sum(work) / len(work), cpu95=_p95(work),
        bar=bar,
    )  # fmt: skip


def _p95(values: Sequence[float]) -> float:
    return quantiles(values, n=20)[-1] if len(values) > 1 else values[0]


async def long_ledger(folder: Path) -> list[Line]:
    """A hundred thousand entries."""
    org = organisation(read_settings(SETTINGS), ())
    with closing(connect(folder / "ledger.db", zone="Europe/Berlin", token=lambda: "bench")) as store:
        await written(store, [KeepItem(entry=one) for one in entries(ENTRIES)])
        await written(store, list(around(INSIGHTS, ACTS)))
        tools, bar = Tools(store=store), BARS["100,000 entries"]
        cold = await asked(Tools(store=store), org, LONG[:1])
        ahead = await begun(tools, org)
        first = await asked(tools, org, LONG[:1])
        times: dict[str, list[tuple[float, float]]] = {question: [] for question in LONG}
        for _ in range(ROUNDS):
            for question in LONG:
                times[question].append(await asked(tools, org, [question]))
        after = []
        for number, entry in enumerate(list(entries(ENTRIES + 2 * ROUNDS))[-2 * ROUNDS :]):
            new = LedgerItem(kind=entry.kind, id=f"late-{number:02}", item=entry.item, recorded=NOW, person=READER)
            after.append(await asked(tools, org, [LONG[number % len(LONG)]], before=[KeepItem(entry=new)]))
    every = [one for found in times.values() for one in found]
    return [
        line("100,000 entries: first, nothing read", [cold], None),
        line("100,000 entries: read ahead", [ahead], None),
        line("100,000 entries: first", [first], bar),
        line("100,000 entries: all questions", every, bar),
        *(line(f"  {question}", found, None) for question, found in times.items()),
        line("100,000 entries: after an entry", after, bar),
    ]


async def usual(opening: AbstractAsyncContextManager[Store], mentions: int, bar: float, where: str = "") -> list[Line]:
    """The usual questions over a small ledger beside many mentions."""
    org = organisation(read_settings(SETTINGS), ())
    async with opening as store:
        await written(store, [KeepItem(entry=one) for one in entries(500)])
        await written(store, list(around(INSIGHTS, ACTS)) if not await store.insights() else [])
        tools = Tools(store=store)
        ahead = await begun(tools, org)
        first = await asked(tools, org, USUAL[:1])
        times = [await asked(tools, org, [question]) for _ in range(4 * ROUNDS) for question in USUAL]
    what = f"500 entries, {mentions:,} mentions{where}"
    return [
        line(f"{what}: read ahead", [ahead], None), line(f"{what}: first", [first], None), line(what, times, bar)
    ]  # fmt: skip


def table(lines: Sequence[Line]) -> Iterator[str]:
    """The lines of the table."""
    yield f"{'/roi (ms)':46} {'asked':>6} {'p50':>8} {'p95':>8} {'cpu':>8} {'cpu p95':>8} {'bar':>6}"
    for one in lines:
        bar = "-" if one.bar is None else f"{one.bar:.0f}"
        yield f"{one.what:46} {one.count:6,} {one.p50:8.1f} {one.p95:8.1f} {one.cpu:8.1f} {one.cpu95:8.1f} {bar:>6}"


async def measure(folder: Path, mentions: int) -> list[Line]:
    """All lines; a filled file that is in the folder is not filled again."""
    path = folder / f"filled-{mentions}.db"
    if not path.exists():
        fill(path, mentions)
    (folder / "ledger.db").unlink(missing_ok=True)
    opening = sqlite.open_store(path, zone="UTC", token=lambda: "bench")
    return [*await long_ledger(folder), *await usual(opening, mentions, BARS["500 entries"])]


async def on_server(mentions: int) -> list[Line]:
    """The lines of a database on a server."""
    with cluster() as server, server.database() as url:
        await server_filled.fill(url, mentions)
        used = server.psql("select pg_size_pretty(sum(pg_database_size(oid))) from pg_database")
        print(f"PostgreSQL holds {used}", file=sys.stderr)
        opening = postgres.open_store(url, zone="UTC", token=lambda: "bench")
        return await usual(opening, mentions, BARS["500 entries"], where=", PostgreSQL")


def main() -> int:
    """Print the table; 1 where a bar is not met."""
    parser = argparse.ArgumentParser(prog="python -m bench.roi")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--folder", type=Path)
    parser.add_argument("--server", action="store_true")
    parser.add_argument("--mentions", type=int, default=0, help="so many in place of a million")
    given = parser.parse_args()
    count = given.mentions or (10_000_000 if given.full else 1_000_000)
    if given.server:
        lines = asyncio.run(on_server(count))
        print("\n".join(table(lines)))
        return int(any(one.bar is not None and one.p50 > SERVER_P50 for one in lines))
    with tempfile.TemporaryDirectory() as temporary:
        lines = asyncio.run(measure(given.folder or Path(temporary), count))
    print("\n".join(table(lines)))
    return int(any(one.bar is not None and one.p95 > one.bar for one in lines))


if __name__ == "__main__":
    sys.exit(main())
