"""Two accounts of one person: a code, given on the platform where somebody is known, entered where they are not yet.

Only the account that enters the code is joined, and only while it has no role of its own: whoever is talked into
entering a stranger's code gives nothing away.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from datetime import timedelta

from bot.errors import BadInput, NotAllowed
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import Change, Enqueue, KeepSetting, KeepToken, SettingEvent
from bot.model.delivery import Outgoing
from bot.model.message import Message, Span, Text
from bot.model.people import Person, PersonId, Place
from bot.texts import linking as words

LASTS = timedelta(minutes=10)
KIND = "link"


async def link(person: Person, code: str, *, tools: Tools, standing: Standing) -> Message:
    """A new code, or what came of entering one; for the person alone."""
    return _said(await (_enter(person, code, tools, standing) if code else _give(person, tools, standing)))


async def introduce(name: str, id_: str, code: str, *, tools: Tools, standing: Standing) -> Message:
    """Make an account that nobody knows yet the person whose code this is; what is said of it, for its owner alone.

    Nothing is kept of an account whose code is not good.

    Raises:
        NotAllowed: an admin archived this account.
        BadInput: the accounts cannot become one; the code stays good.
    """
    if any(id_ in one.ids for one in standing.organisation.all_people):
        raise NotAllowed(what="this", role="viewer", remedy="Ask an admin for an invitation.")
    into = await _owner(code, tools, standing)
    if into is None:
        return _said(words.no_code_here())
    one = Person(id=PersonId(id_), name=name, ids=(id_,))
    new = {"name": name, "role": one.role, "department": None, "ids": [id_]}
    met = SettingEvent(subject=f"person:{id_}", person=None, at=tools.clock.now(), new=new)
    more = [KeepSetting(event=met), _ended(code, into, tools=tools)]
    return _said(await join(one, into, by=into, more=more, tools=tools, standing=standing))


def _said(said: str) -> Message:
    return Message(blocks=(Text(line=(Span(text=said),)),), summary=said, private=True)


async def _give(person: Person, tools: Tools, standing: Standing) -> str:
    drawn = hashlib.sha256(tools.secrets.token().encode()).digest()[:5]
    code = base64.b32encode(drawn).decode()
    kept = KeepToken(digest=_digest(code), kind="link", person=person.id, until=tools.clock.now() + LASTS)
    await standing.commit([kept], tools=tools)
    return words.code(f"{code[:4]}-{code[4:]}", round(LASTS / timedelta(minutes=1)))


def _digest(code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())
    return hashlib.sha256(f"{KIND}:{plain}".encode()).hexdigest()


async def _owner(code: str, tools: Tools, standing: Standing) -> Person | None:
    """Whose code this is; None where it is not good (any more)."""
    found = await tools.store.token(_digest(code), KIND, tools.clock.now())
    return standing.organisation.person(found[0]) if found is not None else None


def _ended(code: str, into: Person, *, tools: Tools) -> Change:
    return KeepToken(digest=_digest(code), kind="link", person=into.id, until=tools.clock.now(), ended=True)


async def _enter(person: Person, code: str, tools: Tools, standing: Standing) -> str:
    """What came of entering a code.

    Raises:
        BadInput: the accounts cannot become one; the code stays good.
    """
    into = await _owner(code, tools, standing)
    if into is None:
        return words.no_code(person.name)
    if person.role != "viewer" and person.id != into.id:
        raise BadInput(
            what="This account", where="on this side", found=words.has_role(person.role), expected=words.other_way()
        )
    more = [_ended(code, into, tools=tools)]
    return await join(person, into, by=person, more=more, tools=tools, standing=standing)


async def join(
    one: Person, into: Person, *, by: Person, more: Sequence[Change] = (), tools: Tools, standing: Standing
) -> str:
    """Make two accounts one person, on record; gives what is said of it. `more` is kept with it.

    Raises:
        BadInput: they are one already, the file names the account, or the person has one on that platform.
    """
    if one.id == into.id:
        raise BadInput(what="This account", where="to link", found=words.same(into.name), expected=words.another())
    if any(known.id == one.id for known in tools.settings.all_people()):
        raise BadInput(
            what=one.name, where="here", found="set in earshot.toml", expected="both ids under one name in that file"
        )
    twice = {_side(name) for name in one.ids} & {_side(name) for name in into.ids}
    if twice:
        raise BadInput(
            what="This account", where="to link", found=words.two_on(into.name, min(twice)), expected=words.another()
        )
    now = tools.clock.now()
    old, new = {"name": one.name, "role": one.role}, {"person": str(into.id)}
    event = SettingEvent(subject=f"link:{one.id}", person=by.id, at=now, old=old, new=new)
    changes: list[Change] = [*more, KeepSetting(event=event)]
    if into.may("finance"):
        changes.append(_notice(one, into, tools=tools))
    await standing.commit(changes, tools=tools)
    return words.linked(into.name)


def _side(name: str) -> str:
    """The platform and workspace of an id."""
    platform, _, rest = name.partition(":")
    return f"{platform}:{rest.rpartition('/')[0]}".rstrip(":")


def _notice(one: Person, into: Person, *, tools: Tools) -> Change:
    """What all admins are told when an account gets the rights of finance or admin."""
    said, now = words.linked_notice(into.name, into.role, str(one.id)), tools.clock.now()
    message = Message(blocks=(Text(line=(Span(text=said),)),), summary=said)
    place = Place.read(tools.settings.organisation.notices)
    return Enqueue(
        post=Outgoing(
            key=f"notice:link:{one.id}:{now.isoformat()}", kind="notice", place=place, message=message, due=now
        )
    )
