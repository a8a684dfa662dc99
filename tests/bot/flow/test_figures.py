"""Every number a person is shown is as large as the list behind it is long, wherever it stands."""

import asyncio
import json
import re
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bot.compose.app import App, open_app
from bot.compose.clock import StoryClock
from bot.compose.environment import gather
from bot.flow.digests import post_due
from bot.flow.hear import hear
from bot.flow.post import post_waiting
from bot.flow.think import think
from bot.flow.upkeep import night
from bot.model.message import Span
from bot.model.people import PersonId, Place
from bot.model.rows import Rows
from bot.model.views import Ask, OpenInsight, OpenRows, OpenTopic, RowsPage, TopicPage
from bot.ports.world import Item
from tests.bot.flow.rig import ScriptedChat
from tests.house import ROOT

LUMO = ROOT / "bot" / "cli" / "lumo"
SINCE, NOW = datetime(2026, 9, 14, tzinfo=UTC), datetime(2026, 10, 5, 7, 30, tzinfo=UTC)
NUMBER = re.compile(r"\d[\d,.]*")
SUPPORT = Place(platform="workspace", workspace="", channel="support")


@pytest.fixture(scope="module")
def lived(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of three weeks at Lumo, with its digests posted."""
    folder = tmp_path_factory.mktemp("lumo")
    asyncio.run(_live(folder))
    return folder


async def _live(folder: Path) -> None:
    clock = StoryClock(NOW - timedelta(days=4))
    said = [json.loads(line) for line in (LUMO / "mentions.jsonl").read_text(encoding="utf-8").splitlines()]
    heard = [one for one in said if SINCE <= datetime.fromisoformat(one.get("arrive") or one["at"]) <= NOW]
    async with open_app(gather({}, data=folder, config=LUMO / "earshot.toml"), clock=clock) as app:
        for day in range(5):
            until = NOW - timedelta(days=4 - day)
            clock.set(until)
            batch = [one for one in heard if datetime.fromisoformat(one.get("arrive") or one["at"]) <= until]
            heard = heard[len(batch) :]
            items = [Item(position="", mention={k: v for k, v in one.items() if k != "arrive"}) for one in batch]
            await hear(items, tools=app.tools, standing=app.standing)
            await think(tools=app.tools, standing=app.standing)
            await night(tools=app.tools, standing=app.standing)
            await post_due(tools=app.tools, standing=app.standing)
            chat = ScriptedChat()
            while await post_waiting({"workspace": chat}, tools=app.tools):
                pass
            posted = [post.message for post, _ in chat.posts] + [message for _, message in chat.edits]
            found = [one for message in posted for one in await _wrong(app, message, least=0)]
            (folder / f"posted-{day}").write_text(json.dumps([len(posted), found]), encoding="utf-8")


@pytest.fixture
async def app(lived: Path) -> AsyncIterator[App]:
    async with open_app(gather({}, data=lived, config=LUMO / "earshot.toml"), clock=StoryClock(NOW)) as opened:
        yield opened


def _spans(value: object) -> Iterator[Span]:
    """Every span in a value, however deep."""
    if isinstance(value, Span):
        yield value
    elif is_dataclass(value):
        for one in fields(value):
            yield from _spans(getattr(value, one.name))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from _spans(part)
    elif isinstance(value, tuple | list):
        for part in value:
            yield from _spans(part)


async def _wrong(app: App, shown: object, *, least: int = 1) -> list[str]:
    """Which figures of a page or message do not agree with the lists they open."""
    wrong = []
    figures = [span for span in _spans(shown) if span.opens is not None]
    assert len(figures) >= least, shown
    for span in figures:
        assert span.opens is not None
        assert isinstance(span.text, str), "a figure never comes out of a mention's text"
        said = NUMBER.search(span.text)
        counts = await app.store.count(span.opens)
        listed = await app.store.listed(span.opens, limit=0)
        voices = {one.voice for one in await app.store.full([row.id for row in listed])}
        removed = sum(row.state != "live" for row in listed)
        if counts.mentions != len(listed) or counts.copies != sum(row.copy_of is not None for row in listed):
            wrong.append(f"{span.text!r}: {counts}, but the list has {len(listed)} rows: {span.opens}")
        if not len(voices) <= counts.people <= len(voices) + removed:
            wrong.append(f"{span.text!r}: {counts}, but the list has {len(voices)} voices: {span.opens}")
        if said is None or int(said.group().replace(",", "")) not in (
            counts.mentions, counts.people, counts.copies, counts.originals
        ):  # fmt: skip
            wrong.append(f"{span.text!r} opens {counts}: {span.opens}")
    return wrong


def test_figures_of_digests_cards_and_replies_as_they_were_posted(lived: Path) -> None:
    found = [json.loads((lived / f"posted-{day}").read_text(encoding="utf-8")) for day in range(5)]
    assert [wrong for _, wrong in found] == [[]] * 5
    assert sum(count for count, _ in found) > 20


@pytest.mark.parametrize(
    "text", ["top problems", "top problems last week", "top problems this month >= 3 people", "what changed",
             "who is on it", "show messages about charger"],
)  # fmt: skip
async def test_figures_of_answers(app: App, text: str) -> None:
    person = app.desk.people()[0].id
    message = await app.desk.ask(Ask(command="mention", text=text, person=person, place=SUPPORT))
    assert await _wrong(app, message, least=0) == []


@pytest.mark.parametrize("text", ["digest", "topics", "sources"])
async def test_figures_of_commands(app: App, text: str) -> None:
    person = app.desk.people()[0].id
    message = await app.desk.ask(Ask(command="earshot", text=text, person=person, place=SUPPORT))
    assert await _wrong(app, message) == []


async def test_figures_of_the_board(app: App) -> None:
    board = await app.desk.board(app.desk.people()[0].id)
    assert await _wrong(app, replace(board, departments=()), least=3) == []


async def test_figures_of_topic_and_insight_pages(app: App) -> None:
    person = app.desk.people()[0].id
    for theme in [one for one in await app.store.themes() if one.state == "theme"][:12]:
        page = await app.desk.open(OpenTopic(person=person, theme=theme.id))
        assert isinstance(page, TopicPage)
        assert await _wrong(app, page) == []
    for insight in await app.store.insights():
        assert await _wrong(app, await app.desk.open(OpenInsight(person=person, insight=insight.id))) == []


async def test_the_drawer_shows_as_many_rows_as_its_figure_says_and_its_facets_add_up(app: App) -> None:
    person = app.desk.people()[0].id
    for rows in (
        Rows(),
        Rows(department="support"),
        Rows(source="bluesky", since=NOW - timedelta(days=7), until=NOW),
        Rows(group="brand"),
        Rows(text="charger"),
        Rows(copies="copies"),
        *(Rows(insight=one.id) for one in await app.store.insights()),
    ):
        await _check_drawer(app, rows, person)


async def _check_drawer(app: App, rows: Rows, person: PersonId) -> None:
    whole = await app.desk.open(OpenRows(person=person, rows=rows, page=0))
    assert isinstance(whole, RowsPage)
    assert len(whole.views) == whole.counts.mentions
    paged: list[int] = []
    for number in range(1, whole_pages(whole) + 1):
        page = await app.desk.open(OpenRows(person=person, rows=rows, page=number))
        assert isinstance(page, RowsPage)
        paged += [view.row.id for view in page.views]
    assert sorted(paged) == sorted(view.row.id for view in whole.views)
    for facets in (whole.sources, whole.moods):
        assert sum(facet.count for facet in facets) == whole.counts.mentions
        for facet in facets:
            assert len(await app.store.listed(facet.rows, limit=0)) == facet.count


def whole_pages(page: RowsPage) -> int:
    """How many pages of 20 rows."""
    return -(-page.counts.mentions // 20)
