"""Real complaints from a file with two columns: taken in, routed, made topics, shown in a digest, answered for."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.compose.clock import StoryClock
from bot.compose.files import open_file
from bot.flow import chores
from bot.flow.hear import hear
from bot.flow.listen import listen
from bot.flow.money import answer_as_operator
from bot.listening.columns import Columns, read_columns
from bot.model.changes import KeepSource
from bot.model.people import PersonId
from bot.model.rows import Rows
from bot.ports.world import Source
from tests.bot.flow.rig import MORNING
from tests.bot.flow.small import Small, small

ROOT = Path(__file__).parents[3]
NAMES = ("accounts", "cards", "payments", "credit reports", "collections", "lending")
BANK: dict[str, Any] = {
    "organisation": {"name": "Bank", "timezone": "Europe/Berlin"},
    "departments": [
        {"name": name, "about": name, "channels": [f"workspace:{name.replace(' ', '-')}"]} for name in NAMES
    ],
}


@pytest.fixture(scope="module")
def complaints() -> Path:
    for folder in (ROOT / "shared", ROOT.parent / "shared"):
        file = folder / "data" / "cfpb_220_raw.csv.gz"
        if file.exists():
            return file
    pytest.skip("NOT CHECKED: the import of real complaints, because shared/data/cfpb_220_raw.csv.gz is not here")


@pytest.fixture(scope="module")
def columns() -> Columns:
    file = ROOT / "examples" / "complaints.toml"
    return read_columns(file.read_text("utf-8"), where=file.name)


def _source(file: Path, columns: Columns) -> Source:
    return open_file(file, name=file.name, zone="Europe/Berlin", now=MORNING, columns=columns).source


async def test_complaints_reach_the_departments_that_the_mapping_names(
    complaints: Path, columns: Columns, tmp_path: Path
) -> None:
    async with small(tmp_path, settings=BANK) as world:
        tools, standing = world.app.tools, world.app.standing
        first = await chores.take_in(_source(complaints, columns), tools=tools, standing=standing)
        assert (first.report.kept, first.report.bad) == (220, 0)
        assert first.themes >= 5
        named = await world.app.store.facets(Rows(), "department")
        assert set(named) == set(NAMES)
        fulls = await world.app.store.full([row.id for row in await world.app.store.listed(Rows(), limit=0)])
        assert all("mapping" in why for one in fulls for _, _, why in one.departments)
        before = await _state(world)
        again = await chores.take_in(_source(complaints, columns), tools=tools, standing=standing)
        assert (again.report.kept, await _state(world)) == (0, before)
        digest = await chores.show_digest(
            "lending", date(2026, 8, 3), platform="terminal", tools=tools, standing=standing
        )
        assert digest is not None
        answered = await answer_as_operator(
            "this quarter", as_of=MORNING, reader=PersonId("operator:test"), tools=tools,
            organisation=standing.organisation,
        )  # fmt: skip
        assert answered.answer is not None


async def _state(world: Small) -> tuple[object, ...]:
    store = world.app.store
    counts = [await store.facets(Rows(), by) for by in ("theme", "department", "sentiment")]
    return (*counts, [(one.id, one.numbers) for one in await store.insights()])


async def test_an_interrupted_import_goes_on_where_it_was_left(
    complaints: Path, columns: Columns, tmp_path: Path
) -> None:
    async with small(tmp_path, settings=BANK) as world:
        source = _source(complaints, columns)
        poll = await source.poll("")
        half = poll.items[:100]
        known, _, rest = poll.cursor.partition(":")
        place = KeepSource(name=source.name, cursor=f"{known}:{rest.partition(':')[0]}:100")
        await hear(half, tools=world.app.tools, standing=world.app.standing, source=place)
    clock = StoryClock(MORNING)
    async with small(tmp_path, settings=BANK, at=clock.now()) as later:
        report = await listen(_source(complaints, columns), tools=later.app.tools, standing=later.app.standing)
        assert (report.kept, report.unchanged) == (120, 0)
        texts = Counter(row.text.raw for row in await later.app.store.listed(Rows(), limit=0))
        assert (sum(texts.values()), max(texts.values())) == (220, 1)
