"""The local workspace: a small team chat in the browser, Earshot's default chat.

`connect` gives the chat (what the outbox posts to) and the rooms, whose `routes` compose mounts on
the one server once the desk stands.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from adapters.chat.workspace.chat import Memory, Workspace
from adapters.chat.workspace.live import Live
from bot.ports.answers import Answers
from bot.ports.desk import Desk, Directory
from bot.ports.tending import Tending
from bot.ports.world import Charts, Chat, Clock, Secrets

if TYPE_CHECKING:
    from aiohttp import web

LOOPBACK = ("127.0.0.1", "localhost", "::1")
"""Names under which the workspace answers where no address of its own is set."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rooms:
    """The pages of one workspace, before the desk is there."""

    chat: Workspace
    live: Live
    store: Memory
    clock: Clock
    secrets: Secrets

    def routes(
        self, *, desk: Desk, directory: Directory, charts: Charts, organisation: str, zone: str, url: str = "",
        hosts: Collection[str] = (), answers: Answers | None = None, tending: Tending | None = None,
    ) -> list[web.AbstractRouteDef]:  # fmt: skip
        """The routes for the one server.

        Args:
            desk: answers and acts.
            directory: people and departments as they stand.
            charts: draws.
            organisation: its name.
            zone: IANA name of the zone in which times are shown.
            url: the address of the workspace if it has one (`https://...` makes cookies Secure).
            hosts: further names it answers to.
            answers: opens and shares the figures of an answer to `/roi`; without it they do not open.
            tending: shows and changes sources; without it there is no page of them.
        """
        # Only who serves pays for the web: the pages, their templates and the server take long to import.
        from adapters.chat.workspace.doors import routes
        from adapters.chat.workspace.render import environment
        from adapters.chat.workspace.site import Site

        own = urlsplit(url)
        names = {*LOOPBACK, *hosts, *([own.hostname] if own.hostname else [])}
        shown_in = ZoneInfo(zone)
        return routes(Site(
            organisation=organisation, zone=shown_in, store=self.store, desk=desk, answers=answers, directory=directory,
            clock=self.clock, secrets=self.secrets, charts=charts, chat=self.chat, live=self.live,
            tending=tending, env=environment(shown_in), hosts=frozenset(names), secure=own.scheme == "https",
            signing_in=asyncio.Lock(),
        ))  # fmt: skip

    def close(self) -> None:
        """End the live streams (for the server's `closing`)."""
        self.live.close()

    @property
    def limits(self) -> dict[str, int]:
        """What bodies may hold, for the server's `limits`."""
        from adapters.chat.workspace.pages import IMPORT_LIMIT

        return {"/import": IMPORT_LIMIT}


def connect(*, store: Memory, clock: Clock, secrets: Secrets) -> tuple[Chat, Rooms]:
    """The chat, and the rooms whose routes the server mounts."""
    live = Live()
    chat = Workspace(store, clock, live)
    return chat, Rooms(chat=chat, live=live, store=store, clock=clock, secrets=secrets)


__all__ = ["LOOPBACK", "Rooms", "connect"]
