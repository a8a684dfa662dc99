"""`/roi` without money: what got better, was changed, learned, how fast, what is still open, and did it work."""

from __future__ import annotations

from collections.abc import Sequence

from bot.flow import worked
from bot.flow.effects import EFFECTS, newest
from bot.flow.inquiry import Inquiry, evidence_of, heard_in, mentions_of, posted_stories, stories, title_of
from bot.flow.rights import OPEN_TO_ALL
from bot.flow.written import written
from bot.model.changes import LedgerItem
from bot.model.effect import Effect
from bot.model.insight import Insight, InsightId
from bot.model.mention import Untrusted
from bot.model.message import Actions, Block, Button, Line, Quote, Span, Table, Text
from bot.roi.changes import CHANGES
from bot.roi.shelf import standing as recorded
from bot.roi.shelf import text
from bot.roi.stories import Story, Wait, waits
from bot.signals.steps import TOLD, told_in
from bot.texts import effects as verdicts
from bot.texts import figures, pages
from bot.texts import subjects as words

SHOWN = 20
_BUILT = ("fixed", "told")
QUOTED = 5
_OPEN = ("new", "acknowledged", "in_work")
_CONFIRMED = ("repeat", "emerging", "request", "praise", "raised", "risk", "spike")


def _plain(said: str) -> Line:
    return (Span(text=said),)


async def times(one: Inquiry) -> list[Block]:
    """How long it took from the first mention to each step, over the steps of these days."""
    found = waits(await stories(one), one.within)
    if not any(each.count for each in found):
        return []
    return [_waits(found), Text(line=_plain(words.waits_note()), faint=True)]


def _waits(found: Sequence[Wait]) -> Table:
    rows = tuple(
        (_plain(words.STEPS[each.step]), _plain(figures.whole(each.count)), _plain(words.days(each.median)),
         _plain(words.days(each.ninetieth)))
        for each in found
    )  # fmt: skip
    return Table(head=words.WAITS_HEAD, rows=rows)


async def better(one: Inquiry) -> list[Block]:
    """What is shown to have got better: fixes with an effect, changes with a figure before and after; with quotes."""
    items = await written(one.tools, CHANGES, EFFECTS)
    mine = await stories(one)
    fixed = [each for each in mine if each.fixed is not None and one.within(each.fixed.at)]
    judged = [(each, newest(items, each.insight.id, as_of=one.at)) for each in fixed]
    shown = [(each, effect) for each, effect in judged if _fell(effect)]
    changed = [each for each in _recorded(items, one) if _shows(each, items, one)]
    if not shown and not changed:
        return []
    blocks: list[Block] = []
    rows = [await _fix(each, effect, one) for each, effect in shown] + [_change(each, items, one) for each in changed]
    blocks.append(Table(head=words.CHANGES_HEAD, rows=tuple(rows[:SHOWN])))
    blocks += [quote for each, _ in shown[:QUOTED] if (quote := await _quote(each.insight, one)) is not None]
    found = waits(mine, one.within)
    blocks += [_waits(found), Text(line=_plain(words.waits_note()), faint=True)]
    early = sum(effect is None or effect.measured is None for _, effect in judged)
    rest = words.left_out(early, len(judged) - len(shown) - early)
    return [*blocks, *([Text(line=_plain(rest), faint=True)] if rest else [])]


def _fell(effect: Effect | None) -> bool:
    return effect is not None and effect.measured is not None and effect.measured.fell


async def _quote(insight: Insight, one: Inquiry) -> Quote | None:
    """What a customer said, as it was proven when the insight was written."""
    sentence = next(iter(insight.sentences), None)
    return None if sentence is None else Quote(text=sentence.quote, origin=(await mentions_of(insight, one),))


async def changes(one: Inquiry) -> list[Block]:
    """Everything that was fixed or done differently in these days, with its evidence and its effect."""
    items = await written(one.tools, CHANGES, EFFECTS)
    fixed = [each for each in await stories(one) if each.fixed is not None and one.within(each.fixed.at)]
    rows = [await _fix(each, newest(items, each.insight.id, as_of=one.at), one) for each in fixed]
    rows += [_change(each, items, one) for each in _recorded(items, one)]
    offered = Button(label=words.add_change(), act="open:entry", value="change=")
    actions = Actions(insight=None, buttons=(offered,))
    if not rows:
        return [Text(line=_plain(words.nothing("changes"))), actions]
    return [Table(head=words.CHANGES_HEAD, rows=tuple(rows[:SHOWN])), actions]


def _recorded(items: Sequence[LedgerItem], one: Inquiry) -> list[LedgerItem]:
    """The changes that somebody recorded for these days, by date."""
    found = []
    for each in recorded(items, CHANGES, one.at):
        day = text(each, "date")
        held = one.asked.programme in (None, text(each, "programme") or one.asked.programme)
        named = one.asked.change in (None, text(each, "what"))
        start = "" if one.period.start is None else one.period.start.isoformat()
        if held and named and one.asked.topic is None and start <= day < one.period.end.isoformat():
            found.append(each)
    return sorted(found, key=lambda each: (text(each, "date"), each.id))


async def _fix(story: Story, effect: Effect | None, one: Inquiry) -> tuple[Line, ...]:
    insight, step = story.insight, story.fixed
    assert step is not None
    owner = figures.department_name(step.department)
    said = verdicts.verdict(effect) if effect is not None else words.not_judged_yet()
    link = Span(text=words.insight_source(insight.id), href=f"/insight/{insight.id}")
    return (
        (title_of(insight, one),),
        _plain(figures.day(step.at.astimezone(one.tools.zone).date())),
        _plain(owner),
        _plain(_naive(effect)),
        (link, Span(text=", "), await mentions_of(insight, one)),
        (Span(text=said, style="good" if _fell(effect) else "plain"),),
    )


def _naive(effect: Effect | None) -> str:
    """Mentions a week before and after, as counted: the verdict beside it says what it is worth."""
    if effect is None or not effect.naive.before_days or not effect.naive.after_days:
        return words.no_figures()
    before, after = effect.naive.before / effect.naive.before_days, effect.naive.after / effect.naive.after_days
    return words.before_after(figures.about(before * 7), figures.about(after * 7), "mentions a week")


def _effect_of(entry: LedgerItem, items: Sequence[LedgerItem], one: Inquiry) -> Effect | None:
    """What a recorded change came to, where it names an insight and was judged by then."""
    number = text(entry, "insight").removeprefix("insight-")
    return newest(items, InsightId(int(number)), as_of=one.at, change=entry.id) if number.isdigit() else None


def _shows(entry: LedgerItem, items: Sequence[LedgerItem], one: Inquiry) -> bool:
    """Whether a change has evidence: a figure before and after, or an effect that was judged."""
    return bool(text(entry, "before") and text(entry, "after")) or _fell(_effect_of(entry, items, one))


def _change(entry: LedgerItem, items: Sequence[LedgerItem], one: Inquiry) -> tuple[Line, ...]:
    """A change that somebody recorded: typed words stay what they are."""
    effect = _effect_of(entry, items, one)
    said = verdicts.verdict(effect) if effect is not None else words.not_judged()
    number = text(entry, "insight").removeprefix("insight-")
    link = Span(text=words.insight_source(int(number)), href=f"/insight/{number}") if number.isdigit() else None
    figured = text(entry, "before") or text(entry, "after")
    measured = words.before_after(text(entry, "before"), text(entry, "after"), text(entry, "metric"))
    return (
        (Span(text=Untrusted(text(entry, "what"))),),
        _plain(text(entry, "date")),
        (Span(text=Untrusted(text(entry, "owner"))),),
        (Span(text=Untrusted(measured if figured else words.no_figures())),),
        (link,) if link is not None else _plain(entry.id),
        (Span(text=said, style="good" if _fell(effect) else "plain"),),
    )


async def learned(one: Inquiry) -> list[Block]:
    """What was learned in these days, each with its sources."""
    items = await written(one.tools, EFFECTS)
    found: list[tuple[str, str, Insight]] = []
    for each in await stories(one):
        effect = newest(items, each.insight.id, as_of=one.at) if each.fixed is not None else None
        if effect is not None and effect.measured is not None and one.within(one.instant(effect.until)):
            kind = "worked" if effect.measured.fell else "worse" if effect.measured.rose else "failed"
            found.append((kind, verdicts.verdict(effect), each.insight))
        if each.taken is not None and one.within(each.taken.at) and each.insight.kind in _CONFIRMED:
            found.append(("confirmed", figures.day(each.taken.at.astimezone(one.tools.zone).date()), each.insight))
        if each.declined is not None and one.within(each.declined.at):
            found.append(("declined", each.declined.detail, each.insight))
    rows = [await _lesson(kind, detail, insight, one) for kind, detail, insight in found[:SHOWN]]
    return [Table(head=words.LEARNED_HEAD, rows=tuple(rows[:SHOWN]))] if rows else []


async def _lesson(kind: str, detail: str, insight: Insight, one: Inquiry) -> tuple[Line, ...]:
    link = Span(text=words.insight_source(insight.id), href=f"/insight/{insight.id}")
    return (
        (Span(text=words.learned(kind, "")), title_of(insight, one)),
        (Span(text=Untrusted(detail)),),
        (await mentions_of(insight, one), Span(text=", "), link),
    )


async def repeats(one: Inquiry) -> list[Block]:
    """Repeat problems that nobody has fixed or declined, the longest open first."""
    mine = [each for each in await stories(one) if each.insight.kind == "repeat" and each.insight.status in _OPEN]
    rows = [
        (
            (title_of(each.insight, one),),
            _plain(words.open_for((one.today - each.insight.found.astimezone(one.tools.zone).date()).days)),
            _plain(pages.STATUSES[each.insight.status]),
            (await mentions_of(each.insight, one),),
        )
        for each in sorted(mine, key=lambda each: (each.insight.found, each.insight.id))[:SHOWN]
    ]
    return [Table(head=words.REPEATS_HEAD, rows=tuple(rows[:SHOWN]))] if rows else []


async def untold(one: Inquiry) -> list[Block]:
    """Fixes whose customers were not all told: how many were, and a way to the list of the others."""
    items = await written(one.tools, TOLD)
    rows: list[tuple[Line, ...]] = []
    for each in await stories(one):
        if each.fixed is None:
            continue
        customers = await one.tools.store.customers(each.insight.id)
        told = sum(mark is not None and mark.told and mark.at <= one.at for _, mark in customers)
        if told == len(customers) and (customers or each.told is not None):
            continue
        link = Span(text=figures.whole(len(customers) - told), href=f"/insight/{each.insight.id}", style="strong")
        day = figures.day(each.fixed.at.astimezone(one.tools.zone).date())
        counts = (_plain(figures.whole(len(customers))), _plain(figures.whole(told)), (link,))
        rows.append(((title_of(each.insight, one),), _plain(day), *counts, await _places(each.insight, items, one)))
    return [Table(head=words.UNTOLD_HEAD, rows=tuple(rows[:SHOWN]))] if rows else []


async def _places(insight: Insight, items: Sequence[LedgerItem], one: Inquiry) -> Line:
    """Of the places in which people spoke up, those in which customers were told by then, and the others."""
    found = await one.tools.store.facets(evidence_of(insight, one), "source", visible=OPEN_TO_ALL)
    known = [each for each in items if each.recorded <= one.at]
    told, others = told_in(known, insight.id, [pages.source_name(name) for name in found])
    return _plain(words.told_in(told, others))


async def funnel(one: Inquiry) -> list[Block]:
    """Requests that were voiced in these days, what was built of them, and whose customers were told."""
    mine = [each for each in await posted_stories(one) if each.insight.kind == "request"]
    if not mine:
        return []
    built = [each for each in mine if each.fixed is not None]
    told = [each for each in mine if each.told is not None]
    heard = sum([await heard_in(each.insight, one) for each in mine])
    items = await written(one.tools, TOLD)
    head = Text(line=_plain(words.funnel(len(mine), len(built), len(told), heard)))
    rows = [
        ((title_of(each.insight, one),), (await mentions_of(each.insight, one),),
         *(_day(each, name, one) for name in _BUILT), await _places(each.insight, items, one))
        for each in mine[:SHOWN]
    ]  # fmt: skip
    return [head, Table(head=words.FUNNEL_HEAD, rows=tuple(rows))]


def _day(story: Story, name: str, one: Inquiry) -> Line:
    step = story.step(name)
    return _plain("-" if step is None else figures.day(step.at.astimezone(one.tools.zone).date()))


async def effects(one: Inquiry) -> list[Block]:
    """Did it work: the verdict on each fix, with all that stands behind it where there is one."""
    items = await written(one.tools, CHANGES, EFFECTS)
    fixed = [each for each in await stories(one) if each.fixed is not None and one.asked.change is None]
    judged = [(each, newest(items, each.insight.id, as_of=one.at)) for each in fixed]
    only = judged[0][1] if len(judged) == 1 else None
    if only is not None:
        return [Text(line=(title_of(judged[0][0].insight, one),)), *worked.blocks(only, standing=one.standing)]
    rows = [await _fix(each, effect, one) for each, effect in judged]
    changed = _recorded(items, one) if one.asked.change is not None else []
    found = _effect_of(changed[0], items, one) if len(changed) == 1 else None
    if found is not None:
        title = Text(line=(Span(text=Untrusted(text(changed[0], "what"))),))
        return [title, *worked.blocks(found, standing=one.standing)]
    rows += [_change(each, items, one) for each in changed]
    return [Table(head=words.CHANGES_HEAD, rows=tuple(rows[:SHOWN]))] if rows else []
