"""`groups`: what is listened for."""

from __future__ import annotations

import click

from bot.cli.opening import reading
from bot.cli.world import World, as_json, document, passed, run, show, words
from bot.compose.environment import Given
from bot.model.mention import Untrusted
from bot.model.message import Message, Span, Table
from bot.model.rows import Rows
from bot.model.signal import NOT_ABOUT_US as OUT
from bot.texts import operating as texts
from bot.texts import pages


@click.command()
@as_json
@passed
def groups(world: World, *, json_: bool) -> None:
    """List the keyword groups: their query, its version, and how many stored mentions match.

    A last line counts what people took out as not about you, with what was like it.

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
        groups = [(one.name, one.query, one.version) for one in app.standing.organisation.groups]
        counted = {
            name: (await app.store.count(Rows(group=name))).mentions for name in [*(one[0] for one in groups), OUT]
        }
        out = [(OUT, "", 1)] if counted[OUT] else []
        return [
            {"name": name, "query": query, "version": version, "mentions": counted[name]}
            for name, query, version in [*groups, *out]
        ]


def _cell(text: str | Untrusted) -> tuple[Span, ...]:
    return (Span(text=text),)
