"""`outbox`: what waits to be posted, and what was given up on."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import click

from bot.cli.asking import perform
from bot.cli.opening import reading
from bot.cli.world import World, as_json, document, passed, run, show, words
from bot.compose.environment import Given
from bot.flow.closing import pausing
from bot.model.delivery import Waiting
from bot.model.mention import Untrusted
from bot.model.message import Message, Span, Table
from bot.texts import operating as texts


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
def outbox(context: click.Context, *, json_: bool) -> None:
    """Show what waits to be posted.

    Example: earshot outbox
    """
    if context.invoked_subcommand is not None:
        return
    world = context.find_object(World)
    assert world is not None
    rows = run(_rows(world.given(), ("new", "sending", "dead")))
    dead = [row for row in rows if row.state == "dead"]
    waiting = [row for row in rows if row.state != "dead"]
    _list(rows if json_ else waiting, texts.outbox_empty(), json_=json_)
    if dead:
        words(texts.outbox_dead(len(dead)))
    for route in run(_routes(world.given(), waiting)):
        words(route)


@outbox.command()
@passed
def retry(world: World) -> None:
    """Try channels and workspaces that took nothing again, at once.

    Example: earshot outbox retry
    """
    result = run(perform(world.given(), "retry", {}))
    words(texts.retried(int(str(result["routes"]))))


@outbox.group()
def dead() -> None:
    """Posts that were given up on: refused for good, or failing for a day."""


@dead.command("list")
@as_json
@passed
def list_(world: World, *, json_: bool) -> None:
    """List the posts that were given up on, each with its reason.

    Example: earshot outbox dead list
    """
    _list(run(_rows(world.given(), ("dead",))), texts.none_dead(), json_=json_)


@dead.command()
@click.argument("ids", nargs=-1, type=int, metavar="[ID]...")
@passed
def replay(world: World, ids: tuple[int, ...]) -> None:
    """Send posts that were given up on once more (without ID: all of them).

    Example: earshot outbox dead replay 12
    """
    _settle(world, ids, again=True)


@dead.command()
@click.argument("ids", nargs=-1, type=int, required=True, metavar="ID...")
@passed
def drop(world: World, ids: tuple[int, ...]) -> None:
    """Drop posts that were given up on: they are never sent.

    Example: earshot outbox dead drop 12
    """
    _settle(world, ids, again=False)


def _settle(world: World, ids: Sequence[int], *, again: bool) -> None:
    result = run(perform(world.given(), "dead", {"ids": list(ids), "again": again}))
    number = int(str(result["posts"]))
    words(texts.settled(number, again=again) if number else texts.no_such_posts() if ids else texts.none_dead())
    if ids and not number:
        click.get_current_context().exit(1)


async def _routes(given: Given, waiting: Sequence[Waiting]) -> list[str]:
    async with reading(given) as app:
        return [pausing(route, waiting) for route in await app.store.routes()]


async def _rows(given: Given, states: Collection[str]) -> Sequence[Waiting]:
    async with reading(given) as app:
        return await app.store.outbox(states)


def _list(rows: Sequence[Waiting], empty: str, *, json_: bool) -> None:
    if json_:
        document([
            {
                "id": row.id, "state": row.state, "kind": row.post.kind, "place": str(row.post.place),
                "key": row.post.key, "due": row.post.due.isoformat(), "tries": row.tries, "error": row.error,
                "insight": row.post.insight, "summary": row.post.message.summary,
            }
            for row in rows
        ])  # fmt: skip
    elif rows:
        cells = tuple(
            tuple(
                (Span(text=text),)
                for text in (
                    str(row.id), row.state, row.post.kind, str(row.post.place), f"{row.post.due:%Y-%m-%d %H:%M}Z",
                    str(row.tries), Untrusted(row.error),
                )
            )
            for row in rows
        )  # fmt: skip
        show(Message(blocks=(Table(head=texts.outbox_head(), rows=cells),), summary=""))
    else:
        words(empty)
