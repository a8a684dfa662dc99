"""What is common to all sources, in generated lives: whatever happens, what is held is what stands at the source.

The source is a list of events that is given in pages: with overlap, out of order within a page, twice, with malformed
items between; it fails in the three ways, in any place, and the process dies between asking and keeping. Some of what
is changed or taken back there no page ever tells: only who asks again what became of a mention hears of it. The oracle
is what was said last and not taken back, computed from the events alone.
"""

from __future__ import annotations

import random
from collections.abc import AsyncIterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from bot.errors import BadMention, Refused, RemoteError, TryLater, WrongCredential
from bot.flow.polling import Asked, Polls
from bot.model.changes import KeepSource
from bot.model.rows import Rows
from bot.ports.world import Held, Item, Poll
from bot.testing.source_contract import NOON, Listener, listener

SEEDED, ALL, EACH = 120, 100_000, 50
IDS, RECHECKS = 6, 4
DAY = timedelta(days=1)


class Life:
    """One source's life, and the source itself."""

    def __init__(self, name: str, chance: random.Random) -> None:
        self.name, self._chance = name, chance
        self.events: list[dict[str, Any]] = []
        self.fail = 0.0
        self.vanished: set[str] = set()
        self._said: dict[str, int] = {}
        self._quiet: dict[str, dict[str, Any]] = {}
        self._gone: set[str] = set()

    def happen(self, now: datetime) -> None:
        """Something is said, changed or taken back there, aloud or not, or an author leaves."""
        number = self._chance.randrange(IDS)
        id_ = f"c{number // 2}/m{number}"
        version = self._said.get(id_, 0) + 1
        if id_ in self.vanished or _case(id_) in self._gone:  # nobody says anything where all is gone
            return
        self._said[id_] = version
        author = f"a{number % 3}"
        kinds = ("say", "delete", "gone", "bad", "vanish", "quiet", "case")
        kind = self._chance.choices(kinds, (8, 1.5, 0.5, 1, 1, 1, 1.5))[0]
        event = {"kind": kind, "id": id_, "author": author, "version": version, "edited": now}
        if kind == "vanish":
            self.vanished.add(id_)
        elif kind == "case":
            self._gone.add(_case(id_))
            self.events.append(event)
        elif kind == "quiet" and any(one["kind"] == "say" and one["id"] == id_ for one in self.events):
            self._quiet[id_] = event
        elif kind != "quiet":
            self.events.append(event)

    async def poll(self, cursor: str) -> Poll:
        """A page, mixed up as pages are."""
        if self._chance.random() < self.fail:
            raise self._failure()
        begun = int(cursor or 0)
        end = min(len(self.events), begun + self._chance.randint(1, 5))
        page = [*self.events[max(0, begun - self._chance.choice((0, 0, 2, 9))) : end]]
        items = [self._item(one) for one in page]
        if self._chance.random() < 0.3:
            items += items[:2]
        if self._chance.random() < 0.3 and not any(one["kind"] == "gone" for one in page):
            self._chance.shuffle(items)
        return Poll(items=tuple(items), cursor=str(end), more=end < len(self.events))

    async def again(self, held: Sequence[Held]) -> Sequence[Item]:
        """What became of these, of what no page tells."""
        if self._chance.random() < self.fail:
            raise self._failure()
        found = []
        for one in held:
            last = self._last(one.id)
            if one.id in self.vanished:
                found.append(Item(position=one.id, mention={"source": self.name, "id": one.id, "op": "delete"}))
            elif last is not None and one.text != f"version {last['version']}":
                found.append(self._item({**last, "kind": "say"}))
        return found

    async def close(self) -> None:
        """Nothing is open."""

    def _last(self, id_: str) -> dict[str, Any] | None:
        """The last word on an id, aloud or not."""
        said = [one for one in self.events if one["kind"] == "say" and one["id"] == id_]
        return max([*said, *([self._quiet[id_]] if id_ in self._quiet else [])], key=_version, default=None)

    def _failure(self) -> RemoteError:
        return self._chance.choice((
            TryLater(where="x", what="503", seconds=self._chance.choice((1, 90))),
            WrongCredential(where="x", what="401", remedy=""), Refused(where="x", what="404"),
        ))  # fmt: skip

    def _item(self, one: dict[str, Any]) -> Item:
        match one["kind"]:
            case "bad":
                wrong = BadMention(where=one["id"], what="at", found="x", expected="a time")
                return Item(position=f"{one['id']}.{one['version']}", mention=None, error=wrong)
            case "gone":
                return Item(position="gone", mention=None, gone=one["author"], at=one["edited"])
            case "case":
                return Item(position=one["id"], mention=None, under=_case(one["id"]))
            case "delete":
                return Item(position=one["id"], mention={"source": self.name, "id": one["id"], "op": "delete"})
            case _:
                pass
        mention = {
            "source": self.name, "id": one["id"], "at": one["edited"].isoformat(),
            "text": f"version {one['version']}", "author": {"id": one["author"]},
        }  # fmt: skip
        return Item(position=one["id"], mention=mention)

    def standing(self) -> dict[str, str]:
        """The oracle: the last word on each id; what was once taken back, or whose author left, never comes again."""
        last: dict[str, str] = {}
        closed: set[str] = set()
        for one in self.events:
            if one["kind"] == "say" and one["id"] not in closed:
                last[one["id"]] = f"version {one['version']}"
            elif one["kind"] == "delete":
                closed.add(one["id"])
            elif one["kind"] == "gone":
                closed |= {id_ for id_ in last if f"a{int(id_.partition('m')[2]) % 3}" == one["author"]}
        for id_, quiet in self._quiet.items():
            if id_ in last and quiet["version"] > int(last[id_].split()[1]):
                last[id_] = f"version {quiet['version']}"
        gone = closed | self.vanished
        return {id_: text for id_, text in last.items() if id_ not in gone and _case(id_) not in self._gone}


def _case(id_: str) -> str:
    return id_.partition("/")[0] + "/"


def _version(one: dict[str, Any]) -> int:
    version: int = one["version"]
    return version


@pytest.fixture
async def here(tmp_path: Path) -> AsyncIterator[Listener]:
    async with listener(tmp_path) as made:
        yield made


async def _live(here: Listener, number: int) -> None:
    """A life from its first word to its end, at which both hold the same and the source is well."""
    chance = random.Random(number)
    life = Life(f"s{number}", chance)
    polls = Polls(lambda: [Asked(source=life, every=timedelta(minutes=5), rechecks=RECHECKS)])
    for _ in range(chance.randint(1, 4)):
        life.fail = chance.choice((0.0, 0.0, 0.5))
        for _ in range(chance.randint(0, 4)):
            here.clock.set(here.clock.now() + timedelta(seconds=1))
            life.happen(here.clock.now())
        here.clock.set(here.clock.now() + timedelta(minutes=chance.choice((1, 10))))
        if chance.random() < 0.2:
            await _die(here, life)
            polls = Polls(lambda: [Asked(source=life, every=timedelta(minutes=5), rechecks=RECHECKS)])
        await polls.turn(tools=here.tools, standing=here.standing)
    life.fail = 0.0
    for _ in range(3):
        here.clock.set(here.clock.now() + DAY)
        await polls.turn(tools=here.tools, standing=here.standing)
    rows = await here.store.listed(Rows(source=life.name), limit=0)
    held = {row.source_id: row.text.raw for row in rows if row.state == "live"}
    assert held == life.standing(), f"life {number}"
    (stand,) = [one for one in await here.store.sources() if one.name == life.name]
    assert (stand.state, stand.error, stand.failing) == ("ok", "", None), f"life {number}"
    bad = {(one["id"], one["version"]) for one in life.events if one["kind"] == "bad"}
    kept = [one for one in await here.store.bad_items(NOON - 100 * DAY, limit=10**6) if one.source == life.name]
    assert len(kept) == len(bad), f"life {number}"


async def _die(here: Listener, life: Life) -> None:
    """The process dies after it asked and before it kept anything: the next one asks from where the store says."""
    states = {one.name: one for one in await here.store.sources()}
    known = states.get(life.name, KeepSource(name=life.name))
    try:
        await life.poll(known.cursor or "")
    except RemoteError:
        return


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


async def test_a_seeded_share_of_lives_ends_as_the_source_stands(here: Listener) -> None:
    for number in range(SEEDED):
        await _live(here, number)


@pytest.mark.soak
async def test_a_hundred_thousand_lives_end_as_the_source_stands(tmp_path: Path) -> None:
    for batch in range(0, ALL, EACH):  # a store of its own for each: fewer sources to look through
        async with listener(_made(tmp_path / str(batch))) as made:
            for number in range(batch, batch + EACH):
                await _live(made, number)
