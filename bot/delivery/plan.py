"""What goes to the outbox: keys, budgets, quiet hours. The same cause gives the same rows.

Keys: `digest:PLACE:YYYY-MM-DD`, `insight:ID:PLACE` (the one root of an insight in a place, whether
it came as an alert or in a digest's thread), `update:ID:PLACE:LEVEL`, `edit:ID:PLACE:INSTANT:MARK`,
`edit:digest:PLACE:YYYY-MM-DD:INSTANT:MARK` (MARK tells two edits of one instant apart),
`thread:ID:PLACE:CAUSE`. A key that is already in the outbox changes nothing.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, tzinfo
from typing import Literal

from bot.config import Posting
from bot.model.changes import Enqueue, KeepShown, Shown
from bot.model.delivery import Delivery, Outgoing, PostKind
from bot.model.insight import Insight, InsightId
from bot.model.message import Entry, Line, Message, Text
from bot.model.people import Place

ROOTS: tuple[PostKind, ...] = ("digest", "alert")
"""The kinds of posts that stand in a channel by themselves and count against its budget."""
_MONEY = re.compile(r"[€$£¥]\s?\d|\d\s?(?:[€$£¥]|EUR\b|USD\b|GBP\b|CHF\b)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """Why nothing is posted now."""

    reason: Literal["private", "posted", "small", "muted", "quiet", "budget"]


def digest_key(place: Place, day: date) -> str:
    """The key of a place's digest of a local date."""
    return f"digest:{place}:{day.isoformat()}"


def digest_day(key: str) -> str:
    """The local date in the key of a digest; '' in any other key."""
    return key.rpartition(":")[2] if key.startswith("digest:") else ""


def root_key(insight: InsightId, place: Place) -> str:
    """The key of an insight's one root in a place."""
    return f"insight:{insight}:{place}"


def update_key(insight: InsightId, place: Place, level: int) -> str:
    """The key of the reply that says an insight reached a level."""
    return ":".join(("update", str(insight), str(place), str(level)))


def deliverable(insight: Insight, place: Place) -> bool:
    """Whether the insight may be shown in this place at all (a private one only where it was said)."""
    return not insight.visibility.startswith("private:") or insight.visibility == f"private:{place}"


def muted(insight: Insight, mutes: Mapping[int, int]) -> bool:
    """Whether its theme is muted until it has more mentions than it has now; harm never is."""
    until = mutes.get(insight.theme) if insight.theme is not None else None
    return until is not None and insight.kind != "risk" and insight.numbers.mentions < until


def posted_today(deliveries: Sequence[Delivery], place: Place, day: date, zone: tzinfo) -> int:
    """How many root posts (digests, alerts) a place got on a local date."""
    return sum(one.kind in ROOTS and one.place == place and one.at.astimezone(zone).date() == day for one in deliveries)


def quiet(now: datetime, posting: Posting, zone: tzinfo) -> bool:
    """Whether it is the department's quiet time (over midnight where it ends earlier than it begins)."""
    begins, ends = time.fromisoformat(posting.quiet_from), time.fromisoformat(posting.quiet_until)
    clock = now.astimezone(zone).time()
    return begins <= clock < ends if begins <= ends else clock >= begins or clock < ends


def plan_alert(
    insight: Insight, place: Place, message: Message, *, posted: int, posting: Posting, zone: tzinfo, now: datetime,
    root: bool, digest_to_come: bool, muted: Mapping[int, int],
) -> Enqueue | Wait:  # fmt: skip
    """A root post of its own, if the posting rules allow it now; else the insight waits for the digest.

    Severity and size must reach the settings, the hour must not be quiet, the budget must leave
    room for the digest; a risk passes all of these. Ask again later: the answer may change.
    `posted` are root posts of the place so far today, `root` says whether the insight already has
    one there, `digest_to_come` whether today's digest still needs its share of the budget.
    """
    wait = _held_back(insight, place, root=root, mutes=muted)
    if wait is None and insight.kind != "risk":
        numbers = insight.numbers
        small = numbers.mentions < posting.alert_mentions or numbers.people < posting.alert_people
        if small or insight.severity < posting.alert_severity:
            wait = Wait(reason="small")
        elif quiet(now, posting, zone):
            wait = Wait(reason="quiet")
        elif posted + digest_to_come >= posting.per_day:
            wait = Wait(reason="budget")
    if wait is not None:
        return wait
    key = root_key(insight.id, place)
    return Enqueue(post=_post(key, "alert", place, message, due=now, insight=insight.id))


def _held_back(insight: Insight, place: Place, *, root: bool, mutes: Mapping[int, int]) -> Wait | None:
    if not deliverable(insight, place):
        return Wait(reason="private")
    if root:
        return Wait(reason="posted")
    return Wait(reason="muted") if muted(insight, mutes) else None


def plan_digest(
    message: Message, place: Place, day: date, *, now: datetime, cards: Sequence[tuple[Insight, Message]],
    rooted: frozenset[InsightId], scores: Mapping[InsightId, float], version: str,
) -> tuple[Enqueue | KeepShown, ...]:  # fmt: skip
    """The digest, in its thread a root for each insight that has none there, and what was shown in which rank.

    `cards` are the insights of the digest in their order, each with its own message, `rooted` those
    that have a root in this place already, `scores` those by which they were ranked.

    Raises:
        ValueError: an insight may not be shown in this place.
    """
    key = digest_key(place, day)
    planned: list[Enqueue | KeepShown] = [Enqueue(post=_post(key, "digest", place, message, due=now))]
    for rank, (insight, card) in enumerate(cards, start=1):
        if not deliverable(insight, place):
            raise ValueError(f"insight {insight.id} is private and cannot be shown in {place}")
        if insight.id not in rooted:
            own = _post(root_key(insight.id, place), "insight", place, card, due=now, insight=insight.id)
            planned.append(Enqueue(post=replace(own, thread=key)))
        score = scores.get(insight.id, 0.0)
        shown = Shown(
            insight=insight.id, place=place, day=day.isoformat(), rank=rank, score=score, version=version, at=now
        )
        planned.append(KeepShown(shown=shown))
    return tuple(planned)


def plan_edit(insight: Insight, root: Delivery, message: Message, *, now: datetime) -> tuple[Enqueue, ...]:
    """The root redrawn (silently): numbers or status changed. `now` is the instant of the change."""
    key = f"edit:{insight.id}:{root.place}:{now.isoformat()}:{_mark(message)}"
    post = _post(key, "edit", root.place, message, due=now, insight=insight.id)
    return (Enqueue(post=replace(post, edits=root.key)),)


def plan_digest_edit(
    digest: str, place: Place, message: Message, *, before: Message, now: datetime
) -> tuple[Enqueue, ...]:
    """The digest with this key redrawn, where that changes it: something it quotes was taken back."""
    if message == before:
        return ()
    post = _post(f"edit:{digest}:{now.isoformat()}:{_mark(message)}", "edit", place, message, due=now)
    return (Enqueue(post=replace(post, edits=digest)),)


def plan_update(
    insight: Insight, root: Delivery, message: Message, *, note: Message, now: datetime
) -> tuple[Enqueue, ...]:
    """A new level: the root redrawn, and a reply in its thread that says what grew (never a new root)."""
    key = update_key(insight.id, root.place, insight.level)
    reply = _post(key, "update", root.place, note, due=now, insight=insight.id)
    return (*plan_edit(insight, root, message, now=now), Enqueue(post=replace(reply, thread=thread_of(root))))


def plan_note(insight: InsightId, root: Delivery, note: Message, *, cause: str, now: datetime) -> Enqueue:
    """A reply in the insight's thread (`cause` makes its key: an act's key, a level ...)."""
    post = _post(f"thread:{insight}:{root.place}:{cause}", "reply", root.place, note, due=now, insight=insight)
    return Enqueue(post=replace(post, thread=thread_of(root)))


def thread_of(root: Delivery) -> str:
    """The key of the thread in which an insight is talked about: its own, or its digest's where its root stands there.

    Chats have one level of threads; `Delivery.day` of a root in a digest's thread is the digest's.
    """
    if root.kind == "insight" and root.day:
        return digest_key(root.place, date.fromisoformat(root.day))
    return root.key


def names_money(message: Message) -> bool:
    """Whether our own words in a message name an amount; what customers say about money is theirs."""
    lines: list[Line] = []
    for block in message.blocks:
        if isinstance(block, Text):
            lines.append(block.line)
        elif isinstance(block, Entry):
            lines += [block.title, block.figures, block.why]
    return any(isinstance(span.text, str) and _MONEY.search(span.text) for line in lines for span in line)


def _mark(message: Message) -> str:
    return hashlib.sha256(repr(message).encode("utf-8", "replace")).hexdigest()[:8]


def _post(
    key: str, kind: PostKind, place: Place, message: Message, *, due: datetime, insight: InsightId | None = None
) -> Outgoing:
    if message.private:
        raise ValueError(f"{key} is for one person and cannot be posted in a channel")
    if names_money(message):
        raise ValueError(f"{key} names an amount of money and cannot be posted in a channel")
    return Outgoing(key=key, kind=kind, place=place, message=message, due=due, insight=insight)
