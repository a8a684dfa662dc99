"""Where a bot gets its token: client credentials, or the managed identity of its machine.

learn.microsoft.com/entra/identity-platform/v2-oauth2-client-creds-grant-flow: POST TENANT/oauth2/v2.0/token with
grant_type, client_id, client_secret, scope; errors are 400 or 401 with `error`, `error_description`, `error_codes`.
learn.microsoft.com/entra/identity/managed-identities-azure-resources/how-to-use-vm-token: GET
/metadata/identity/oauth2/token with the header `Metadata: true`, resource, api-version, client_id; numbers are text.
App Service's shape of it (IDENTITY_ENDPOINT with X-IDENTITY-HEADER) is served at /msi/token.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from aiohttp import web

from tests.stand_in.slack.state import Now
from tests.stand_in.teams.state import Json

SCOPE = "https://api.botframework.com/.default"
RESOURCE = "https://api.botframework.com"


@dataclass(slots=True, kw_only=True)
class Login:
    """Gives tokens to the one bot that is registered, and knows them again."""

    now: Now
    app_id: str
    app_password: str
    home: Callable[[], str]
    identity_header: str = "the-machine's-own"
    life_s: int = 3599
    asked: list[Json] = field(default_factory=list)
    planned: list[tuple[int, str]] = field(default_factory=list)
    _given: dict[str, float] = field(default_factory=dict)
    _numbers: itertools.count[int] = field(default_factory=itertools.count)

    def good(self, token: str) -> bool:
        """Whether the connector takes this token."""
        return self._given.get(token, 0.0) > self.now()

    def revoke(self) -> None:
        """Every token that was given is worth nothing from now on."""
        self._given.clear()

    async def client_credentials(self, request: web.Request) -> web.Response:
        """`/TENANT/oauth2/v2.0/token`."""
        form = {name: str(value) for name, value in (await request.post()).items()}
        tenant = request.match_info["tenant"]
        self.asked.append({"tenant": tenant, **{name: form.get(name, "") for name in ("client_id", "scope")}})
        refused = self._planned() or self._refusal(tenant, form)
        if refused is not None:
            return refused
        return web.json_response(
            {"token_type": "Bearer", "expires_in": self.life_s, "ext_expires_in": self.life_s,
             "access_token": self._token()}
        )  # fmt: skip

    async def managed_identity(self, request: web.Request) -> web.Response:
        """`/metadata/identity/oauth2/token` of a machine, `/msi/token` of App Service."""
        self.asked.append({"tenant": "", **{name: request.query.get(name, "") for name in ("client_id", "resource")}})
        app_service = request.path == "/msi/token"
        allowed = (
            request.headers.get("X-IDENTITY-HEADER") == self.identity_header
            if app_service
            else request.headers.get("Metadata") == "true"
        )
        refused = self._planned()
        if refused is not None:
            return refused
        if not allowed or "api-version" not in request.query:
            return _no(400, "bad_request", "Required metadata header not specified", 90014)
        if request.query.get("resource", "").rstrip("/") != RESOURCE:
            return _no(400, "invalid_resource", "AADSTS500011: The resource principal was not found", 500011)
        if request.query.get("client_id", self.app_id) != self.app_id:
            return _no(400, "invalid_request", "Identity not found", 70001)
        ends = int(self.now()) + self.life_s
        return web.json_response(
            {"access_token": self._token(), "expires_in": str(self.life_s), "expires_on": str(ends),
             "resource": RESOURCE, "token_type": "Bearer", "client_id": self.app_id}
        )  # fmt: skip

    def _refusal(self, tenant: str, form: Mapping[str, str]) -> web.Response | None:
        if form.get("grant_type") != "client_credentials":
            return _no(400, "unsupported_grant_type", "AADSTS70003: The app requested an unsupported grant type", 70003)
        if tenant != self.home():
            return _no(400, "invalid_request", f"AADSTS90002: Tenant '{tenant}' not found.", 90002)
        if form.get("client_id") != self.app_id:
            return _no(400, "unauthorized_client", "AADSTS700016: Application was not found in the directory", 700016)
        if form.get("client_secret") != self.app_password:
            return _no(401, "invalid_client", "AADSTS7000215: Invalid client secret provided.", 7000215)
        if form.get("scope") != SCOPE:
            return _no(400, "invalid_scope", f"AADSTS1002012: The scope {form.get('scope')} is not valid.", 1002012)
        return None

    def _planned(self) -> web.Response | None:
        if not self.planned:
            return None
        status, code = self.planned.pop(0)
        return _no(status, code, f"as planned: {code}", 0)

    def _token(self) -> str:
        made = f"token-{next(self._numbers)}-of-{self.app_id}"
        self._given[made] = self.now() + self.life_s
        return made


def _no(status: int, error: str, description: str, code: int) -> web.Response:
    said = {"error": error, "error_description": description, "error_codes": [code], "trace_id": "0" * 8}
    return web.json_response(said, status=status)
