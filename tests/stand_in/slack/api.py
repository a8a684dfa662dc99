"""The Web API: how a call is read, who asks, what they may, how it is answered.

docs.slack.dev/apis/web-api: POST with a form or JSON, GET with a query; the token as bearer or argument (a token in
the query is refused for new apps and so here); answers are HTTP 200 with `ok`; 429 with Retry-After when limited.
Errors of every method: not_authed, invalid_auth, account_inactive, token_revoked, token_expired, missing_scope (with
`needed` and `provided`), not_allowed_token_type, unknown_method, invalid_json, invalid_form_data, ratelimited.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from tests.stand_in.slack.faults import Faults
from tests.stand_in.slack.limits import Limits
from tests.stand_in.slack.state import Call, Json, Now, Team

JSON_ARGUMENTS = frozenset({"blocks", "attachments", "metadata", "view", "files", "users", "unfurls"})

# docs.slack.dev/reference/methods/chat.postMessage: "is not a valid JSON object".
UNREADABLE = {"blocks": "invalid_blocks_format", "metadata": "invalid_metadata_format"}


class Refused(Exception):
    """A method says no; `more` stands beside the code in the answer."""

    def __init__(self, code: str, **more: Any) -> None:
        super().__init__(code)
        self.code, self.more = code, more


class Limited(Exception):
    """Too often; try again in so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(seconds)
        self.seconds = max(1, math.ceil(seconds - 1e-9))


@dataclass(slots=True, kw_only=True)
class Asked:
    """One call: the workspace, the arguments as values, the time."""

    team: Team
    method: str
    args: Json
    now: float
    limits: Limits
    base: str
    emit: Callable[[Team, Json], None]

    def text(self, name: str, default: str = "") -> str:
        """An argument as text."""
        value = self.args.get(name)
        return default if value is None else str(value)

    def need(self, name: str) -> str:
        """An argument that must be there."""
        if not self.text(name):
            raise Refused(
                "invalid_arguments",
                response_metadata={"messages": [f"[ERROR] missing required field: {name}"]},
            )
        return self.text(name)

    def flag(self, name: str, *, default: bool = False) -> bool:
        """An argument as yes or no."""
        value = self.args.get(name)
        return default if value is None else str(value).lower() in ("true", "1")

    def number(self, name: str, default: int) -> int:
        """An argument as a whole number."""
        if self.args.get(name) in (None, ""):
            return default
        try:
            return int(str(self.args[name]))
        except ValueError:
            raise Refused("invalid_arguments") from None

    def scope(self, *any_of: str) -> None:
        """Refuse unless the token has one of these scopes."""
        if any_of and not set(any_of) & self.team.scopes:
            raise Refused("missing_scope", needed=any_of[0], provided=",".join(sorted(self.team.scopes)))


Method = Callable[[Asked], Json]


class Api:
    """All methods behind `/api/NAME`."""

    def __init__(self, *, teams: Mapping[str, Team], methods: Mapping[str, Method], now: Now, limits: Limits,
                 faults: Faults, base: Callable[[], str], emit: Callable[[Team, Json], None]) -> None:  # fmt: skip
        self._teams, self._methods, self._now, self._limits = teams, methods, now, limits
        self._faults, self._base, self._emit = faults, base, emit

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """Answer one call."""
        method = request.match_info["method"]
        now = float(request.headers["X-Now"]) if "X-Now" in request.headers else self._now()
        try:
            args = await _arguments(request)
            team = self._who(request, args, method)
        except Refused as no:
            return _answer({"ok": False, "error": no.code, **no.more})

        async def answer() -> web.Response:
            return self._answered(team, method, args, now)

        return await self._faults.around(request, team.faults, answer, storm_exempt=method == "apps.connections.open")

    def _answered(self, team: Team, method: str, args: Json, now: float) -> web.Response:
        asked = Asked(
            team=team, method=method, args=args, now=now, limits=self._limits, base=self._base(), emit=self._emit
        )  # fmt: skip
        status, headers = 200, {"X-OAuth-Scopes": ",".join(sorted(team.scopes))}
        try:
            said: Json = {"ok": True, **self._called(asked)}
        except Refused as no:
            said = {"ok": False, "error": no.code, **no.more}
        except Limited as late:
            team.limited[method] += 1
            said, status = {"ok": False, "error": "ratelimited"}, 429
            headers["Retry-After"] = str(late.seconds)
        team.calls.append(Call(method=method, args=args, answer=said, at=now, status=status))
        if team.lost_answers[method] > 0:
            team.lost_answers[method] -= 1
            return web.Response(status=502)
        return _answer(said, status=status, headers=headers)

    def _called(self, asked: Asked) -> Json:
        team, method = asked.team, asked.method
        if method not in self._methods:
            raise Refused("unknown_method", req_method=method)
        planned = team.planned_errors.get(method) or team.planned_errors.get("*")
        if planned:
            code = planned.pop(0)
            if code == "ratelimited":
                raise Limited(30)
            raise Refused(code)
        wait = self._limits.method(team.id, method, asked.now)
        if wait:
            raise Limited(wait)
        return self._methods[method](asked)

    def _who(self, request: web.Request, args: Json, method: str) -> Team:
        given = request.headers.get("Authorization", "")
        token = given.removeprefix("Bearer ").strip() if given else str(args.pop("token", ""))
        args.pop("token", None)
        if not token:
            raise Refused("not_authed")
        for team in self._teams.values():
            if token in (team.bot_token, team.app_token):
                if team.token_error:
                    raise Refused(team.token_error)
                if (token == team.app_token) != (method == "apps.connections.open"):
                    raise Refused("not_allowed_token_type")
                return team
        raise Refused("invalid_auth")


async def _arguments(request: web.Request) -> Json:
    args: Json = {name: value for name, value in request.query.items() if name != "token"}
    kind = request.content_type
    if request.method == "POST" and request.can_read_body:
        if kind == "application/json":
            args |= _parsed(await request.text(), "invalid_json")
        elif kind in ("application/x-www-form-urlencoded", "multipart/form-data"):
            args |= {name: value for name, value in (await request.post()).items() if isinstance(value, str)}
        else:
            raise Refused("invalid_post_type")
    for name in JSON_ARGUMENTS & args.keys():
        if isinstance(args[name], str) and args[name][:1] in ("[", "{"):
            try:
                args[name] = json.loads(args[name])
            except ValueError:
                raise Refused(UNREADABLE.get(name, "invalid_arguments")) from None
    return args


def _parsed(body: str, code: str) -> Json:
    try:
        found = json.loads(body)
    except ValueError:
        raise Refused(code) from None
    if not isinstance(found, dict):
        raise Refused("json_not_object")
    return found


def _answer(said: Json, *, status: int = 200, headers: Mapping[str, str] | None = None) -> web.Response:
    return web.json_response(said, status=status, headers=headers)
