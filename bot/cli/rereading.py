"""`reread`: all mentions read again, after the reader, the languages or the departments changed."""

from __future__ import annotations

import click

from bot.cli.asking import perform
from bot.cli.opening import progress
from bot.cli.world import World, passed, run, words
from bot.texts import operating as texts


@click.command()
@passed
def reread(world: World) -> None:
    """Read and route all stored mentions again with the present reader, languages and departments.

    Example: earshot reread
    """
    with progress(texts.rereading()) as tell:
        result = run(perform(world.given(), "reread", {}, tell=tell))
    words(texts.reread(int(str(result["changed"]))))
