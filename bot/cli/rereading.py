"""`reread`: all mentions read again, after the reader, the languages or the departments changed."""

from __future__ import annotations

import click

from bot.cli.asking import perform
from bot.cli.opening import progress
from bot.cli.world import World, passed, run, words
from bot.flow.rereading import PLAIN, QUALITY
from bot.texts import operating as texts


@click.command()
@click.option(
    "--vectors",
    type=click.Choice((PLAIN, QUALITY)),
    help="Compare texts by other vectors from now on (else as before).",
)
@passed
def reread(world: World, *, vectors: str | None) -> None:
    """Read and route all stored mentions again with the present reader, languages and departments.

    Topics keep their numbers, and what a person said of a mention stays. Interrupted, it goes on where it was.

    Example: earshot reread
    """
    with progress(texts.rereading()) as tell:
        result = run(perform(world.given(), "reread", {"vectors": vectors}, tell=tell))
    words(texts.reread(int(str(result["changed"]))))
