"""Turns: stored activities reach their listeners, what is said in a turn goes over our own client."""

import subprocess
import sys
from collections.abc import Awaitable, Callable, Mapping
from types import SimpleNamespace
from typing import Any, cast

import pytest
from botbuilder.core import BotFrameworkAdapter, CloudAdapterBase, TurnContext
from botbuilder.schema import Activity, ActivityTypes, ConversationReference
from botframework.connector import ConnectorClient
from botframework.connector.aio import ConnectorClient as AsyncConnectorClient
from botframework.connector.auth import AppCredentials
from botframework.connector.token_api import TokenApiClient
from botframework.connector.token_api.aio import TokenApiClient as AsyncTokenApiClient

from adapters.chat.teams.answers import Reply, words
from adapters.chat.teams.came import Came, came
from adapters.chat.teams.listeners import KINDS, Listeners
from adapters.chat.teams.names import INVOKES
from adapters.chat.teams.request import understand
from adapters.chat.teams.room import Client, Room
from adapters.chat.teams.turn import Transport, Turns, dispatcher, run
from bot.errors import NotAllowed, Refused
from bot.model.changes import Change, Enqueue, SettingEvent
from bot.model.people import Person, PersonId
from tests.adapters.chat.slack.door import Moment
from tests.adapters.chat.teams.breaking import GOOD
from tests.adapters.chat.teams.requests import (
    ANA,
    BOT,
    LUMO,
    OURS,
    PERSONAL,
    SERVICE,
    SUPPORT,
    Json,
    corrected,
    fetch,
    good,
    message,
    press,
    reaction,
)

PATH = f"v3/conversations/19%3A5bfa8f3d5a4b4e1d9f20f4a1c1e0a001%40thread.tacv2%3Bmessageid%3D{OURS}/activities"


class Connector:
    """The connector of one tenant: keeps what was asked."""

    def __init__(self) -> None:
        self.calls: list[tuple[str, str, Mapping[str, Any] | None, str]] = []

    async def call(
        self, verb: str, path: str, body: Mapping[str, Any] | None = None, *, service_url: str = ""
    ) -> Mapping[str, Any]:  # fmt: skip
        self.calls.append((verb, path, body, service_url))
        return {"id": str(len(self.calls))}

    async def upload(self, url: str, data: bytes) -> None:
        raise AssertionError(url)


class World:
    """A room with nobody but Ana, and what was put in its outbox."""

    def __init__(self) -> None:
        self.connector = Connector()
        self.committed: list[Change] = []
        ana = Person(id=PersonId("workspace:ana"), name="Ana", ids=(f"teams:{LUMO}/{ANA}",))
        directory = SimpleNamespace(person=lambda name: ana if name in ana.ids else None)
        self.room = Room(**cast("Any", {
            "desk": None, "answers": None, "directory": directory, "store": self, "clock": Moment(), "secrets": None,
            "charts": None, "clients": {LUMO: self.connector}, "organisation": "Lumo", "zone": None, "enrol": False,
        }))  # fmt: skip

    async def commit(self, changes: list[Change]) -> None:
        self.committed += changes

    async def setting_events(self, subject: str) -> list[SettingEvent]:
        new = {"conversation": PERSONAL, "account": "29:1ana"}
        return [SettingEvent(subject=subject, person=None, at=Moment().now(), new=new)]

    @property
    def said(self) -> list[str]:
        return [one.post.message.summary for one in self.committed if isinstance(one, Enqueue)]


@pytest.fixture
def world() -> World:
    return World()


def payload(body: Json) -> Mapping[str, object]:
    """What the inbox hands over."""
    return {"event": "teams:1", "type": body["type"], "tenant": LUMO, "lane": "x", "body": body}


class Heard:
    """Listeners for everything that keep what they were told."""

    def __init__(self) -> None:
        self.told: list[tuple[str, Came]] = []

    def register(self, listeners: Listeners, room: Room) -> None:
        for kind in (*KINDS, *INVOKES):
            listeners.on(kind, self.listener(kind))

    def listener(self, kind: str, reply: Reply | None = None) -> Callable[[Came], Awaitable[Reply | None]]:
        async def listen(one: Came) -> Reply | None:
            self.told.append((kind, one))
            return reply or words(kind)

        return listen


async def test_every_activity_reaches_the_listeners_of_its_kind(world: World) -> None:
    heard = Heard()
    work = dispatcher(world.room, [heard.register])
    for body in GOOD:
        answered = await work(payload(body))
        kind, one = heard.told[-1]
        assert kind == (body["name"] if body["type"] == "invoke" else body["type"])
        assert (one.id, one.tenant, one.body) == ("teams:1", LUMO, body)
        assert answered == ({"body": words(kind)} if body["type"] == "invoke" else {})
    assert len(heard.told) == len(GOOD)
    assert world.connector.calls == []


@pytest.mark.parametrize(
    "body",
    [
        *GOOD,
        fetch(value={"action": "act", "data": None}),
        press(value={"action": {"type": "Action.Execute", "verb": None, "data": None}}),
        message(channelData=None, entities=[{"type": "mention"}, {"mentioned": None}], text=None, replyToId=None),
        message(value=[1], name=None),
    ],
)
def test_whatever_the_edge_lets_in_can_be_looked_at(body: Json) -> None:
    understand(body)
    one = came(payload(body))
    for name in [name for name, value in vars(Came).items() if isinstance(value, property)]:
        getattr(one, name)


async def test_the_first_listener_that_wants_it_takes_it(world: World) -> None:
    heard = Heard()

    async def in_private(one: Came) -> bool:
        return one.personal

    def register(listeners: Listeners, room: Room) -> None:
        listeners.on("message", heard.listener("in private"), matches=in_private)
        listeners.on("message", heard.listener("any"))
        listeners.on("message", heard.listener("never"))

    work = dispatcher(world.room, [register])
    await work(payload(message()))
    await work(payload(good()["in private"]))
    assert [kind for kind, _ in heard.told] == ["any", "in private"]


async def test_what_nobody_listens_to_is_no_error(world: World) -> None:
    work = dispatcher(world.room, [])
    assert await work(payload(message())) == {}
    assert await work(payload(press())) == {"body": {}}


async def test_the_conversation_is_learned_before_the_listener_is_told(world: World) -> None:
    order = list[str]()

    async def learn(one: Came) -> None:
        order.append(f"learned {one.conversation}")

    async def listen(one: Came) -> None:
        order.append("told")

    work = dispatcher(world.room, [lambda listeners, room: listeners.on("message", listen)], learn=learn)
    await work(payload(message()))
    assert order == [f"learned {SUPPORT}", "told"]


def _raising(wrong: Exception) -> Callable[[Listeners, Room], None]:
    async def listen(one: Came) -> None:
        raise wrong

    def register(listeners: Listeners, room: Room) -> None:
        for kind in (*KINDS, *INVOKES):
            listeners.on(kind, listen)

    return register


async def test_what_a_listener_raises_reaches_the_inbox_and_who_wrote_is_told_what_they_can_do(world: World) -> None:
    wrong = NotAllowed(what="This", role="member", remedy="Ask an admin.")
    work = dispatcher(world.room, [_raising(wrong)])
    for body in (message(), press()):
        with pytest.raises(NotAllowed):
            await work(payload(body))
    assert world.said == [str(wrong)]
    (told,) = world.committed
    assert isinstance(told, Enqueue)
    assert (told.post.to, told.post.place.channel, told.post.key) == ("workspace:ana", PERSONAL, "teams:1:answer")


async def test_what_failed_inside_is_not_told_to_who_wrote(world: World) -> None:
    work = dispatcher(world.room, [_raising(Refused(where="Teams", what="a secret"))])
    with pytest.raises(Refused):
        await work(payload(message()))
    with pytest.raises(ZeroDivisionError):
        await dispatcher(world.room, [_raising(ZeroDivisionError())])(payload(message()))
    assert world.said == []


# --- what is said in a turn ---


async def _in_turn(world: World, body: Json, work: Callable[[TurnContext], Awaitable[object]]) -> object:
    found = list[object]()

    async def listen(one: Came) -> None:
        found.append(await work(cast("TurnContext", one.turn)))

    listeners = Listeners()
    for kind in KINDS:
        listeners.on(kind, listen)
    await run(Transport(world.room.clients), Turns(listeners), came(payload(body)))
    return found[0]


async def test_what_is_said_in_a_turn_is_a_reply_where_it_was_asked(world: World) -> None:
    sent = await _in_turn(world, reaction(), lambda turn: turn.send_activity("hello"))
    assert cast("Any", sent).id == "1"
    ((verb, path, body, url),) = world.connector.calls
    assert (verb, path, url) == ("POST", f"{PATH}/f%3A1", SERVICE)
    assert body is not None
    assert (body["type"], body["text"], body["replyToId"]) == ("message", "hello", "f:1")
    assert body["from"]["id"] == BOT
    assert body["recipient"]["aadObjectId"] == ANA


async def test_typing_is_shown_where_it_was_asked(world: World) -> None:
    await _in_turn(world, message(root=OURS), lambda turn: turn.send_activity(Activity(type=ActivityTypes.typing)))
    assert [(one[1], one[2] and one[2]["type"]) for one in world.connector.calls] == [
        (f"{PATH}/1779999999001", "typing")
    ]


async def test_a_message_is_put_in_the_place_of_another_or_taken_away(world: World) -> None:
    async def change(turn: TurnContext) -> None:
        await turn.update_activity(Activity(type="message", id=OURS, text="new"))
        await turn.delete_activity(OURS)

    await _in_turn(world, message(root=OURS), change)
    assert [one[:2] for one in world.connector.calls] == [("PUT", f"{PATH}/{OURS}"), ("DELETE", f"{PATH}/{OURS}")]
    assert world.connector.calls[0][2] is not None
    assert world.connector.calls[0][2]["text"] == "new"


async def test_a_conversation_is_gone_on_with_from_its_reference(world: World) -> None:
    reference = cast("Any", await _in_turn(world, message(root=OURS), _reference))
    assert isinstance(reference, ConversationReference)

    async def go_on(turn: TurnContext) -> None:
        await turn.send_activity("good morning")

    await Transport(world.room.clients).continue_conversation(reference, go_on)
    ((verb, path, body, url),) = world.connector.calls
    assert (verb, url) == ("POST", SERVICE)
    assert path.startswith(PATH)
    assert body is not None
    assert body["text"] == "good morning"


async def _reference(turn: TurnContext) -> object:
    return TurnContext.get_conversation_reference(turn.activity)


# --- of the library, and without it ---

CLIENTS = (
    ConnectorClient, AsyncConnectorClient, TokenApiClient, AsyncTokenApiClient, AppCredentials, BotFrameworkAdapter,
    CloudAdapterBase,
)  # fmt: skip


async def test_no_client_of_the_library_is_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(self: object, *args: object, **more: object) -> None:
        raise AssertionError(f"{type(self).__name__} was made")

    for client in CLIENTS:
        monkeypatch.setattr(client, "__init__", never)
    work = dispatcher(world.room, [Heard().register])
    for body in GOOD:
        await work(payload(body))
    await test_what_is_said_in_a_turn_is_a_reply_where_it_was_asked(World())
    await test_a_message_is_put_in_the_place_of_another_or_taken_away(World())
    await test_a_conversation_is_gone_on_with_from_its_reference(World())
    with pytest.raises(AssertionError, match="was made"):
        ConnectorClient(None)


async def test_listeners_hear_and_answer_the_same_without_the_library(world: World) -> None:
    through, alone = Heard(), Heard()
    work, listeners = dispatcher(world.room, [through.register]), Listeners()
    alone.register(listeners, world.room)
    for body in (*GOOD, corrected(), fetch()):
        answered = await listeners.hear(came(payload(body)))
        assert (await work(payload(body))).get("body") == (answered if body["type"] == "invoke" else None)
    assert through.told == alone.told


WITHOUT = """
import sys
class No:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in ("botbuilder", "botframework", "msrest"):
            raise ImportError(name)
sys.meta_path.insert(0, No())
import adapters.chat.teams.edge, adapters.chat.teams.invokes, adapters.chat.teams.listeners, adapters.chat.teams.keys
print("fine")
"""


def test_everything_but_the_turn_is_imported_without_the_library() -> None:
    done = subprocess.run([sys.executable, "-c", WITHOUT], capture_output=True, text=True, check=False)
    assert (done.stdout, done.stderr) == ("fine\n", "")


def _client(connector: Connector) -> Client:
    """What is used here is what the room's contract says."""
    return connector
