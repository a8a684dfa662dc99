"""The work that a command does itself when nobody serves, and asks the serving Earshot for when somebody does.

Each takes a payload of plain JSON and gives one, so that it can lie in the inbox.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.compose.app import App
from bot.compose.files import open_file
from bot.compose.terminal import draw
from bot.flow import chores, upkeep
from bot.flow.listen import Report
from bot.flow.money import answer_as_operator
from bot.flow.post import post_waiting
from bot.listening.columns import read_columns
from bot.model.people import PersonId
from bot.roi import dump

Payload = Mapping[str, Any]
Work = Callable[[Payload], Awaitable[Mapping[str, object]]]
Tell = Callable[[Mapping[str, object], float | None], None]
"""Told how far a long work is: counts so far, and 0..1 where that is known."""

MOST_LINES = 20


def _nobody(counts: Mapping[str, object], done: float | None) -> None:
    """Told to nobody."""


def works(app: App, *, tell: Tell = _nobody) -> Mapping[str, Work]:
    """Every kind of work by its name."""
    tools, standing = app.tools, app.standing

    async def import_(payload: Payload) -> Mapping[str, object]:
        said = payload.get("columns")
        columns = read_columns(str(said), where=str(payload["name"])) if said else None
        opened = open_file(
            Path(str(payload["path"])), name=str(payload["name"]), zone=app.given.settings.organisation.timezone,
            now=tools.clock.now(), kind=payload.get("format"), columns=columns,
        )  # fmt: skip
        came = await chores.take_in(
            opened.source, tools=tools, standing=standing, tell=lambda report, done: tell(counted(report), done)
        )
        shown = [list(one) for one in came.report.lines[:MOST_LINES]]
        return {**counted(came.report), "lines": shown, "themes": came.themes, "insights": came.insights}

    async def digest(payload: Payload) -> Mapping[str, object]:
        day = date.fromisoformat(payload["date"]) if payload.get("date") else None
        platform = payload.get("platform")
        channels = await chores.post_digest(
            str(payload["department"]), day, platform=platform, tools=tools, standing=standing
        )
        while await post_waiting(app.chats, tools=tools):
            pass
        return {"channels": channels}

    async def roi(payload: Payload) -> Mapping[str, object]:
        now = tools.clock.now()
        as_of = datetime.fromisoformat(payload["as_of"]) if payload.get("as_of") else now
        answered = await answer_as_operator(
            str(payload["question"]), as_of=as_of, reader=PersonId(str(payload["person"])), tools=tools,
            organisation=standing.organisation,
        )  # fmt: skip
        drawn = draw(answered.message, width=int(payload["width"]), colour=bool(payload["colour"]))
        return {"text": drawn, "answer": None if answered.answer is None else dump(answered.answer)}

    async def forget(payload: Payload) -> Mapping[str, object]:
        async with tools.turn():
            number = await upkeep.forget(str(payload["source"]), str(payload["id"]), tools=tools, standing=standing)
        return {"removed": number}

    async def teach(payload: Payload) -> Mapping[str, object]:
        pairs = [(str(text), str(name)) for text, name in payload["pairs"]]
        fresh, known = await chores.teach(
            pairs, by=PersonId(str(payload["person"])), tools=tools, standing=standing
        )  # fmt: skip
        return {"new": fresh, "known": known}

    async def reread(payload: Payload) -> Mapping[str, object]:
        return {"changed": await chores.reread(tools=tools, standing=standing, tell=lambda done: tell({}, done))}

    async def dead(payload: Payload) -> Mapping[str, object]:
        ids = [int(one) for one in payload["ids"]]
        return {"posts": await chores.settle_dead(ids, again=bool(payload["again"]), tools=tools)}

    return {
        "import": import_, "digest": digest, "roi": roi, "forget": forget, "teach": teach, "reread": reread,
        "dead": dead,
    }  # fmt: skip


def counted(report: Report) -> dict[str, object]:
    """The counts of an import as JSON."""
    return {"kept": report.kept, "unchanged": report.unchanged, "removed": report.removed, "bad": report.bad}
