"""A serving Earshot as a whole: many at once, a full disk, a folder that cannot be written, a clock that goes back."""

import asyncio
import os
import resource
import sqlite3
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, closing, contextmanager
from datetime import timedelta
from pathlib import Path

import pytest

from bot.compose.app import App, open_app
from bot.compose.clock import StoryClock
from bot.compose.environment import Given
from bot.config import read_settings
from bot.errors import StoreFull
from bot.flow.digests import post_due
from bot.flow.hear import hear
from bot.flow.listen import listen
from bot.flow.post import post_waiting
from bot.flow.think import think
from bot.flow.upkeep import night
from bot.model.people import PersonId
from bot.model.rows import Rows
from bot.model.signal import Act
from bot.ports.world import Item, Poll
from bot.serve import Served, serve
from tests.bot.flow.rig import MORNING, ScriptedChat, pass_time
from tests.bot.flow.state import exported, miscounted

SETTINGS = {
    "organisation": {"name": "Lumo", "timezone": "Europe/Berlin"},
    "departments": [
        {"name": "support", "about": "Delivery, returns, refunds, accounts", "channels": ["workspace:support"]},
        {"name": "quality", "about": "Faults and safety of chargers, fire", "channels": ["workspace:quality"]},
    ],
    "people": [{"name": "Ana", "ids": ["workspace:ana"], "department": "quality", "role": "admin"}],
    "groups": [{"name": "danger", "query": "fire OR smoke"}],
}
WORDS = "parcel charger refund camera battery invoice keyboard update ticket speaker".split()
ANA = PersonId("workspace:ana")


def _given(folder: Path) -> Given:
    return Given(settings=read_settings(SETTINGS), origins={}, data=folder, file=None)


def _items(source: str, count: int, *, first: int = 0) -> tuple[Item, ...]:
    found = []
    for number in range(first, first + count):
        at = MORNING - timedelta(hours=50 - number)
        text = f"The {WORDS[number % 10]} of order {number * 7919} is {WORDS[number % 7]} again, no answer {number}"
        mention = {"source": source, "id": str(number), "at": at.isoformat(), "text": text}
        found.append(Item(position=str(number), mention=mention))
    return tuple(found)


def _alarm(number: int = 1) -> Item:
    text = f"My charger number {number} started to smoke, flames came out and it burnt my hand"
    at = MORNING - timedelta(minutes=number)
    return Item(
        position="alarm",
        mention={"source": "forum", "id": f"alarm-{number}", "at": at.isoformat(), "text": text},
    )


class Pages:
    """A source of items, a few at a time; it waits until it is let go on, so that others come in between."""

    def __init__(self, name: str, items: Sequence[Item]) -> None:
        self._name = name
        self._items = items

    @property
    def name(self) -> str:
        """As told."""
        return self._name

    async def poll(self, cursor: str) -> Poll:
        """Five more."""
        await asyncio.sleep(0)
        start = int(cursor or 0)
        end = min(start + 5, len(self._items))
        return Poll(items=tuple(self._items[start:end]), cursor=str(end), more=end < len(self._items))

    async def close(self) -> None:
        """Nothing is open."""


@pytest.fixture
def clock() -> StoryClock:
    return StoryClock(MORNING)


@pytest.fixture
async def app(tmp_path: Path, clock: StoryClock) -> AsyncIterator[App]:
    async with open_app(_given(tmp_path), clock=clock) as opened:
        yield opened


@asynccontextmanager
async def _serving(app: App, chat: ScriptedChat) -> AsyncIterator[Served]:
    stop, served = asyncio.Event(), Served()
    async with asyncio.TaskGroup() as group:
        group.create_task(
            serve(
                tools=app.tools, standing=app.standing, chats={"workspace": chat}, stop=stop, served=served, pace=0.01
            )
        )
        try:
            yield served
        finally:
            stop.set()


async def _until(what: Callable[[], bool]) -> None:
    """Let the loops turn until it is so."""
    async with asyncio.timeout(20):
        while not what():  # noqa: ASYNC110 - the loops tell nobody when they turn
            await asyncio.sleep(0.005)


async def _hear(app: App, *items: Item) -> None:
    async with app.tools.turn():
        await hear(items, tools=app.tools, standing=app.standing)


async def _think(app: App) -> None:
    async with app.tools.turn():
        await think(tools=app.tools, standing=app.standing)


# --- at once --------------------------------------------------------------------------------------------------------


async def test_serving_two_imports_and_an_act_at_once_end_as_one_after_the_other(tmp_path: Path) -> None:
    ends = []
    for name, at_once in (("together", True), ("in turn", False)):
        folder, clock = tmp_path / name, StoryClock(MORNING)
        async with open_app(_given(folder), clock=clock) as app:
            await _hear(app, _alarm())
            await _think(app)
            insight = (await app.store.insights())[0].id
            act = Act(name="react", key="act-1", person=ANA, at=MORNING, value="👍", insight=insight)
            sources = [Pages("forum", _items("forum", 40)), Pages("bluesky", _items("bluesky", 40))]
            works = [
                *(listen(one, tools=app.tools, standing=app.standing) for one in sources),
                app.desk.act(act),
                app.desk.act(act),
            ]
            if at_once:
                async with _serving(app, ScriptedChat()) as served:
                    await asyncio.gather(*works)
                    assert served.failing == {}
            else:
                for work in works:
                    await work
            signals = [(one.key, one.kind, one.person) for one in await app.store.signals()]
            ends.append((exported(app.path), signals, miscounted(app.path)))
    assert ends[0] == ends[1]
    assert len(ends[0][1]) == 1
    assert ends[0][2] == []


async def test_what_is_heard_while_serving_is_thought_of_and_posted_by_itself(app: App) -> None:
    chat = ScriptedChat()
    async with _serving(app, chat):
        await _hear(app, _alarm())
        await _until(lambda: bool(chat.posts))
    assert chat.keys[0].startswith("insight:1:workspace:")


async def test_an_alarm_that_was_stored_before_a_crash_is_posted_after_it(tmp_path: Path, clock: StoryClock) -> None:
    async with open_app(_given(tmp_path), clock=clock) as app:
        await _hear(app, _alarm())
    chat = ScriptedChat()
    async with open_app(_given(tmp_path), clock=clock) as app, _serving(app, chat):
        await _until(lambda: bool(chat.posts))


async def test_what_was_taken_back_before_a_crash_leaves_the_channels_after_it(
    tmp_path: Path, clock: StoryClock
) -> None:
    chat = ScriptedChat()
    async with open_app(_given(tmp_path), clock=clock) as app:
        await _hear(app, _alarm())
        await _think(app)
        await post_waiting({"workspace": chat}, tools=app.tools)
        pass_time(clock, minutes=1)
        gone = Item(position="1", mention={"source": "forum", "id": "alarm-1", "op": "delete"})
        await _hear(app, gone)
    assert "flames" in repr(chat.posts)
    async with open_app(_given(tmp_path), clock=clock) as app, _serving(app, chat):
        await _until(lambda: bool(chat.edits))
    assert "flames" not in repr(chat.edits[-1])


async def test_a_mention_taken_back_while_its_card_still_waits_is_not_left_standing(
    app: App, clock: StoryClock
) -> None:
    chat = ScriptedChat()
    await _hear(app, _alarm())
    await _think(app)
    await _hear(app, Item(position="1", mention={"source": "forum", "id": "alarm-1", "op": "delete"}))
    await _think(app)
    while await post_waiting({"workspace": chat}, tools=app.tools):
        pass_time(clock, seconds=2)
    standing = {f"m{number}": post.message for number, (post, _) in enumerate(chat.posts, start=1)}
    standing |= dict(chat.edits)
    assert standing
    assert "flames" not in repr(standing)


# --- a full disk ----------------------------------------------------------------------------------------------------


@contextmanager
def _full_disk() -> Iterator[None]:
    """Nothing can be written beyond the first kilobyte of any file."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


async def test_on_a_full_disk_nothing_is_acknowledged_and_all_can_be_read(app: App) -> None:
    await _hear(app, _alarm())
    await _think(app)
    before, figures = exported(app.path), await app.store.count(Rows())
    with _full_disk():
        for _ in range(2):
            with pytest.raises(StoreFull, match="Nothing was stored"):
                await _hear(app, *_items("forum", 5))
        insight = (await app.store.insights())[0].id
        act = Act(name="react", key="act-1", person=ANA, at=MORNING, value="👍", insight=insight)
        with pytest.raises(StoreFull):
            await app.desk.act(act)
        assert await app.store.count(Rows()) == figures
        board = await app.desk.board(ANA)
        assert board.departments
    assert exported(app.path) == before


async def test_when_there_is_room_again_the_same_comes_in_as_if_nothing_had_been(tmp_path: Path) -> None:
    ends = []
    for name, full in (("full", True), ("never", False)):
        async with open_app(_given(tmp_path / name), clock=StoryClock(MORNING)) as app:
            await _hear(app, *_items("forum", 12))
            if full:
                with _full_disk(), pytest.raises(StoreFull):
                    await _hear(app, *_items("forum", 12, first=12), _alarm())
            await _hear(app, *_items("forum", 12, first=12), _alarm())
            await _think(app)
            themes = [(one.id, one.state, one.mentions, one.voices) for one in await app.store.themes()]
            insights = [(one.kind, one.numbers.mentions) for one in await app.store.insights()]
            ends.append((exported(app.path), themes, insights, miscounted(app.path)))
    assert ends[0] == ends[1]


async def test_serving_recovers_from_a_full_disk_by_itself(app: App) -> None:
    chat = ScriptedChat()
    await _hear(app, _alarm())
    async with _serving(app, chat) as served:
        with _full_disk():
            app.standing.due = True
            await _until(lambda: "thinking" in served.failing)
            assert "Nothing was stored" in served.failing["thinking"]
        await _until(lambda: bool(chat.posts) and not served.failing)


# --- a folder that cannot be written --------------------------------------------------------------------------------


@contextmanager
def _nobody() -> Iterator[Path]:
    """A folder of a user without rights, as whom this runs (the superuser may write everywhere)."""
    uid = 65534 if os.geteuid() == 0 else os.geteuid()
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as made:
        folder = Path(made)
        os.chown(folder, uid, -1)
        mine = os.geteuid()
        os.setresuid(uid, uid, mine)  # what asks for rights asks for the real user's
        try:
            yield folder
        finally:
            folder.chmod(0o700)
            os.setresuid(mine, mine, mine)


async def test_a_folder_that_cannot_be_written_is_told_with_its_remedy(app: App) -> None:
    with _nobody() as folder:
        folder.chmod(0o500)
        with pytest.raises(StoreFull, match="Choose a folder you may write with --data"):
            async with open_app(_given(folder)):
                pass


async def test_data_in_a_folder_that_cannot_be_written_is_read_and_refused_for_writing(app: App) -> None:
    with _nobody() as folder:
        async with open_app(_given(folder), clock=StoryClock(MORNING)) as own:
            await _hear(own, _alarm())
        for path in folder.iterdir():
            path.chmod(0o400)
        folder.chmod(0o500)
        with pytest.raises(StoreFull, match="Nothing was stored"):
            async with open_app(_given(folder)):
                pass
        async with open_app(_given(folder), write=False) as read:
            assert (await read.store.count(Rows())).mentions == 1


# --- a clock that goes back -----------------------------------------------------------------------------------------


async def test_with_the_clock_set_back_an_hour_no_digest_comes_twice(app: App, clock: StoryClock) -> None:
    async def due() -> int:
        async with app.tools.turn():
            return await post_due(tools=app.tools, standing=app.standing)

    await _hear(app, *_items("forum", 12), _alarm())
    counts = []
    for minutes in (5, -60, 30, 45, 24 * 60 - 40, 30):
        pass_time(clock, minutes=minutes)
        counts.append(await due())
    assert counts == [2, 0, 0, 0, 0, 2]
    chat = ScriptedChat()
    while await post_waiting({"workspace": chat}, tools=app.tools):
        pass_time(clock, seconds=2)
    digests = [key for key in chat.keys if key.startswith("digest:")]
    assert len(digests) == len(set(digests))


async def test_with_the_clock_set_back_over_midnight_a_night_is_not_spent_twice_and_the_next_one_comes(
    app: App, clock: StoryClock
) -> None:
    async def spent() -> bool:
        async with app.tools.turn():
            return await night(tools=app.tools, standing=app.standing)

    nights = []
    for hours in (0.0, 15.5, -1.0, 1.5, 24.0):
        pass_time(clock, hours=hours)
        nights.append(await spent())
    assert nights == [True, True, False, False, True]


async def test_with_the_clock_set_back_what_was_due_is_still_posted(app: App, clock: StoryClock) -> None:
    chat = ScriptedChat()
    await _hear(app, _alarm())
    await _think(app)
    pass_time(clock, hours=-1)
    await post_waiting({"workspace": chat}, tools=app.tools)
    pass_time(clock, hours=1)
    assert await post_waiting({"workspace": chat}, tools=app.tools) > 0


# --- the lock -------------------------------------------------------------------------------------------------------


async def test_after_it_closed_the_file_is_whole(tmp_path: Path, clock: StoryClock) -> None:
    async with open_app(_given(tmp_path), clock=clock) as app:
        await _hear(app, *_items("forum", 30))
        await _think(app)
    with closing(sqlite3.connect(tmp_path / "earshot.db")) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)
