"""`/roi` without money: contacts by channel, hours, mood; and how customers feel who were told of a fix."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal, localcontext

from bot.flow.cases import posted_insights
from bot.flow.inquiry import Inquiry, stories
from bot.flow.rights import OPEN_TO_ALL
from bot.model.answer import Period
from bot.model.message import Actions, Block, Button, Line, Span, Table, Text
from bot.model.rows import Rows
from bot.roi.accounts import Accounts
from bot.roi.rounding import PRECISE
from bot.roi.scope import selected
from bot.roi.stories import wilson
from bot.texts import figures, money, pages
from bot.texts import subjects as words

MOST_HOURS = 72
READ = ("positive", "neutral", "negative", "mixed")


def _plain(said: str) -> Line:
    return (Span(text=said),)


async def contacts(one: Inquiry) -> list[Block]:
    """Service contacts of these days by the source they came through, against other days where asked."""
    rows = Rows(kind="service", department=one.asked.department, since=one.since, until=one.until)
    now = await one.tools.store.facets(rows, "source", visible=OPEN_TO_ALL)
    other = await _other_days(one)
    then: Mapping[str, int] = {}
    if other is not None:
        then = await one.tools.store.facets(other, "source", visible=OPEN_TO_ALL)
    if not now and not then:
        return []
    lines: list[tuple[Line, ...]] = []
    for name in sorted({*now, *then}, key=lambda each: (-now.get(each, 0), each)):
        mine, before = now.get(name, 0), then.get(name, 0)
        cells = [_plain(pages.source_name(name)), _count(mine, _in(rows, name))]
        if other is not None:
            cells += [_count(before, _in(other, name)), _plain(words.change(mine, before))]
        lines.append(tuple(cells))
    total, against = sum(now.values()), None if other is None else sum(then.values())
    head = words.CONTACTS_HEAD if other is not None else words.CONTACTS_HEAD[:2]
    return [Text(line=_plain(words.channel_total(total, against))), Table(head=head, rows=tuple(lines))]


def _in(rows: Rows, source: str) -> Rows:
    return Rows.read({**rows.code(), "source": source})


def _count(number: int, rows: Rows) -> Line:
    return (Span(text=figures.whole(number), opens=rows),)


async def _other_days(one: Inquiry) -> Rows | None:
    if one.asked.compare is None:
        return None
    books = await _books(one)
    period = books.other_period(one.period, one.asked.compare, one.asked.programme)
    since = None if period.start is None else one.instant(period.start)
    return Rows(
        kind="service", department=one.asked.department, since=since, until=min(one.instant(period.end), one.at)
    )  # fmt: skip


async def _books(one: Inquiry) -> Accounts:
    kept, organisation = one.tools.kept, one.organisation
    ledger = await kept.read(
        one.tools.store, settings=organisation.settings.roi, zone=one.tools.zone, programmes=organisation.programmes,
        insights=await posted_insights(one.tools, organisation), department=one.asked.department,
    )  # fmt: skip
    return kept.books(ledger, one.at)


async def hours(one: Inquiry) -> list[Block]:
    """Hours that were entered for these days by programme; what they cost is another question."""
    books, asked = await _books(one), one.asked
    programmes = selected(books.ledger, programme=asked.programme, department=asked.department)
    scope = books.scope(programmes, Period(start=one.period.start, end=one.period.end), cohort=False)
    found: dict[str, list[Decimal]] = {}
    with localcontext(PRECISE):
        for cost in books.ledger.costs:
            inside = scope.days(cost) if scope.share(cost) else 0
            if cost.type == "time" and cost.hours is not None and inside and asked.role in (None, cost.role):
                found.setdefault(cost.programme, []).append(cost.hours * inside / cost.when.days)
        total = sum((sum(each, Decimal(0)) for each in found.values()), Decimal(0))
        names = {each.id: each.name for each in books.ledger.programmes}
        rows = tuple(
            (_plain(names.get(name, name)), _plain(money.hours_label(sum(each, Decimal(0)))), _plain(str(len(each))))
            for name, each in sorted(found.items(), key=lambda pair: (-sum(pair[1], Decimal(0)), pair[0]))
        )
    adding = Button(label=words.add_hours(), act="open:entry", value="cost=time")
    actions = Actions(insight=None, buttons=(adding,))
    if not rows:
        return [Text(line=_plain(words.nothing("hours"))), actions]
    said = words.hours(money.hours_label(total), asked.role)
    note = Text(line=_plain(words.hours_note()), faint=True)
    return [Text(line=_plain(said)), Table(head=words.HOURS_HEAD, rows=rows), note, actions]


async def moods(one: Inquiry) -> list[Block]:
    """How people feel about a group or topic in these days, by hour where asked; never money."""
    asked = one.asked
    theme = int(asked.topic) if asked.topic is not None else None
    rows = Rows(group=asked.group, theme=theme, department=asked.department, since=one.since, until=one.until)
    note = Text(line=_plain(words.mood_note()), faint=True)
    if asked.by == "hour":
        return [*await _by_hour(one, rows), note]
    found = await one.tools.store.facets(rows, "sentiment", visible=OPEN_TO_ALL)
    if not sum(found.values()):
        return []
    lines: list[Block] = [Table(head=words.MOOD_HEAD, rows=(_mood("", found, rows),)), note]
    if asked.group is not None:
        lines.append(Text(line=_plain(words.pulse_instead(asked.group)), faint=True))
    return lines


async def _by_hour(one: Inquiry, rows: Rows) -> list[Block]:
    """One line for each local hour: a day has 23, 24 or 25 of them."""
    since, until = one.since, one.until
    if since is None or (rows.group is None and rows.theme is None) or until - since > timedelta(hours=MOST_HOURS + 1):
        return [Text(line=_plain(words.which_hours()))]
    starts = []
    at = since.astimezone(one.at.tzinfo)
    while at < until:
        starts.append(at)
        at += timedelta(hours=1)
    sets = [_hour(rows, start) for start in starts]
    found = await one.tools.store.facets_each(sets, "sentiment", visible=OPEN_TO_ALL)
    lines = tuple(
        _mood(f"{start.astimezone(one.tools.zone):%a %H:%M}", each, mine)
        for start, each, mine in zip(starts, found, sets, strict=True)
        if any(each.values())
    )
    said = words.silent_hours(len(starts) - len(lines), len(starts))
    return [Table(head=words.MOOD_HEAD, rows=lines), Text(line=_plain(said))] if lines else [Text(line=_plain(said))]


def _hour(rows: Rows, start: datetime) -> Rows:
    end = start + timedelta(hours=1)
    return Rows.read({**rows.code(), "since": start.isoformat(), "until": end.isoformat()})


def _mood(name: str, found: Mapping[str, int], rows: Rows) -> tuple[Line, ...]:
    total, read = sum(found.values()), sum(found.get(label, 0) for label in READ)
    negative = found.get("negative", 0)
    share = words.share(*wilson(negative, read), negative / read) if read else words.no_mood()
    cells = [_plain(name), _count(total, rows)]
    cells += [_count(found.get(label, 0), _felt(rows, label)) for label in ("positive", "neutral", "negative")]
    return (*cells, _plain(figures.whole(total - read + found.get("mixed", 0))), _plain(share))


def _felt(rows: Rows, label: str) -> Rows:
    return Rows.read({**rows.code(), "sentiment": label})


async def told_and_untold(one: Inquiry) -> list[Block]:
    """The mood of customers before a fix and after it, of those who were told and of those who were not; with n."""
    groups: dict[bool, list[tuple[Rows, Rows]]] = {True: [], False: []}
    for each in await stories(one):
        if each.fixed is None or not one.within(each.fixed.at):
            continue
        customers = await one.tools.store.customers(each.insight.id)
        voices = {full.row.id: full.voice for full in await one.tools.store.full([row.id for row, _ in customers])}
        for row, mark in customers:
            voice = voices.get(row.id)
            if voice is None:
                continue
            was_told = mark is not None and mark.told and mark.at <= one.at
            cut = mark.at if was_told and mark is not None else each.fixed.at
            before = Rows(voice=voice, since=cut - timedelta(days=90), until=cut)
            groups[was_told].append((before, Rows(voice=voice, since=cut, until=one.until)))
    if not any(groups.values()):
        return []
    lines = []
    for was_told, pairs in groups.items():
        cells = [_plain(words.told_row(told=was_told)), _plain(figures.whole(len(pairs)))]
        cells += [_plain(await _share_negative(one, [pair[at] for pair in pairs])) for at in (0, 1)]
        lines.append((*cells, _plain(await _heard(one, [pair[1] for pair in pairs]))))
    head = Text(line=(Span(text=words.told_head(), style="strong"),))
    note = Text(line=_plain(words.told_note()), faint=True)
    return [head, Table(head=words.TOLD_HEAD, rows=tuple(lines)), note]


async def _share_negative(one: Inquiry, sets: list[Rows]) -> str:
    found = await one.tools.store.facets_each(sets, "sentiment", visible=OPEN_TO_ALL) if sets else []
    read = sum(each.get(label, 0) for each in found for label in READ)
    negative = sum(each.get("negative", 0) for each in found)
    return f"{words.share(*wilson(negative, read), negative / read)}, n = {read}" if read else words.no_mood()


async def _heard(one: Inquiry, sets: list[Rows]) -> str:
    found = await one.tools.store.facets_each(sets, "sentiment", visible=OPEN_TO_ALL) if sets else []
    return figures.whole(sum(bool(sum(each.values())) for each in found))
