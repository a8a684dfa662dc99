"""A whole Earshot in a Teams that is a stand-in: a real desk on a real store, the edge, botbuilder, the connector.

What people do there is delivered over HTTP with a signed token; `turn` works it off and posts what is to be said.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from adapters.web import connect
from bot.compose.clock import StoryClock
from bot.flow.inbox import work_event
from bot.model.changes import Receive
from bot.model.insight import Insight
from tests.bot.flow.rig import MORNING
from tests.bot.flow.small import ORGANISATION, Small, small
from tests.stand_in.teams.answer import Answer
from tests.stand_in.teams.filling import action, inputs
from tests.stand_in.teams.posts import Dialog, Post, actions_of
from tests.stand_in.teams.running import running
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Conversation, Tenant

ANA, BEN, VIC, FIN = "ana", "ben", "vic", "fin"
QUALITY, SUPPORT = "quality", "support"
_PEOPLE = (ANA, BEN, VIC, FIN)
_KINDS = ("teams",)


def settings(teams: Teams, tenant: Tenant, **more: Any) -> Mapping[str, Any]:
    """The small organisation, its departments in Teams channels and its people with their ids there."""
    departments = [
        {**one, "channels": [f"teams:{tenant.id}/{tenant.where(one['name']).id}"]}
        for one in ORGANISATION["departments"]
    ]
    people = [
        {**one, **({"ids": [f"teams:{tenant.id}/{tenant.who(key).aad}"]} if key in _PEOPLE else {})}
        for one in ORGANISATION["people"]
        for key in (one["name"].lower(),)
    ]
    known = {
        "app_id": teams.bot.app_id, "app_password": teams.app_password, "tenant_id": tenant.id,
        "openid_metadata_url": teams.metadata_url, "token_issuer": teams.keys.issuer, "login_url": teams.url,
        "allowed_service_urls": [f"{teams.url}/"], "allowed_upload_urls": [f"{teams.url}/"],
    }  # fmt: skip
    return {**ORGANISATION, "departments": departments, "people": people, "teams": known, **more}


@dataclass(slots=True, kw_only=True)
class Office:
    """An open Earshot in Teams, and one word for each thing a test does in it."""

    world: Small
    teams: Teams
    tenant: Tenant

    async def turn(self) -> list[Receive]:
        """Work off what came in and post what is to be said; gives what was worked off."""
        app = self.world.app
        assert app.teams is not None
        done = list(await app.store.pending(_KINDS))
        for event in done:
            await work_event(event, tools=app.tools, standing=app.standing, more={"teams": app.teams.work})
        await self.post()
        return done

    async def post(self) -> None:
        """Work off the outbox; time passes between two posts in one place."""
        await self.world.post()
        while await self.world.app.store.outbox(("new", "sending")):
            self.world.wait(seconds=2)
            await self.world.post()

    async def harm(self) -> Insight:
        """A danger was spoken of: its card stands in #quality."""
        insight = await self.world.harm()
        await self.post()
        return insight

    async def topic(self) -> Insight:
        """Many people spoke of the same: a topic, and its card stands in #quality."""
        insight = await self.world.topic()
        await self.post()
        return insight

    def place(self, where: str) -> Conversation:
        """A channel by its name, or the own chat of a person by their key."""
        return self.tenant.personal(where) if where in _PEOPLE else self.tenant.where(where)

    def posts(self, where: str = QUALITY) -> list[Post]:
        """What Earshot said in a channel or in a person's own chat."""
        return self.place(where).by_bot()

    def card(self, where: str = QUALITY) -> Post:
        """The first message of the bot there."""
        return self.posts(where)[0]

    def said(self, where: str) -> list[str]:
        """What Earshot said there, as words."""
        return [str(one.activity.get("summary") or one.text) for one in self.posts(where)]

    async def press(
        self, named: str = "", *, who: str = BEN, post: Post | None = None, data: Mapping[str, Any] | None = None
    ) -> Answer:
        """Press a button of a card, and let what follows be worked off."""
        answer = await self.teams.press(self.tenant, who, (post or self.card()).id, named, data=data)
        assert answer.ok, (answer.status, answer.wrong, answer.reason, answer.body)
        await self.turn()
        return answer

    async def submit(
        self, given: Mapping[str, Any] | None = None, *, named: str = "", who: str = BEN,
        data: Mapping[str, Any] | None = None,
    ) -> Answer:  # fmt: skip
        """Fill the open dialog in, send it off, and let what follows be worked off."""
        answer = await self.teams.submit_dialog(self.tenant, who, given, named=named, data=data)
        assert answer.ok, (answer.status, answer.wrong, answer.reason, answer.body)
        await self.turn()
        return answer

    async def allow(self, *, who: str = BEN, allow: bool = True, url: str = "") -> Answer:
        """Allow (or decline) the file that was offered last, and let what follows be worked off."""
        answer = await self.teams.consent(self.tenant, who, self.posts(who)[-1].id, allow=allow, url=url)
        assert answer.ok, (answer.status, answer.wrong, answer.reason, answer.body)
        await self.turn()
        return answer

    async def choose(self, label: str, *, who: str = BEN, post: Post | None = None) -> Answer:
        """Open "More" and do what the list of acts calls this."""
        await self.press("More", who=who, post=post)
        for one in inputs(self.dialog(who).card):
            if any(label == choice["title"] for choice in one.get("choices", [])):
                return await self.submit({one["id"]: label}, who=who, data={"f": one["id"]})
        raise AssertionError(words_of(self.dialog(who).card))

    async def ask(self, text: str, *, who: str = BEN, where: str = QUALITY, thread: str = "") -> Answer:
        """Ask Earshot something, with a mention where others read along."""
        at = self.place(where).id
        answer = await self.teams.ask(self.tenant, at, who, text, thread=thread)
        assert answer.status == 200
        await self.turn()
        return answer

    def dialog(self, who: str = BEN) -> Dialog:
        """What a person has before their eyes."""
        found = self.tenant.dialog(who)
        assert found is not None
        return found

    def shut(self, who: str = BEN) -> None:
        """Close the dialog, if there is one."""
        if self.tenant.dialog(who) is not None:
            self.teams.close_dialog(self.tenant, who)

    def shown(self, who: str = BEN) -> str:
        """The words of the open dialog."""
        return words_of(self.dialog(who).card)

    def seen(self, who: str = BEN, post: Post | None = None) -> str:
        """The words of a card as one person sees it."""
        return words_of((post or self.card()).seen(who))

    async def now(self, insight: Insight) -> Insight:
        """The insight as it stands."""
        return await self.world.now(insight.id)

    async def signals(self) -> Sequence[tuple[str, str, bool]]:
        """Kind and value of each signal, and whether it still counts."""
        return [(one.kind, one.value, one.removed is None) for one in await self.world.app.store.signals()]


def words_of(card: Any) -> str:
    """Everything that can be read in a card or dialog."""
    if isinstance(card, list):
        return " ".join(filter(None, (words_of(one) for one in card)))
    if not isinstance(card, dict):
        return ""
    own = [str(card[name]) for name in ("text", "title", "label") if isinstance(card.get(name), str)]
    parts = [words_of(value) for name, value in card.items() if name not in ("fallback", "data", "refresh")]
    return " ".join(filter(None, [*own, *parts]))


def buttons(card: Any) -> list[str]:
    """The titles of the buttons of a card."""
    return [str(one["title"]) for one in actions_of(card) if one.get("title")]


@asynccontextmanager
async def office(folder: Path, **more: Any) -> AsyncIterator[Office]:
    """An Earshot in Teams while the block lasts."""
    clocks = [StoryClock(MORNING)]
    async with running(now=lambda: clocks[-1].now().timestamp()) as teams:
        teams.limits.off = True
        tenant = teams.add_tenant("Lumo")
        for who in _PEOPLE:
            tenant.user(who)
        tenant.team("Lumo", *_PEOPLE, installed=True)
        for name in (QUALITY, SUPPORT):
            tenant.channel("Lumo", name)
        async with small(folder, settings=settings(teams, tenant, **more)) as world:
            clocks.append(world.clock)
            assert world.app.teams is not None
            server = await connect(port=0, routes=world.app.teams.routes)
            teams.bot_url = f"http://127.0.0.1:{server.port}/api/messages"
            here = Office(world=world, teams=teams, tenant=tenant)
            try:
                await teams.install(tenant, "Lumo", ANA)
                for who in _PEOPLE:
                    await teams.install(tenant, tenant.personal(who).id, who)
                await here.turn()
                yield here
            finally:
                await server.close()


__all__ = ["ANA", "BEN", "FIN", "QUALITY", "SUPPORT", "VIC", "Office", "action", "buttons", "office", "words_of"]
