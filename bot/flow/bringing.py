"""A file somebody drops on the import page: first what its columns are taken for, then the import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.errors import NotAllowed
from bot.flow.ledgering import bring_table
from bot.flow.listen import listen
from bot.flow.standing import Standing
from bot.flow.think import think
from bot.flow.tools import Tools
from bot.listening.columns import Columns, place_of, source_of
from bot.listening.guess import are_mentions, doubts, guess
from bot.model.changes import KeepSetting, SettingEvent
from bot.model.people import Person
from bot.model.views import Bring, Brought
from bot.roi.tables import sort_of_table
from bot.texts import choices as words

SAMPLE = 5
COLUMNS = "columns:"
"""Subject of the setting event that keeps since when rows without a time are dated, for a file's name."""


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
    sort = None if are_mentions(rows) else sort_of_table(named)
    if sort is not None:
        return await bring_table(file, sort, rows, person, tools=tools, standing=standing)
    columns = None if are_mentions(rows) else _columns(file, rows, tools=tools, standing=standing)
    sample = tuple(_shown(row, number, columns) for number, row in enumerate(rows[:SAMPLE], 1))
    mapping = {} if columns is None else {key: " + ".join(names) for key, names in columns.columns.items()}
    if file.dry:
        notes = () if columns is None else doubts(columns, rows)
        said = " ".join((words.dry(), *notes))
        return Brought(columns=named, mapping=mapping, sample=sample, kept=0, unchanged=0, bad=(), words=said)
    source = tools.files.open(
        file.data, name=file.name, place=place_of(file.name, columns),
        shape=columns.shape if columns is not None else None,
    )  # fmt: skip
    await _remember(file, columns, person, tools=tools, standing=standing)
    report = await listen(source, tools=tools, standing=standing, zone=tools.settings.organisation.timezone)
    async with tools.turn():
        await think(tools=tools, standing=standing)
    bad = tuple((number, f"{where}: {why}") for number, (where, why) in enumerate(report.lines, 1))
    said = words.imported(report.kept, report.unchanged, report.bad)
    return Brought(
        columns=named, mapping=mapping, sample=sample, kept=report.kept, unchanged=report.unchanged, bad=bad, words=said
    )


async def _remember(
    file: Bring, columns: Columns | None, person: Person, *, tools: Tools, standing: Standing
) -> None:  # fmt: skip
    """Keep the columns under the file's name: rows without a time get the same one when they come again."""
    subject = f"{COLUMNS}{source_of(file.name)}"
    if columns is None or columns.start is None or standing.latest(subject):
        return
    start = {"start": columns.start.isoformat()}
    event = SettingEvent(subject=subject, person=person.id, at=tools.clock.now(), new=start)
    async with tools.turn():
        await standing.commit([KeepSetting(event=event)], tools=tools)


def _columns(
    file: Bring, rows: tuple[Mapping[str, object], ...], *, tools: Tools, standing: Standing
) -> Columns:  # fmt: skip
    """The guess, with what the person corrected: our key -> column ('' for none)."""
    name = source_of(file.name)
    zone = tools.settings.organisation.timezone
    held = standing.latest(f"{COLUMNS}{name}").get("start")
    start = datetime.fromisoformat(str(held)) if held else tools.clock.now().replace(microsecond=0)
    guessed = guess(rows, source=name, zone=zone, start=start)
    chosen = dict(guessed.columns)
    for key, column in file.mapping.items():
        if column:
            chosen[key] = tuple(part.strip() for part in column.split(" + "))
        else:
            chosen.pop(key, None)
    return replace(guessed, columns=chosen)


def _shown(row: Mapping[str, object], number: int, columns: Columns | None) -> Mapping[str, str]:
    made = row if columns is None else columns.shape(row, number)
    shown = {**row, **made}
    for key, value in made.items():
        if isinstance(value, Mapping):
            shown |= {key: value.get("id") or "", f"{key}_name": value.get("name") or ""}
    return {key: str(value)[:200] for key, value in shown.items()}
