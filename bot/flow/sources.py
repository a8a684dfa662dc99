"""Sources that are set up by a command: added with their credentials sealed, paused, taken up again, removed."""

from __future__ import annotations

from collections.abc import Mapping

from bot.errors import BadQuestion, NotFound
from bot.flow.organisation import organisation
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import Change, KeepSetting, KeepSource, SettingEvent
from bot.model.people import PersonId, SourceSpec
from bot.texts import sources as words

SOURCE, PAUSE = "source:", "pause:"
"""The subjects of the events that set a source up, and pause one."""


def spec_of(name: str, new: Mapping[str, object], *, tools: Tools) -> SourceSpec:
    """The source that these settings (credentials sealed) make."""
    event = SettingEvent(subject=f"{SOURCE}{name}", person=None, at=tools.clock.now(), new=new)
    found = organisation(tools.settings, [event]).sources
    return next(one for one in found if one.name == name)


async def add(
    name: str, new: Mapping[str, object], *, by: PersonId, tools: Tools, standing: Standing
) -> None:  # fmt: skip
    """Set a source up; it is asked from now on.

    Raises:
        BadQuestion: there is one of this name.
    """
    known = _find(name, standing)
    if known is not None:
        raise BadQuestion(what=words.there_already(name), remedy=words.other_name(fixed=known.fixed))
    await _set(f"{SOURCE}{name}", new, by=by, tools=tools, standing=standing)


async def remove(name: str, *, by: PersonId, tools: Tools, standing: Standing) -> None:
    """Ask a source no more, and use its credentials no more; what was said there stays.

    Raises:
        NotFound: there is none.
        BadQuestion: it is set up in the file.
    """
    if _named(name, standing).fixed:
        raise BadQuestion(what=words.in_the_file(name), remedy=words.change_it_there())
    await _set(f"{SOURCE}{name}", None, by=by, tools=tools, standing=standing)


async def pause(name: str, *, by: PersonId, on: bool, tools: Tools, standing: Standing) -> bool:
    """Ask a source no more, or again; gives whether that changed anything.

    Raises:
        NotFound: there is none.
    """
    if _named(name, standing).paused == on:
        return False
    stand = KeepSource(name=name, state="paused" if on else "ok")
    new = {"paused": True} if on else None
    await _set(f"{PAUSE}{name}", new, stand, by=by, tools=tools, standing=standing)
    return True


async def _set(
    subject: str, new: Mapping[str, object] | None, *more: Change, by: PersonId, tools: Tools, standing: Standing
) -> None:  # fmt: skip
    event = SettingEvent(subject=subject, person=by, at=tools.clock.now(), new=new)
    await standing.commit([KeepSetting(event=event), *more], tools=tools)


def _find(name: str, standing: Standing) -> SourceSpec | None:
    return next((one for one in standing.organisation.sources if one.name == name), None)


def _named(name: str, standing: Standing) -> SourceSpec:
    known = _find(name, standing)
    if known is None:
        raise NotFound(what="source", id=name)
    return known
