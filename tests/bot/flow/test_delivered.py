"""Deliveries are taken in together, in order, once; what another process understood ahead is what would be read now."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from bot.errors import BadMention
from bot.flow.ahead import known_ahead, understand
from bot.flow.delivered import HOOK, Deliveries
from bot.model.changes import Receive
from bot.model.rows import Rows
from bot.ports.sources import Hook
from bot.ports.world import Item
from bot.understanding import Understood
from tests.bot.flow.small import HARM, Small, small


class Lines:
    """A hook whose bodies are lists of mention JSON."""

    name = "forum"

    def event(self, headers: Mapping[str, str], body: bytes) -> str:
        """Nobody asks."""
        raise NotImplementedError

    def kept(self, headers: Mapping[str, str], body: str) -> str:
        """The body."""
        return body

    def items(self, body: str) -> tuple[Item, ...]:
        """One for each line."""
        if body == "broken":
            raise BadMention(where="body", what="it", found="broken", expected="lines")
        return tuple(Item(position=str(at), mention=one) for at, one in enumerate(json.loads(body)))


def _find(name: str) -> Hook | None:
    return Lines() if name == "forum" else None


def _event(world: Small, number: int, *texts: str, name: str = "forum", body: str | None = None) -> Receive:
    at = world.clock.now() + timedelta(milliseconds=number)
    said = [
        {"source": "forum", "id": f"{number}-{n}", "at": at.isoformat(), "text": text} for n, text in enumerate(texts)
    ]
    payload = {"name": name, "body": json.dumps(said) if body is None else body, "lane": name}
    return Receive(event_id=f"e{number}", kind=HOOK, payload=payload, at=at)


def _deliveries(world: Small, *, patience: timedelta = timedelta()) -> Deliveries:
    return Deliveries(_find, tools=world.app.tools, standing=world.app.standing, patience=patience)


async def test_what_waits_is_taken_in_in_its_order_and_only_once(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        await world.app.store.commit([_event(world, n, f"first {n}", f"second {n}") for n in range(5)])
        deliveries = _deliveries(world)
        assert [await deliveries.turn(), await deliveries.turn()] == [5, 0]
        rows = sorted(await world.app.store.listed(Rows(), limit=0), key=lambda row: row.id)
        assert [row.source_id for row in rows] == [f"{n}-{m}" for n in range(5) for m in range(2)]


async def test_what_cannot_be_taken_in_fails_alone(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        await world.app.store.commit([
            _event(world, 0, "Hello"), _event(world, 1, body="broken"), _event(world, 2, name="gone"),
            _event(world, 3, "Bye"),
        ])  # fmt: skip
        assert await _deliveries(world).turn() == 4
        assert (await world.app.store.count(Rows())).mentions == 2
        results = [await world.app.store.result(f"e{n}") for n in range(4)]
        assert ["error" in (one or {}) for one in results] == [False, True, True, False]


async def test_where_others_read_a_delivery_waits_for_them_but_not_for_ever(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        await world.app.store.commit([_event(world, 0, "Hello")])
        deliveries = _deliveries(world, patience=timedelta(seconds=2))
        assert await deliveries.turn() == 0
        world.clock.set(world.clock.now() + timedelta(seconds=3))
        assert await deliveries.turn() == 1


async def test_what_was_understood_ahead_is_what_is_read_now_and_is_not_read_again(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        events = [_event(world, 0, HARM, "Müller's parcel never arrived", "👍"), _event(world, 1, HARM)]
        tools = world.app.tools
        ahead = understand(events, _find, read=tools.read, clock=tools.clock)
        read: list[str] = []

        def reading(texts: Sequence[str]) -> list[Understood]:
            read.extend(texts)
            return tools.read(texts)

        texts = [HARM, "Müller's parcel never arrived", "👍", "something new"]
        known = known_ahead([replace(one, ahead=ahead[one.event_id]) for one in events], reading)(texts)

        assert known == tools.read(texts)
        assert all((a.vector == b.vector).all() for a, b in zip(known, tools.read(texts), strict=True))
        assert set(read) & set(texts) == {"something new"}


async def test_a_reading_by_another_reader_is_not_taken_over(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        event = _event(world, 0, HARM)
        tools = world.app.tools
        held = json.loads(understand([event], _find, read=tools.read, clock=tools.clock)["e0"])
        other = {key: ["another reader", "xx", *one[2:]] for key, one in held.items()}
        (found,) = known_ahead([replace(event, ahead=json.dumps(other))], tools.read)([HARM])
        assert found.language == "en"
