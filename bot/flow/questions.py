"""@Earshot and /earshot: a fixed set of questions, answered from all rows; anything else with the list of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.delivery.schedule import window
from bot.flow import cards, digests, fixes
from bot.flow.around import changing, doctor, feedback, insights, period
from bot.flow.board import source_lines
from bot.flow.channels import listen_in, stop_listening
from bot.flow.linking import link
from bot.flow.naming import called
from bot.flow.pages import view
from bot.flow.pulse import pulse
from bot.flow.rights import OPEN_TO_ALL, is_member
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import KeepSetting, SettingEvent
from bot.model.message import Block, Header, Line, Message, Quote, Span, Table, Text
from bot.model.people import Person, Place
from bot.model.rows import Rows
from bot.model.theme import Theme, ThemeId
from bot.model.views import Ask
from bot.texts import answers as words
from bot.texts import effects, pages

SHOWN = 10
NOWHERE = Place(platform="nowhere", workspace="", channel="nowhere")
"""A place in which nothing private was said: what somebody may read who is no member of the real one."""
OWN = ("workspace", "terminal")
"""Platforms without channels in which customers are served."""
_TOP = re.compile(r"^(?:what are the |which are the )?top (?:problems|topics)\b(.*)$")
_REPORTED = re.compile(r"^which problems did (?:>=|≥|at least )? ?(\d+) people report(.*)$")
_LEAST = re.compile(r"(?:>=|≥|at least)\s*(\d+)(?:\s*people)?")
_ABOUT = re.compile(r"^show (?:me )?(?:the )?messages (?:about|with) (.+)$")
_COUNTED = re.compile(r",? and how many (?:messages|mentions|people)\b.*$")
"""Asks for what every answer says anyway."""
_FIXED = re.compile(r"^(?:was|is) (?:it|(.+?)) fixed$|^did the fix (?:of (.+) )?work$")


async def answer(ask: Ask, person: Person, *, tools: Tools, standing: Standing) -> Message:
    """The answer to a question put to @Earshot, for everyone who read it: it counts what all colleagues may see.

    What quotes people is for the asker alone, since nobody could take it back out of a chat; so is what was not
    understood.
    """
    asked = " ".join(ask.text.split()).strip(" ?!.")
    found = await _understood(ask, asked.lower(), tools=tools, standing=standing)
    if found is not None:
        return replace(found, private=any(isinstance(block, Quote) for block in found.blocks))
    title = words.usage_title("" if asked.lower() in ("", "help", "hi", "hello") else asked)
    return _listed(title, words.QUESTIONS)


async def _understood(ask: Ask, asked: str, *, tools: Tools, standing: Standing) -> Message | None:
    low = _COUNTED.sub("", asked)
    for pattern, least in ((_TOP, 1), (_REPORTED, 0)):
        found = pattern.match(low)
        if found:
            floor = int(found.group(1)) if least == 0 else 1
            return await _top(found.groups()[-1], floor, tools=tools, standing=standing)
    if low.startswith("what changed"):
        return await _changed(tools=tools, standing=standing)
    if low.startswith(("who is on", "who took")):
        return await _taken(tools=tools, standing=standing)
    about = _ABOUT.match(low)
    if about:
        return await _messages(about.group(1).strip('"“”'), tools=tools)
    fixed = _FIXED.match(low)
    if fixed:
        return await _fixed(ask, fixed.group(1) or fixed.group(2) or "", tools=tools, standing=standing)
    return None


async def command(ask: Ask, person: Person, *, tools: Tools, standing: Standing) -> Message:
    """The answer to /earshot, for the asker alone.

    Raises:
        NotAllowed, BadInput: what is to be changed is not theirs to change, or cannot be read.
    """
    verb, _, rest = " ".join(ask.text.split()).partition(" ")
    match verb.lower():
        case "digest":
            return await _digest(ask, person, tools=tools, standing=standing)
        case "topics":
            return await _topics(tools=tools, standing=standing)
        case "insights":
            return await insights(rest, person, tools=tools)
        case "sources":
            return await _sources(tools=tools, standing=standing)
        case "groups":
            rows = tuple(((Span(text=one.name),), (Span(text=one.query),)) for one in standing.organisation.groups)
            return _answer(words.groups_title(), Table(head=("group", "query"), rows=rows))
        case "pulse":
            return await pulse(rest, tools=tools, standing=standing)
        case "settings":
            return await changing(rest, person, tools=tools, standing=standing)
        case "doctor":
            return await doctor(tools=tools, standing=standing)
        case "feedback":
            return await feedback(ask, rest, person, tools=tools, standing=standing)
        case "listen":
            return await listen_in(ask, person, tools=tools, standing=standing)
        case "unlisten":
            return await stop_listening(ask, person, tools=tools, standing=standing)
        case "link":
            return await link(person, rest, tools=tools, standing=standing)
        case "mute" if rest:
            return await _mute(rest, person, tools=tools, standing=standing)
    more = words.CHANNEL_COMMANDS if ask.place is not None and ask.place.platform not in OWN else ()
    return _listed(words.commands_title("" if verb.lower() in ("", "help") else verb), (*words.COMMANDS, *more))


async def _sources(*, tools: Tools, standing: Standing) -> Message:
    rows: tuple[tuple[Line, ...], ...] = tuple(
        ((Span(text=one.name),), one.mentions, (Span(text=one.words),), (Span(text=one.budget),))
        for one in await source_lines(tools=tools, standing=standing)
    )
    return _answer(words.sources_title(), Table(head=("source", "mentions", "health", "budget"), rows=rows))


def _answer(title: str, *blocks: Block) -> Message:
    shown = tuple(blocks) or (Text(line=(Span(text=words.nothing_found()),)),)
    return Message(blocks=(Header(text=title), *shown), summary=title, private=True)


def _listed(title: str, lines: Sequence[tuple[str, str]]) -> Message:
    rows: tuple[tuple[Line, ...], ...] = tuple(
        ((Span(text=one, style="strong"),), (Span(text=what),)) for one, what in lines
    )
    spoken = "; ".join(f"{one}: {what}" for one, what in lines)
    table = Table(head=("ask", "answer"), rows=rows)
    return Message(blocks=(Header(text=title), table), summary=f"{title}. {spoken}", private=True)


async def _name(theme: Theme, *, tools: Tools, standing: Standing) -> Span:
    return Span(text=await called(theme, tools=tools, standing=standing), topic=theme.id)


async def _top(rest: str, least: int, *, tools: Tools, standing: Standing) -> Message:
    floor = _LEAST.search(rest)
    if floor:
        least, rest = int(floor.group(1)), rest.replace(floor.group(0), " ")
    phrase = rest.replace("people", " ").strip(" ,")
    phrase, since, until = period(phrase, tools)
    rows = Rows(since=since, until=until)
    counts = await tools.store.facets(rows, "theme", visible=OPEN_TO_ALL)
    lines: list[tuple[Line, ...]] = []
    for name in counts:
        theme = standing.theme(_theme_id(name)) if name else None
        if theme is None or theme.state != "theme":
            continue
        mine = Rows(theme=theme.id, since=since, until=until)
        counted = await tools.store.count(mine, visible=OPEN_TO_ALL)
        if counted.people < max(1, least):
            continue
        lines.append(
            (
                (await _name(theme, tools=tools, standing=standing),),
                (Span(text=f"{counted.people:,}"),),
                (Span(text=f"{counted.mentions:,}", opens=mine),),
            )
        )
        if len(lines) == SHOWN and least <= 1:
            break
    title = words.top_title(phrase, least)
    return _answer(title, *([Table(head=("topic", "people", "mentions"), rows=tuple(lines))] if lines else []))


async def _changed(*, tools: Tools, standing: Standing) -> Message:
    now = tools.clock.now()
    week = timedelta(days=7)
    after = await tools.store.facets(Rows(since=now - week, until=now), "theme", visible=OPEN_TO_ALL)
    before = await tools.store.facets(Rows(since=now - 2 * week, until=now - week), "theme", visible=OPEN_TO_ALL)
    moved = sorted(set(after) | set(before), key=lambda name: (-abs(after.get(name, 0) - before.get(name, 0)), name))
    lines: list[tuple[Line, ...]] = []
    for name in moved:
        theme = standing.theme(_theme_id(name)) if name else None
        if theme is None or theme.state != "theme" or len(lines) == SHOWN:
            continue
        now_rows = Rows(theme=theme.id, since=now - week, until=now)
        then_rows = Rows(theme=theme.id, since=now - 2 * week, until=now - week)
        figures = (
            Span(text=str(before.get(name, 0)), opens=then_rows),
            Span(text=" → "),
            Span(text=str(after.get(name, 0)), opens=now_rows),
        )
        driven = await cards.by_source([then_rows], now_rows, tools=tools)
        why = ", ".join(f"{pages.source_name(one.value)} {one.difference:+.0f}" for one in driven if one.difference)
        named = await _name(theme, tools=tools, standing=standing)
        lines.append(((named,), figures, (Span(text=why),)))
    title = words.changed_title("last 7 days against the 7 before")
    return _answer(title, *([Table(head=("topic", "mentions", "driven by"), rows=tuple(lines))] if lines else []))


async def _taken(*, tools: Tools, standing: Standing) -> Message:
    insights = [
        one
        for one in await tools.store.insights()
        if one.status in ("acknowledged", "in_work") and one.visibility in OPEN_TO_ALL
    ]
    lines: list[tuple[Line, ...]] = []
    for insight in insights:
        steps = await tools.store.statuses([insight.id])
        who = ", ".join(sorted({step.department or "" for step in steps if step.department}))
        lines.append(
            (
                (Span(text=insight.label, topic=insight.theme),),
                (Span(text=pages.STATUSES[insight.status]),),
                (Span(text=who),),
            )
        )
    if not lines:
        return _answer(words.taken_title(), Text(line=(Span(text=words.nobody()),)))
    return _answer(words.taken_title(), Table(head=("topic", "status", "departments"), rows=tuple(lines)))


async def _messages(text: str, *, tools: Tools) -> Message:
    rows = Rows(text=text)
    counts = await tools.store.count(rows, visible=OPEN_TO_ALL)
    newest = await tools.store.listed(rows, visible=OPEN_TO_ALL, limit=5, newest=True)
    quotes = []
    for row in newest:
        shown = view(row, None, tools=tools, day=True)
        quotes.append(Quote(text=shown.text, origin=(Span(text=f"{shown.source}, {shown.when}"),)))
    head = Text(
        line=(Span(text=pages.mentions(counts.mentions), opens=rows), Span(text=f" · {pages.people(counts.people)}"))
    )
    return _answer(words.messages_title(text, counts.mentions), head, *quotes)


def _theme_id(name: str) -> ThemeId:
    return ThemeId(int(name))


def _find_theme(text: str, standing: Standing) -> Theme | None:
    """The topic a person means: a name or label that holds all their words; the largest of several."""
    wanted = text.lower().split()
    found = [
        theme
        for theme in standing.themes()
        if theme.state == "theme" and all(word in f"{theme.name or ''} {theme.label.raw}".lower() for word in wanted)
    ]
    return max(found, key=lambda theme: (theme.mentions, -theme.id), default=None)


async def _fixed(ask: Ask, text: str, *, tools: Tools, standing: Standing) -> Message:
    insight = await tools.store.insight(ask.insight) if ask.insight is not None else None
    if insight is None and not text:
        found = await fixes.all_of_them(tools=tools)
        return _answer(words.fixes_title(), *(found or [Text(line=(Span(text=words.nothing_fixed()),))]))
    if insight is None:
        insight = await fixes.called(text, _find_theme(text, standing), tools=tools)
    if insight is None:
        return _listed(words.no_such_topic(text), words.QUESTIONS)
    return _answer(effects.title(), *await fixes.of_insight(insight, tools=tools, standing=standing))


async def _digest(ask: Ask, person: Person, *, tools: Tools, standing: Standing) -> Message:
    department = standing.organisation.department_of(ask.place) if ask.place is not None else None
    department = department or standing.organisation.department(person.department or "")
    if department is None or not department.channels:
        return _answer(words.no_department())
    today = tools.clock.now().astimezone(tools.zone).date()
    one = window(department, today, zone=tools.zone)
    message = None
    if one is not None:
        place = department.channels[0]
        if not await is_member(place, person, tools=tools):
            place = NOWHERE
        message = await digests.preview(department, place, one, tools=tools, standing=standing)
    return message or _answer(words.quiet_digest())


async def _topics(*, tools: Tools, standing: Standing) -> Message:
    return await _top("", 1, tools=tools, standing=standing)


async def _mute(text: str, person: Person, *, tools: Tools, standing: Standing) -> Message:
    theme = _find_theme(text, standing)
    if theme is None:
        return _answer(words.no_such_topic(text))
    now = tools.clock.now()
    rows = Rows(theme=theme.id, since=now - timedelta(days=7), until=now)
    until = max(10, 2 * (await tools.store.count(rows)).mentions)
    event = SettingEvent(subject=f"mute:{theme.id}", person=person.id, at=now, new={"until": until})
    await standing.commit([KeepSetting(event=event)], tools=tools)
    return _answer(words.muted(theme.name or theme.label.raw, until))
