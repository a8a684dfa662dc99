"""Thinking: what is worth saying now, what it says, whom it concerns, and what is posted at once."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.delivery.plan import deliverable, plan_alert, plan_edit, plan_update, posted_today
from bot.delivery.schedule import zone_of
from bot.flow import cards
from bot.flow.naming import label_of
from bot.flow.retract import redraw_digests, reworded
from bot.flow.standing import Standing, member_of
from bot.flow.tools import Tools
from bot.insights.find import find, fresh, surges, told_as_new
from bot.insights.finding import Finding, FindSettings
from bot.insights.view import ThemesView
from bot.insights.write import prove, telling
from bot.listening.privacy import redact
from bot.model.changes import Change, Enqueue, KeepInsight, MoveMentions, Settle
from bot.model.delivery import Delivery
from bot.model.insight import Insight, InsightId, Routed, Sentence, StatusChange
from bot.model.mention import MentionId, Untrusted
from bot.model.people import Department, Place
from bot.model.rows import Rows
from bot.model.theme import ThemeId
from bot.ports.memory import Full
from bot.ports.world import Said
from bot.routing.insights import route_insight
from bot.texts.insights import removed_label
from bot.themes.consolidate import one_news
from bot.themes.gather import gather

SUMMARY_WORDS = 60
MOST_GATHERED = 2000
YOUNG = 14
"""Days in which a theme is compared with what was like it before."""

MOST_TEXTS = 200
"""A summary reads at most so many of an insight's mentions: the newest."""

READ_AT_LEAST = 5
"""From so many mentions on their middle says what an insight is about."""

LASTING = ("repeat", "request", "praise")
URGENT = ("spike", "risk", "silence")
"""Kinds whose numbers are redrawn at each batch; the others when a digest shows them."""


async def think(*, tools: Tools, standing: Standing) -> tuple[InsightId, ...]:
    """Find, write, route and plan; gives the insights that are new or grew a level.

    Looked at are the themes that were touched since the last time; all of them once a day, for what lasts.
    """
    now = tools.clock.now()
    whole = standing.new_day(now, tools.zone)
    touched, dirty = frozenset(standing.touched), frozenset(standing.dirty)
    known = [one for one in await tools.store.insights(open_only=True) if one.shard == standing.shard]
    opened = [_where_it_went(one, standing) for one in known]
    about = None if whole else {*touched, *(one.theme for one in opened if one.theme is not None)}
    view = await _view(opened, about, now, tools=tools, standing=standing)
    if await _gather(view, now, tools=tools, standing=standing):
        view = await _view(opened, about, now, tools=tools, standing=standing)
    settings = FindSettings(lasting=whole, silences=standing.shard == 0)
    findings = find(view, now=now, settings=settings)
    if await _join_news(findings, opened, now, tools=tools, standing=standing):
        opened = [_where_it_went(one, standing) for one in opened]
        findings = find(await _view(opened, about, now, tools=tools, standing=standing), now=now, settings=settings)
    said, renewed = [], []
    for finding in findings:
        if finding.change == "update" and not await _worth_redrawing(finding, touched, tools):
            if whole and finding.kind in LASTING and now.astimezone(tools.zone).weekday() == 0:
                renewed.append(finding)
            continue
        insight = await _keep(finding, opened, now, tools=tools, standing=standing)
        if insight is not None and finding.change in ("new", "again"):
            said.append(insight.id)
    await _renew(renewed, opened, now, tools=tools, standing=standing)
    await refresh(dirty, tools=tools, standing=standing)
    standing.thought(touched, dirty)
    return tuple(said)


async def _gather(view: ThemesView, now: datetime, *, tools: Tools, standing: Standing) -> bool:
    """In the hours of a rise, what was said about it in other words joins it; whether anything moved."""
    rises = surges(view, now=now)
    if not rises:
        return False
    rise = rises[0]
    rows = await tools.store.listed(Rows(since=rise.since, until=rise.until), limit=MOST_GATHERED, newest=True)
    fulls = await tools.store.full([row.id for row in rows if row.theme is not None and row.state == "live"])
    ours = [one for one in fulls if standing.mine(ThemeId(one.row.theme or 0))]
    members = [member_of(one, standing.book.current(ThemeId(one.row.theme or 0)), tools) for one in ours]
    move = gather(standing.book, rise.theme, members)
    if move is None:
        return False
    standing.tally.move(move.mentions, move.theme)
    for mention in move.mentions:
        standing.remember(mention, move.theme)
    await standing.commit([move, *standing.changed_themes(now)], tools=tools)
    return True


async def _join_news(
    findings: Sequence[Finding], opened: Sequence[Insight], now: datetime, *, tools: Tools, standing: Standing
) -> bool:
    """Themes that would be told as new join what is told as new already, where they are a part of it; whether any."""
    moves = []
    for gone, into in one_news(standing.book, fresh(findings), told_as_new(opened), at=now):
        rows = await tools.store.listed(Rows(theme=gone), limit=0)
        move = MoveMentions(mentions=tuple(row.id for row in rows), theme=into)
        standing.tally.move(move.mentions, into)
        for mention in move.mentions:
            standing.remember(mention, into)
        moves.append(move)
    if moves:
        await standing.commit([*moves, *standing.changed_themes(now)], tools=tools)
    return bool(moves)


async def _worth_redrawing(finding: Finding, touched: Collection[ThemeId], tools: Tools) -> bool:
    if finding.kind in URGENT and (finding.theme is None or finding.theme in touched):
        return True
    if finding.kind != "risk" or finding.insight is None:
        return False
    # What is alike joins a risk from any theme.
    return not set(finding.mentions) <= set(await tools.store.evidence(finding.insight))


async def _view(
    opened: Sequence[Insight], about: Collection[ThemeId] | None, now: datetime, *, tools: Tools, standing: Standing
) -> ThemesView:
    themes = {theme: born for theme, born in standing.book.born().items() if about is None or theme in about}
    today = now.astimezone(tools.zone).date().isoformat()
    gaps = tuple(one for one in await tools.store.gaps(now - timedelta(days=56)) if one.cause != "caught_up")
    zone = tools.settings.organisation.timezone
    return standing.tally.view(
        now,
        today=today,
        zone=zone,
        themes=themes,
        before={theme: _before(theme, now, standing) for theme, born in themes.items() if (now - born).days <= YOUNG},
        gaps=gaps,
        insights=tuple(opened),
        space=standing.book.space,
        # Wishes are looked for once a day, when everything is.
        asked={
            one.id: frozenset(await tools.store.evidence(one.id))
            for one in opened
            if one.kind == "request" and about is None
        },
    )


def _where_it_went(insight: Insight, standing: Standing) -> Insight:
    """The insight under the theme that its own was merged into."""
    if insight.theme is None:
        return insight
    theme = standing.book.current(insight.theme)
    return insight if theme == insight.theme else replace(insight, theme=theme)


def _before(theme: ThemeId, now: datetime, standing: Standing) -> float:
    """How many mentions like those of a young theme came in a week before it was born."""
    first = standing.tally.first(theme)
    return 0.0 if first is None else standing.book.like(theme, before=first) * standing.tally.weekly(now)


async def _keep(
    finding: Finding, opened: Sequence[Insight], now: datetime, *, tools: Tools, standing: Standing
) -> Insight | None:
    """Store what was found with its evidence; then its exact numbers together with what is to be posted."""
    before = next((one for one in opened if one.id == finding.insight), None)
    if finding.change == "over":
        if before is not None:
            await standing.commit(
                [KeepInsight(insight=replace(before, open=False, updated=now), was=before)], tools=tools
            )
        return None
    evidence = await _evidence(finding, tools)
    fulls = await tools.store.full(evidence)
    first = InsightId(tools.ids.take("insight")) if before is None else before.id
    insight = await _written(finding, before, fulls, number=first, now=now, tools=tools, standing=standing)
    # Its rows are counted once they are its evidence. Until its posts are planned it stands as it was, or (new) at no
    # level: after a crash in between it is found again, and said.
    await standing.commit(
        [KeepInsight(insight=before or replace(insight, level=0), evidence=tuple(evidence), was=before)], tools=tools
    )
    tools.fp("before_plan")
    was = before or replace(insight, level=0)
    insight = await counted(insight, tools=tools)
    posts = await _plan(insight, before, now, again=finding.change == "again", tools=tools, standing=standing)
    await standing.commit([KeepInsight(insight=insight, was=was), *posts], tools=tools)
    tools.fp("after_insight")
    return insight


async def _renew(
    findings: Sequence[Finding], opened: Sequence[Insight], now: datetime, *, tools: Tools, standing: Standing
) -> None:
    """Once a week what lasts takes in its new evidence and numbers, and quotes what was said last; no post is made."""
    before = {one.id: one for one in opened}
    renewed: list[KeepInsight] = []
    for finding in findings:
        if finding.insight in before:
            evidence = await _evidence(finding, tools)
            old = before[finding.insight]
            fulls = await tools.store.full(evidence)
            sentences, dropped = await write(_counted_ones(finding, fulls), tools=tools)
            # Its name is of all that it stands on: after a fix the last weeks are of other things.
            all_ = sorted({*await tools.store.evidence(old.id), *evidence})
            known = await tools.store.full(all_[-MOST_TEXTS:])
            called = await label_of(finding, known, tools=tools, standing=standing)
            fresh = replace(
                old, label=called if called.raw else old.label, numbers=finding.numbers, severity=finding.severity,
                updated=now,
                sentences=sentences or old.sentences, dropped=dropped if sentences else old.dropped,
            )  # fmt: skip
            renewed.append(KeepInsight(insight=fresh, evidence=tuple(evidence), was=old))
    if renewed:
        await standing.commit(renewed, tools=tools)
        counted_ = [(one.insight, await counted(one.insight, tools=tools)) for one in renewed]
        exact = [KeepInsight(insight=now_, was=was) for was, now_ in counted_ if now_ != was]
        if exact:
            await standing.commit(exact, tools=tools)


async def _evidence(finding: Finding, tools: Tools) -> list[MentionId]:
    if finding.mentions or finding.theme is None:
        return list(finding.mentions)
    rows = Rows(theme=finding.theme, since=finding.stands_since, until=finding.numbers.until)
    return [row.id for row in await tools.store.listed(rows, limit=0) if row.state == "live"]


def _counted_ones(finding: Finding, fulls: Sequence[Full]) -> Sequence[Full]:
    """Of the evidence what the insight counts: its quote is from the time that its numbers speak of.

    Of one or two mentions neither may be what it is about: then the newest are read.
    """
    inside = [one for one in fulls if finding.numbers.since <= one.row.at < finding.numbers.until]
    read = inside if len(inside) >= READ_AT_LEAST else fulls[-2 * READ_AT_LEAST :]
    # Both sides of a problem are quoted; of praise only who praises.
    return telling(finding.kind, read) if finding.kind == "praise" else read


async def counted(insight: Insight, *, tools: Tools) -> Insight:
    """The insight with its numbers as the store counts its rows."""
    if insight.kind == "silence":
        return insight
    counts = await tools.store.count(cards.rows_of(insight))
    numbers = replace(insight.numbers, mentions=counts.mentions, people=counts.people, copies=counts.copies)
    return replace(insight, numbers=numbers)


async def _written(
    finding: Finding, before: Insight | None, fulls: Sequence[Full], *,
    number: InsightId, now: datetime, tools: Tools, standing: Standing,
) -> Insight:  # fmt: skip
    rewrite = before is None or finding.change == "again" or not before.sentences
    sentences: tuple[Sentence, ...] = ()
    dropped = 0
    if rewrite and fulls:
        sentences, dropped = await write(_counted_ones(finding, fulls), tools=tools)
    elif before is not None:
        sentences, dropped = before.sentences, before.dropped
    departments = standing.organisation.departments()
    routed = route_insight(fulls, departments, kind=finding.kind, before=before.departments if before else ())
    if finding.kind == "silence":
        routed = _owner_only(finding.source, standing)
    active = [one.department for one in routed if one.active]
    groups = sorted({group for one in fulls for group, _ in one.groups})
    base = before or Insight(
        id=number, kind=finding.kind, theme=finding.theme, source=finding.source, label=Untrusted(""),
        numbers=finding.numbers, severity=finding.severity, found=now, updated=now, shard=standing.shard,
        programme=standing.organisation.programme_for(active, groups),
    )  # fmt: skip
    against = await cards.compared(finding, tools=tools)
    # What a card calls usual, and its drivers add up to, are the same hours of the weeks before.
    numbers = finding.numbers if against is None else replace(finding.numbers, usual=float(against.usual))
    if finding.kind == "silence" and standing.shards > 1:  # what it says is thought about in all shards
        numbers = replace(numbers, usual=await _usually_said(finding, tools))
    return replace(
        base, numbers=numbers, drivers=against.of("source") if against is not None else (), sentences=sentences,
        dropped=dropped, departments=routed, severity=finding.severity, level=finding.level, updated=now,
        visibility=_narrowest(fulls),
        label=await label_of(finding, fulls, tools=tools, standing=standing, so_far=base.label.raw),
    )  # fmt: skip


async def _usually_said(finding: Finding, tools: Tools) -> float | None:
    """What the source usually says in such a time, from its 28 days before; None where nothing is known of them."""
    start, end = (at.astimezone(tools.zone) for at in (finding.numbers.since, finding.numbers.until))
    since, until = ((start - timedelta(days=days)).date().isoformat() for days in (28, 0))
    days = await tools.store.series("source", [finding.source or ""], unit="day", since=since, until=until)
    said = sum(sum(moods.values()) for moods in days.get(finding.source or "", {}).values())
    return round(said / 28 * ((end - start) / timedelta(days=1)), 1) if said else None


def _owner_only(source: str | None, standing: Standing) -> tuple[Routed, ...]:
    """A silent source concerns its owner's department."""
    spec = next((one for one in standing.organisation.sources if one.name == source), None)
    owner = next((one for one in standing.organisation.people() if spec and one.name == spec.owner), None)
    if owner is None or owner.department is None:
        return ()
    return (Routed(department=owner.department, reason=f"{owner.name} owns this source", probability=1.0),)


def _narrowest(fulls: Sequence[Full]) -> str:
    found = {one.row.visibility for one in fulls}
    private = sorted(one for one in found if one.startswith("private:"))
    return private[0] if private else ("internal" if "internal" in found else "public")


async def write(fulls: Sequence[Full], *, tools: Tools) -> tuple[tuple[Sentence, ...], int]:
    """The proven sentences of these mentions, and how many were dropped."""
    newest = sorted(fulls, key=lambda one: (one.row.at, one.row.id))[-MOST_TEXTS:]
    texts = {one.row.id: one.row.text.raw for one in newest}
    said = [Said(id=id_, text=Untrusted(redact(text).text)) for id_, text in texts.items()]
    claims = await tools.summariser.summarise(said, words=SUMMARY_WORDS)
    return prove(claims, texts, redact=lambda text: redact(text).text, facts=(len(fulls),))


async def _plan(
    insight: Insight, before: Insight | None, now: datetime, *, again: bool, tools: Tools, standing: Standing
) -> list[Change]:
    """What is posted for this insight now: alerts where rules allow, edits and replies where it stands already."""
    deliveries = await cards.deliveries(insight.id, tools)
    recent = await tools.store.delivered(since=now - timedelta(hours=30))
    planned: list[Change] = []
    for department, place in concerned(insight, standing):
        if not deliverable(insight, place):
            continue
        root = cards.root_in(deliveries, place)
        zone = zone_of(department, tools.zone)
        view = await cards.view_for(insight, department.name, zone=zone, tools=tools, standing=standing)
        message = cards.card(view)
        if root is not None:
            if again:
                note = await cards.grown(insight, before, deliveries, place, tools=tools)
                planned += plan_update(insight, root, message, note=note, now=now)
            else:
                planned += plan_edit(insight, root, message, now=now)
            continue
        today = now.astimezone(zone).date()
        plan = plan_alert(
            insight, place, message, posted=posted_today(recent, place, today, zone),
            posting=tools.settings.posting, zone=zone, now=now, root=False,
            digest_to_come=not _digest_done(recent, place, today.isoformat()), muted=standing.organisation.muted,
        )  # fmt: skip
        if isinstance(plan, Enqueue):
            planned.append(plan)
    return planned


def concerned(insight: Insight, standing: Standing) -> list[tuple[Department, Place]]:
    """The departments an insight concerns now, with each of their channels."""
    found = []
    for name in insight.active:
        department = standing.organisation.department(name)
        if department is not None:
            found += [(department, place) for place in department.channels]
    return found


def _digest_done(recent: Sequence[Delivery], place: Place, day: str) -> bool:
    return any(one.kind == "digest" and one.place == place and one.day == day for one in recent)


async def refresh(insights: Collection[InsightId], *, tools: Tools, standing: Standing) -> None:
    """Recount insights whose evidence changed, prove their sentences again, and redraw what stands in the channels."""
    now = tools.clock.now()
    for number in sorted(insights):
        insight = await tools.store.insight(number)
        if insight is None:
            continue
        fulls = await tools.store.full(await tools.store.evidence(number))
        texts = {one.row.id: redact(one.row.text.raw).text for one in fulls}
        kept = tuple(one for one in insight.sentences if _still_said(one, texts))
        dropped = 0
        if not kept and fulls:
            kept, dropped = await write(fulls, tools=tools)
        label = await label_of(insight, fulls, tools=tools, standing=standing, so_far=insight.label.raw)
        label = label or Untrusted(removed_label())
        fresh = replace(insight, sentences=kept, dropped=insight.dropped + dropped, label=label, updated=now)
        fresh = await counted(fresh, tools=tools)
        edits = await redraw(fresh, now, tools=tools, standing=standing)
        edits += await redraw_digests(fresh, now, tools=tools, standing=standing)
        settled = [Settle(event_id=event_id) for event_id in standing.dirty.get(number, ())]
        await standing.commit(
            [KeepInsight(insight=fresh, was=insight), *reworded(edits), *edits, *settled], tools=tools
        )


def _still_said(sentence: Sentence, texts: dict[MentionId, str]) -> bool:
    return any(sentence.quote.raw in texts.get(one, "") for one in sentence.cites)


async def redraw(
    insight: Insight, now: datetime, *, tools: Tools, standing: Standing, steps: Sequence[StatusChange] = ()
) -> list[Change]:
    """Edits of every root of this insight as it stands now."""
    planned: list[Change] = []
    for delivery in await cards.deliveries(insight.id, tools):
        if not cards.is_root(delivery):
            continue
        department = standing.organisation.department_of(delivery.place)
        zone = zone_of(department, tools.zone) if department else tools.zone
        name = department.name if department else None
        view = await cards.view_for(insight, name, zone=zone, tools=tools, standing=standing, steps=steps)
        planned += plan_edit(insight, delivery, cards.card(view), now=now)
    return planned
