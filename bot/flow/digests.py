"""Digests: for each department and channel, once a local date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.delivery.choose import LASTING, choose
from bot.delivery.digest import digest
from bot.delivery.plan import deliverable, plan_digest
from bot.delivery.schedule import DigestDue, due, zone_of
from bot.delivery.views import BackView, DigestView, ElsewhereView, GapView, OpenView, Stand, ToldView
from bot.flow import cards, worked
from bot.flow.order import order_of
from bot.flow.rights import OPEN_TO_ALL
from bot.flow.standing import Standing
from bot.flow.think import counted
from bot.flow.tools import Tools
from bot.model.changes import Change, Gap, KeepInsight, KeepSetting, SettingEvent
from bot.model.insight import Insight, InsightId, StatusChange
from bot.model.message import Message
from bot.model.people import Department, Place
from bot.model.rows import Rows
from bot.signals.rank import Order, rank

SILENT = "digest:"
"""Subject of the setting event that marks a digest day on which a department got no post."""

PRIOR_DAYS = 90
FOREMOST = 3
"""So many of what is open and not repeated are named."""


async def post_due(*, tools: Tools, standing: Standing) -> int:
    """Plan every digest that is due now; gives how many."""
    now = tools.clock.now()
    planned = 0
    for department in standing.organisation.departments():
        for place in department.channels:
            last = _last(place, standing)
            for one in due(department, now, last, zone=tools.zone):
                await post_one(department, place, one, tools=tools, standing=standing)
                planned += 1
    return planned


def _last(place: Place, standing: Standing) -> date | None:
    """The local date of the last digest planned for this place, silent ones included."""
    day = standing.latest(f"{SILENT}{place}").get("day")
    return date.fromisoformat(str(day)) if day else None


async def post_one(
    department: Department, place: Place, one: DigestDue, *, tools: Tools, standing: Standing
) -> None:  # fmt: skip
    """Put this digest in the outbox, and note its day; what was posted for the same place and day stays as it is."""
    view, shown, order = await gather(department, place, one, tools=tools, standing=standing)
    message = digest(view)
    now = tools.clock.now()
    mark = SettingEvent(subject=f"{SILENT}{place}", person=None, at=now, new={"day": one.day.isoformat()})
    changes: list[Change] = [KeepSetting(event=mark)]
    if message is not None:
        rooted = frozenset([one.id for one, _ in shown if await _has_root(one.id, place, tools)])
        messages = [(card.insight, cards.card(card)) for card in view.cards]
        changes += plan_digest(
            message, place, one.day, now=now, cards=messages, rooted=rooted, scores=order.scores, version=order.version
        )
        changes += [KeepInsight(insight=counts, was=was) for was, counts in shown]
    await standing.commit(changes, tools=tools)
    tools.fp("after_digest")


async def _has_root(insight: InsightId, place: Place, tools: Tools) -> bool:
    return cards.root_in(await tools.store.delivered(insight=insight, place=place), place) is not None


async def preview(
    department: Department, place: Place, one: DigestDue, *, tools: Tools, standing: Standing
) -> Message | None:
    """The digest as it would be posted, storing nothing."""
    view, _, _ = await gather(department, place, one, tools=tools, standing=standing)
    return digest(view)


async def gather(
    department: Department, place: Place, one: DigestDue, *, tools: Tools, standing: Standing
) -> tuple[DigestView, tuple[tuple[Insight, Insight], ...], Order]:
    """Everything a digest says: its view, the insights it shows (each as stored, and as it stands now), their order."""
    zone, now, store = zone_of(department, tools.zone), tools.clock.now(), tools.store
    prior = one.until - timedelta(days=PRIOR_DAYS)
    # What was said in another private place is not told here, not even that somebody took it up.
    insights = [insight for insight in await store.insights(since=prior) if deliverable(insight, place)]
    mine = [insight for insight in insights if department.name in insight.active]
    signals = await store.signals(since=prior)
    order = await order_of(mine, insights, signals, tools=tools)
    less = [theme for name, theme in standing.organisation.less if name == department.name]
    statuses = await store.statuses([insight.id for insight in insights])
    chosen = choose(
        rank(mine, order.scores, less=less), department=department.name, place=place, since=one.since,
        shown=await store.shown(prior, place=place), statuses=statuses, signals=signals,
        deliveries=await store.delivered(place=place, kind="update", since=prior),
        muted=standing.organisation.muted,
    )  # fmt: skip
    shown = tuple([(insight, await counted(insight, tools=tools)) for insight in chosen.insights])
    views = [
        await cards.view_for(insight, department.name, zone=zone, tools=tools, standing=standing)
        for _, insight in shown
    ]
    # Half of what people write is too short to be anybody's by itself; the insight that it became part of says whose.
    rows = Rows(concerns=department.name, since=one.since, until=one.until)
    known = await store.gaps(one.since - timedelta(days=28))
    gaps = [gap for gap in known if gap.cause != "caught_up"]
    out = tuple(sorted({gap.source for gap in gaps if gap.end is None or gap.end > one.since}))
    view = DigestView(
        department=department.name, day=one.day, since=one.since, until=one.until, now=now, zone=zone,
        counts=await store.count(rows, visible=OPEN_TO_ALL), rows=rows,
        usual=await _usual(department.name, one, out, tools), left_out=out, cards=tuple(views),
        still_open=chosen.still_open,
        foremost=await _foremost(chosen.waiting, zone, tools),
        elsewhere=_elsewhere(department.name, one.since, insights, statuses, standing=standing),
        told=await _told(department.name, one, insights, statuses, tools=tools),
        gaps=_gaps(gaps, standing), back=await _back(known, one, tools),
        dropped=sum(insight.dropped for insight in chosen.insights),
        late=one.late, missed=one.missed,
    )  # fmt: skip
    return view, shown, order


async def _usual(name: str, one: DigestDue, out: Sequence[str], tools: Tools) -> float | None:
    """The mean of the same window in the four weeks before, as far as there was history."""
    weeks = [timedelta(weeks=weeks) for weeks in range(1, 5)]
    sets = [Rows(concerns=name, since=one.since - back, until=one.until - back) for back in weeks]
    found = [
        sum(number for source, number in facets.items() if source not in out)
        for facets in await tools.store.facets_each(sets, "source", visible=OPEN_TO_ALL)
    ]
    return sum(found) / len(found) if all(found) else None


def _elsewhere(
    name: str, since: datetime, insights: Sequence[Insight], statuses: Sequence[StatusChange], *, standing: Standing
) -> tuple[ElsewhereView, ...]:
    by_id = {one.id: one for one in insights}
    found: dict[tuple[InsightId, str], ElsewhereView] = {}
    for step in statuses:
        insight = by_id.get(step.insight)
        if insight is None or step.at < since or step.department in (None, name) or name in insight.active:
            continue
        person = standing.organisation.person(step.person) if step.person else None
        stand = Stand(
            department=step.department or "", status=step.after, person=person.name if person else "", at=step.at,
            platform=step.person.partition(":")[0] if step.person else "", detail=step.detail,
        )  # fmt: skip
        found[(insight.id, stand.department)] = ElsewhereView(title=insight.label, stand=stand, topic=insight.theme)
    return tuple(found.values())[:3]


async def _foremost(waiting: Sequence[Insight], zone: ZoneInfo, tools: Tools) -> tuple[OpenView, ...]:
    """The first of what is open; which source is missing stands below."""
    named = [one for one in waiting if one.kind != "silence"]
    return tuple([await _open(one, zone, tools) for one in named[:FOREMOST]])


async def _open(insight: Insight, zone: ZoneInfo, tools: Tools) -> OpenView:
    """Something open with its figures as they are now; what lasts is counted by the week."""
    now = await counted(insight, tools=tools)
    last = (now.numbers.until - timedelta(seconds=1)).astimezone(zone).date()
    return OpenView(
        title=now.label, kind=now.kind, mentions=now.numbers.mentions, rows=cards.rows_of(now), topic=now.theme,
        usual=now.numbers.usual, week=last if now.kind in LASTING else None,
    )  # fmt: skip


async def _told(
    name: str, one: DigestDue, insights: Sequence[Insight], statuses: Sequence[StatusChange], *, tools: Tools
) -> tuple[ToldView, ...]:
    """Problems of this department that were fixed in the last weeks, and how many customers know."""
    found = []
    for insight in insights:
        history = [step for step in statuses if step.insight == insight.id]
        fixed = await cards.fixed_on(insight, history, tools=tools)
        if fixed is None or name not in insight.active:
            continue
        if one.day - fixed > timedelta(days=60):
            continue
        customers = await tools.store.customers(insight.id)
        effect = worked.told(await worked.effect_on(insight.id, tools=tools))
        told = sum(1 for _, mark in customers if mark is not None and mark.told)
        found.append(
            ToldView(
                title=insight.label,
                fixed=fixed,
                effect=effect,
                told=told,
                customers=len(customers),
                rows=Rows(insight=insight.id),
            )
        )
    return tuple(found)


async def _back(gaps: Sequence[Gap], one: DigestDue, tools: Tools) -> tuple[BackView, ...]:
    """The sources that could not be asked for a while and came back in this digest's time, with what came late."""
    found = []
    for gap in gaps:
        if gap.cause == "caught_up" and gap.end is not None and one.since < gap.end <= one.until:
            rows = Rows(source=gap.source, since=gap.start, until=gap.end)
            counted_ = await tools.store.count(rows, visible=OPEN_TO_ALL)
            late = BackView(source=gap.source, since=gap.start, until=gap.end, mentions=counted_.mentions, rows=rows)
            found.append(late)
    return tuple(found)


def _gaps(gaps: Sequence[Gap], standing: Standing) -> tuple[GapView, ...]:
    owners = {spec.name: spec.owner or "" for spec in standing.organisation.sources}
    return tuple(
        GapView(source=gap.source, since=gap.start, owner=owners.get(gap.source, "")) for gap in gaps if gap.end is None
    )
