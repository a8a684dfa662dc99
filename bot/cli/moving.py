"""`migrate`: from a file to a database server, and back."""

from __future__ import annotations

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TaskID, TextColumn

from bot.cli.world import words
from bot.compose.moving import move
from bot.texts import operating as texts


@click.command()
@click.argument("source")
@click.argument("target")
def migrate(source: str, target: str) -> None:
    """Copy everything from the store SOURCE to the store TARGET, which must be empty, and compare it.

    Nothing is changed in SOURCE. What was cut off goes on where it stopped when it is run again.

    Example: earshot migrate sqlite:///earshot-data/earshot.db postgresql://earshot@db.example/earshot
    """
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=Console(stderr=True), transient=True) as shown:
        tasks: dict[str, TaskID] = {}

        def tell(table: str, there: int, whole: int) -> None:
            if table not in tasks:
                tasks[table] = shown.add_task(table, total=whole)
            shown.update(tasks[table], completed=there)

        found = move(source, target, tell=tell)
    words(texts.moved(len(found), found["mention"]))
