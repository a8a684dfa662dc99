"""/earshot beside the questions: what was found in a period, settings, the doctor, feedback."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from bot.errors import BadInput
from bot.flow.choices import set_hour
from bot.flow.health import health
from bot.flow.home import setting_lines
from bot.flow.rights import may_see
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import Enqueue
from bot.model.delivery import Outgoing
from bot.model.mention import Untrusted
from bot.model.message import Block, Header, Line, Message, Span, Style, Table, Text
from bot.model.people import Person, Place
from bot.model.rows import Rows
from bot.model.views import Ask
from bot.roi.periods import read_period
from bot.texts import answers, pages
from bot.texts import home as words
from bot.texts.cards import BADGES

LATELY = timedelta(days=28)
"""What is asked about where no period is named: up to now, so that who starts today is answered today."""
MOST = 15
_MARKS: dict[str, Style] = {"ok": "good", "warning": "strong", "fault": "bad"}


def period(phrase: str, tools: Tools) -> tuple[str, datetime, datetime]:
    """What a phrase is called, and the instants it means; the last four weeks where there is none.

    Raises:
        BadQuestion: it is none, with the nearest phrases.
    """
    now = tools.clock.now()
    if not phrase:
        return answers.lately(), now - LATELY, now
    fiscal = tools.settings.roi.fiscal_year_start_month
    found = read_period(phrase, today=now.astimezone(tools.zone).date(), fiscal_start=fiscal)
    return phrase, _start(found.start or date(2000, 1, 1), tools), _start(found.end, tools)


def _start(day: date, tools: Tools) -> datetime:
    return datetime.combine(day, time(), tools.zone)


def _private(title: str, *blocks: Block, spoken: str = "") -> Message:
    return Message(blocks=(Header(text=title), *blocks), summary=f"{title}. {spoken}".strip(), private=True)


async def insights(phrase: str, person: Person, *, tools: Tools) -> Message:
    """What was found in a period, the latest first.

    Raises:
        BadQuestion: the phrase is no period.
    """
    called, since, until = period(phrase, tools)
    rows: list[tuple[Line, ...]] = []
    for one in reversed(await tools.store.insights(since=since)):
        within = since <= one.found and (one.found < until or not phrase)
        if not within or len(rows) == MOST or not await may_see(one, person, tools=tools):
            continue
        figure = Rows(insight=one.id, since=one.numbers.since, until=one.numbers.until)
        rows.append((
            (Span(text=one.label, topic=one.theme),), (Span(text=BADGES[one.kind].lower()),),
            (Span(text=pages.mentions(one.numbers.mentions), opens=figure),), (Span(text=pages.STATUSES[one.status]),),
        ))  # fmt: skip
    title = words.insights_list_title(called)
    if not rows:
        return _private(title, Text(line=(Span(text=answers.nothing_found()),)))
    return _private(title, Table(head=tuple(words.INSIGHTS_HEAD), rows=tuple(rows)))


async def changing(rest: str, person: Person, *, tools: Tools, standing: Standing) -> Message:
    """The settings as they stand, after `digest [DEPARTMENT] HH:MM` if that is asked for.

    Raises:
        NotAllowed, BadInput: the digest hour is not theirs to move, or this is none.
    """
    verb, *more = rest.split() or [""]
    said = ""
    if verb.lower() == "digest":
        *name, hour = more or [""]
        department = " ".join(name) or person.department or ""
        said = await set_hour(person, department, hour, tools=tools, standing=standing)
    rows: tuple[tuple[Line, ...], ...] = tuple(
        ((Span(text=line.key),), (Span(text=line.value, style="strong"),), (Span(text=line.origin, style="faint"),))
        for line in setting_lines(person, tools=tools, standing=standing)
    )
    blocks: list[Block] = [Text(line=(Span(text=said),))] if said else []
    blocks += [
        Table(head=words.SETTINGS_HEAD, rows=rows),
        Text(line=(Span(text=words.settings_usage(person.department or "")),), faint=True),
    ]
    return _private(words.settings_title(), *blocks, spoken=said)


async def doctor(*, tools: Tools, standing: Standing) -> Message:
    """What is well and what is not, each fault with its remedy."""
    found = [*await health(tools=tools, standing=standing), *await tools.examine()]
    faults = [one for one in found if one.state != "ok"]
    rows: tuple[tuple[Line, ...], ...] = tuple(
        ((Span(text=one.state, style=_MARKS[one.state]),), (Span(text=one.name),), (Span(text=one.words),))
        for one in found
    )
    fixes = tuple(Text(line=(Span(text=f"{one.name}: {one.fix}"),)) for one in faults if one.fix)
    title = words.health_title(len(faults))
    return _private(title, Table(head=words.HEALTH_HEAD, rows=rows), *fixes)


async def feedback(ask: Ask, said: str, person: Person, *, tools: Tools, standing: Standing) -> Message:
    """Words to whoever runs Earshot here, posted to the place of notices.

    Raises:
        BadInput: nothing was said.
    """
    if not said:
        raise BadInput(what="The feedback", where="behind /earshot feedback", found="nothing", expected="your words")
    now = tools.clock.now()
    line = (Span(text=words.feedback_from(person.name), style="strong"), Span(text=Untrusted(said)))
    message = Message(blocks=(Text(line=line),), summary=words.feedback_from(person.name).strip(" :"))
    place = Place.read(tools.settings.organisation.notices)
    key = f"feedback:{ask.key or f'{person.id}:{now.isoformat()}'}"
    post = Outgoing(key=key, kind="notice", place=place, message=message, due=now)
    await standing.commit([Enqueue(post=post)], tools=tools)
    return Message(
        blocks=(Text(line=(Span(text=words.feedback_thanks()),)),), summary=words.feedback_thanks(), private=True
    )
