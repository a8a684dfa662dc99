"""The stand-in itself: login, key set, connector, tenants and their people; `running.py` explains how tests use it."""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field

import aiohttp
from aiohttp import web

from tests.stand_in.slack.state import Clock, Now
from tests.stand_in.teams import limits, posting, roster, state
from tests.stand_in.teams.connector import Connector
from tests.stand_in.teams.delivery import Delivery
from tests.stand_in.teams.drive import Drive, File
from tests.stand_in.teams.faults import Faults
from tests.stand_in.teams.keys import Keys
from tests.stand_in.teams.limits import Limits
from tests.stand_in.teams.login import Login
from tests.stand_in.teams.payloads import Bot
from tests.stand_in.teams.state import Tenant, guid


@dataclass(slots=True, kw_only=True)
class Judged:
    """What a tenant took of what was posted with a key."""

    posts: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    order: dict[str, list[str]] = field(default_factory=dict)
    over: dict[str, list[str]] = field(default_factory=dict)

    def lost(self, keys: Iterable[str]) -> set[str]:
        """Keys that were never taken."""
        return set(keys) - set(self.posts)

    @property
    def doubled(self) -> set[str]:
        """Keys that were taken as a post more than once."""
        return {key for key, count in self.posts.items() if key and count > 1}


class Teams(Drive):
    """A Teams on loopback with as many tenants as a test adds."""

    def __init__(self, *, now: Now | None = None, faults: Faults | None = None, patience_s: float = 15.0) -> None:
        self.now = now or Clock()
        self.faults = faults or Faults()
        self.limits = Limits()
        self.tenants: dict[str, Tenant] = {}
        self.files: dict[str, File] = {}
        self.drive_errors: list[int] = []
        self.bot = Bot(app_id=guid("the bot"))
        self.app_password = "the-bot's~secret"
        self.home = ""
        self.keys = Keys(now=self.now, audience=self.bot.app_id)
        self.login = Login(
            now=self.now, app_id=self.bot.app_id, app_password=self.app_password, home=lambda: self.home
        )  # fmt: skip
        self.delivery = Delivery(keys=self.keys, patience_s=patience_s)
        self.url = ""

    @property
    def metadata_url(self) -> str:
        """What `teams.openid_metadata_url` is set to."""
        return f"{self.url}/openid/.well-known/openidconfiguration"

    @property
    def bot_url(self) -> str:
        """Where the connector delivers: the bot's /api/messages; a test sets it."""
        return self.delivery.bot_url

    @bot_url.setter
    def bot_url(self, url: str) -> None:
        self.delivery.bot_url = url

    def add_tenant(self, name: str = "Lumo", id: str = "") -> Tenant:  # noqa: A002
        """A tenant without people; the first is the bot's own, where its token is given."""
        made = state.tenant(id or guid("tenant", name), name, self.now)
        self.tenants[made.id] = made
        self.home = self.home or made.id
        return made

    def set_error(self, tenant: Tenant | str, status: int, code: str, times: int = 1) -> None:
        """Answer the next calls of the connector with this error."""
        self._tenant(tenant).planned_errors.extend([(status, code)] * times)

    def judge(self, tenant: Tenant | str) -> Judged:
        """What was taken: per key, in which order per conversation, and which limits of sending were broken."""
        found, times = Judged(), dict[str, list[float]]()
        for one in self._tenant(tenant).taken:
            times.setdefault(one.conversation, []).append(one.at)
            if one.method == "post":
                found.posts[one.key] += 1
                found.order.setdefault(one.conversation, []).append(one.key)
            elif one.method == "edit":
                found.edits[one.key] += 1
        found.over = {where: broken for where, held in times.items() if (broken := limits.over(held))}
        return found

    def app(self) -> web.Application:
        """The application: `/openid/...`, `/TENANT/oauth2/v2.0/token`, `/metadata/...`, `/msi/token`, `/smba/...`."""
        connector = Connector(
            tenants=self.tenants, bot=self.bot, login=self.login, limits=self.limits, faults=self.faults,
            now=self.now, base=lambda: self.url,
        )  # fmt: skip
        made = web.Application(client_max_size=8 * 1024**2)
        made.add_routes(
            [
                web.get("/openid/.well-known/openidconfiguration", self.keys.metadata),
                web.get("/openid/keys", self.keys.jwks),
                web.get("/metadata/identity/oauth2/token", self.login.managed_identity),
                web.get("/msi/token", self.login.managed_identity),
                web.post("/{tenant}/oauth2/v2.0/token", self.login.client_credentials),
                web.put("/drive/upload/{file}", self.put),
            ]
        )
        for verb, path, name, method in (*posting.METHODS, *roster.METHODS):
            made.router.add_route(verb, "/smba/{tenant}" + path, connector.route(name, method))
        made.cleanup_ctx.append(self._session)
        return made

    async def _session(self, app: web.Application) -> AsyncIterator[None]:
        async with aiohttp.ClientSession() as session:
            self.delivery.attach(session)
            yield
