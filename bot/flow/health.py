"""How Earshot is: departments, languages, keyword groups, clock, outbox and sources, each fault with its remedy."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from bot.config import Settings
from bot.errors import BadQuery
from bot.flow.closing import pausing
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.groups import check
from bot.model.views import Check
from bot.texts import doctor as texts
from bot.texts import sources as words
from bot.understanding import SCORED

BAD_SINCE = timedelta(days=7)
"""How long what could not be read is worth a word."""
AHEAD = timedelta(minutes=5)
"""How far behind what was heard the clock may be."""


async def health(*, tools: Tools, standing: Standing) -> list[Check]:
    """Everything that can be looked at from within."""
    settings = tools.settings
    return [*departments(settings), *languages(settings), *await stored(tools=tools, standing=standing)]


def departments(settings: Settings) -> Iterator[Check]:
    """Whether each department can be reached, and enough is known of it."""
    known = settings.departments
    if not known:
        yield Check(name="departments", state="warning", words=texts.no_departments(), fix=texts.fix_departments())
        return
    without = [one.name for one in known if not one.channels]
    if without:
        yield Check(name="departments", state="warning", words=texts.unreachable(without), fix=texts.fix_channels())
    else:
        yield Check(name="departments", state="ok", words=texts.departments(len(known)))
    vague = [one.name for one in known if not one.about and not one.examples]
    if vague and len(known) > 1:
        yield Check(name="departments", state="warning", words=texts.vague(vague), fix=texts.fix_vague())


def languages(settings: Settings) -> Iterator[Check]:
    """Whether mood is read in each language."""
    unread = [one for one in settings.organisation.languages if one not in SCORED]
    if unread:
        yield Check(name="languages", state="warning", words=texts.unread(unread), fix=texts.fix_languages())
    else:
        yield Check(name="languages", state="ok", words=texts.languages())


async def stored(*, tools: Tools, standing: Standing) -> list[Check]:
    """What the data says: keyword groups, the clock, the outbox, the sources."""
    return [
        *_groups(standing),
        await _clock(tools),
        *await _outbox(tools),
        *await _sources(tools, standing),
    ]


def _groups(standing: Standing) -> Iterator[Check]:
    groups = [(one.name, one.query) for one in standing.organisation.groups]
    for group in standing.organisation.groups:
        try:
            check(group.name, group.query, groups)
        except BadQuery as wrong:
            yield Check(name="groups", state="fault", words=f"{group.name}: {wrong}", fix=texts.fix_group())


async def _clock(tools: Tools) -> Check:
    now = tools.clock.now()
    heard = [one.polled for one in await tools.store.sources() if one.polled is not None]
    if heard and max(heard) > now + AHEAD:
        return Check(name="clock", state="fault", words=texts.clock_back(max(heard)), fix=texts.fix_clock())
    if now.year < 2026:
        return Check(name="clock", state="fault", words=texts.clock_wrong(now), fix=texts.fix_clock())
    return Check(name="clock", state="ok", words=texts.clock(now))


async def _outbox(tools: Tools) -> list[Check]:
    found = []
    waiting = await tools.store.outbox(("new", "sending"))
    for route in await tools.store.routes():
        said = texts.closed(pausing(route, waiting))
        found.append(Check(name="outbox", state="warning", words=said, fix=texts.fix_closed()))
    dead = len(await tools.store.outbox(("dead",)))
    if dead:
        found.append(Check(name="outbox", state="warning", words=texts.dead(dead), fix=texts.fix_dead()))
    return found or [Check(name="outbox", state="ok", words=texts.waiting(len(waiting)))]


async def _sources(tools: Tools, standing: Standing) -> list[Check]:
    found = []
    people = {one.name for one in standing.organisation.people()}
    for spec in standing.organisation.sources:
        if spec.owner is not None and spec.owner not in people:
            said = texts.unknown_owner(spec.name, spec.owner)
            found.append(Check(name="sources", state="warning", words=said, fix=texts.fix_owner()))
    for one in await tools.store.sources():
        if one.state in ("failing", "refused") and one.failing is not None:
            said = words.not_answering(one.name, one.failing, one.error, zone=tools.zone)
            found.append(Check(name="sources", state="warning", words=said, fix=words.fix_not_answering(one.name)))
    bad = Counter(one.source for one in await tools.store.bad_items(tools.clock.now() - BAD_SINCE, limit=1000))
    for name, number in sorted(bad.items()):
        said = words.set_aside(name, number)
        found.append(Check(name="sources", state="warning", words=said, fix=words.fix_set_aside()))
    for gap in await tools.store.gaps(tools.clock.now()):
        if gap.end is None and gap.cause == "silent":
            said = texts.silent(gap.source, gap.start, tools.zone)
            found.append(Check(name="sources", state="warning", words=said, fix=texts.fix_silent()))
    return found or [Check(name="sources", state="ok", words=texts.sources(len(await tools.store.sources())))]
