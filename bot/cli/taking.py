"""`export` and `forget`: taking things out."""

from __future__ import annotations

import click

from bot.cli.asking import perform
from bot.cli.opening import reading
from bot.cli.world import World, document, lines, passed, run, words
from bot.compose.environment import Given
from bot.flow.cases import living_ledger
from bot.flow.forgetting import chosen
from bot.listening.intake import canonical
from bot.model.mention import Mention, MentionId
from bot.texts import terminal as texts

PAGE = 1000


@click.command()
@click.option("--ledger", is_flag=True, help="The living ledger, as `earshot roi --ledger` reads it.")
@click.option("--author", metavar="SOURCE:ID", help="Only what one author said: the id there, or the name.")
@passed
def export(world: World, *, ledger: bool, author: str | None) -> None:
    """Write all mentions as JSON lines, in the form in which they are imported; with --ledger the living ledger.

    What was removed, forgotten or is past its retention is not among them. With --author it answers one person who
    asks what is held of them.

    Example: earshot export > mentions.jsonl
    """
    if ledger:
        document(run(_ledger(world.given())))
    else:
        run(_mentions(world.given(), _key(author) if author is not None else None))


async def _mentions(given: Given, author: tuple[str, str] | None) -> None:
    async with reading(given) as app:
        said = await chosen(*author, tools=app.tools) if author is not None else None
        after = MentionId(0)
        while page := await app.store.mentions(after, PAGE):
            lines(canonical(mention) for _, mention in page if said is None or _author(mention) == said)
            after = page[-1][0]


def _author(mention: Mention) -> tuple[str, str] | None:
    return (mention.source, mention.author.id) if mention.author is not None else None


async def _ledger(given: Given) -> dict[str, object]:
    async with reading(given) as app:
        return await living_ledger(tools=app.tools, organisation=app.standing.organisation)


@click.command()
@click.argument("mention", metavar="SOURCE:ID", required=False)
@click.option(
    "--person", "people", metavar="NAME|ID", multiple=True,
    help="A colleague instead: what they did stays, without who it was (several times: names and ids of one person).",
)  # fmt: skip
@click.option(
    "--author", is_flag=True, help="ID is the author's: the id there, or the name where only one is called so."
)
@click.option("--from-now-on", is_flag=True, help="And take in nothing more of this author (with --author).")
@passed
def forget(world: World, mention: str | None, *, people: tuple[str, ...], author: bool, from_now_on: bool) -> None:
    """Remove a person's mentions everywhere: the one named, and all others of its author there.

    Bare rows without text, author or address stay, so that every number still opens as many. With --person a colleague
    is forgotten: what they did counts on as a former colleague's.

    Example: earshot forget bluesky:3k2a
    """
    if from_now_on and not author:
        raise click.UsageError(texts.needs_author())
    if (mention is None) == (not people) or (people and author):
        raise click.UsageError(texts.one_to_forget())
    if mention is None:
        parted = run(perform(world.given(), "part", {"people": list(people)}))
        words(texts.parted(int(str(parted["kept"])), shared=parted["shared"] is True))
        return
    source, number = _key(mention)
    payload = {"source": source, "id": number, "author": author, "from_now_on": from_now_on}
    result = run(perform(world.given(), "forget", payload))
    words(texts.forgotten(int(str(result["removed"]))))
    if from_now_on:
        words(texts.closed_out())


def _key(said: str) -> tuple[str, str]:
    source, colon, number = said.partition(":")
    if not (source and colon and number):
        raise click.BadParameter(texts.key_wanted(), param_hint="SOURCE:ID")
    return source, number
