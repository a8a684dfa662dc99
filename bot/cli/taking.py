"""`export` and `forget`: taking things out."""

from __future__ import annotations

import click

from bot.cli.asking import perform
from bot.cli.opening import reading
from bot.cli.world import World, document, passed, run, words
from bot.compose import Given
from bot.flow.money import living_ledger
from bot.texts import terminal as texts


@click.command()
@click.option("--ledger", is_flag=True, required=True, help="The living ledger, as `earshot roi --ledger` reads it.")
@passed
def export(world: World, *, ledger: bool) -> None:
    """Write the living ledger as JSON: what was spent, what came of it, aims, and what was posted.

    Example: earshot export --ledger > ledger.json
    """
    assert ledger
    document(run(_ledger(world.given())))


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
