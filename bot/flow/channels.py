"""Chat channels in which customers are served: listened to where a member asked for it, for all to see."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.errors import BadQuestion
from bot.flow.hear import Taken, hear
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import Enqueue, KeepSetting, SettingEvent
from bot.model.delivery import Outgoing
from bot.model.message import Message, Span, Text
from bot.model.people import Person, Place
from bot.model.views import Ask
from bot.ports.world import Item
from bot.texts import channels as words

LISTEN = "listen:"
BACK = {"slack": timedelta(days=30)}
"""How far back a channel's history is taken in when listening begins, on platforms that show it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listened:
    """A channel that is listened to. `source` names its mentions and never changes, whatever the channel is called."""

    place: Place
    source: str
    visibility: str
    outside: bool
    since: datetime


def listened(place: Place, *, standing: Standing) -> Listened | None:
    """How this channel is listened to, None where it is not."""
    new = standing.latest(f"{LISTEN}{place}")
    if not new:
        return None
    return Listened(
        place=place, source=str(new["source"]), visibility=str(new["visibility"]), outside=bool(new["outside"]),
        since=datetime.fromisoformat(str(new["since"])),
    )  # fmt: skip


def all_listened(platform: str, *, standing: Standing) -> tuple[Listened, ...]:
    """Every channel of a platform that is listened to, by name."""
    places = [Place.read(subject.removeprefix(LISTEN)) for subject in standing.subjects(f"{LISTEN}{platform}:")]
    found = [listened(place, standing=standing) for place in places]
    return tuple(one for one in found if one is not None)


async def listen_in(ask: Ask, person: Person, *, tools: Tools, standing: Standing) -> Message:
    """Begin to listen in the channel the question comes from, and say so there for all.

    Raises:
        BadQuestion: it was not asked in a channel of an outside chat.
    """
    place = _place(ask)
    if listened(place, standing=standing) is not None:
        return _said(words.listening_already())
    now = tools.clock.now()
    shut, back = ask.private or ask.outside, BACK.get(place.platform, timedelta())
    new = {
        "source": _source(ask, place, standing), "since": (now - back).isoformat(), "outside": ask.outside,
        "visibility": f"private:{place}" if shut else "internal",
    }  # fmt: skip
    event = SettingEvent(subject=f"{LISTEN}{place}", person=person.id, at=now, new=new)
    notice = words.begins(person.name, back.days, tools.settings.retention.days, outside=ask.outside)
    await standing.commit(
        [KeepSetting(event=event), Enqueue(post=_notice(event, place, notice))], tools=tools
    )  # fmt: skip
    return _said(words.listening_now(back.days))


async def stop_listening(ask: Ask, person: Person, *, tools: Tools, standing: Standing) -> Message:
    """Stop listening in the channel the question comes from, and say so there. Raises as `listen_in`."""
    place = _place(ask)
    if listened(place, standing=standing) is None:
        return _said(words.not_listening())
    now = tools.clock.now()
    event = SettingEvent(subject=f"{LISTEN}{place}", person=person.id, at=now, new=None)
    notice = words.ends(person.name, tools.settings.retention.days)
    await standing.commit(
        [KeepSetting(event=event), Enqueue(post=_notice(event, place, notice))], tools=tools
    )  # fmt: skip
    return _said(words.stopped())


async def overhear(items: Sequence[Item], *, tools: Tools, standing: Standing) -> Taken:
    """Take in what was just said, edited or deleted in a channel that is listened to."""
    async with tools.turn():
        return await hear(items, tools=tools, standing=standing)


def _place(ask: Ask) -> Place:
    if ask.place is None or ask.place.platform in ("workspace", "terminal") or not ask.channel:
        raise BadQuestion(what=words.in_a_channel(), remedy=words.ask_there())
    return ask.place


def _source(ask: Ask, place: Place, standing: Standing) -> str:
    """A name for the channel's mentions that no other channel has: a renamed one keeps the name it began with."""
    plain = f"{place.platform.capitalize()} #{ask.channel}"
    known = {str(standing.latest(subject).get("source", "")) for subject in standing.subjects(LISTEN)}
    return plain if plain not in known else f"{plain} ({place.workspace})"


def _notice(event: SettingEvent, place: Place, words_: str) -> Outgoing:
    message = Message(blocks=(Text(line=(Span(text=words_),)),), summary=words_)
    key = f"{event.subject}:{'stop' if event.new is None else 'begin'}:{event.at.isoformat()}"
    return Outgoing(key=key, kind="notice", place=place, message=message, due=event.at)


def _said(words_: str) -> Message:
    return Message(blocks=(Text(line=(Span(text=words_),)),), summary=words_, private=True)
