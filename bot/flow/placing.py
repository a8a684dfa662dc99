"""Placing: the owner of a shard puts what waits for it in its themes, in order, and forgets what left them.

Mentions are taken in by the process that thinks shard 0, in one transaction with the note that they wait here. Each
batch is one transaction with the marks that it is done, so that after a crash nothing is placed twice.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Mapping, Sequence

from bot.flow.standing import Standing, member_of, out
from bot.flow.tools import Tools
from bot.model.changes import Placed, PlaceMentions
from bot.model.mention import MentionId
from bot.model.shards import ToPlace
from bot.model.theme import Assignment, ThemeId
from bot.ports.memory import Full
from bot.themes.state import Member

BATCH = 500


async def place(*, tools: Tools, standing: Standing) -> int:
    """Work off a batch of what waits in the shard; gives how much.

    Raises:
        StoreError: nothing was written; the same comes again.
    """
    waiting = await tools.store.to_place(standing.shard, limit=BATCH)
    if not waiting:
        return 0
    mentions = [one.mention for one in waiting if one.kind == "place" and one.mention is not None]
    fulls = {one.row.id: one for one in await tools.store.full(mentions)}
    assigned = _worked(waiting, fulls, tools=tools, standing=standing)
    changes = [PlaceMentions(placed=tuple(assigned))] if assigned else []
    themes = standing.changed_themes(tools.clock.now())
    await standing.commit([*changes, *themes, Placed(ids=tuple(one.id for one in waiting))], tools=tools)
    return len(waiting)


def _worked(
    waiting: Sequence[ToPlace], fulls: Mapping[MentionId, Full], *, tools: Tools, standing: Standing
) -> list[Assignment]:
    assigned: list[Assignment] = []
    seen: set[MentionId] = set()
    for one in waiting:
        if one.kind == "leave" and one.mention is not None:
            standing.tally.remove(one.mention)
            if one.theme is not None:
                standing.forget_member(_left(one, one.mention, one.theme))
        elif one.kind == "rename" and one.theme is not None:
            _rename(one, one.theme, standing)
        elif one.mention is not None and one.mention in fulls and one.mention not in seen:
            seen.add(one.mention)
            assigned += _place(fulls[one.mention], tools=tools, standing=standing)
    return assigned


def _place(full: Full, *, tools: Tools, standing: Standing) -> list[Assignment]:
    """Where the mention goes; nothing where it has its place, is about others, or says nothing."""
    row, found = full.row, list[Assignment]()
    if row.theme is not None:
        return found
    if not out(full):
        member = member_of(full, ThemeId(0), tools)
        assignment = standing.book.assign(
            full.vector, mention=row.id, at=row.at, day=member.day, voice=full.voice, language=member.language,
            original=standing.theme_of(row.copy_of),
        )  # fmt: skip
        found += [assignment] if assignment is not None else []
    theme = found[0].theme if found else None
    standing.remember(row.id, theme)
    standing.tally.add(standing.heard(full, tools, theme=theme))
    return found


def _left(one: ToPlace, mention: MentionId, theme: ThemeId) -> Member:
    body = one.body
    return Member(
        id=mention, theme=theme, vector=b64decode(str(body["vector"])), voice=str(body["voice"]), at=one.at,
        day=str(body["day"]), language=str(body["language"]), copy=bool(body["copy"]),
    )  # fmt: skip


def _rename(one: ToPlace, theme: ThemeId, standing: Standing) -> None:
    current, name = standing.book.current(theme), one.body.get("name")
    if standing.book.theme(current) is not None:
        standing.book.rename(
            current, str(name) if name is not None else None, at=one.at, by=str(one.body.get("by", ""))
        )
