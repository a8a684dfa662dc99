"""From a stored event to its listeners: slack-bolt matches, and does nothing else.

The edge has verified, acknowledged and stored; so bolt verifies nothing, sends nothing, holds no token, and waits for
the listener to end (its polling for `ack()` never runs). What a listener raises reaches the inbox.
"""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, cast

from slack_bolt.async_app import AsyncApp
from slack_bolt.authorization import AuthorizeResult
from slack_bolt.error import BoltUnhandledRequestError
from slack_bolt.request.async_request import AsyncBoltRequest
from slack_sdk.web.async_client import AsyncWebClient

from adapters.chat.slack.came import Came, Spot, spot_of
from adapters.chat.slack.room import Room
from adapters.chat.slack.visit import TOLD, visit
from bot.errors import EarshotError, RemoteError

Register = Callable[[AsyncApp, Room], None]
Work = Callable[[Mapping[str, object]], Awaitable[Mapping[str, object]]]


def dispatcher(room: Room, registers: Sequence[Register]) -> Work:
    """The work of one stored event, by the listeners that are registered; no listener is no error.

    A listener is handed `context["event_id"]` (of the inbox) and `context["team"]`. What it raises is raised here;
    where the person can do something about it, they are told so in private, in the error's own sentence.
    """
    app = _app()
    for register in registers:
        register(app, room)

    async def work(payload: Mapping[str, object]) -> Mapping[str, object]:
        said = cast("dict[str, Any]", payload["body"])
        body = {name: value for name, value in said.items() if value is not None}  # bolt takes null for an object
        one = Came(id=str(payload["event"]), team=str(payload["team"]), body=body)
        known = {"event_id": one.id, "team": one.team}
        try:
            await app.async_dispatch(AsyncBoltRequest(body=body, mode="socket_mode", context=known))
        except TOLD as wrong:
            await _tell(room, one, wrong)
            raise
        return {}

    return work


def _app() -> AsyncApp:
    async def authorize(context: Mapping[str, Any]) -> AuthorizeResult:
        return AuthorizeResult(enterprise_id=None, team_id=context["team"])

    async def raised(error: Exception) -> None:
        if not isinstance(error, BoltUnhandledRequestError):
            raise error

    quiet = logging.getLogger("earshot.slack.bolt")
    quiet.setLevel(logging.CRITICAL)  # it would log what people said
    app = AsyncApp(
        name="earshot", logger=quiet, client=AsyncWebClient(), authorize=authorize, signing_secret="",
        process_before_response=True, raise_error_for_unhandled_request=True, request_verification_enabled=False,
        ssl_check_enabled=False, url_verification_enabled=False, ignoring_self_events_enabled=False,
        ignoring_self_assistant_message_events_enabled=False, attaching_function_token_enabled=False,
        attaching_conversation_kwargs_enabled=False,
    )  # fmt: skip
    app.error(raised)
    return app


async def _tell(room: Room, one: Came, wrong: EarshotError) -> None:
    try:
        here = await visit(room, one, _spot(one), user=str(one.body.get("user_id") or ""))
    except RemoteError:
        return  # who this is cannot be asked; what went wrong is raised all the same
    if here is not None:
        await here.tell(str(wrong))


def _spot(one: Came) -> Spot:
    """Where it was, whatever it was."""
    if one.body.get("command"):
        return Spot(channel=str(one.body["channel_id"]), via=str(one.body.get("response_url") or ""))
    if one.event:
        on = one.event.get("item") or {}
        thread = str(one.event.get("thread_ts") or "")
        return Spot(channel=str(one.event.get("channel") or on.get("channel") or ""), thread=thread)
    return spot_of(one.body)
