"""What people said is right: corrections as labels to judge by, and mentions that wait for such a word."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC

from bot.flow.mentions import INTENT, MOOD
from bot.model.mention import MentionId
from bot.model.rows import Row, Rows
from bot.model.signal import NOT_ABOUT_US, Correction
from bot.ports.memory import Full, Store
from bot.routing.router import Router, corrected

NEWEST = 200
"""So many of the newest corrections of departments are judged by: for each, routing is made as if it were not there."""
QUOTED = 20
"""So many mentions of a corrected insight are labelled by it."""
_AT_ONCE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """Texts with what a person said is right; `router` has not learned it from this person's word."""

    texts: tuple[str, ...]
    label: str
    right: str
    router: Router


@dataclass(frozen=True, slots=True, kw_only=True)
class Waits:
    """A mention that nobody could tell: its mood, its department or both; the likeliest department, if any is."""

    full: Full
    mood: bool
    department: bool
    likeliest: tuple[str, float] | None

    @property
    def row(self) -> Row:
        """The mention as a list shows it."""
        return self.full.row


async def gold(store: Store, router: Router) -> list[Gold]:
    """The corrections in force as labels: moods, intents, departments of mentions and of what insights cite."""
    found = []
    for label, prefix, key in (("sentiment", MOOD, "mood"), ("intent", INTENT, "intent")):
        right = await said(store, prefix, key)
        found += [
            Gold(texts=(one.row.text.raw,), label=label, right=right[one.row.id], router=router)
            for one in await store.full(sorted(right))
        ]
    every = [one for one in await store.corrections() if one.undone is None]
    for one in [one for one in every if one.to is not None and one.to != NOT_ABOUT_US][-NEWEST:]:
        texts = tuple(full.row.text.raw for full in await _corrected(one, store))
        others = corrected(router, [other for other in every if other.id != one.id], people={}, zone=UTC)
        found.append(Gold(texts=texts, label="department", right=str(one.to), router=others))
    return found


async def said(store: Store, prefix: str, key: str) -> dict[MentionId, str]:
    """What people said of mentions under this prefix (as in `mentions`), as it holds."""
    latest = {event.subject: event.new for event in await store.setting_events(prefix)}
    return {MentionId(int(one.removeprefix(prefix))): str(new[key]) for one, new in latest.items() if new}


async def _corrected(one: Correction, store: Store) -> list[Full]:
    """The live mentions that a correction was about."""
    ids = [one.mention] if one.mention is not None else []
    if one.insight is not None:
        ids = list(await store.evidence(one.insight))
    return list(await store.full(ids[-QUOTED:]))


async def waiting(store: Store, *, limit: int, visible: frozenset[str] | None = None) -> list[Waits]:
    """The newest mentions (of these visibilities) whose mood is unsure or that are nobody's department."""
    found: list[Waits] = []
    offset = 0
    while len(found) < limit:
        rows = await store.listed(Rows(), visible=visible, limit=_AT_ONCE, offset=offset, newest=True)
        # A copy is read as its original is; what is gone can be told no more.
        unsure = [row for row in rows if row.state == "live" and row.copy_of is None and _waits(row)]
        fulls = {one.row.id: one for one in await store.full([row.id for row in unsure])}
        found += [_one(fulls[row.id]) for row in unsure if row.id in fulls and not _out(fulls[row.id])]
        offset += len(rows)
        if len(rows) < _AT_ONCE:
            break
    return found[:limit]


def _waits(row: Row) -> bool:
    return row.sentiment == "unsure" or row.department is None


def _out(one: Full) -> bool:
    return any(name == NOT_ABOUT_US for name, _ in one.groups)


def _one(full: Full) -> Waits:
    row, first = full.row, next(iter(full.departments), None)
    return Waits(
        full=full, mood=row.sentiment == "unsure", department=row.department is None,
        likeliest=(first[0], first[1]) if first else None,
    )  # fmt: skip
