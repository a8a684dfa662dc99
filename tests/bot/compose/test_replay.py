"""A recorded stream is lived through by the same use cases as a live one, and gives the same twice."""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta
from pathlib import Path

from bot.compose.replay import Recorded, enter, recorded, replay
from bot.model.rows import Rows
from tests.bot.flow.rig import MORNING
from tests.bot.flow.small import CHARGERS, USUAL, Small, small


def _said(number: int, at: datetime, text: str) -> dict[str, object]:
    author = {"id": f"a{number}", "name": f"A {number}"}
    return {"source": "forum", "id": str(number), "at": at.isoformat(), "text": text, "author": author}


def _stream() -> list[Recorded]:
    month = [_said(at, MORNING - timedelta(days=32 - at), text) for at, text in enumerate(USUAL * 3)]
    wave = [_said(100 + at, MORNING + timedelta(minutes=7 * at), text) for at, text in enumerate(CHARGERS * 2)]
    gone = {"source": "forum", "id": "3", "op": "delete", "arrive": (MORNING + timedelta(hours=1)).isoformat()}
    taken = {
        "at": (MORNING + timedelta(hours=4)).isoformat(), "name": "take", "person": "workspace:ben",
        "mentions": ["forum:100", "forum:101"],
    }  # fmt: skip
    lost = {**taken, "mentions": ["forum:404"]}
    return recorded([*month, *wave, gone], [taken, lost])


async def _lived(folder: Path) -> tuple[str, list[str], Small]:
    async with small(folder, at=MORNING) as world:
        lost = await replay(world.app, world.clock, _stream(), since=MORNING, until=MORNING + timedelta(days=2))
        found = [await world.app.store.listed(Rows(), limit=0), await world.app.store.insights(),
                 await world.app.store.statuses([one.id for one in await world.app.store.insights()]),
                 [(row.post, row.state) for row in await world.app.store.outbox(["done"])]]  # fmt: skip
        return hashlib.sha256(repr(found).encode()).hexdigest(), lost, world


async def test_the_same_record_gives_the_same_bytes(tmp_path: Path) -> None:
    first, lost, _ = await _lived(tmp_path / "one")
    assert (await _lived(tmp_path / "two"))[:2] == (first, lost)
    assert lost == ["2026-10-05 11:00 take: no insight holds these mentions"]


async def test_a_wave_is_found_taken_on_and_shown_in_its_time(tmp_path: Path) -> None:
    async with small(tmp_path, at=MORNING) as world:
        await replay(world.app, world.clock, _stream(), since=MORNING, until=MORNING + timedelta(days=2))
        (wave,) = [one for one in await world.app.store.insights() if one.kind == "spike"]
        assert (wave.status, wave.active) == ("acknowledged", ("quality",))
        assert wave.found < MORNING + timedelta(hours=3)
        assert (await world.app.store.count(Rows())).mentions == 30 + 16 - 1
        digests = [one.day for one in await world.app.store.delivered() if one.kind == "digest"]
        assert "2026-10-06" in digests


async def test_recorded_entries_stand_in_the_ledger(tmp_path: Path) -> None:
    async with small(tmp_path) as world:
        entry = {"kind": "costs", "id": "c1", "item": {"id": "c1", "amount": "5"}, "recorded": MORNING.isoformat()}
        await enter(world.app, [entry])
        (kept,) = await world.app.store.ledger()
        assert (kept.kind, kept.id, kept.item["amount"], kept.recorded) == ("costs", "c1", "5", MORNING)
