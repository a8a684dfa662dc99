"""Forgetting: what a person outside said is taken out of everything, and on their word nothing more is taken in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.errors import BadInput, NotFound
from bot.flow.payload import Payload, text
from bot.flow.standing import Standing
from bot.flow.think import refresh
from bot.flow.tools import Tools
from bot.listening.intake import author_key
from bot.listening.links import SHARED
from bot.model.changes import Change, RemoveMention
from bot.model.mention import MentionId, MentionState
from bot.model.rows import Rows
from bot.ports.memory import Full
from bot.texts import operating as words


async def asked(payload: Payload, *, tools: Tools, standing: Standing) -> Mapping[str, object]:
    """Forget whom the payload names: the author of a mention, or (`author`) one by id or name. Raises as these do."""
    source, named = text(payload, "source"), text(payload, "id")
    async with tools.turn():
        if payload.get("author") is True:
            number = await forget_author(
                source, named, from_now_on=payload.get("from_now_on") is True, tools=tools, standing=standing
            )
        else:
            number = await forget(source, named, tools=tools, standing=standing)
    return {"removed": number}


async def again(payload: Payload, *, tools: Tools, standing: Standing) -> Mapping[str, object]:
    """Take out again what an older backup brought back, in the state and for the reason that the payload says."""
    state: MentionState = "deleted" if payload.get("state") == "deleted" else "forgotten"
    async with tools.turn():
        number = await remove_again(
            text(payload, "source"), text(payload, "id"), state=state, reason=text(payload, "reason"),
            tools=tools, standing=standing,
        )  # fmt: skip
    return {"removed": number}


async def forget(source: str, source_id: str, *, tools: Tools, standing: Standing) -> int:
    """Remove a person's mentions everywhere: the one named and all others of the same author there; gives how many.

    Raises:
        NotFound: nothing is known under this key.
    """
    known = (await tools.store.known([(source, source_id)])).get((source, source_id))
    if known is None or known.id is None:
        raise NotFound(what="mention", id=f"{source}:{source_id}")
    first = await tools.store.full([known.id])
    found = await _of_author(first[0], tools) if first else []
    await _take_out(found, "forgotten", _reason(tools), tools=tools, standing=standing)
    return len(found)


async def forget_author(source: str, name: str, *, from_now_on: bool, tools: Tools, standing: Standing) -> int:
    """Remove all mentions of an author, named by id or name; gives how many. `from_now_on`: and take in no more.

    Raises:
        NotFound: nobody there is called so, and nobody is to be closed out from now on.
        BadInput: several are called so.
    """
    author = await _one_author(source, name, tools=tools)
    if author is None and not from_now_on:
        raise NotFound(what="author", id=f"{source}:{name}")
    if from_now_on:
        await standing.commit([_closed(source, author or name, tools.clock.now())], tools=tools)
    rows = await tools.store.listed(Rows(author=f"{source}:{author}"), limit=0) if author is not None else ()
    full = await tools.store.full([MentionId(row.id) for row in rows])
    if full:
        await _take_out(full, "forgotten", _reason(tools), tools=tools, standing=standing)
    return len(full)


async def chosen(source: str, name: str, *, tools: Tools) -> tuple[str, str]:
    """Source and id of the author of this id or name. Raises as `forget_author`."""
    author = await _one_author(source, name, tools=tools)
    if author is None:
        raise NotFound(what="author", id=f"{source}:{name}")
    return source, author


async def _one_author(source: str, name: str, *, tools: Tools) -> str | None:
    """The id of the author who has this id, else of the only one of this name; None where nobody is called so."""
    found = await tools.store.authors(source, name)
    if name in found:
        return name
    if len(found) > 1:
        raise BadInput(what="the author", where=source, found=words.several(name, found), expected="an id")
    return found[0] if found else None


def _closed(source: str, author: str, now: datetime) -> RemoveMention:
    return RemoveMention(
        key=author_key(source, author), id=None, state="forgotten", reason="asked not to be listened to", at=now
    )


def _reason(tools: Tools) -> str:
    return f"removed at the author's request on {tools.clock.now().astimezone(tools.zone):%Y-%m-%d}"


async def remove_again(
    source: str, source_id: str, *, state: MentionState, reason: str, tools: Tools, standing: Standing
) -> int:
    """Take out what an older backup brought back; gives how many mentions went. Nothing is done where none is live."""
    known = (await tools.store.known([(source, source_id)])).get((source, source_id))
    found = await tools.store.full([known.id]) if known is not None and known.id is not None else ()
    if not found or known is None or known.state != "live":
        return 0
    await _take_out(found, state, reason, tools=tools, standing=standing)
    return 1


async def _take_out(
    found: Sequence[Full], state: MentionState, reason: str, *, tools: Tools, standing: Standing
) -> None:
    """Take mentions out of all that was learned, counted and written of them."""
    now = tools.clock.now()
    await standing.unlearn([one.row.id for one in found], tools=tools)
    removed: list[Change] = [
        RemoveMention(
            key=(one.row.source, one.row.source_id), id=one.row.id, state=state, reason=reason, at=now
        )
        for one in found
    ]  # fmt: skip
    await standing.commit([*removed, *standing.changed_themes(now)], tools=tools)
    dirty = frozenset(standing.dirty)
    await refresh(dirty, tools=tools, standing=standing)
    standing.thought((), dirty)


async def _of_author(first: Full, tools: Tools) -> Sequence[Full]:
    """All that its author said; of what nobody signed, what speaks with its voice. A link is shared by many."""
    author = first.row.author_id
    if author is None and first.voice.startswith(SHARED):
        return [first]
    rows = await tools.store.listed(Rows(author=f"{first.row.source}:{author}" if author else first.voice), limit=0)
    return await tools.store.full([MentionId(row.id) for row in rows])


FORGETS: Final[Mapping[str, Callable[..., Awaitable[Mapping[str, object]]]]] = {"forget": asked, "remove": again}
"""Work on the inbox's events of these kinds."""
