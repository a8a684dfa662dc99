"""The outbox and what stands in the channels (port `Posting`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from bot.model.changes import Shown
from bot.model.delivery import Delivery, Outgoing, PostKind, Route, Waiting
from bot.model.insight import InsightId
from bot.model.message import Message
from bot.model.people import Place
from store.asking.evidence import ALL_ROWS
from store.asking.reading import Reads
from store.codec import load_as
from store.columns import EVER, as_list, instant, instant_or_none, micros


class PostingReads(Reads):
    """What waits, what was posted, what digests showed."""

    async def waiting(self, now: datetime, *, limit: int = 50) -> Sequence[Waiting]:
        """Rows that are due, the first of each place (see the port)."""
        rows = await self._ask(lambda view: view.rows("posting.waiting", now=micros(now), limit=limit or ALL_ROWS))
        return [_waiting(row) for row in rows]

    async def routes(self) -> Sequence[Route]:
        """Places that take nothing now (see the port)."""
        rows = await self._ask(lambda view: view.rows("posting.routes"))
        return [
            Route(
                place=Place(platform=platform, workspace=workspace, channel=channel), next_at=instant_or_none(next_at),
                closed=instant_or_none(closed), tries=tries, error=error,
            )
            for platform, workspace, channel, next_at, closed, tries, error in rows
        ]  # fmt: skip

    async def outbox(self, states: Collection[str]) -> Sequence[Waiting]:
        """Rows in these states (see the port)."""
        rows = await self._ask(lambda view: view.rows("posting.in_states", states=as_list(sorted(states))))
        return [_waiting(row) for row in rows]

    async def digests_saying(self, pieces: Collection[str]) -> Sequence[Waiting]:
        """Digests in which one of these pieces stands (see the port)."""
        wanted = as_list([piece for piece in pieces if piece])
        rows = await self._ask(lambda view: view.rows("posting.digests_saying", pieces=wanted))
        return [_waiting(row) for row in rows]

    async def delivery(self, key: str) -> Delivery | None:
        """What was posted under this key (see the port)."""
        row = await self._ask(lambda view: view.row("posting.delivery", key=key))
        return None if row is None else _delivery(row)

    async def delivered(
        self, *, insight: InsightId | None = None, place: Place | None = None, kind: PostKind | None = None,
        since: datetime | None = None,
    ) -> Sequence[Delivery]:  # fmt: skip
        """Deliveries (see the port)."""
        first = EVER if since is None else micros(since)
        name = "posting.delivered" if insight is None else "posting.delivered_of"
        rows = await self._ask(
            lambda view: view.rows(name, insight=insight, kind=kind, since=first, **_of_place(place))
        )
        return [_delivery(row) for row in rows]

    async def first_posted(self) -> Mapping[InsightId, datetime]:
        """When each insight first stood in a channel (see the port)."""
        rows = await self._ask(lambda view: view.rows("posting.first_posted"))
        return {InsightId(insight): instant(at) for insight, at in rows}

    async def behind(self, place: Place, message_id: str) -> Waiting | None:
        """The outbox row whose message has this id (see the port)."""
        row = await self._ask(
            lambda view: view.row(
                "posting.behind", sent_id=message_id, platform=place.platform, workspace=place.workspace,
                channel=place.channel,
            )
        )  # fmt: skip
        return None if row is None else _waiting(row)

    async def planned(self, key: str) -> Waiting | None:
        """The outbox row with this key (see the port)."""
        row = await self._ask(lambda view: view.row("posting.planned", key=key))
        return None if row is None else _waiting(row)

    async def shown(self, since: datetime, *, place: Place | None = None) -> Sequence[Shown]:
        """What digests showed since then (see the port)."""
        rows = await self._ask(lambda view: view.rows("posting.shown", since=micros(since), **_of_place(place)))
        return [
            Shown(
                insight=insight, place=Place(platform=platform, workspace=workspace, channel=channel), day=day,
                rank=position, score=score, version=version, at=instant(at),
            )
            for insight, platform, workspace, channel, day, position, score, version, at in rows
        ]  # fmt: skip


def _of_place(place: Place | None) -> dict[str, str | None]:
    """The parameters that restrict a question to a place; all None for no restriction."""
    if place is None:
        return {"platform": None, "workspace": None, "channel": None}
    return {"platform": place.platform, "workspace": place.workspace, "channel": place.channel}


def _waiting(row: tuple[Any, ...]) -> Waiting:
    (
        number, key, kind, platform, workspace, channel, message, due, insight, edits, thread, recipient, via, state,
        tries, sent_id, error, next_at,
    ) = row  # fmt: skip
    post = Outgoing(
        key=key, kind=kind, place=Place(platform=platform, workspace=workspace, channel=channel),
        message=load_as(Message, message), due=instant(due), insight=insight, edits=edits, thread=thread, to=recipient,
        via=via,
    )  # fmt: skip
    return Waiting(
        id=number, post=post, state=state, tries=tries, sent_id=sent_id, error=error, next_at=instant_or_none(next_at)
    )


def _delivery(row: tuple[Any, ...]) -> Delivery:
    key, kind, platform, workspace, channel, message_id, at, insight, level, day = row
    return Delivery(
        key=key, kind=kind, place=Place(platform=platform, workspace=workspace, channel=channel), message_id=message_id,
        at=instant(at), insight=insight, level=level, day=day,
    )  # fmt: skip
