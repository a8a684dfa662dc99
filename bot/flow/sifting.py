"""What of a source's items is taken in: of a firehose what a group matches; an author who is gone takes all along."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.listening.groups import About
from bot.model.rows import Rows
from bot.ports.world import Item

Key = tuple[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What of a source is wanted: everything, or (`only`) what one of these groups matches; none named means any."""

    only: bool = False
    groups: Collection[str] = ()


EVERYTHING = Wanted()
_LONG_AGO = datetime(1, 1, 2, tzinfo=UTC)


async def sift(
    items: Sequence[Item], wanted: Wanted, *, source: str, tools: Tools, standing: Standing
) -> tuple[Item, ...]:
    """The items to be taken in, oldest first; an author who is gone is a deletion of each of their mentions."""
    found: list[Item] = []
    for item in items:
        leaves = item.gone is not None or item.under is not None
        found += await _leaving(item, found, source, tools) if leaves else [item]
    return tuple(found) if not wanted.only else await _matching(found, wanted, tools=tools, standing=standing)


async def _leaving(item: Item, before: list[Item], source: str, tools: Tools) -> list[Item]:
    """Deletions for all that goes with an author or a conversation. What the batch had of it does not even come in."""
    theirs = {id(one): _key(one) for one in before if _goes(one, item)}
    before[:] = [one for one in before if id(one) not in theirs]
    if item.under is not None:
        keys = {(source, one) for one in await tools.store.under(source, item.under)}
    else:
        rows = await tools.store.listed(Rows(author=f"{source}:{item.gone}"), limit=0)
        rows = [row for row in rows if row.state == "live" and row.source == source]
        # Told again after a restart, it must not take what was said since.
        keys = {(row.source, row.source_id) for row in rows if item.at is None or row.at <= item.at}
    keys |= {key for key in theirs.values() if key is not None}
    gone = [_deletion(item.position, key) for key in sorted(keys)]
    if item.under is not None:  # closed as a whole: what was said in it before may come after this
        gone.append(replace(_deletion(item.position, (source, item.under)), under=item.under))
    return gone


async def _matching(
    items: Sequence[Item], wanted: Wanted, *, tools: Tools, standing: Standing
) -> tuple[Item, ...]:  # fmt: skip
    """What a group matches, and what concerns a mention that is held: its edit away from the group, its deletion."""
    matched = [_matches(item, wanted, standing) for item in items]
    ours = {_key(item) for item, one in zip(items, matched, strict=True) if one}
    late = {key for item, one in zip(items, matched, strict=True) if not one and (key := _later(item)) is not None}
    ours |= set(await tools.store.known(late)) if late else set()
    return tuple(
        item for item, one in zip(items, matched, strict=True)
        if one or item.error is not None or item.under is not None or (_later(item) is not None and _key(item) in ours)
    )  # fmt: skip


def _matches(item: Item, wanted: Wanted, standing: Standing) -> bool:
    raw = item.mention
    if raw is None or raw.get("op") == "delete":
        return False
    text = raw.get("text")
    names = standing.matcher.matches(text, About.json(raw)) if isinstance(text, str) else ()
    return any(not wanted.groups or name in wanted.groups for name, _ in names)


def _later(item: Item) -> Key | None:
    """The key of a mention that this may change: an edit or a deletion."""
    raw = item.mention
    return _key(item) if raw is not None and (raw.get("op") == "delete" or raw.get("edited")) else None


def _key(item: Item) -> Key | None:
    raw = item.mention
    return (str(raw.get("source")), str(raw.get("id"))) if raw is not None else None


def _goes(one: Item, leaving: Item) -> bool:
    key = _key(one)
    if leaving.under is not None:
        return key is not None and key[1].startswith(leaving.under)
    return _author(one) == leaving.gone and (leaving.at is None or _said(one) <= leaving.at)


def _said(item: Item) -> datetime:
    """When it was said; long ago where that cannot be read."""
    try:
        at = datetime.fromisoformat(str((item.mention or {}).get("at")))
    except ValueError:
        return _LONG_AGO
    return at if at.tzinfo else at.replace(tzinfo=UTC)


def _author(item: Item) -> str | None:
    author = item.mention.get("author") if item.mention is not None else None
    return str(author.get("id")) if isinstance(author, Mapping) else None


def _deletion(position: str, key: Key) -> Item:
    return Item(position=position, mention={"source": key[0], "id": key[1], "op": "delete"})
