"""The work that a command does itself when nobody serves, and asks the serving Earshot for when somebody does.

Each takes a payload of plain JSON and gives one, so that it can lie in the inbox.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from pathlib import Path

from bot.compose.app import App
from bot.compose.files import open_file, open_table
from bot.compose.setting_up import source_works
from bot.compose.terminal import draw
from bot.flow import chores, forgetting, parting, rereading
from bot.flow.asking import answer_as_operator
from bot.flow.ledgering import enter_table
from bot.flow.listen import Report
from bot.flow.payload import Payload, day_or_none, flag, moment_or_none, pairs, text, text_or_none, whole, wholes
from bot.flow.post import post_waiting
from bot.listening.columns import read_columns
from bot.model.people import PersonId
from bot.roi import dump

Work = Callable[[Payload], Awaitable[Mapping[str, object]]]
Tell = Callable[[Mapping[str, object], float | None], None]
"""Told how far a long work is: counts so far, and 0..1 where that is known."""

MOST_LINES = 20
LOOK_S, PATIENCE_S = 0.1, 2.0
"""How often a command looks whether a post may go out, and how long after the last one it gives up waiting."""


def _nobody(counts: Mapping[str, object], done: float | None) -> None:
    """Told to nobody."""


def works(app: App, *, tell: Tell = _nobody, posts: bool = True) -> Mapping[str, Work]:
    """Every kind of work by its name. `posts`: what is to be posted is sent here too, since no loop does it."""
    tools, standing = app.tools, app.standing

    async def import_(payload: Payload) -> Mapping[str, object]:
        name, said = text(payload, "name"), text_or_none(payload, "columns")
        columns = read_columns(said, where=name) if said else None
        opened = open_file(
            Path(text(payload, "path")), name=name, zone=app.given.settings.organisation.timezone,
            now=tools.clock.now(), kind=text_or_none(payload, "format"), columns=columns,
        )  # fmt: skip
        came = await chores.take_in(
            opened.source, tools=tools, standing=standing, tell=lambda report, done: tell(counted(report), done)
        )
        shown = [list(one) for one in came.report.lines[:MOST_LINES]]
        return {**counted(came.report), "lines": shown, "themes": came.themes, "insights": came.insights}

    async def digest(payload: Payload) -> Mapping[str, object]:
        channels = await chores.post_digest(
            text(payload, "department"), day_or_none(payload, "date"), platform=text_or_none(payload, "platform"),
            tools=tools, standing=standing,
        )  # fmt: skip
        if posts:
            await _send_all(app)
        return {"channels": channels}

    async def roi(payload: Payload) -> Mapping[str, object]:
        as_of = moment_or_none(payload, "as_of") or tools.clock.now()
        answered = await answer_as_operator(
            text(payload, "question"), as_of=as_of, reader=PersonId(text(payload, "person")), tools=tools,
            standing=standing,
        )  # fmt: skip
        drawn = draw(answered.message, width=whole(payload, "width"), colour=flag(payload, "colour"))
        answer = None if answered.answer is None else dump(answered.answer)
        return {"text": drawn, "answer": answer, "understood": answered.understood}

    async def teach(payload: Payload) -> Mapping[str, object]:
        fresh, known = await chores.teach(
            pairs(payload, "pairs"), by=PersonId(text(payload, "person")), tools=tools, standing=standing
        )
        return {"new": fresh, "known": known}

    async def reread(payload: Payload) -> Mapping[str, object]:
        changed = await rereading.reread(
            tools=tools, standing=standing, vectors=text_or_none(payload, "vectors"), tell=lambda done: tell({}, done)
        )
        return {"changed": changed}

    async def dead(payload: Payload) -> Mapping[str, object]:
        return {"posts": await chores.settle_dead(wholes(payload, "ids"), again=flag(payload, "again"), tools=tools)}

    return {
        "import": import_, "enter": partial(_enter, app), "digest": digest, "roi": roi,
        "forget": partial(forgetting.asked, tools=tools, standing=standing),
        "part": partial(parting.asked, tools=tools, standing=standing),
        "teach": teach, "reread": reread, "dead": dead, "retry": partial(_retry, app),
        "budgets": partial(_budgets, app), **source_works(app),
    }  # fmt: skip


async def _retry(app: App, payload: Payload) -> Mapping[str, object]:
    """Let what was closed be tried at once; the payload says nothing."""
    del payload
    return {"routes": await chores.retry_closed(tools=app.tools)}


async def _budgets(app: App, payload: Payload) -> Mapping[str, object]:
    """What is said of each source's budget here, by its name; the payload says nothing."""
    del payload
    return {"budgets": {one.name: app.sources.budget(one.name) for one in app.standing.organisation.sources}}


async def _enter(app: App, payload: Payload) -> Mapping[str, object]:
    """Keep what a table of the ledger says."""
    name = text(payload, "name")
    sort, columns, rows = open_table(Path(text(payload, "path")), name=name, kind=text_or_none(payload, "format"))
    async with app.tools.turn():
        done = await enter_table(
            rows, sort, columns, name=name, person=PersonId(text(payload, "person")), tools=app.tools,
            standing=app.standing,
        )  # fmt: skip
    shown = [list(one) for one in done.bad[:MOST_LINES]]
    counts = {"kept": done.kept, "changed": done.changed, "unchanged": done.unchanged, "bad": len(done.bad)}
    return {**counts, "lines": shown, "words": done.words, "table": sort}


async def _send_all(app: App) -> None:
    """Send what is due at the pace of its platforms; what fails or is closed is left to `earshot serve`."""
    idle = 0.0
    while idle <= PATIENCE_S:
        if await post_waiting(app.chats, tools=app.tools):
            idle = 0.0
        elif await _paced(app):
            await asyncio.sleep(LOOK_S)
            idle += LOOK_S
        else:
            return


async def _paced(app: App) -> bool:
    """Whether something is due on a platform that wants time between two posts."""
    rows = await app.store.outbox(("new", "sending"))
    due = {row.post.place.platform for row in rows if row.post.due <= app.tools.clock.now()}
    return any(app.chats[platform].pace for platform in due if platform in app.chats)


def counted(report: Report) -> dict[str, object]:
    """The counts of an import as JSON."""
    return {"kept": report.kept, "unchanged": report.unchanged, "removed": report.removed, "bad": report.bad}
