"""Loading what a card shows: counts, quote, small series, how each department stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.cards import card
from bot.delivery.plan import digest_day, digest_key
from bot.delivery.views import CardView, QuoteView, SparkView, Stand
from bot.flow import worked
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.flow.written import written
from bot.insights.finding import Finding
from bot.model.delivery import Delivery
from bot.model.insight import Driver, Insight, InsightId, StatusChange
from bot.model.mention import Untrusted
from bot.model.message import Message, Text
from bot.model.people import Place
from bot.model.rows import Rows
from bot.roi.effect import judged_from
from bot.signals.steps import fix_date, last_step
from bot.texts.cards import grown_line, grown_words
from bot.themes.changes import Changed, Facets, changed

__all__ = ["by_source", "card", "compared", "grown", "is_root", "root_in", "rows_of", "short_label", "view_for"]

ROOTS = ("insight", "alert")
"""The kinds of posts that are the one message of an insight in a channel."""
SPARK_HOURS, SPARK_DAYS, SPARK_WEEKS = 24, 14, 13
MOST_LABEL = 80
_SENTENCE = re.compile(r"(?<=[.!?])\s")
_CLAUSE = re.compile(r"[,;:]\s|\s[-–—(<]|\shttps?:")


def rows_of(insight: Insight) -> Rows:
    """The rows an insight's numbers count: its evidence within its window."""
    return Rows(insight=insight.id, since=insight.numbers.since, until=insight.numbers.until)


def is_root(delivery: Delivery) -> bool:
    """Whether this delivery is the one message of an insight in its channel."""
    return delivery.kind in ROOTS


async def deliveries(insight: InsightId, tools: Tools) -> list[Delivery]:
    """Where an insight stands, and (without a message id) where it will as soon as the outbox is worked off.

    Nothing overtakes in a channel: what is planned for a post that waits comes after it.
    """
    waiting = [
        Delivery(key=row.post.key, kind=row.post.kind, place=row.post.place, message_id="", at=row.post.due,
                 insight=insight, day=digest_day(row.post.thread or ""))
        for row in await tools.store.outbox(("new", "sending"))
        if row.post.insight == insight and row.post.kind in ROOTS
    ]  # fmt: skip
    # Asked for second: a post that arrives in between is found twice, not never.
    delivered = await tools.store.delivered(insight=insight)
    known = {one.key for one in delivered}
    return [*delivered, *(one for one in waiting if one.key not in known)]


async def digest_in(place: Place, day: str, tools: Tools) -> tuple[str, Message | None]:
    """The key of a place's digest of a day, and the digest as it was planned."""
    key = digest_key(place, date.fromisoformat(day))
    delivery = await tools.store.delivery(key)
    if delivery is not None:
        row = await tools.store.behind(place, delivery.message_id)
        return key, row.post.message if row is not None else None
    rows = await tools.store.outbox(("new", "sending"))
    return key, next((row.post.message for row in rows if row.post.key == key), None)


def root_in(deliveries: Sequence[Delivery], place: Place) -> Delivery | None:
    """The insight's root in a place."""
    return next((one for one in deliveries if one.place == place and is_root(one)), None)


def short_label(text: str) -> Untrusted:
    """The beginning of a text: all of it, else its first sentences, else what stands before a comma or a word."""
    flat = " ".join(text.split())
    if len(flat) <= MOST_LABEL:
        return Untrusted(flat)
    begun = flat[: MOST_LABEL + 1]
    for ends, least in ((_SENTENCE, 20), (_CLAUSE, 32)):  # less says too little
        cut = max((one.start() for one in ends.finditer(begun)), default=0)
        if cut >= least:
            return Untrusted(begun[:cut].rstrip("."))
    return Untrusted(begun[:MOST_LABEL].rsplit(" ", 1)[0])


async def grown(
    insight: Insight, before: Insight | None, posted: Sequence[Delivery], place: Place, *, tools: Tools
) -> Message:
    """The reply that says what grew since a place was last told, which an edit alone does not do."""
    rows, earlier = rows_of(insight), before.numbers.mentions if before is not None else 0
    aloud = [one.at for one in posted if one.place == place and (is_root(one) or one.kind == "update")]
    told = max(aloud, default=None)
    if told is not None and (rows.since is None or told > rows.since):
        counts = await tools.store.count(replace(rows, until=told if rows.until is None else min(told, rows.until)))
        earlier = min(earlier, counts.mentions)
    words = grown_words(earlier, insight.numbers.mentions)
    return Message(blocks=(Text(line=grown_line(earlier, insight.numbers.mentions, rows_of(insight))),), summary=words)


async def view_for(
    insight: Insight, department: str | None, *, zone: ZoneInfo, tools: Tools, standing: Standing,
    steps: Sequence[StatusChange] = (),
) -> CardView:  # fmt: skip
    """Everything the card of an insight shows in a department's channel; `steps` are not in the store yet."""
    rows = rows_of(insight)
    kinds = await tools.store.facets(rows, "kind")
    history = [*await tools.store.statuses([insight.id]), *steps]
    theme = standing.theme(insight.theme) if insight.theme is not None else None
    fixed = await fixed_on(insight, history, tools=tools)
    effect = await worked.effect_on(insight.id, tools=tools) if fixed is not None else None
    return CardView(
        insight=insight,
        department=department,
        zone=zone,
        now=tools.clock.now(),
        name=Untrusted(theme.name) if theme is not None and theme.name else None,
        quote=await _quote(insight, tools),
        spark=await _spark(insight, tools),
        stands=_stands(insight, history, standing),
        service=kinds.get("service", 0),
        fixed=fixed,
        effect=worked.sentence(effect),
        judged=judged_from(fixed) if fixed is not None else None,
        home="workspace",
        whole=await tools.store.count(Rows(insight=insight.id)) if insight.kind == "repeat" else None,
    )


async def fixed_on(insight: Insight, history: Sequence[StatusChange], *, tools: Tools) -> date | None:
    """The day its last fix was released, as the form said, else the local day it was marked fixed."""
    if insight.status not in ("fixed", "told", "measured"):
        return None
    released = fix_date(await written(tools, "fixes"), insight.id)
    if released is not None:
        return released
    step = last_step(history, "fixed")
    return step.at.astimezone(tools.zone).date() if step is not None else None


def _stands(insight: Insight, history: Sequence[StatusChange], standing: Standing) -> tuple[Stand, ...]:
    last: dict[str, Stand] = {name: Stand(department=name, status="new") for name in insight.active}
    for step in history:
        person = standing.organisation.person(step.person) if step.person else None
        name = step.department or (person.department if person else None)
        if name is None:
            continue
        platform = step.person.partition(":")[0] if step.person else ""
        last[name] = Stand(
            department=name,
            status=step.after,
            person=person.name if person else "",
            at=step.at,
            platform=platform,
            detail=step.detail,
        )
    return tuple(last.values())


async def _quote(insight: Insight, tools: Tools) -> QuoteView | None:
    for sentence in insight.sentences:
        cited = await tools.store.full(sentence.cites)
        if cited:
            row = cited[0].row
            return QuoteView(text=sentence.quote, source=row.source, at=row.at)
    return None


async def _spark(insight: Insight, tools: Tools) -> SparkView | None:
    now = tools.clock.now()
    if insight.kind == "risk":  # its own few mentions, not the theme they fell into
        return await _own_days(insight, now, tools)
    if insight.theme is None:
        return None
    name = str(insight.theme)
    if insight.kind == "spike":
        return await _hourly(name, min(now, insight.numbers.until + timedelta(hours=2)), tools)
    return await _daily(name, now, tools, weeks=insight.kind != "emerging")


async def _own_days(insight: Insight, now: datetime, tools: Tools) -> SparkView:
    """The insight's mentions by local day, today last."""
    today = now.astimezone(tools.zone).date()
    values = [0.0] * SPARK_DAYS
    for row in await tools.store.listed(rows_of(insight), limit=0):
        back = (today - row.at.astimezone(tools.zone).date()).days
        if 0 <= back < SPARK_DAYS:
            values[SPARK_DAYS - 1 - back] += 1
    return SparkView(values=tuple(values), unit="day", until=now)


async def _hourly(name: str, until: datetime, tools: Tools) -> SparkView:
    last = int(until.timestamp() // 3600)
    first = last - SPARK_HOURS
    series = await tools.store.series("theme", [name], unit="hour", since=str(first), until=str(last + 1))
    found = {int(hour): sum(moods.values()) for hour, moods in series.get(name, {}).items()}
    values = tuple(float(found.get(hour, 0)) for hour in range(first, last + 1))
    return SparkView(values=values, unit="hour", until=until)


async def _daily(name: str, now: datetime, tools: Tools, *, weeks: bool) -> SparkView:
    today = now.astimezone(tools.zone).date()
    step = 7 if weeks else 1
    count = SPARK_WEEKS if weeks else SPARK_DAYS
    end = today - timedelta(days=today.weekday()) if weeks else today
    first = end - timedelta(days=step * count)
    series = await tools.store.series("theme", [name], unit="day", since=first.isoformat(), until=end.isoformat())
    values = [0.0] * count
    for day, moods in series.get(name, {}).items():
        values[(date.fromisoformat(day) - first).days // step] += sum(moods.values())
    return SparkView(values=tuple(values), unit="week" if weeks else "day", until=now)


async def compared(finding: Finding, *, tools: Tools) -> Changed | None:
    """A rise against the same hours of the weeks before: what was usual, and what drove the difference, by source."""
    numbers = finding.numbers
    if finding.kind != "spike" or finding.theme is None:
        return None
    now = Rows(theme=finding.theme, since=numbers.since, until=numbers.until)
    before = [
        replace(now, since=numbers.since - timedelta(weeks=back), until=numbers.until - timedelta(weeks=back))
        for back in range(1, 5)
    ]
    return await _by_source(before, now, tools=tools)


async def by_source(before: Sequence[Rows], now: Rows, *, tools: Tools) -> tuple[Driver, ...]:
    """The sources that drove the change from the mean of the earlier sets to this one."""
    return (await _by_source(before, now, tools=tools)).of("source")


async def _by_source(before: Sequence[Rows], now: Rows, *, tools: Tools) -> Changed:
    found = await tools.store.facets_each([now, *before], "source")
    risen, *usual = [Facets(total=sum(by.values()), by={"source": by}) for by in found]
    return changed(risen, usual)
