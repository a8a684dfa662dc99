"""Opening things: the rows behind a figure, a topic as it stood on a date, one insight with its told-list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from bot.errors import NotFound
from bot.flow import cards, worked
from bot.flow.rights import OPEN_TO_ALL, may_see, seen, visible
from bot.flow.service import service, standing_of
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.flow.written import written
from bot.listening.privacy import redact
from bot.model.changes import Told
from bot.model.effect import Effect
from bot.model.insight import Insight, InsightId, StatusChange
from bot.model.mention import Untrusted
from bot.model.message import Block, Chart, Message, Span, Text
from bot.model.people import Person
from bot.model.rows import Row, Rows
from bot.model.theme import Theme, ThemeId
from bot.model.views import (
    Facet,
    InsightPage,
    OpenInsight,
    OpenRows,
    OpenTopic,
    RowsPage,
    RowView,
    ToldRow,
    TopicPage,
)
from bot.ports.memory import Full
from bot.roi.changes import CHANGES, Changed, changes_of, within
from bot.signals.steps import TOLD, told_in
from bot.texts import charts
from bot.texts import pages as words

PAGE = 20


async def open_rows(opening: OpenRows, person: Person, *, tools: Tools) -> RowsPage:
    """The rows behind a figure: exactly as many as the figure says, 20 a page (page 0: all).

    Raises:
        NotFound: they are not the person's to see.
    """
    store, rows = tools.store, opening.rows
    open_to = await visible(rows, person, tools=tools)
    counts = await store.count(rows, visible=open_to)
    pages = max(1, -(-counts.mentions // PAGE))
    page = min(max(opening.page, 0), pages)
    limit, offset = (0, 0) if page == 0 else (PAGE, (page - 1) * PAGE)
    listed = await store.listed(rows, visible=open_to, limit=limit, offset=offset)
    sources = await store.facets(rows, "source", visible=open_to)
    moods = await store.facets(rows, "sentiment", visible=open_to)
    title, since, until = await _title(opening, tools)
    parts = (
        words.span(since, until, tools.zone),
        words.people(counts.people),
        words.originals_and_reposts(counts.originals, counts.copies),
    )
    return RowsPage(
        rows=rows,
        title=title,
        counts=counts,
        subtitle=" · ".join(part for part in parts if part),
        sources=tuple(
            Facet(name=words.source_name(name), count=number, rows=_with(rows, source=name))
            for name, number in sources.items()
        ),
        moods=tuple(
            Facet(name=words.MOODS.get(name, name), count=number, rows=_with(rows, sentiment=name))
            for name, number in moods.items()
        ),
        views=await _views(listed, tools=tools, day=_days(since, until) > 1),
        note=await _note(rows, tools, open_to),
        page=page,
        pages=pages,
    )


def _with(rows: Rows, **one: str) -> Rows:
    """The smaller set, with one more condition."""
    return Rows.read({**rows.code(), **one})


def _days(since: datetime | None, until: datetime | None) -> float:
    if since is None or until is None:
        return 9e9
    return (until - since) / timedelta(days=1)


async def _title(opening: OpenRows, tools: Tools) -> tuple[tuple[Span, ...], datetime | None, datetime | None]:
    rows = opening.rows
    since, until = rows.since, rows.until
    subject: str | Untrusted = opening.title
    if rows.insight is not None:
        insight = await tools.store.insight(InsightId(rows.insight))
        if insight is not None:
            since, until = since or insight.numbers.since, until or insight.numbers.until
            subject = subject or insight.label
    elif rows.theme is not None:
        theme = await tools.store.theme(ThemeId(rows.theme))
        if theme is not None:
            subject = subject or theme.name or theme.label
    return ((Span(text=subject),) if subject else ()), since, until


async def _note(rows: Rows, tools: Tools, open_to: frozenset[str]) -> str:
    """What was deleted or edited at its source among the evidence of an insight; how a conversation stands."""
    if rows.conversation is not None:
        return await standing_of(rows, visible=open_to, tools=tools)
    if rows.insight is None:
        return ""
    ids = await tools.store.evidence(InsightId(rows.insight))
    listed = await tools.store.listed(rows, visible=open_to, limit=0)
    bare = sum(1 for row in listed if row.state != "live")
    edited = sum(1 for row in listed if row.edited and row.kind == "mention")  # a desk's turns are told anew
    deleted = max(0, len(ids) - len(listed)) if rows == Rows(insight=rows.insight) else 0
    return words.removed(deleted, edited, bare) if deleted or edited or bare else words.nothing_removed()


async def _views(listed: Sequence[Row], *, tools: Tools, day: bool) -> tuple[RowView, ...]:
    full = {one.row.id: one for one in await tools.store.full([row.id for row in listed if row.state == "live"])}
    return tuple(view(row, full.get(row.id), tools=tools, day=day) for row in listed)


def view(row: Row, full: Full | None, *, tools: Tools, day: bool) -> RowView:
    """One row as the drawer shows it, personal data hidden."""
    hidden = redact(row.text.raw)
    probability = {name: (share, why) for name, share, why in full.departments} if full else {}
    share, why = probability.get(row.department or "", (0.0, ""))
    matched = "; ".join(f"{name}: {reason}" for name, reason in full.groups) if full else ""
    live = row.state == "live"
    return RowView(
        row=row,
        when=words.when(row.at, tools.zone, day=day),
        source=words.source_name(row.source),
        author=row.author,
        text=Untrusted(hidden.text) if live else Untrusted(words.bare_row(row.state, row.reason)),
        mood=words.mood(row.sentiment, row.confidence, row.language),
        reason=matched,
        department=words.why_department(row.department, share, why),
        redacted=sum(hidden.counts.values()),
    )


async def open_topic(opening: OpenTopic, person: Person, *, tools: Tools, standing: Standing) -> TopicPage:
    """A theme's page as it stands, or as it stood at a past date (what came later is left out).

    Raises:
        NotFound: there is no such theme.
    """
    theme = await tools.store.theme(opening.theme)
    if theme is None:
        raise NotFound(what="topic", id=opening.theme)
    now = tools.clock.now()
    as_of = min(opening.as_of or now, now)
    insights = [
        one
        for one in await tools.store.insights(theme=theme.id)
        if one.found <= as_of and await may_see(one, person, tools=tools)
    ]
    history = [step for step in await tools.store.statuses([one.id for one in insights]) if step.at <= as_of]
    rows = Rows(theme=theme.id, until=as_of)
    counts = await tools.store.count(rows, visible=OPEN_TO_ALL)
    newest = await tools.store.listed(rows, visible=OPEN_TO_ALL, limit=8, newest=True)
    summary = (
        Span(text=words.mentions(counts.mentions), opens=rows),
        Span(text=f" · {words.people(counts.people)}"),
    )
    events = [event for event in await tools.store.theme_events(theme.id) if event.at <= as_of]
    return TopicPage(
        theme=theme.id,
        label=theme.label,
        name=theme.name,
        state=theme.state,
        summary=summary,
        weekly=await weekly(theme, as_of, tools=tools),
        insights=tuple([(one, await _card(one, tools=tools, standing=standing, as_of=as_of)) for one in insights]),
        history=tuple((step, _step(step, standing)) for step in history),
        events=tuple((event, words.theme_event(event.kind, event.detail)) for event in events),
        quotes=await _views(newest, tools=tools, day=True),
        as_of=as_of,
        now=opening.as_of is None,
        service=await service(rows, visible=OPEN_TO_ALL, tools=tools),
    )


def _step(step: StatusChange, standing: Standing) -> str:
    person = standing.organisation.person(step.person) if step.person else None
    who = person.name if person else (step.department or "Earshot")
    return words.status_step(who, step.before, step.after, step.detail)


async def weekly(theme: Theme, as_of: datetime, *, tools: Tools, weeks: int = 26) -> Chart | None:
    """A theme's mentions by complete Monday weeks up to `as_of`, None where there is no history yet."""
    today = as_of.astimezone(tools.zone).date()
    monday = today - timedelta(days=today.weekday())
    first = monday - timedelta(weeks=weeks)
    name = str(theme.id)
    series = await tools.store.series("theme", [name], unit="day", since=first.isoformat(), until=monday.isoformat())
    counted = [0] * weeks
    for day, moods in series.get(name, {}).items():
        counted[(datetime.fromisoformat(day).date() - first).days // 7] += sum(moods.values())
    born = theme.born.astimezone(tools.zone).date()
    start = max(0, (born - first).days // 7)
    if start >= weeks:
        return None
    labels = tuple((first + timedelta(weeks=week)).isoformat() for week in range(start, weeks))
    shown = await _changed(theme.id, first + timedelta(weeks=start), monday, as_of, tools=tools)
    return Chart(
        kind="line",
        title=words.weekly_title(),
        alt=words.weekly_alt(theme.name or "This topic", counted[start], counted[-1]),
        x=labels,
        series=((words.weekly_title(), tuple(float(value) for value in counted[start:])),),
        mark=_mark(shown),
    )


async def _changed(theme: ThemeId, since: date, until: date, at: datetime, *, tools: Tools) -> list[Changed]:
    """What was changed in these days that may have moved a theme."""
    own = [int(one.id) for one in await tools.store.insights(theme=theme)]
    return within(changes_of(await written(tools, CHANGES), at), since, until, insights=own)


def _mark(changes: Sequence[Changed]) -> tuple[str, str] | None:
    """The newest change as the mark of a chart by week."""
    if not changes:
        return None
    last = changes[-1]
    monday = last.day - timedelta(days=last.day.weekday())
    return monday.isoformat(), charts.changed_mark(last.what, len(changes) - 1)


async def open_insight(opening: OpenInsight, person: Person, *, tools: Tools, standing: Standing) -> InsightPage:
    """One insight: its card, its history, and the customers to be told.

    Raises:
        NotFound: there is no such insight, or it is not theirs to see.
    """
    insight = await seen(opening.insight, person, tools=tools)
    history = await tools.store.statuses([insight.id])
    customers = await tools.store.customers(insight.id) if insight.status in ("fixed", "told", "measured") else ()
    detail = next((step.detail for step in reversed(history) if step.after == "fixed"), "")
    told = tuple(
        [await _told_row(row, mark, insight, detail=detail, tools=tools, standing=standing) for row, mark in customers]
    )
    return InsightPage(
        insight=insight,
        card=await _card(insight, tools=tools, standing=standing),
        history=(
            *(f"{words.when(step.at, tools.zone, day=True)} {_step(step, standing)}" for step in history),
            *(await _after_fix(insight, tools=tools)),
        ),
        told=told,
        told_count=sum(1 for row in told if row.told is not None),
    )


async def _after_fix(insight: Insight, *, tools: Tools) -> list[str]:
    """Once it is fixed: whether its cost is known, and in how many of the places people spoke up they were told."""
    if insight.status not in ("fixed", "told", "measured"):
        return []
    found = await tools.store.facets(Rows(insight=insight.id), "source", visible=OPEN_TO_ALL)
    names = [words.source_name(name) for name in found]
    items = await written(tools, TOLD, "costs")
    costed = any(one.item.get("insight") == f"insight-{insight.id}" for one in items if one.kind == "costs")
    told, others = told_in(items, insight.id, names)
    said = [] if costed else [words.fix_cost_unknown()]
    return [*said, *([words.told_where(told, others)] if names else [])]


async def _card(insight: Insight, *, tools: Tools, standing: Standing, as_of: datetime | None = None) -> Message:
    """Its card, with what came of its fix as that was known at a moment."""
    department = insight.active[0] if insight.active else None
    message = cards.card(await cards.view_for(insight, department, zone=tools.zone, tools=tools, standing=standing))
    effect = await worked.effect_on(insight.id, tools=tools, as_of=as_of)
    if effect is None:
        return message
    beside = await _changed_too(insight, effect, as_of or tools.clock.now(), tools=tools)
    return replace(message, blocks=(*message.blocks, *worked.blocks(effect, standing=standing), *beside))


async def _changed_too(insight: Insight, effect: Effect, at: datetime, *, tools: Tools) -> list[Block]:
    """What else was changed in the weeks in which a fix is judged: who asks whether it worked should know of it."""
    if insight.theme is None or not effect.weeks:
        return []
    since, until = effect.weeks[0].monday, effect.weeks[-1].monday + timedelta(days=7)
    found = await _changed(insight.theme, since, until, at, tools=tools)
    if not found:
        return []
    line = [Span(text=words.changed_too())]
    for one in found[-5:]:
        line += [Span(text="; ")] if len(line) > 1 else []
        line += [Span(text=Untrusted(one.what)), Span(text=f" ({words.day_of(one.day)})")]
    return [Text(line=tuple(line), faint=True)]


async def _told_row(
    row: Row, mark: Told | None, insight: Insight, *, detail: str, tools: Tools, standing: Standing
) -> ToldRow:
    """A customer with a draft that a person edits and sends; nothing is sent from here."""
    person = standing.organisation.person(mark.person) if mark is not None and mark.told else None
    return ToldRow(
        view=view(row, None, tools=tools, day=True),
        draft=words.draft(insight.label.raw, detail),
        told=mark.at if mark is not None and mark.told else None,
        by=person.name if person is not None else "",
    )
