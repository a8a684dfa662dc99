"""The bot's own token: by its secret, or by the managed identity of the machine it runs on."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, Protocol

import aiohttp

from bot.errors import TryLater, WrongCredential
from bot.ports.world import Clock
from bot.texts import teams_refusals as texts

RESOURCE: Final = "https://api.botframework.com"
IDENTITY: Final = "http://169.254.169.254"
"""Where a machine in Azure asks for the token of its managed identity."""
EARLY: Final = timedelta(minutes=5)
"""So long before its end a token is renewed."""
TIMEOUT_S: Final = 10.0


class Tokens(Protocol):
    """Gives the token with which we call the connector."""

    async def token(self, *, renew: bool = False) -> str:
        """A token that is good for some minutes; `renew`: the last one was refused.

        Raises:
            WrongCredential: the login refused who we are.
            TryLater: it cannot be reached.
        """
        ...


class Login:
    """Implements `Tokens`; many who ask at once are one question. Its `repr` and its errors hold no secret.

    Sources: learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow and
    .../managed-identities-azure-resources/how-to-use-vm-token
    """

    def __init__(
        self, *, app_id: str, secret: str, tenant: str, session: aiohttp.ClientSession, clock: Clock, url: str
    ) -> None:  # fmt: skip
        """`secret` '' asks for a managed identity at `url`, else the token endpoint of `tenant` there."""
        self._app, self._secret, self._tenant = app_id, secret, tenant
        self._session, self._clock, self._url = session, clock, url.rstrip("/")
        self._held, self._until = "", datetime.min.replace(tzinfo=clock.now().tzinfo)
        self._one = asyncio.Lock()

    def __repr__(self) -> str:
        """The bot, without its secret."""
        return f"Login(app_id={self._app!r})"

    async def token(self, *, renew: bool = False) -> str:
        """A token that is good for some minutes (see `Tokens`)."""
        refused = self._held if renew else ""
        async with self._one:
            if self._held and self._held != refused and self._clock.now() < self._until - EARLY:
                return self._held
            said = await self._ask()
            self._held = str(said["access_token"])
            self._until = self._clock.now() + timedelta(seconds=float(said.get("expires_in") or 0))
            return self._held

    async def _ask(self) -> Mapping[str, Any]:
        try:
            async with asyncio.timeout(TIMEOUT_S), self._request() as answer:
                said = await answer.json(content_type=None)
        except (aiohttp.ClientError, TimeoutError, ValueError) as wrong:
            what = type(wrong).__name__
            raise TryLater(where=texts.login(), what=what, seconds=5.0, accepted=False) from None
        if answer.status == 200 and isinstance(said, dict) and said.get("access_token"):
            return said
        code = str(said.get("error") or "") if isinstance(said, dict) else ""
        if answer.status >= 500 or answer.status == 429:
            raise TryLater(where=texts.login(), what=code or str(answer.status), seconds=5.0, accepted=False)
        remedy = texts.give_secret() if self._secret else texts.give_identity()
        raise WrongCredential(where=texts.login(), what=code or str(answer.status), remedy=remedy, code=code)

    def _request(self) -> Any:
        if not self._secret:
            query = {"api-version": "2018-02-01", "resource": RESOURCE, "client_id": self._app}
            address = f"{self._url}/metadata/identity/oauth2/token"
            return self._session.get(address, params=query, headers={"Metadata": "true"})
        form = {
            "grant_type": "client_credentials", "client_id": self._app, "client_secret": self._secret,
            "scope": f"{RESOURCE}/.default",
        }  # fmt: skip
        return self._session.post(f"{self._url}/{self._tenant}/oauth2/v2.0/token", data=form)
