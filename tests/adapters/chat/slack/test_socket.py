"""Socket Mode against the stand-in: the same events, stored once and acknowledged, whatever happens to the line."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from adapters.chat.slack.client import WebClient, open_session
from adapters.chat.slack.edge import Edge
from adapters.chat.slack.room import Account
from adapters.chat.slack.socket import Link, Pace, links
from bot.errors import StoreFull, WrongCredential
from bot.listening.strict_json import read_json
from bot.model.changes import Receive
from bot.ports.memory import Store
from store.sqlite import open_store
from tests.adapters.chat.slack.door import Moment
from tests.adapters.chat.slack.requests import Json, click, event, submission
from tests.stand_in.slack.running import running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Team

ANA, SUPPORT = "U0ANA", "C0SUPPORT"
QUICK = Pace(hello=2.0, ping=0.2, steady=0.5, leave=0.2, first=0.01, most=0.05)
ERRORS: Mapping[str, str] = {"what": "say what was fixed"}


@dataclass(slots=True, kw_only=True)
class Held:
    """A workspace with an open link."""

    slack: Slack
    team: Team
    store: Store
    edge: Edge
    link: Link
    ups: list[str] = field(default_factory=list)
    rung: asyncio.Event = field(default_factory=asyncio.Event)

    async def fewer(self, lines: int) -> None:
        """Wait until there are fewer connections."""
        sockets = self.slack.sockets
        while sockets.count(self.team) >= lines:
            sockets._changed.clear()
            await sockets._changed.wait()

    async def ask(self, text: str = "what is new?") -> int:
        """The status with which a mention was acknowledged."""
        return (await self.slack.say(self.team, SUPPORT, ANA, f"<@{self.team.bot.id}> {text}")).status

    async def inbox(self) -> list[Receive]:
        """What was stored."""
        return list(await self.store.pending())


class Full:
    """A store whose disk is full for some commits."""

    def __init__(self, store: Store, times: int) -> None:
        self._store, self.times = store, times

    async def commit(self, changes: Any) -> None:
        if self.times > 0:
            self.times -= 1
            raise StoreFull(what="the disk is full", remedy="")
        await self._store.commit(changes)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)


@asynccontextmanager
async def linked(path: Path, *, full: int = 0, patience_s: float = 3.0) -> AsyncIterator[Held]:
    """A link to the stand-in that is open while the block lasts."""
    async with (
        running(patience_s=patience_s) as slack,
        open_session() as session,
        open_store(path, zone="UTC", token=lambda: "key") as store,
    ):
        team = slack.add_team("T0LUMO01", socket_mode=True)
        team.user(ANA, "ana")
        team.channel(SUPPORT, "support", ANA)
        account = Account(team=team.id, bot_token=team.bot_token, app_token=team.app_token)
        edge = Edge(
            accounts=[account], store=Full(store, full) if full else store, clock=Moment(at=slack.now()),
            read=read_json, api_url=slack.api_url, check=lambda body: ERRORS,
        )  # fmt: skip
        client = WebClient(
            team=team.id, token=team.app_token, session=session, clock=Moment(), base_url=slack.api_url
        )  # fmt: skip
        ups: list[str] = []
        rung = asyncio.Event()

        def up(name: str) -> None:
            ups.append(name)
            rung.set()

        made = links(edge, clients={team.id: client}, session=session, chance=lambda: 0.5, up=up, pace=QUICK)
        yield Held(slack=slack, team=team, store=store, edge=edge, link=made[f"slack:{team.id}"], ups=ups, rung=rung)


@asynccontextmanager
async def running_link(held: Held) -> AsyncIterator[asyncio.Task[None]]:
    """The link runs while the block lasts, and ends when it is told to."""
    stop = asyncio.Event()
    task = asyncio.ensure_future(held.link(stop))
    try:
        yield task
    finally:
        stop.set()
        async with asyncio.timeout(5):
            await task


@pytest.fixture
async def held(tmp_path: Path) -> AsyncIterator[Held]:
    async with linked(tmp_path / "earshot.db") as one, running_link(one):
        await one.slack.sockets.connected(one.team)
        yield one


async def test_an_event_is_stored_and_acknowledged(held: Held) -> None:
    assert await held.ask() == 200
    (row,) = await held.inbox()
    assert row.kind == "slack"
    assert row.payload["type"] == "event"
    assert row.payload["lane"] == f"{held.team.id}/{ANA}"
    assert row.event_id.startswith(f"slack:{held.team.id}:Ev")
    assert held.ups == [f"slack:{held.team.id}"]


async def test_commands_and_clicks_come_the_same_way(held: Held) -> None:
    assert (await held.slack.command(held.team, ANA, SUPPORT, "/roi", "last quarter")).status == 200
    (row,) = await held.inbox()
    assert row.payload["type"] == "command"
    body = row.payload["body"]
    assert isinstance(body, dict)
    assert (body["text"], "token" in body) == ("last quarter", False)


async def test_a_form_with_mistakes_is_answered_in_place_and_not_stored(held: Held) -> None:
    answer = await held.slack.sockets.send(held.team, "interactive", submission())
    assert json.loads(answer.body) == {"response_action": "errors", "errors": dict(ERRORS)}
    assert await held.inbox() == []


@pytest.mark.parametrize(
    ("kind", "payload"),
    [
        ("events_api", {"type": "event_callback"}),
        ("events_api", event(team_id="T0STRANGE", authorizations=[])),
        ("events_api", click()),
        ("interactive", event()),
        ("slash_commands", {"command": "/roi"}),
        ("interactive", {**click(), "response_url": "https://evil.example/"}),
        ("news", {"type": "of a later year"}),
    ],
)
async def test_what_is_not_fit_is_acknowledged_and_forgotten(held: Held, kind: str, payload: Json) -> None:
    assert (await held.slack.sockets.send(held.team, kind, payload)).status == 200
    assert await held.inbox() == []


async def test_an_event_that_comes_again_changes_nothing(held: Held) -> None:
    said = await held.slack.say(held.team, SUPPORT, ANA, f"<@{held.team.bot.id}> hello")
    before = await held.inbox()
    assert (await held.slack.delivery.again(held.team, said.event_id)).status == 200
    assert await held.inbox() == before != []


async def test_the_next_connection_is_open_before_the_old_one_ends(held: Held) -> None:
    await held.slack.sockets.disconnect(held.team, "warning")
    async with asyncio.timeout(5):
        await held.slack.sockets.connected(held.team, 2)
    assert [await held.ask() for _ in range(4)] == [200] * 4
    assert len(await held.inbox()) == 4
    async with asyncio.timeout(5):
        await held.fewer(2)  # the old one is left after its time


async def test_a_connection_that_slack_refreshes_is_made_anew(held: Held) -> None:
    await held.slack.sockets.disconnect(held.team)
    async with asyncio.timeout(5):
        await held.slack.sockets.connected(held.team)
    assert await held.ask() == 200


async def test_a_connection_that_went_silent_is_found_by_its_missing_pongs(held: Held) -> None:
    held.slack.sockets.half_open(held.team)
    async with asyncio.timeout(5):
        while len(held.ups) < 2:
            held.rung.clear()
            await held.rung.wait()
    assert await held.ask() == 200


async def test_a_connection_that_is_cut_is_made_anew(held: Held) -> None:
    await held.slack.sockets.hang_up()
    async with asyncio.timeout(5):
        await held.slack.sockets.connected(held.team)
    assert await held.ask() == 200


async def test_what_cannot_be_stored_is_not_acknowledged_and_comes_again(tmp_path: Path) -> None:
    async with linked(tmp_path / "earshot.db", full=1, patience_s=0.3) as held, running_link(held):
        await held.slack.sockets.connected(held.team)
        assert await held.ask() == 200
        assert [one.answer.reason for one in held.slack.delivery.log][-2:] == ["timeout", ""]
        assert len(await held.inbox()) == 1


async def test_an_event_whose_first_delivery_never_came_is_taken_from_the_next(held: Held) -> None:
    held.slack.delivery.drop_next = 1
    assert await held.ask() == 200
    assert len(await held.inbox()) == 1


async def test_slack_may_fail_for_a_while(tmp_path: Path) -> None:
    async with linked(tmp_path / "earshot.db") as held:
        held.slack.set_error(held.team, "apps.connections.open", "internal_error")
        async with running_link(held), asyncio.timeout(5):
            await held.slack.sockets.connected(held.team)
            assert await held.ask() == 200


async def test_a_token_that_slack_refuses_is_told(tmp_path: Path) -> None:
    async with linked(tmp_path / "earshot.db") as held:
        held.slack.set_error(held.team, "apps.connections.open", "invalid_auth", times=1)
        with pytest.raises(WrongCredential):
            await held.link(asyncio.Event())
        assert held.slack.sockets.count(held.team) == 0


async def test_socket_mode_that_is_switched_off_is_told(tmp_path: Path) -> None:
    async with linked(tmp_path / "other.db") as other:
        task = asyncio.ensure_future(other.link(asyncio.Event()))
        await other.slack.sockets.connected(other.team)
        await other.slack.sockets.disconnect(other.team, "link_disabled")
        with pytest.raises(WrongCredential, match="switched off"):
            await task


async def test_stopping_closes_the_connection(tmp_path: Path) -> None:
    async with linked(tmp_path / "earshot.db") as held:
        async with running_link(held):
            await held.slack.sockets.connected(held.team)
        assert held.slack.sockets.count(held.team) == 0


async def test_a_workspace_without_an_app_token_has_no_link(tmp_path: Path) -> None:
    async with linked(tmp_path / "earshot.db") as held, open_session() as session:
        edge = Edge(
            accounts=[Account(team="T0NORD01", bot_token="xoxb", signing_secret="s")], store=held.store,
            clock=Moment(), read=read_json,
        )  # fmt: skip
        assert links(edge, clients={}, session=session, chance=lambda: 0.5) == {}
