"""`doctor`: everything that Earshot needs, checked; each fault with its remedy."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

import click

from bot.cli.opening import reading
from bot.cli.world import World, as_json, document, passed, run, show, words
from bot.compose import App, Given, open_app
from bot.compose.app import database
from bot.errors import BadQuery, EarshotError, StoreBusy
from bot.listening.groups import parse
from bot.model.message import Message, Span, Style, Table
from bot.texts import doctor as texts
from bot.understanding import SCORED

LITTLE, NOTHING = 1 << 30, 100 << 20
"""Free bytes below which the disk is worth a word, and below which it is a fault."""

_MARKS: dict[str, Style] = {"ok": "good", "warning": "strong", "fault": "bad"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One thing that was looked at: how it is, and what to do where it is not well."""

    name: str
    state: Literal["ok", "warning", "fault"]
    words: str
    fix: str = ""


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
    found += [*_folder(given), *_departments(given), *_languages(given)]
    found += [one async for one in _data(given)]
    return found


def _folder(given: Given) -> Iterator[Check]:
    folder = database(given).absolute().parent
    there = next(place for place in (folder, *folder.parents) if place.exists())
    if not os.access(there, os.W_OK):
        yield Check(name="folder", state="fault", words=texts.not_writable(str(there)), fix=texts.fix_folder())
    free = shutil.disk_usage(there).free
    state: Literal["ok", "warning", "fault"] = "fault" if free < NOTHING else "warning" if free < LITTLE else "ok"
    yield Check(name="disk", state=state, words=texts.free(free), fix=texts.fix_disk() if state != "ok" else "")


def _departments(given: Given) -> Iterator[Check]:
    departments = given.settings.departments
    if not departments:
        yield Check(name="departments", state="warning", words=texts.no_departments(), fix=texts.fix_departments())
        return
    without = [one.name for one in departments if not one.channels]
    if without:
        yield Check(name="departments", state="warning", words=texts.unreachable(without), fix=texts.fix_channels())
    else:
        yield Check(name="departments", state="ok", words=texts.departments(len(departments)))
    vague = [one.name for one in departments if not one.about and not one.examples]
    if vague and len(departments) > 1:
        yield Check(name="departments", state="warning", words=texts.vague(vague), fix=texts.fix_vague())


def _languages(given: Given) -> Iterator[Check]:
    unread = [one for one in given.settings.organisation.languages if one not in SCORED]
    if unread:
        yield Check(name="languages", state="warning", words=texts.unread(unread), fix=texts.fix_languages())
    else:
        yield Check(name="languages", state="ok", words=texts.languages())


async def _data(given: Given) -> AsyncIterator[Check]:
    """The data, opened for writing; where somebody serves it, what that one has is read."""
    notes: list[str] = []
    try:
        async with open_app(given, say=notes.append) as app:
            yield Check(name="data", state="ok", words=texts.data_open(str(app.path), notes))
            for one in await _stored(app):
                yield one
    except StoreBusy:
        yield Check(name="data", state="ok", words=texts.data_served(str(database(given))))
        async with reading(given) as app:
            for one in await _stored(app):
                yield one
    except EarshotError as wrong:
        yield Check(name="data", state="fault", words=str(wrong), fix=texts.fix_data())


async def _stored(app: App) -> list[Check]:
    return [*_groups(app), await _clock(app), await _outbox(app), *await _sources(app)]


def _groups(app: App) -> Iterator[Check]:
    for group in app.standing.organisation.groups:
        try:
            parse(group.query)
        except BadQuery as wrong:
            yield Check(name="groups", state="fault", words=f"{group.name}: {wrong}", fix=texts.fix_group())


async def _clock(app: App) -> Check:
    now = datetime.now(UTC)
    heard = [one.polled for one in await app.store.sources() if one.polled is not None]
    if heard and max(heard) > now + timedelta(minutes=5):
        return Check(name="clock", state="fault", words=texts.clock_back(max(heard)), fix=texts.fix_clock())
    if now.year < 2026:
        return Check(name="clock", state="fault", words=texts.clock_wrong(now), fix=texts.fix_clock())
    return Check(name="clock", state="ok", words=texts.clock(now))


async def _outbox(app: App) -> Check:
    dead = len(await app.store.outbox(("dead",)))
    if dead:
        return Check(name="outbox", state="warning", words=texts.dead(dead), fix=texts.fix_dead())
    return Check(name="outbox", state="ok", words=texts.waiting(len(await app.store.outbox(("new", "sending")))))


async def _sources(app: App) -> list[Check]:
    found = []
    people = {one.name for one in app.standing.organisation.people()}
    for spec in app.standing.organisation.sources:
        if spec.owner is not None and spec.owner not in people:
            words_ = texts.unknown_owner(spec.name, spec.owner)
            found.append(Check(name="sources", state="warning", words=words_, fix=texts.fix_owner()))
    for gap in await app.store.gaps(datetime.now(UTC)):
        if gap.end is None:
            said = texts.silent(gap.source, gap.start)
            found.append(Check(name="sources", state="warning", words=said, fix=texts.fix_silent()))
    return found or [Check(name="sources", state="ok", words=texts.sources(len(await app.store.sources())))]
