"""`migrate`: from a file to a database server, and back; a server's tables to those of this version."""

from __future__ import annotations

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from bot.cli.world import World, passed, words
from bot.compose.moving import move, upgrade
from bot.texts import operating as texts


@click.command()
@click.argument("source", required=False)
@click.argument("target", required=False)
@click.option("--schema", is_flag=True, help="Bring the tables of the server that the settings name to this version's.")
@passed
def migrate(world: World, *, source: str | None, target: str | None, schema: bool) -> None:
    """Copy everything from the store SOURCE to the store TARGET, which must be empty, and compare it.

    Nothing is changed in SOURCE. What was cut off goes on where it stopped when it is run again. With --schema nothing
    is copied: the tables are brought to this version, while processes of the version before go on.

    Example: earshot migrate sqlite:///earshot-data/earshot.db postgresql://earshot@db.example/earshot
    """
    if schema == (source is not None) or (source is None) != (target is None):
        raise click.UsageError(texts.one_or_the_other())
    if source is None or target is None:
        upgrade(world.given(), say=words)
        words(texts.tables_upgraded())
        return
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def tell(table: str, there: int, whole: int) -> None:
            if table not in tasks:
                tasks[table] = shown.add_task(table, total=whole)
            shown.update(tasks[table], completed=there)

        found = move(source, target, tell=tell)
    words(texts.moved(len(found), found["mention"]))
