"""`export` and `forget`: taking things out."""

from __future__ import annotations

import click

from bot.cli.asking import perform
from bot.cli.opening import reading
from bot.cli.world import World, document, lines, passed, run, words
from bot.compose import Given
from bot.flow.cases import living_ledger
from bot.listening.intake import canonical
from bot.model.mention import MentionId
from bot.texts import terminal as texts

PAGE = 1000


@click.command()
@click.option("--ledger", is_flag=True, help="The living ledger, as `earshot roi --ledger` reads it.")
@passed
def export(world: World, *, ledger: bool) -> None:
    """Write all mentions as JSON lines, in the form in which they are imported; with --ledger the living ledger.

    What was removed, forgotten or is past its retention is not among them.

    Example: earshot export > mentions.jsonl
    """
    if ledger:
        document(run(_ledger(world.given())))
    else:
        run(_mentions(world.given()))


async def _mentions(given: Given) -> None:
    async with reading(given) as app:
        after = MentionId(0)
        while page := await app.store.mentions(after, PAGE):
            lines(canonical(mention) for _, mention in page)
            after = page[-1][0]


async def _ledger(given: Given) -> dict[str, object]:
    async with reading(given) as app:
        return await living_ledger(tools=app.tools, organisation=app.standing.organisation)


@click.command()
@click.argument("mention", metavar="SOURCE:ID")
@passed
def forget(world: World, mention: str) -> None:
    """Remove a person's mentions everywhere: the one named, and all others of its author there.

    Bare rows without text, author or address stay, so that every number still opens as many.

    Example: earshot forget bluesky:3k2a
    """
    source, colon, number = mention.partition(":")
    if not (source and colon and number):
        raise click.BadParameter(texts.key_wanted(), param_hint="SOURCE:ID")
    result = run(perform(world.given(), "forget", {"source": source, "id": number}))
    words(texts.forgotten(int(str(result["removed"]))))
