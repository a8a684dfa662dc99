"""What the methods of the stand-in do, over HTTP, for tests whose stand-in is a process of its own.

`POST /control/VERB` with a list of arguments, or an object of named ones, does what `Slack.VERB` does and answers with
what it gave (`say`, `press`, `set_error`, `judge`, ...). `POST /control/clock` takes `{"at": SECONDS}` or
`{"move": SECONDS}`; `POST /control/calm` ends faults; `POST /control/team/ID/user` and `/channel` add to a workspace;
`GET /control/team/ID` shows one: its posts, whispers, views, what was taken, the calls.
"""

from __future__ import annotations

import inspect
import json
from collections.abc import Sequence
from dataclasses import asdict, is_dataclass
from typing import Any

from aiohttp import web

from tests.stand_in.slack.filling import NotThere
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Clock, Json, Team

VERBS = frozenset(
    """add_team archive change close command dm edit erase home join judge leave press press_in_view react retry_due say
    set_error settled shortcut submit suggest unfurl uninstall unreact verify""".split()
)


def add(app: web.Application, slack: Slack) -> None:
    """Let the stand-in be told over HTTP what to do."""
    control = _Control(slack)
    app.add_routes(
        [
            web.post("/control/clock", control.clock),
            web.post("/control/calm", control.calm),
            web.get("/control/team/{team}", control.team),
            web.post("/control/team/{team}/{kind:user|channel}", control.resident),
            web.post("/control/{verb}", control.act),
        ]
    )


class _Control:
    def __init__(self, slack: Slack) -> None:
        self._slack = slack

    async def act(self, request: web.Request) -> web.StreamResponse:
        verb = request.match_info["verb"]
        if verb not in VERBS:
            return web.json_response({"error": f"no verb {verb}"}, status=404)
        args, named = await _given(request)
        try:
            found = getattr(self._slack, verb)(*args, **named)
            return _shown(await found if inspect.isawaitable(found) else found)
        except (NotThere, KeyError, TypeError) as no:
            return web.json_response({"error": type(no).__name__, "message": str(no)}, status=400)

    async def resident(self, request: web.Request) -> web.StreamResponse:
        args, named = await _given(request)
        made = getattr(self._slack.teams[request.match_info["team"]], request.match_info["kind"])(*args, **named)
        return _shown(made)

    async def clock(self, request: web.Request) -> web.StreamResponse:
        _, named = await _given(request)
        clock = self._slack.now
        if isinstance(clock, Clock):
            clock.at = float(named.get("at", clock.at)) + float(named.get("move", 0))
        return _shown({"at": clock()})

    async def calm(self, _request: web.Request) -> web.StreamResponse:
        self._slack.faults.calm()
        return _shown({})

    async def team(self, request: web.Request) -> web.StreamResponse:
        return _shown(_described(self._slack.teams[request.match_info["team"]]))


def _described(team: Team) -> Json:
    return {
        "channels": {name: [asdict(one) for one in team.posts(name)] for name in team.channels},
        "whispers": [asdict(one) for one in team.whispers()],
        "views": [asdict(one) for one in team.views.values()],
        "homes": {user: asdict(one) for user, one in team.homes.items()},
        "taken": [asdict(one) for one in team.taken],
        "calls": [asdict(one) for one in team.calls],
        "limited": dict(team.limited),
        "faults": dict(team.faults),
    }


async def _given(request: web.Request) -> tuple[Sequence[Any], Json]:
    body = await request.text()
    found = json.loads(body) if body else []
    return (found, {}) if isinstance(found, list) else ((), found)


def _shown(found: Any) -> web.Response:
    if isinstance(found, Team):
        found = {name: getattr(found, name) for name in ("id", "bot_token", "app_token", "signing_secret", "app_id")}
    elif is_dataclass(found) and not isinstance(found, type):
        found = asdict(found)
    return web.json_response(found, dumps=lambda one: json.dumps(one, default=list))
