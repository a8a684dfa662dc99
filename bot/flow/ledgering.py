"""Tables that go into the ledger: orders, and the figures of a programme that exists already."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from bot.errors import NotAllowed
from bot.flow.recording import books_of, items_of
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import KeepItem, LedgerItem
from bot.model.people import Person, PersonId
from bot.model.views import Bring, Brought
from bot.ports.world import Source
from bot.roi.rates import RATES
from bot.roi.tables import KEYS, Ground, Sort, changed, columns_of, read_table
from bot.texts import refusals
from bot.texts import tables as words

SAMPLE = 5
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What came of a table: entries that are new, say something else now, or were known; and the bad lines."""

    kept: int = 0
    changed: int = 0
    unchanged: int = 0
    bad: tuple[tuple[str, str], ...] = ()

    @property
    def words(self) -> str:
        """What is said of it."""
        return words.took_in(self.kept, self.changed, self.unchanged, len(self.bad))


async def bring_table(
    file: Bring, sort: Sort, rows: Sequence[Mapping[str, object]], person: Person, *, tools: Tools, standing: Standing
) -> Brought:  # fmt: skip
    """What would be made of a table (dry), or what was.

    Raises:
        NotAllowed: the ledger is finance's.
    """
    if not person.may("finance"):
        raise NotAllowed(what=words.finance(), role="finance", remedy=refusals.hours_remedy())
    named = tuple(dict.fromkeys(name for row in rows for name in row))
    columns = columns_of(named, sort)
    for key, column in file.mapping.items():
        if key in dict(KEYS[sort]):
            columns = {one: name for one, name in columns.items() if one != key and name != column}
            columns |= {key: column} if column else {}
    sample = tuple({name: str(cell)[:200] for name, cell in row.items()} for row in rows[:SAMPLE])
    if file.dry:
        return Brought(
            columns=named, mapping=columns, sample=sample, kept=0, unchanged=0, bad=(), words=words.dry(sort),
            keys=KEYS[sort],
        )  # fmt: skip
    source = tools.files.open(file.data, name=file.name, place=file.name, shape=_as_it_is)
    async with tools.turn():
        done = await enter_table(
            source, sort, columns, name=file.name, person=person.id, tools=tools, standing=standing
        )  # fmt: skip
    bad = tuple((number, f"{where}: {why}") for number, (where, why) in enumerate(done.bad, 1))
    return Brought(
        columns=named, mapping=columns, sample=sample, kept=done.kept + done.changed, unchanged=done.unchanged, bad=bad,
        words=done.words, keys=KEYS[sort],
    )  # fmt: skip


async def enter_table(
    source: Source, sort: Sort, columns: Mapping[str, str], *, name: str, person: PersonId, tools: Tools,
    standing: Standing,
) -> Entered:  # fmt: skip
    """Keep what the lines of a table say: each once, whatever is imported again.

    Raises:
        BadLedger: what it says cannot stand in the ledger; nothing was stored.
    """
    rows, bad = await _rows(source)
    organisation = standing.organisation
    ground = Ground(
        programmes=organisation.programmes, zone=tools.zone, currency=organisation.settings.roi.base_currency,
        usual=_meant(name, standing),
    )  # fmt: skip
    read = read_table(rows, sort, columns, ground=ground)
    items = await items_of(tools, organisation)
    held = {(one.kind, one.id): one for one in items}
    now, fresh, other = tools.clock.now(), list[LedgerItem](), 0
    for line in read.lines:
        made = changed(line, held)
        if made is not None:
            own, item = made
            other += own != line.id
            fresh.append(LedgerItem(kind=line.kind, id=own, item=item, recorded=now, person=person))
    # All of it is checked before anything is stored; of a long ledger, prices and rates are all that it needs.
    beside = [one for one in items if one.kind in ("fx", RATES)]
    books_of([*beside, *fresh], tools=tools, organisation=organisation)
    await tools.store.commit([KeepItem(entry=entry) for entry in fresh])
    unchanged = len(read.lines) - len(fresh)
    return Entered(kept=len(fresh) - other, changed=other, unchanged=unchanged, bad=(*bad, *read.bad))


def _as_it_is(row: Mapping[str, object], number: int) -> dict[str, object]:
    del number
    return dict(row)


async def _rows(source: Source) -> tuple[list[tuple[str, Mapping[str, object]]], list[tuple[str, str]]]:
    """Every row with its place, and the lines that could not be read."""
    rows, bad, cursor = list[tuple[str, Mapping[str, object]]](), list[tuple[str, str]](), ""
    while True:
        poll = await source.poll(cursor)
        for item in poll.items:
            if item.mention is not None:
                rows.append((item.position, item.mention))
            elif item.error is not None:
                bad.append((item.position, str(item.error)))
        cursor = poll.cursor
        if not poll.more:
            return rows, bad


def _meant(name: str, standing: Standing) -> str:
    """The programme that a file is called after, '' where it is called after none."""
    stem = _NOT_IN_IDS.sub("-", PurePath(name).name.partition(".")[0].casefold()).strip("-")
    for one in standing.organisation.programmes:
        if stem in (one.id, _NOT_IN_IDS.sub("-", one.name.casefold()).strip("-")):
            return one.id
    return ""
