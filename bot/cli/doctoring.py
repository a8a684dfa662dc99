"""`doctor`: everything that Earshot needs, checked; each fault with its remedy."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from typing import Literal

import click

from bot.cli.opening import reading
from bot.cli.world import World, as_json, document, passed, run, show, words
from bot.compose import memory
from bot.compose.app import open_app
from bot.compose.environment import Given
from bot.errors import EarshotError, StoreBusy
from bot.flow import health
from bot.model.message import Message, Span, Style, Table
from bot.model.views import Check
from bot.texts import doctor as texts

LITTLE, NOTHING = 1 << 30, 100 << 20
"""Free bytes below which the disk is worth a word, and below which it is a fault."""

_MARKS: dict[str, Style] = {"ok": "good", "warning": "strong", "fault": "bad"}


@click.command()
@as_json
@passed
def doctor(world: World, *, json_: bool) -> None:
    """Check settings, disk, data, departments, languages, sources and outbox; each fault with its remedy.

    The data is opened for writing, so what is well here works. Exit code 1 if there is a fault.

    Example: earshot doctor
    """
    found = run(_all(world))
    if json_:
        document([{"name": one.name, "state": one.state, "words": one.words, "fix": one.fix} for one in found])
    else:
        rows = tuple(
            ((Span(text=one.state, style=_MARKS[one.state]),), (Span(text=one.name),), (Span(text=one.words),))
            for one in found
        )
        show(Message(blocks=(Table(head=texts.head(), rows=rows),), summary=""))
        for one in found:
            if one.fix:
                words(f"{one.name}: {one.fix}")
    faults = sum(1 for one in found if one.state == "fault")
    words(texts.verdict(faults, sum(1 for one in found if one.state == "warning")))
    if faults:
        click.get_current_context().exit(1)


async def _all(world: World) -> list[Check]:
    try:
        given = world.given()
    except EarshotError as wrong:
        return [Check(name="settings", state="fault", words=str(wrong), fix=texts.fix_settings())]
    found = [Check(name="settings", state="ok", words=texts.settings(str(given.file) if given.file else ""))]
    found += [*_folder(given), *health.departments(given.settings), *health.languages(given.settings)]
    found += [one async for one in _data(given)]
    return found


def _folder(given: Given) -> Iterator[Check]:
    folder = memory.folder(given).absolute()
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(there, os.W_OK):
        yield Check(name="folder", state="fault", words=texts.not_writable(str(there)), fix=texts.fix_folder())
    free = shutil.disk_usage(there).free
    state: Literal["ok", "warning", "fault"] = "fault" if free < NOTHING else "warning" if free < LITTLE else "ok"
    yield Check(name="disk", state=state, words=texts.free(free), fix=texts.fix_disk() if state != "ok" else "")


async def _data(given: Given) -> AsyncIterator[Check]:
    """The data, opened for writing; where somebody serves it, what that one has is read."""
    notes: list[str] = []
    try:
        async with open_app(given, say=notes.append) as app:
            yield Check(name="data", state="ok", words=texts.data_open(memory.spoken(given), notes))
            for one in [*await health.stored(tools=app.tools, standing=app.standing), *await app.tools.examine()]:
                yield one
    except StoreBusy:
        yield Check(name="data", state="ok", words=texts.data_served(memory.spoken(given)))
        async with reading(given) as app:
            for one in [*await health.stored(tools=app.tools, standing=app.standing), *await app.tools.examine()]:
                yield one
    except EarshotError as wrong:
        yield Check(name="data", state="fault", words=str(wrong), fix=texts.fix_data())
