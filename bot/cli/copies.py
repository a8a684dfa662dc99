"""`backup` and `restore`."""

from __future__ import annotations

from pathlib import Path

import click

from bot.cli.world import World, passed, run, words
from bot.compose import asking, copies
from bot.texts import operating as texts


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@passed
def backup(world: World, file: Path) -> None:
    """Write a checked copy of the data to FILE, also while Earshot serves.

    Example: earshot backup earshot-monday.db
    """
    held = copies.backup(world.given(), file)
    words(texts.backed_up(str(file), texts.held(held.mentions, held.themes, held.insights)))


@click.command()
@click.argument("file")
@passed
def restore(world: World, file: str) -> None:
    """Put the backup FILE in place of the data; refused while Earshot serves.

    On a server, which PostgreSQL's own tools bring back to a point in time, FILE is the address of a copy of it that
    goes further: nothing is put in place, and what must hold is taken from there.

    What is there now is replaced: back it up first if you may want it again. Who was forgotten since the backup was
    made is forgotten again, and what was posted since is not posted again.

    Example: earshot restore earshot-monday.db
    """
    given = world.given()
    if "://" in file:
        again = copies.bring_up(given, file)
        words(texts.brought_up())
        if again:
            run(asking.work_left(given))
            words(texts.taken_out_again(again))
        return
    held = copies.restore(given, Path(file))
    words(texts.restored(str(copies.database(given)), texts.held(held.mentions, held.themes, held.insights)))
    if held.again:
        run(asking.work_left(given))
        words(texts.taken_out_again(held.again))
