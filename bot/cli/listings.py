"""`sources` and `groups`: what is listened to."""

from __future__ import annotations

from collections.abc import Sequence

import click

from bot.cli.opening import reading
from bot.cli.world import World, as_json, document, passed, run, show, words
from bot.compose import Given
from bot.flow.board import source_lines
from bot.model.mention import Untrusted
from bot.model.message import Message, Span, Table
from bot.model.rows import Rows
from bot.model.views import SourceLine
from bot.texts import operating as texts
from bot.texts import pages


@click.command()
@as_json
@passed
def sources(world: World, *, json_: bool) -> None:
    """List the sources: how much they said in 28 days, whether they are silent, and whose they are.

    Example: earshot sources
    """
    found = run(_sources(world.given()))
    if json_:
        document([
            {
                "name": one.name, "mentions": said, "newest": one.newest, "state": one.state, "words": one.words,
                "owner": one.owner,
            }
            for one, said in [(one, _plain(one)) for one in found]
        ])  # fmt: skip
    elif found:
        rows = tuple((_cell(one.name), one.mentions, _cell(one.words), _cell(one.owner)) for one in found)
        show(Message(blocks=(Table(head=texts.sources_head(), rows=rows),), summary=""))
    else:
        words(texts.no_sources())


async def _sources(given: Given) -> Sequence[SourceLine]:
    async with reading(given) as app:
        return await source_lines(tools=app.tools, standing=app.standing)


def _plain(one: SourceLine) -> str:
    return "".join(span.text if isinstance(span.text, str) else span.text.raw for span in one.mentions)


@click.command()
@as_json
@passed
def groups(world: World, *, json_: bool) -> None:
    """List the keyword groups: their query, its version, and how many stored mentions match.

    Example: earshot groups
    """
    found = run(_groups(world.given()))
    if json_:
        document(found)
    elif found:
        rows = tuple(
            (
                _cell(str(one["name"])), _cell(str(one["version"])), _cell(pages.count(int(str(one["mentions"])))),
                _cell(Untrusted(str(one["query"]))),
            )
            for one in found
        )  # fmt: skip
        show(Message(blocks=(Table(head=texts.groups_head(), rows=rows),), summary=""))
    else:
        words(texts.no_groups())


async def _groups(given: Given) -> list[dict[str, object]]:
    async with reading(given) as app:
        return [
            {
                "name": one.name, "query": one.query, "version": one.version,
                "mentions": (await app.store.count(Rows(group=one.name))).mentions,
            }
            for one in app.standing.organisation.groups
        ]  # fmt: skip


def _cell(text: str | Untrusted) -> tuple[Span, ...]:
    return (Span(text=text),)
