"""From a stored event to its listeners, as turns of botbuilder-core.

The edge has verified, stored and acknowledged; the connector is called by our own client. So of the library there are
activities, turn context and handler: no client of botframework.connector is made, nothing waits in the event loop.
What a listener raises reaches the inbox.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, cast

from botbuilder.core import ActivityHandler, BotAdapter, InvokeResponse, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount, ResourceResponse
from botbuilder.schema import ConversationReference as Reference

from adapters.chat.teams.answers import Reply
from adapters.chat.teams.came import Came, came
from adapters.chat.teams.invokes import Work
from adapters.chat.teams.listeners import Listeners, Register
from adapters.chat.teams.room import Client, Room, path_to
from adapters.chat.teams.visit import TOLD, visit
from bot.errors import RemoteError

Learn = Callable[[Came], Awaitable[None]]
"""Takes note of the conversation that an activity came from."""

_CAME: Final = "earshot.came"
_ANSWER: Final = "earshot.answer"


class Transport(BotAdapter):  # type: ignore[misc]
    """Turns over our own client: what is sent in a turn goes to the connector of the turn's tenant."""

    def __init__(self, clients: Mapping[str, Client]) -> None:
        super().__init__()
        self._clients = clients

    async def send_activities(self, context: TurnContext, activities: list[Activity]) -> list[ResourceResponse]:
        """Post activities, as replies where they answer one; gives their ids."""
        return [await self._send(one) for one in activities]

    async def update_activity(self, context: TurnContext, activity: Activity) -> ResourceResponse:
        """Put an activity in the place of an earlier one with its id."""
        path = path_to(activity.conversation.id, "activities", activity.id)
        said = await self._client(activity.conversation).call(
            "PUT", path, activity.serialize(), service_url=activity.service_url
        )
        return ResourceResponse(id=str(said.get("id") or activity.id))

    async def delete_activity(self, context: TurnContext, reference: Reference) -> None:
        """Delete an earlier activity."""
        path = path_to(reference.conversation.id, "activities", reference.activity_id)
        await self._client(reference.conversation).call("DELETE", path, service_url=reference.service_url)

    async def _send(self, activity: Activity) -> ResourceResponse:
        conversation = activity.conversation
        more = ("activities", activity.reply_to_id) if activity.reply_to_id else ("activities",)
        said = await self._client(conversation).call(
            "POST", path_to(conversation.id, *more), activity.serialize(), service_url=activity.service_url
        )
        return ResourceResponse(id=str(said.get("id") or ""))

    def _client(self, conversation: ConversationAccount) -> Client:
        return self._clients[str(conversation.tenant_id).lower()]


class Turns(ActivityHandler):  # type: ignore[misc]
    """Hands each turn to the listeners."""

    def __init__(self, listeners: Listeners) -> None:
        self._listeners = listeners

    async def _hear(self, turn_context: TurnContext) -> None:
        one = cast("Came", turn_context.turn_state[_CAME])
        turn_context.turn_state[_ANSWER] = await self._listeners.hear(one)

    on_message_activity = on_message_update_activity = on_message_delete_activity = _hear
    on_message_reaction_activity = on_conversation_update_activity = on_installation_update = _hear

    async def on_invoke_activity(self, turn_context: TurnContext) -> InvokeResponse | None:
        """Nothing for the library to send: the answer goes back in the response to the request."""
        await self._hear(turn_context)
        return None


def dispatcher(room: Room, registers: Sequence[Register], *, learn: Learn | None = None) -> Work:
    """The work of one stored event, by the listeners that are registered; no listener is no error.

    Gives an invoke's answer under `body`. What a listener raises is raised here; where it is no invoke and the person
    can do something about it, they are told so in private, in the error's own sentence.

    Args:
        room: what every listener needs.
        registers: register listeners.
        learn: called with everything that came, before its listener.
    """
    listeners = Listeners()
    for register in registers:
        register(listeners, room)
    transport, turns = Transport(room.clients), Turns(listeners)

    async def work(payload: Mapping[str, object]) -> Mapping[str, object]:
        one = came(payload)
        if learn is not None:
            await learn(one)
        try:
            reply = await run(transport, turns, one)
        except TOLD as wrong:
            if one.type != "invoke":
                await _tell(room, one, str(wrong))
            raise
        return {"body": reply or {}} if one.type == "invoke" else {}

    return work


async def run(transport: Transport, turns: Turns, one: Came) -> Reply | None:
    """What the listeners answer in a turn of their own. Raises what they raise."""
    context = TurnContext(transport, activity_of(one.body))
    context.turn_state[_CAME] = Came(id=one.id, tenant=one.tenant, body=one.body, turn=context)
    await transport.run_pipeline(context, turns.on_turn)
    return cast("Reply | None", context.turn_state.get(_ANSWER))


def activity_of(body: Mapping[str, Any]) -> Activity:
    """The library's activity, with what turns and answers in them need; it is not asked to understand the rest."""
    place = body["conversation"]
    tenant = place.get("tenantId") or ((body.get("channelData") or {}).get("tenant") or {}).get("id")
    return Activity(
        type=ActivityTypes(body["type"]) if body["type"] in ActivityTypes.__members__ else body["type"],
        id=body.get("id"),
        channel_id=body["channelId"],
        service_url=body["serviceUrl"],
        from_property=_account(body["from"]),
        recipient=_account(body["recipient"]),
        conversation=ConversationAccount(
            id=place["id"], tenant_id=tenant, conversation_type=place.get("conversationType"),
            is_group=place.get("isGroup"),
        ),
        text=body.get("text"),
        name=body.get("name"),
        value=body.get("value"),
        reply_to_id=body.get("replyToId"),
        locale=body.get("locale"),
        channel_data=body.get("channelData"),
    )  # fmt: skip


def _account(said: Mapping[str, Any]) -> ChannelAccount:
    return ChannelAccount(id=said["id"], name=said.get("name"), aad_object_id=said.get("aadObjectId"))


async def _tell(room: Room, one: Came, words: str) -> None:
    try:
        here = await visit(room, one)
    except RemoteError:
        return  # who this is cannot be asked; what went wrong is raised all the same
    if here is not None:
        await here.tell(words)
