"""The connector's REST interface: how a call is read, who asks, what they may, how it is answered.

Errors as msteams-docs lists them (format-your-bot-messages, "Status code responses"; send-proactive-messages):
{"error": {"code", "message"}} with 401 without a good token, 403 BotNotInConversationRoster, MessageWritesBlocked,
BotDisabledByAdmin, 404 ConversationNotFound, ActivityNotFoundInConversation, 412 PreconditionFailed,
413 MessageSizeTooBig, 429 Throttled; 400 BadSyntax for what cannot be read. Which code an archived team gives is
not written there; here it is 403 ForbiddenOperationException.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.stand_in.slack.state import Now
from tests.stand_in.teams.faults import Faults, refusal
from tests.stand_in.teams.limits import Limits
from tests.stand_in.teams.login import Login
from tests.stand_in.teams.payloads import Bot
from tests.stand_in.teams.state import Call, Conversation, Json, Tenant


class Refused(Exception):
    """The connector says no."""

    def __init__(self, status: int, code: str, message: str = "", *, wait: float = 0.0) -> None:
        super().__init__(code)
        self.status, self.code, self.message, self.wait = status, code, message, wait


@dataclass(slots=True, kw_only=True)
class Asked:
    """One call: the tenant, what the path and the query name, the body, the time."""

    tenant: Tenant
    bot: Bot
    method: str
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Json
    size: int
    now: float
    limits: Limits
    service_url: str

    @property
    def targeted(self) -> bool:
        """Whether this is meant for one person's eyes."""
        return self.query.get("isTargetedActivity") == "true"

    def place(self) -> Conversation:
        """The conversation of the path, if the bot is in it and may be there."""
        held = self.tenant.conversations.get(self.path["conversation"].partition(";messageid=")[0])
        if held is None or held.deleted:
            raise Refused(404, "ConversationNotFound", "Conversation not found.")
        if not held.installed:
            raise Refused(403, "BotNotInConversationRoster", "The bot is not part of the conversation roster.")
        return held

    def may_write(self, place: Conversation) -> None:
        """Refuse where nobody may write."""
        if place.blocked:
            raise Refused(403, "MessageWritesBlocked", "Thread blocked for message writes")
        if place.team is not None and place.team.archived:
            raise Refused(403, "ForbiddenOperationException", "The team is archived and read-only.")

    def rate(self, kind: str, conversation: str) -> None:
        """Refuse what comes too often."""
        wait = self.limits.ask(self.tenant.id, conversation, self.now, kind=kind)
        if wait > 0:
            raise Refused(429, "Throttled", "Too many requests.", wait=wait)


Method = Callable[[Asked], tuple[int, Any]]


class Connector:
    """Everything behind a serviceUrl."""

    def __init__(self, *, tenants: Mapping[str, Tenant], bot: Bot, login: Login, limits: Limits, faults: Faults,
                 now: Now, base: Callable[[], str]) -> None:  # fmt: skip
        self._tenants, self._bot, self._login = tenants, bot, login
        self._limits, self._faults, self._now, self._base = limits, faults, now, base

    def route(self, name: str, method: Method) -> Callable[[web.Request], Any]:
        """A handler of one method."""

        async def handle(request: web.Request) -> web.StreamResponse:
            tenant = self._tenants.get(request.match_info["tenant"])
            if tenant is None:
                return refusal(404, "ConversationNotFound", "Conversation not found.")
            if not self._login.good(request.headers.get("Authorization", "").removeprefix("Bearer ")):
                return refusal(401, "Unauthorized", "Authorization has been denied for this request.")
            raw = await request.text()

            async def answer() -> web.Response:
                return self._answered(request, tenant, raw, name, method)

            return await self._faults.around(request, tenant.faults, answer)

        return handle

    def _answered(  # noqa: PLR0917
        self, request: web.Request, tenant: Tenant, raw: str, name: str, method: Method
    ) -> web.Response:  # fmt: skip
        now = float(request.headers["X-Now"]) if "X-Now" in request.headers else self._now()
        body: Json = {}
        headers: dict[str, str] = {}
        try:
            body = _read(raw)
            _planned(tenant)
            asked = Asked(
                tenant=tenant, bot=self._bot, method=name, path=request.match_info, query=request.query, body=body,
                size=len(raw.encode("utf-16-le")), now=now, limits=self._limits,
                service_url=f"{self._base()}/smba/{tenant.id}/",
            )  # fmt: skip
            status, said = method(asked)
        except Refused as no:
            status, said = no.status, {"error": {"code": no.code, "message": no.message or no.code}}
            if status == 429:
                tenant.limited[name] += 1
                headers = self._limits.header(no.wait)
        path = request.match_info.get("conversation", "")
        tenant.calls.append(Call(method=name, path=path, body=body, status=status, answer=said, at=now))
        return web.json_response(said, status=status, headers=headers)


def _read(raw: str) -> Json:
    if not raw:
        return {}
    try:
        found = json.loads(raw)
    except ValueError:
        raise Refused(400, "BadSyntax", "The request body is no JSON.") from None
    if not isinstance(found, dict):
        raise Refused(400, "BadSyntax", "The request body is no object.")
    return found


def _planned(tenant: Tenant) -> None:
    if tenant.bot_disabled:
        raise Refused(403, "BotDisabledByAdmin", "The tenant admin disabled this bot.")
    if tenant.planned_errors:
        status, code = tenant.planned_errors.pop(0)
        raise Refused(status, code, "as planned", wait=1.0)
