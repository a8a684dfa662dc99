"""`serve`: listen, think, post and serve the workspace until stopped."""

from __future__ import annotations

import asyncio
import errno
import getpass
from contextlib import AsyncExitStack
from dataclasses import replace

import click

from bot.cli.opening import stopped
from bot.cli.world import World, data, passed, run, words
from bot.compose.app import open_app
from bot.compose.binding import can_listen
from bot.compose.environment import Given
from bot.compose.running import Running, running
from bot.compose.shards import thinking_shards
from bot.compose.sharing import ROLES, needs_server, part, think
from bot.config import DepartmentSettings, PersonSettings
from bot.errors import ConfigError, EarshotError
from bot.texts import operating as texts


class LoopEnded(EarshotError):
    """Earshot stopped by itself: {what}"""


@click.command()
@click.option("--check", is_flag=True, help="Open everything, say ready or what is missing, and end.")
@click.option("--solo", is_flag=True, help="For one person: every role, one channel; needs no settings file.")
@click.option("--role", type=click.Choice(ROLES), default="all", help="Which part of the work, on PostgreSQL.")
@click.option("--port", type=click.IntRange(0, 65535), help="The workspace's port (0 takes a free one).")
@passed
def serve(world: World, *, check: bool, solo: bool, role: str, port: int | None) -> None:
    """Listen, think and post until stopped, and serve the workspace.

    Prints the address and a link for the first login, then `ready`.

    Example: earshot serve --solo
    """
    given = world.given()
    if solo:
        given = alone(given)
    needs_server(given, role)
    if check:
        run(_check(given, port))
    elif role == "all":
        run(_serve(given, port))
    else:
        run(_think(given, port) if role == "think" else _part(given, role, port))


def alone(given: Given) -> Given:
    """The settings of one person: what the file leaves open is one department, with one channel and all roles."""
    settings = given.settings
    name = settings.people[0].name if settings.people else getpass.getuser().capitalize()
    department = DepartmentSettings(
        name="everything", about="Whatever anybody says", channels=("workspace:everything",)
    )
    departments = settings.departments or (department,)
    people = settings.people or (PersonSettings(name=name, department=departments[0].name, role="admin"),)
    return replace(given, settings=settings.model_copy(update={"departments": departments, "people": people}))


async def _check(given: Given, port: int | None) -> None:
    async with open_app(given, say=words) as app:
        http = given.settings.http
        await _listenable(http.host, http.port if port is None else port)
        missing = texts.missing(
            departments=len(app.desk.departments()),
            unreachable=[one.name for one in app.desk.departments() if not one.channels],
        )
    for line in missing:
        words(line)
    data(texts.ready())


async def _listenable(host: str, port: int) -> None:
    """Checks that the address can be listened on.

    Raises:
        ConfigError: it cannot, with what to do.
    """
    try:
        await can_listen(host, port)
    except OSError as wrong:
        raise _not_bound(host, port, wrong) from wrong


def _not_bound(host: str, port: int, wrong: OSError) -> ConfigError:
    if wrong.errno == errno.EADDRINUSE:
        what, remedy = texts.port_taken(port)
    else:
        what, remedy = texts.not_bound(host, port, wrong.strerror or str(wrong))
    return ConfigError(where="http", what=what, remedy=remedy)


async def _serve(given: Given, port: int | None) -> None:
    http = given.settings.http
    wanted = http.port if port is None else port
    async with AsyncExitStack() as stack:
        app = await stack.enter_async_context(open_app(given, say=words))
        await stack.enter_async_context(thinking_shards(given))
        try:
            up = await stack.enter_async_context(running(app, port=wanted))
        except OSError as wrong:
            raise _not_bound(http.host, wanted, wrong) from wrong
        data(texts.serving(up.address))
        data(texts.first_link(up.link))
        for line in texts.missing(departments=len(app.desk.departments()), unreachable=[]):
            words(line)
        data(texts.ready())
        words(texts.stop_with())
        await _until_stopped(up.loops)
        words(texts.stopping())


async def _part(given: Given, role: str, port: int | None) -> None:
    """One part of the work, beside the process that thinks."""
    http = given.settings.http
    async with AsyncExitStack() as stack:
        try:
            up = await stack.enter_async_context(part(given, role, port=port, say=words))
        except OSError as wrong:
            raise _not_bound(http.host, http.port if port is None else port, wrong) from wrong
        data(texts.serving(f"http://127.0.0.1:{up.server.port}"))
        data(texts.ready())
        await _until_stopped(up.loops)
        words(texts.stopping())


async def _think(given: Given, port: int | None) -> None:
    """The part that only one process does at a time; the others stand by."""

    def up(leading: Running) -> None:
        data(texts.serving(leading.address))
        data(texts.first_link(leading.link))
        data(texts.ready())

    stop = asyncio.Event()
    thinking = asyncio.create_task(think(given, port=port, say=words, up=up, stop=stop))
    try:
        await _until_stopped(thinking)
        words(texts.stopping())
    finally:
        stop.set()
        await asyncio.gather(thinking, return_exceptions=True)


async def _until_stopped(work: asyncio.Task[None]) -> None:
    waiting = asyncio.create_task(stopped())
    await asyncio.wait([waiting, work], return_when=asyncio.FIRST_COMPLETED)
    if waiting.done():
        return
    waiting.cancel()
    wrong = work.exception()
    if isinstance(wrong, EarshotError):
        raise wrong
    raise LoopEnded(what=str(wrong or "")) from wrong
