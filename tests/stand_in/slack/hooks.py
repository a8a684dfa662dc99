"""response_url: five uses in thirty minutes.

docs.slack.dev/interactivity/handling-user-interaction: response_type ephemeral (default) or in_channel,
replace_original, delete_original, thread_ts; an ephemeral answer is a new ephemeral message; what is used up answers
404 `used_url`, what is too old 404 `expired_url`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from aiohttp import web

from tests.stand_in.slack import messages, showing
from tests.stand_in.slack.api import Refused
from tests.stand_in.slack.faults import Faults
from tests.stand_in.slack.state import Call, Channel, Hook, Json, Message, Now, Team

USES = 5
SECONDS = 1800.0


class Hooks:
    """What is behind `/actions/TEAM/ID`."""

    def __init__(self, *, teams: Mapping[str, Team], now: Now, faults: Faults,
                 emit: Callable[[Team, Json], None]) -> None:  # fmt: skip
        self._teams, self._now, self._faults, self._emit = teams, now, faults, emit

    async def handle(self, request: web.Request) -> web.StreamResponse:
        """One use of a response_url."""
        team = self._teams.get(request.match_info["team"])
        held = team.hooks.get(request.match_info["hook"]) if team else None
        if team is None or held is None:
            return _said({"ok": False, "error": "no_such_url"}, 404)
        now = float(request.headers["X-Now"]) if "X-Now" in request.headers else self._now()
        given = await request.text()

        async def answer() -> web.Response:
            said, status = self._used(team, held, given, now)
            team.calls.append(Call(method="response_url", args=_read(given), answer=said, at=now, status=status))
            return _said(said, status)

        return await self._faults.around(request, team.faults, answer)

    def _used(self, team: Team, held: Hook, given: str, now: float) -> tuple[Json, int]:
        if now - held.born > SECONDS:
            return {"ok": False, "error": "expired_url"}, 404
        if held.uses >= USES:
            return {"ok": False, "error": "used_url"}, 404
        asked = _read(given)
        if not asked:
            return {"ok": False, "error": "invalid_payload"}, 400
        try:
            self._done(team, held, asked, now)
        except Refused as no:
            return {"ok": False, "error": no.code, **no.more}, 400
        held.uses += 1
        return {"ok": True}, 200

    def _done(self, team: Team, held: Hook, asked: Json, now: float) -> None:
        channel = team.channels[held.channel]
        original = next((one for one in (*channel.messages.values(), *channel.ephemeral) if one.ts == held.ts), None)
        if asked.get("delete_original"):
            if original is not None:
                self._gone(team, channel, original, now)
            return
        text, blocks = str(asked.get("text") or ""), asked.get("blocks") or []
        if not text and not blocks and not asked.get("attachments"):
            raise Refused("no_text")
        blocks = messages.valid(team, blocks) if blocks else []
        if asked.get("replace_original") and original is not None:
            original.versions.append((original.text, original.blocks))
            original.text, original.blocks = text[: messages.TEXT_CUT], blocks
            return
        message = Message(
            ts=team.next_ts(now), channel=channel.id, user=team.bot.id, text=text[: messages.TEXT_CUT], at=now,
            blocks=blocks, bot_id=team.bot.bot_id, app_id=team.app_id, thread_ts=asked.get("thread_ts"),
            metadata=asked.get("metadata"),
        )  # fmt: skip
        if asked.get("response_type", "ephemeral") == "in_channel":
            showing.add(team, channel, message)
            self._emit(team, showing.said(team, channel, message))
        else:
            showing.whispered(team, channel, held.user, message)

    def _gone(self, team: Team, channel: Channel, original: Message, now: float) -> None:
        if original.ephemeral:
            channel.ephemeral.remove(original)
        else:
            self._emit(team, showing.remove(team, channel, original, now))


def _read(given: str) -> Json:
    try:
        found: Any = json.loads(given)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _said(said: Json, status: int) -> web.Response:
    return web.json_response(said, status=status)
