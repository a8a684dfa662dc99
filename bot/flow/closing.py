"""Routes that take nothing: what is posted to them waits, whoever looks after them is told once, and once when over."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from bot.errors import RemoteError, WrongCredential
from bot.flow.tools import Tools
from bot.model.changes import Change, Enqueue, KeepRoute
from bot.model.delivery import Outgoing, Route, Waiting
from bot.model.message import Message, Span, Text
from bot.model.people import Place
from bot.texts import posting as words

SOONEST, LATEST = timedelta(minutes=1), timedelta(minutes=15)
"""How soon and how late a closed route is tried again."""
ADMIN = Place(platform="workspace", workspace="", channel="admin")
"""Where notices go whose own route is closed."""
TOLD = ("digest", "insight", "alert")
"""Kinds whose end is worth a notice."""


class Closing:
    """The closed routes. A refused credential closes a whole workspace, all else one channel.

    Since when a route is closed is held here too: two posts that fail beside each other have one cause, and the notice
    of one cause has one key.
    """

    def __init__(self, *, tools: Tools) -> None:
        self._tools = tools
        self._closed: dict[Place, Route] | None = None

    async def look(self) -> None:
        """See what was closed when we stopped, and what others closed since."""
        stored = {route.place: route for route in await self._tools.store.routes()}
        self._closed = {**stored, **(self._closed or {})}

    @property
    def _held(self) -> dict[Place, Route]:
        assert self._closed is not None, "look first"
        return self._closed

    def begin(self, place: Place, wrong: RemoteError) -> list[Change]:
        """The changes that close the route of a place, or keep it closed."""
        now, scope = self._tools.clock.now(), _scope(place, wrong)
        known = self._held.get(scope)
        since = known.closed if known is not None and known.closed is not None else now
        tries = known.tries + 1 if known is not None else 0
        route = Route(place=scope, next_at=now + self._pause(scope, tries), closed=since, tries=tries, error=str(wrong))
        self._held[scope] = route
        said = words.closed(_name(scope), _ended(str(wrong)), whole=not scope.channel)
        return [KeepRoute(route=route), self._notice(f"closed:{scope}:{since.isoformat()}", said)]

    def over(self, place: Place, *, rest: datetime | None) -> list[Change]:
        """The changes that open what a post to this place shows to be open; nothing where nothing was closed."""
        changes: list[Change] = []
        for scope in (place, replace(place, channel="")):
            route = self._held.get(scope)
            if route is not None and route.closed is not None:
                said = words.open_again(_name(scope), route.closed)
                changes.append(KeepRoute(route=Route(place=scope, next_at=rest if scope == place else None)))
                changes.append(self._notice(f"open:{scope}:{route.closed.isoformat()}", said))
        return changes

    def opened(self, place: Place) -> None:
        """Note that those changes are written."""
        for scope in (place, replace(place, channel="")):
            self._held.pop(scope, None)

    def given_up(self, post: Outgoing, wrong: RemoteError) -> list[Change]:
        """The notice of a post that is dead: one for a place, day and cause."""
        if post.kind not in TOLD or post.edits is not None:
            return []
        why = str(wrong.data.get("code") or wrong)
        day = self._tools.clock.now().astimezone(self._tools.zone).date()
        cause = hashlib.sha256(why.encode("utf-8", "replace")).hexdigest()[:12]
        said = words.given_up(str(post.place), _ended(str(wrong)))
        return [self._notice(f"dead:{post.place}:{day}:{cause}", said)]

    def _notice(self, cause: str, said: str) -> Enqueue:
        message = Message(blocks=(Text(line=(Span(text=said),)),), summary=said)
        place = Place.read(self._tools.settings.organisation.notices)
        if place in self._held or replace(place, channel="") in self._held:
            place = ADMIN
        post = Outgoing(key=f"notice:{cause}", kind="notice", place=place, message=message, due=self._tools.clock.now())
        return Enqueue(post=post)

    def _pause(self, scope: Place, tries: int) -> timedelta:
        chance = int(self._tools.secrets.keyed_hash(f"route:{scope}:{tries}")[:8], 16) / 0xFFFFFFFF
        return SOONEST + (min(LATEST, SOONEST * (1 << min(tries, 5))) - SOONEST) * chance


def reopened(routes: Sequence[Route]) -> list[Change]:
    """The changes after which closed routes are tried at once."""
    return [KeepRoute(route=replace(route, next_at=None)) for route in routes]


def pausing(route: Route, waiting: Sequence[Waiting]) -> str:
    """How a closed route stands, with what waits for it."""
    scope = route.place
    number = sum(1 for row in waiting if scope in (row.post.place, replace(row.post.place, channel="")))
    assert route.closed is not None
    return words.paused(_name(scope), route.closed, route.error, number)


def _scope(place: Place, wrong: RemoteError) -> Place:
    return replace(place, channel="") if isinstance(wrong, WrongCredential) else place


def _name(scope: Place) -> str:
    return str(scope) if scope.channel else str(scope).rstrip("/:")


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith(".") else f"{sentence}."
