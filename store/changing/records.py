"""Writing all that is not a mention: one row or two for each change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from bot.errors import LeaseLost
from bot.model.changes import (
    ClearTokens,
    Enqueue,
    Hold,
    KeepBadItem,
    KeepCorrection,
    KeepGap,
    KeepInsight,
    KeepItem,
    KeepPost,
    KeepReaction,
    KeepRoute,
    KeepSetting,
    KeepShown,
    KeepSignal,
    KeepSource,
    KeepStatus,
    KeepTheme,
    KeepToken,
    KeepTold,
    MarkPost,
    Receive,
    Reword,
    Settle,
)
from bot.model.delivery import Delivery
from bot.model.insight import Insight, joined
from bot.model.leases import Lease
from bot.model.people import Place
from bot.texts import memory as words
from store.changing.removal import proven
from store.changing.since import adopt
from store.changing.transaction import Transaction
from store.codec import dump, load_as
from store.columns import micros, micros_or_none

MOST_BAD = 100
"""So many bad items of a source are kept, the newest."""

Record = (
    KeepTheme | KeepInsight | KeepStatus | KeepSignal | KeepCorrection | Enqueue | Reword | MarkPost | KeepRoute
    | Receive | Settle | Hold | KeepSource | KeepGap | KeepBadItem | KeepSetting | KeepItem | KeepShown | KeepTold
    | KeepPost | KeepReaction | KeepToken | ClearTokens
)  # fmt: skip


def record(open_: Transaction, change: Record) -> None:
    """Write one change that is not about a mention."""
    match change:
        case KeepTheme():
            _theme(open_, change)
        case KeepInsight():
            _insight(open_, change)
        case KeepStatus() | KeepSignal() | KeepCorrection() | KeepTold() | KeepShown():
            _act(open_, change)
        case Enqueue() | Reword() | MarkPost() | KeepRoute() | Receive() | Settle():
            _post(open_, change)
        case Hold():
            hold(open_, change.lease)
        case KeepPost() | KeepReaction() | KeepToken() | ClearTokens():
            _room(open_, change)
        case KeepSource() | KeepGap() | KeepBadItem():
            _source(open_, change)
        case KeepSetting() | KeepItem():
            _setting(open_, change)


def hold(open_: Transaction, lease: Lease) -> None:
    """Nothing, while the lease holds; it cannot change hands before the transaction ends.

    Raises:
        LeaseLost: another process has it.
    """
    if open_.one("lease.hold", name=lease.name, token=lease.token) is None:
        raise LeaseLost(what=words.lease_lost(lease.name), remedy=words.leave_it())


def receive(open_: Transaction, events: Sequence[Receive]) -> None:
    """Put in all these events."""
    open_.receive([(one.event_id, one.kind, dump(one.payload), micros(one.at)) for one in events])


def settle(open_: Transaction, events: Sequence[Settle]) -> None:
    """Mark all these events as worked off."""
    open_.settle([(dump(one.result), one.error, one.event_id) for one in events])


def _theme(open_: Transaction, change: KeepTheme) -> None:
    theme, event = change.theme, change.event
    open_.run(
        "record.theme", id=theme.id, state=theme.state, label=theme.label.raw, name=theme.name, born=micros(theme.born),
        seen=micros(theme.seen), mentions=theme.mentions, voices=theme.voices, centre=theme.centre,
        weight=theme.weight, merged_into=theme.merged_into, shard=theme.shard,
    )  # fmt: skip
    if event is not None:
        open_.run(
            "record.theme_event", theme=event.theme, kind=event.kind, other=event.other, at=micros(event.at),
            detail=event.detail,
        )  # fmt: skip


def _insight(open_: Transaction, change: KeepInsight) -> None:
    insight = change.insight
    if change.was is not None:
        held = open_.one("record.held_insight", id=insight.id)
        insight = insight if held is None else joined(load_as(Insight, held), was=change.was, now=insight)
    insight = proven(open_, insight)
    open_.run(
        "record.insight", id=insight.id, theme=insight.theme, open=insight.open, found=micros(insight.found),
        updated=micros(insight.updated), body=dump(insight),
    )  # fmt: skip
    open_.each("record.evidence", ((insight.id, mention) for mention in change.evidence))
    open_.each("record.citation", ((cite, insight.id) for sentence in insight.sentences for cite in sentence.cites))


def _act(open_: Transaction, change: KeepStatus | KeepSignal | KeepCorrection | KeepTold | KeepShown) -> None:
    match change:
        case KeepStatus(change=step):
            open_.run(
                "record.status", insight=step.insight, person=step.person, department=step.department,
                before=step.before, after=step.after, at=micros(step.at), detail=step.detail,
            )  # fmt: skip
        case KeepSignal(signal=signal):
            open_.run(
                "record.signal", id=signal.id, key=signal.key, insight=signal.insight, person=signal.person,
                department=signal.department, kind=signal.kind, at=micros(signal.at), value=signal.value,
                removed=micros_or_none(signal.removed),
            )  # fmt: skip
        case KeepCorrection(correction=one):
            open_.run(
                "record.correction", id=one.id, insight=one.insight, mention=one.mention, vector=one.vector,
                nothing=b"", away=one.away, towards=one.to, person=one.person, at=micros(one.at),
                undone=micros_or_none(one.undone),
            )  # fmt: skip
        case KeepTold(told=told):
            open_.run(
                "record.told", insight=told.insight, mention=told.mention, person=told.person, at=micros(told.at),
                told=told.told,
            )  # fmt: skip
        case KeepShown(shown=shown):
            open_.run(
                "record.shown", insight=shown.insight, day=shown.day, position=shown.rank, score=shown.score,
                version=shown.version, at=micros(shown.at), **_place(shown.place),
            )  # fmt: skip


def _post(open_: Transaction, change: Enqueue | Reword | MarkPost | KeepRoute | Receive | Settle) -> None:
    match change:
        case Enqueue(post=post):
            open_.run(
                "post.enqueue", key=post.key, kind=post.kind, message=dump(post.message), due=micros(post.due),
                insight=post.insight, edits=post.edits, thread=post.thread, recipient=post.to, via=post.via,
                **_place(post.place),
            )  # fmt: skip
            adopt(open_, post)
        case Reword():
            open_.run("post.reword", key=change.key, message=dump(change.message))
            open_.removed = True
        case MarkPost():
            open_.run(
                "post.mark", id=change.id, state=change.state, tries=change.tries, sent_id=change.sent_id,
                error=change.error, next_at=micros_or_none(change.next_at),
            )  # fmt: skip
            if change.delivery is not None:
                _delivery(open_, change.delivery)
            if change.rest is not None:
                open_.run("post.rest", id=change.id, next_at=micros(change.rest))
        case KeepRoute(route=route):
            open_.run(
                "post.route", next_at=micros_or_none(route.next_at), closed=micros_or_none(route.closed),
                tries=route.tries, error=route.error, **_place(route.place),
            )  # fmt: skip
        case Receive():
            open_.run(
                "post.receive", event_id=change.event_id, kind=change.kind, payload=dump(change.payload),
                at=micros(change.at),
            )  # fmt: skip
        case Settle():
            settle(open_, [change])


def _delivery(open_: Transaction, one: Delivery) -> None:
    open_.run(
        "post.delivery", key=one.key, kind=one.kind, message_id=one.message_id, at=micros(one.at), insight=one.insight,
        level=one.level, day=one.day, **_place(one.place),
    )  # fmt: skip


def _room(open_: Transaction, change: KeepPost | KeepReaction | KeepToken | ClearTokens) -> None:
    match change:
        case KeepPost(post=post):
            open_.run(
                "post.room_post", id=post.id, key=post.key, author=post.author, at=micros(post.at),
                body=dump(post.body), root=post.root, recipient=post.to, edited=micros_or_none(post.edited),
                **_place(post.place),
            )  # fmt: skip
        case KeepReaction():
            open_.run(
                "post.reaction", post=change.post, person=change.person, emoji=change.emoji, at=micros(change.at),
                there=change.there,
            )  # fmt: skip
        case KeepToken():
            open_.run(
                "post.token", digest=change.digest, kind=change.kind, person=change.person, until=micros(change.until),
                grant_json=dump(change.grant), ended=change.ended,
            )  # fmt: skip
        case ClearTokens():
            open_.run("post.clear_tokens", before=micros(change.before))


def _source(open_: Transaction, change: KeepSource | KeepGap | KeepBadItem) -> None:
    match change:
        case KeepSource():
            open_.run(
                "record.source", name=change.name, cursor=change.cursor, polled=micros_or_none(change.polled),
                newest=micros_or_none(change.newest), error=change.error, state=change.state,
                through=micros_or_none(change.through), due=micros_or_none(change.due),
                failing=micros_or_none(change.failing), done=change.done,
                every=None if change.every is None else change.every // timedelta(microseconds=1),
            )  # fmt: skip
        case KeepGap(gap=gap):
            open_.run(
                "record.gap", source=gap.source, began=micros(gap.start), ended=micros_or_none(gap.end),
                cause=gap.cause,
            )  # fmt: skip
        case KeepBadItem(item=item):
            open_.run(
                "record.bad_item", source=item.source, position=item.position, reason=item.reason, at=micros(item.at)
            )
            open_.run("record.fewer_bad_items", source=item.source, most=MOST_BAD)


def _setting(open_: Transaction, change: KeepSetting | KeepItem) -> None:
    match change:
        case KeepSetting(event=event):
            open_.run(
                "record.setting", subject=event.subject, person=event.person, at=micros(event.at),
                old=_json(event.old), new=_json(event.new),
            )  # fmt: skip
        case KeepItem(entry=entry):
            open_.run(
                "record.item", kind=entry.kind, id=entry.id, item=dump(entry.item), recorded=micros(entry.recorded),
                person=entry.person,
            )  # fmt: skip


def _json(value: Mapping[str, object] | None) -> str | None:
    return None if value is None else dump(value)


def _place(place: Place) -> dict[str, str]:
    return {"platform": place.platform, "workspace": place.workspace, "channel": place.channel}
