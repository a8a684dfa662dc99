"""What the methods of the stand-in do, over HTTP, for tests whose stand-in is a process of its own.

`POST /control/VERB` with a list of arguments, or an object of named ones, does what `Teams.VERB` does and answers with
what it gave (`say`, `press`, `install`, `set_error`, `judge`, ...). `POST /control/clock` takes `{"at": SECONDS}` or
`{"move": SECONDS}`; `POST /control/calm` ends faults; `POST /control/rollover` changes the keys; `POST
/control/tenant/ID/user` (team, channel, chat) adds to a tenant; `GET /control/tenant/ID` shows one.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

from aiohttp import web

from tests.stand_in.slack.state import Clock
from tests.stand_in.teams.answer import NotThere
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Json, Tenant

VERBS = frozenset(
    """add_member add_tenant archive_team ask block close_dialog consent create_channel delete_channel delete_team dm
    edit erase event install invoke judge menu open_dialog press react refresh remove_member rename_channel rename_team
    restore restore_channel say set_error slash submit_dialog unarchive_team uninstall unreact""".split()
)


def add(app: web.Application, teams: Teams) -> None:
    """Let the stand-in be told over HTTP what to do."""
    control = _Control(teams)
    app.add_routes(
        [
            web.post("/control/clock", control.clock),
            web.post("/control/calm", control.calm),
            web.post("/control/rollover", control.rollover),
            web.get("/control/tenant/{tenant}", control.tenant),
            web.post("/control/tenant/{tenant}/{kind:user|team|channel|chat}", control.resident),
            web.post("/control/{verb}", control.act),
        ]
    )


class _Control:
    def __init__(self, teams: Teams) -> None:
        self._teams = teams

    async def act(self, request: web.Request) -> web.StreamResponse:
        verb = request.match_info["verb"]
        if verb not in VERBS:
            return web.json_response({"error": f"no verb {verb}"}, status=404)
        args, named = await _given(request)
        try:
            found = getattr(self._teams, verb)(*args, **named)
            return _shown(await found if inspect.isawaitable(found) else found)
        except (NotThere, KeyError, TypeError) as no:
            return web.json_response({"error": type(no).__name__, "message": str(no)}, status=400)

    async def resident(self, request: web.Request) -> web.StreamResponse:
        args, named = await _given(request)
        tenant = self._teams.tenants[request.match_info["tenant"]]
        return _shown(getattr(tenant, request.match_info["kind"])(*args, **named))

    async def clock(self, request: web.Request) -> web.StreamResponse:
        _, named = await _given(request)
        clock = self._teams.now
        if isinstance(clock, Clock):
            clock.at = float(named.get("at", clock.at)) + float(named.get("move", 0))
        return _shown({"at": clock()})

    async def calm(self, _request: web.Request) -> web.StreamResponse:
        self._teams.faults.calm()
        return _shown({})

    async def rollover(self, _request: web.Request) -> web.StreamResponse:
        return _shown({"kid": self._teams.keys.rollover().kid})

    async def tenant(self, request: web.Request) -> web.StreamResponse:
        return _shown(_described(self._teams.tenants[request.match_info["tenant"]]))


def _described(tenant: Tenant) -> Json:
    return {
        "users": {key: asdict(one) for key, one in tenant.users.items()},
        "conversations": {name: asdict(one) for name, one in tenant.conversations.items()},
        "dialogs": [asdict(one) for one in tenant.dialogs],
        "taken": [asdict(one) for one in tenant.taken],
        "calls": [asdict(one) for one in tenant.calls],
        "limited": dict(tenant.limited),
        "faults": dict(tenant.faults),
    }


async def _given(request: web.Request) -> tuple[Sequence[Any], Json]:
    body = await request.text()
    found = json.loads(body) if body else []
    return (found, {}) if isinstance(found, list) else ((), found)


def _shown(found: Any) -> web.Response:
    if isinstance(found, Tenant):
        found = {"id": found.id, "name": found.name}
    elif is_dataclass(found) and not isinstance(found, type):
        found = asdict(found)
    return web.json_response(found, dumps=lambda one: json.dumps(one, default=list))
