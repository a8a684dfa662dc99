"""Setting sources up from the command line: sealed before they are handed on, tried without keeping anything."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.compose.app import App, open_app, secrets_of
from bot.compose.environment import Given
from bot.compose.kinds import check, kind
from bot.compose.memory import is_there
from bot.errors import BadInput, NotFound
from bot.flow import sources as flow
from bot.flow.payload import Payload, flag, text
from bot.listening.intake import read_mention
from bot.model.mention import Mention
from bot.model.people import PersonId, SourceSpec
from bot.ports.world import Poll

Work = Callable[[Payload], Awaitable[Mapping[str, object]]]
CREDENTIALS = ("secret", "signing_secret")
MOST_SHOWN = 5


def sealed(given: Given, name: str, settings: Mapping[str, object]) -> dict[str, object]:
    """The settings of a source with its credentials sealed for it: from here on nobody else reads them.

    Raises:
        StoreFull: the folder of the key cannot be written.
    """
    hidden = secrets_of(given)
    return {
        key: hidden.seal(str(value), where=name) if key in CREDENTIALS and value else value
        for key, value in settings.items()
        if value not in (None, "", [], ())
    }


def source_works(app: App) -> Mapping[str, Work]:
    """What is done to sources, by the name of the work."""
    tools, standing = app.tools, app.standing

    async def add(payload: Payload) -> Mapping[str, object]:
        name, new = text(payload, "name"), payload.get("settings")
        settings = dict(new) if isinstance(new, Mapping) else {}
        check(flow.spec_of(name, settings, tools=tools), where=name, named=True)
        async with tools.turn():
            await flow.add(name, settings, by=_by(payload), tools=tools, standing=standing)
        return {}

    async def remove(payload: Payload) -> Mapping[str, object]:
        async with tools.turn():
            await flow.remove(text(payload, "name"), by=_by(payload), tools=tools, standing=standing)
        return {}

    async def pause(payload: Payload) -> Mapping[str, object]:
        async with tools.turn():
            changed = await flow.pause(
                text(payload, "name"), by=_by(payload), on=flag(payload, "on"), tools=tools, standing=standing
            )
        return {"changed": changed}

    return {"source add": add, "source remove": remove, "source pause": pause}


def _by(payload: Payload) -> PersonId:
    return PersonId(text(payload, "person"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried:
    """What a source answered when it was tried: its first mentions, how many came, how many could not be read.

    `delivered`: it is not asked, but delivers. `more`: there is more than was looked at.
    """

    mentions: Sequence[Mention] = ()
    came: int = 0
    bad: Sequence[str] = ()
    more: bool = False
    delivered: bool = False


async def try_source(given: Given, name: str) -> Tried:
    """Ask a source once, from its beginning, and keep nothing.

    Raises:
        NotFound: there is none of this name, or it is only the name of what is imported.
        WrongCredential, TryLater, Refused: as it answers.
    """
    async with open_app(given, write=not is_there(given)) as app:
        spec = next((one for one in app.standing.organisation.sources if one.name == name), None)
        if spec is None or kind(spec.kind) is None:
            raise NotFound(what="source", id=name)
        return await try_built(app, spec)


async def try_built(app: App, spec: SourceSpec) -> Tried:
    """Ask a source once, from its beginning, and keep nothing. Raises as it answers."""
    built = app.sources.build(spec)
    if built.asked is None:
        return Tried(delivered=True)
    try:
        poll = await built.asked.source.poll("")
    finally:
        await built.asked.source.close()
    return _tried(poll, app)


def _tried(poll: Poll, app: App) -> Tried:
    mentions: list[Mention] = []
    bad: list[str] = []
    for item in poll.items:
        try:
            if item.error is not None:
                raise item.error
            read = read_mention(item.mention or {}, where=item.position, arrived=app.tools.clock.now())
        except BadInput as wrong:
            bad += [str(wrong)] if item.gone is None and item.under is None else []
        else:
            mentions += [read] if isinstance(read, Mention) else []
    return Tried(mentions=mentions[-MOST_SHOWN:], came=len(poll.items), bad=bad, more=poll.more)
