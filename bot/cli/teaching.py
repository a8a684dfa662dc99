"""`teach`: labelled history, such as exported ticket tags, warms routing up."""

from __future__ import annotations

import click

from bot.cli.asking import perform
from bot.cli.lines import Lines
from bot.cli.opening import operator
from bot.cli.world import World, passed, run, words
from bot.texts import operating as texts


@click.command()
@click.argument("file", metavar="FILE|-")
@passed
def teach(world: World, file: str) -> None:
    """Teach routing from labelled history (JSONL of {text, department}); any number of names.

    What was taught counts from the next mention on; the same file again changes nothing.

    Example: earshot teach tickets.jsonl
    """
    lines = Lines(file, needs=("text", "department"))
    pairs = [[one["text"], one["department"]] for one in lines]
    result = run(perform(world.given(), "teach", {"pairs": pairs, "person": operator()}))
    words(texts.taught(int(str(result["new"])), int(str(result["known"]))))
    if lines.bad and not pairs:
        click.get_current_context().exit(1)
