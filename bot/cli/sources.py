"""`sources`: how they are, what could not be read; adding, trying, pausing and removing one."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import click

from bot.cli.asking import perform
from bot.cli.opening import operator, reading, text_of
from bot.cli.world import World, as_json, document, passed, run, show, words
from bot.compose import asking
from bot.compose.environment import Given
from bot.errors import NotFound
from bot.flow.board import source_lines
from bot.listening.privacy import redact
from bot.model.changes import BadItem
from bot.model.mention import Mention, Untrusted
from bot.model.message import Message, Span, Table
from bot.model.views import SourceLine
from bot.texts import operating as texts
from bot.texts import sources as said


@click.group(invoke_without_command=True)
@as_json
@click.pass_context
def sources(context: click.Context, *, json_: bool) -> None:
    """List the sources: how much they said in 28 days, how they are, and whose they are.

    Example: earshot sources
    """
    if context.invoked_subcommand is not None:
        return
    world = context.find_object(World)
    assert world is not None
    found = run(_lines(world.given()))
    if json_:
        document([_plain(one) for one in found])
    elif found:
        rows = tuple(
            (_cell(one.name), one.mentions, _cell(one.words), _cell(one.budget), _cell(one.owner)) for one in found
        )
        show(Message(blocks=(Table(head=texts.sources_head(), rows=rows),), summary=""))
    else:
        words(texts.no_sources())


@sources.command()
@click.argument("name")
@click.option("--kind", help="What it is (docs/sources.md); without it, the name is.")
@click.option("--url", help="Where it is asked.")
@click.option("--user", help="Who we are there, usually an e-mail address.")
@click.option("--secret-file", metavar="FILE|-", help="The token or password; without it, it is asked for.")
@click.option("--signing-secret-file", metavar="FILE|-", help="The secret with which it signs what it delivers.")
@click.option("--owner", help="Who is told when it falls silent.")
@click.option("--group", "groups", multiple=True, help="Keep only what this keyword group matches (several times).")
@click.option(
    "--every", "every_minutes", type=click.FloatRange(min=0, min_open=True), help="Minutes between two looks."
)
@click.option("--agree", "agreed", is_flag=True, help="You know what this kind costs and what its terms ask.")
@click.option(
    "--keep", "retention_days", type=click.IntRange(1, 3650), help="Days that a mention of it keeps its words."
)
@click.option("--back", "back_days", type=click.IntRange(0, 3650), help="Days that the first look goes back.")
@passed
def add(world: World, name: str, **given: object) -> None:
    """Set a source up; a running Earshot asks it at once. Its credentials are sealed and never shown again.

    Example: earshot sources add blog --kind feed --url https://news.example/feed.xml
    """
    from bot.compose.kinds import kind as about_kind
    from bot.compose.setting_up import CREDENTIALS, sealed

    about = about_kind(str(given.get("kind") or name))
    settings = {key: value for key, value in given.items() if not key.endswith("_file")}
    for one in CREDENTIALS:
        settings[one] = _credential(given.get(f"{one}_file"), one, needed=about is not None and one in about.needs)
    known = world.given()
    new = {**sealed(known, name, settings), "near": True}
    run(perform(known, "source add", {"name": name, "settings": new, "person": operator()}))
    words(said.added(name))


@sources.command()
@click.argument("name")
@as_json
@passed
def test(world: World, name: str, *, json_: bool) -> None:
    """Ask a source once and show what comes; nothing of it is kept.

    Example: earshot sources test blog
    """
    from bot.compose.setting_up import try_source

    tried = run(try_source(world.given(), name))
    if json_:
        document({"name": name, "items": tried.came, "bad": list(tried.bad), "more": tried.more})
    elif tried.mentions:
        rows = tuple(_row(one) for one in tried.mentions)
        show(Message(blocks=(Table(head=said.tried_head(), rows=rows),), summary=""))
    if tried.delivered:
        words(said.only_delivers(name))
        return
    for line in tried.bad[:5]:
        words(line)
    words(said.answered(name, tried.came, len(tried.bad), more=tried.more))


@sources.command()
@click.argument("name")
@as_json
@passed
def bad(world: World, name: str, *, json_: bool) -> None:
    """List what a source gave in the last 28 days that could not be read: when, where it stands there, and why.

    Example: earshot sources bad blog
    """
    found = run(_bad(world.given(), name))
    if json_:
        document([{"at": one.at.isoformat(), "place": one.position, "why": one.reason} for one in found])
    elif found:
        rows = tuple(
            (_cell(f"{one.at:%Y-%m-%d %H:%M}Z"), _cell(Untrusted(one.position)), _cell(Untrusted(one.reason)))
            for one in found
        )
        show(Message(blocks=(Table(head=said.bad_head(), rows=rows),), summary=""))
    else:
        words(said.none_bad(name))


@sources.command()
@click.argument("name")
@passed
def pause(world: World, name: str) -> None:
    """Ask a source no more until it is taken up again.

    Example: earshot sources pause blog
    """
    _paused(world, name, on=True)


@sources.command()
@click.argument("name")
@passed
def resume(world: World, name: str) -> None:
    """Ask a paused source again, going on where it was left.

    Example: earshot sources resume blog
    """
    _paused(world, name, on=False)


@sources.command()
@click.argument("name")
@passed
def remove(world: World, name: str) -> None:
    """Ask a source no more, and use its credentials no more; what was said there stays.

    Example: earshot sources remove blog
    """
    run(perform(world.given(), "source remove", {"name": name, "person": operator()}))
    words(said.removed(name))


def _paused(world: World, name: str, *, on: bool) -> None:
    result = run(perform(world.given(), "source pause", {"name": name, "on": on, "person": operator()}))
    words(said.paused(name, on=on, changed=bool(result["changed"])))


def _credential(file: object, name: str, *, needed: bool) -> str | None:
    """What stands in the file, or is typed where it is needed and somebody sits there."""
    if file == "-":
        return sys.stdin.read().strip()
    if isinstance(file, str):
        return text_of(Path(file)).strip()
    if needed and sys.stdin.isatty():
        typed: str = click.prompt(said.prompt(name), hide_input=True, err=True)
        return typed
    return None


async def _bad(given: Given, name: str) -> Sequence[BadItem]:
    async with reading(given) as app:
        known = {one.name for one in app.standing.organisation.sources} | {
            one.name for one in await app.store.sources()
        }
        if name not in known:
            raise NotFound(what="source", id=name)
        since = app.tools.clock.now() - timedelta(days=28)
        return [one for one in await app.store.bad_items(since, limit=10_000) if one.source == name]


async def _lines(given: Given) -> Sequence[SourceLine]:
    """Each source as it is stored; what is left of its budget only the Earshot that asks it can say."""
    async with reading(given) as app:
        found = await source_lines(tools=app.tools, standing=app.standing)
    told = await asking.budgets(given) if any(one.budget for one in found) else {}
    return [replace(one, budget=told.get(one.source) or one.budget) for one in found]


def _plain(one: SourceLine) -> Mapping[str, object]:
    mentions = "".join(span.text if isinstance(span.text, str) else span.text.raw for span in one.mentions)
    return {
        "name": one.name, "source": one.source, "mentions": mentions, "newest": one.newest, "state": one.state,
        "words": one.words, "owner": one.owner, "through": one.through, "failing": one.failing, "next": one.due,
        "error": one.error, "bad": one.bad, "budget": one.budget,
    }  # fmt: skip


def _row(one: Mention) -> tuple[tuple[Span, ...], ...]:
    author = one.author.name if one.author else Untrusted("")
    text = Untrusted(redact(one.text.raw).text[:200])
    return (_cell(Untrusted(one.source_id)), _cell(f"{one.at:%Y-%m-%d %H:%M}Z"), _cell(author), _cell(text))


def _cell(text: str | Untrusted) -> tuple[Span, ...]:
    return (Span(text=text),)
