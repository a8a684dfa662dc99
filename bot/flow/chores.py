"""What an operator asks for: take a file in, post a digest, teach, read again, send what was given up on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date

from bot.delivery.schedule import window
from bot.errors import BadQuestion
from bot.flow import digests
from bot.flow.closing import reopened
from bot.flow.listen import Report, listen
from bot.flow.standing import Standing
from bot.flow.think import think
from bot.flow.tools import Tools
from bot.flow.upkeep import tidy_themes
from bot.model.changes import Change, KeepSetting, MarkPost, SettingEvent
from bot.model.delivery import OutboxState, Waiting
from bot.model.message import Message
from bot.model.people import Department, PersonId, Place
from bot.ports.world import Source
from bot.texts import terminal as words

BATCH = 500
TAUGHT = "taught:"

Tell = Callable[[float | None], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """What came of a file: what was taken in, and how many topics and insights there are since."""

    report: Report
    themes: int
    insights: int


async def take_in(
    source: Source, *, tools: Tools, standing: Standing, zone: str | None = None,
    tell: Callable[[Report, float | None], None] = lambda report, done: None,
) -> Imported:  # fmt: skip
    """Take a file in to its end, name the topics, and think once."""
    report = await listen(source, tools=tools, standing=standing, zone=zone, tell=tell)
    async with tools.turn():
        if report.kept or report.removed:
            await tidy_themes(tools.clock.now(), tools=tools, standing=standing)
            await think(tools=tools, standing=standing)
    themes = sum(1 for theme in standing.themes() if theme.state == "theme")
    return Imported(report=report, themes=themes, insights=len(await tools.store.insights(open_only=True)))


async def post_digest(name: str, day: date | None, *, platform: str | None, tools: Tools, standing: Standing) -> int:
    """Put a department's digest of a local date (None: today) in the outbox; gives to how many channels.

    Raises:
        BadQuestion: no such department, or none of its channels is on the platform.
    """
    department = department_named(name, standing)
    places = [place for place in department.channels if platform is None or place.platform == platform]
    if not places:
        raise BadQuestion(what=words.no_channel(department.name, platform), remedy=words.add_channel())
    async with tools.turn():
        one = window(department, day or _today(tools), zone=tools.zone)
        if one is None:
            return 0
        for place in places:
            await digests.post_one(department, place, one, tools=tools, standing=standing)
    return len(places)


async def show_digest(
    name: str, day: date | None, *, platform: str, tools: Tools, standing: Standing
) -> Message | None:
    """The digest of a local date (None: today) as it would be posted; None where it would be silent.

    Raises:
        BadQuestion: no such department.
    """
    department = department_named(name, standing)
    nowhere = Place(platform=platform, workspace="", channel=department.name)
    place = next((one for one in department.channels if one.platform == platform), nowhere)
    one = window(department, day or _today(tools), zone=tools.zone)
    return None if one is None else await digests.preview(department, place, one, tools=tools, standing=standing)


def department_named(name: str, standing: Standing) -> Department:
    """The department of this name.

    Raises:
        BadQuestion: there is none, with those there are.
    """
    department = standing.organisation.department(name)
    if department is None:
        known = [one.name for one in standing.organisation.departments()]
        raise BadQuestion(what=words.no_department(name), remedy=words.departments_are(known))
    return department


def _today(tools: Tools) -> date:
    return tools.clock.now().astimezone(tools.zone).date()


async def teach(
    pairs: Sequence[tuple[str, str]], *, by: PersonId, tools: Tools, standing: Standing
) -> tuple[int, int]:  # fmt: skip
    """Keep labelled history (text, department) and route by it from now on; gives (new, known before)."""
    async with tools.turn():
        events = await tools.store.setting_events(TAUGHT)
        known = {(str(event.new["text"]), event.subject.removeprefix(TAUGHT)) for event in events if event.new}
        fresh = [pair for pair in dict.fromkeys(pairs) if pair not in known]
        now = tools.clock.now()
        for start in range(0, len(fresh), BATCH):
            kept: list[Change] = [
                KeepSetting(event=SettingEvent(subject=f"{TAUGHT}{name}", person=by, at=now, new={"text": text}))
                for text, name in fresh[start : start + BATCH]
            ]
            await tools.store.commit(kept)
        await standing.load_router(tools)
    return len(fresh), len(pairs) - len(fresh)


async def settle_dead(ids: Collection[int], *, again: bool, tools: Tools) -> int:
    """Send posts that were given up on once more, or drop them (no ids: all of them); gives how many."""
    dead = [one for one in await tools.store.outbox(("dead",)) if not ids or one.id in ids]
    await tools.store.commit([_marked(one, again=again) for one in dead])
    return len(dead)


async def retry_closed(*, tools: Tools) -> int:
    """Let the channels and workspaces that took nothing be tried at once; gives how many."""
    closed = await tools.store.routes()
    await tools.store.commit(reopened(closed))
    return len(closed)


def _marked(row: Waiting, *, again: bool) -> MarkPost:
    # What may have arrived is looked up before it is sent again, or sent marked; what has no tries never left.
    state: OutboxState = "dropped" if not again else "sending" if row.tries else "new"
    return MarkPost(id=row.id, state=state, tries=row.tries, error="" if again else row.error)
