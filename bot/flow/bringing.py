"""A file somebody drops on the import page: first what its columns are taken for, then the import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import PurePath

from bot.errors import NotAllowed
from bot.flow.listen import listen
from bot.flow.standing import Standing
from bot.flow.think import think
from bot.flow.tools import Tools
from bot.listening.columns import Columns
from bot.listening.guess import are_mentions, doubts, guess
from bot.model.people import Person
from bot.model.views import Bring, Brought
from bot.texts import choices as words

SAMPLE = 5


async def bring(file: Bring, person: Person, *, tools: Tools, standing: Standing) -> Brought:
    """What would be made of the file (dry), or what was.

    Raises:
        NotAllowed: an editor's act.
        BadFile: it cannot be read.
    """
    if not person.may("editor"):
        raise NotAllowed(what="importing", role="editor", remedy="Ask an admin to make you an editor.")
    rows = tools.files.rows(file.data, name=file.name)
    named = tuple(dict.fromkeys(name for row in rows for name in row))
    columns = None if are_mentions(rows) else _columns(file, rows, tools)
    sample = tuple(_shown(row, number, columns) for number, row in enumerate(rows[:SAMPLE], 1))
    mapping = {} if columns is None else {key: " + ".join(names) for key, names in columns.columns.items()}
    if file.dry:
        notes = () if columns is None else doubts(columns, rows)
        said = " ".join((words.dry(), *notes))
        return Brought(columns=named, mapping=mapping, sample=sample, kept=0, unchanged=0, bad=(), words=said)
    source = tools.files.open(file.data, name=file.name, shape=columns.shape if columns is not None else None)
    report = await listen(source, tools=tools, standing=standing, zone=tools.settings.organisation.timezone)
    async with tools.turn():
        await think(tools=tools, standing=standing)
    bad = tuple((number, f"{where}: {why}") for number, (where, why) in enumerate(report.lines, 1))
    said = words.imported(report.kept, report.unchanged, report.bad)
    return Brought(
        columns=named, mapping=mapping, sample=sample, kept=report.kept, unchanged=report.unchanged, bad=bad, words=said
    )


def _columns(file: Bring, rows: tuple[Mapping[str, object], ...], tools: Tools) -> Columns:
    """The guess, with what the person corrected: our key -> column ('' for none)."""
    name = PurePath(file.name).stem
    zone = tools.settings.organisation.timezone
    guessed = guess(rows, source=name, zone=zone, start=tools.clock.now())
    chosen = dict(guessed.columns)
    for key, column in file.mapping.items():
        if column:
            chosen[key] = tuple(part.strip() for part in column.split(" + "))
        else:
            chosen.pop(key, None)
    return replace(guessed, columns=chosen)


def _shown(row: Mapping[str, object], number: int, columns: Columns | None) -> Mapping[str, str]:
    made = row if columns is None else columns.shape(row, number)
    return {key: str(value)[:200] for key, value in made.items()}
