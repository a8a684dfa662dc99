"""Questions in Teams: answered where they were asked, money and what is private in the asker's own chat alone."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from adapters.charts import connect as draw_charts
from adapters.chat.teams import commands, said
from adapters.chat.teams.came import Came
from adapters.chat.teams.commands import parsed
from adapters.chat.teams.room import Client, Room
from adapters.chat.teams.visit import Visit, visit
from bot.model.message import Message
from bot.model.views import Ask
from bot.ports.desk import Desk
from tests.adapters.chat.teams.office import ANA, BEN, FIN, QUALITY, SUPPORT, VIC, Office, buttons, words_of


async def test_an_answer_for_all_stands_in_the_questions_thread(office: Office) -> None:
    await office.topic()
    asked = await office.ask("what changed?", where=SUPPORT)
    answer = office.posts(SUPPORT)[-1]
    assert answer.root == asked.id
    assert office.said(SUPPORT)[-1].startswith("What changed")


async def test_the_name_may_stand_anywhere_in_a_question(office: Office) -> None:
    await office.topic()
    await office.teams.say(office.tenant, SUPPORT, BEN, "what <at>Earshot</at> changed", mention=True)
    await office.turn()
    assert office.said(SUPPORT)[-1].startswith("What changed")


async def test_what_is_for_its_asker_alone_comes_in_their_own_chat_and_the_thread_says_so(office: Office) -> None:
    await office.topic()
    asked = await office.ask("show messages about charger", where=SUPPORT)
    assert office.said(BEN)[-1].startswith("16 messages")
    (hint,) = [one for one in office.posts(SUPPORT) if one.root == asked.id]
    assert "sent to you privately" in str(hint.activity["summary"])
    assert "charger" not in str(hint.activity)


@pytest.mark.parametrize("text", ["roi", "ROI last quarter", "/roi", "roi spent 2h on 2026-10-01"])
async def test_money_is_told_in_the_askers_own_chat_alone(office: Office, text: str) -> None:
    await office.harm()
    before = len(office.posts())
    await office.ask(text, who=FIN, thread=office.card().id)
    assert len(office.posts(FIN)) == 2
    (hint,) = office.posts()[before:]
    assert hint.activity["summary"] == "Fin, this was sent to you privately: look at your own chat with Earshot."
    assert hint.root == office.card().id


async def test_who_has_no_own_chat_is_told_how_to_open_one_and_no_more(office: Office) -> None:
    office.tenant.user("nia", "Nia")
    await office.teams.add_member(office.tenant, "Lumo", "nia")
    await office.turn()
    before = {where: len(office.posts(where)) for where in (ANA, BEN, FIN)}
    await office.ask("roi", who="nia", where=SUPPORT)
    assert "Open your own chat with Earshot" in office.said(SUPPORT)[-1]
    assert "€" not in str(office.posts(SUPPORT)[-1].activity)
    assert {where: len(office.posts(where)) for where in (ANA, BEN, FIN)} == before
    assert not await office.world.app.store.outbox(("dead",))


async def test_who_removed_earshot_has_no_own_chat_any_more(office: Office) -> None:
    await office.teams.uninstall(office.tenant, office.place(BEN).id, BEN)
    await office.turn()
    await office.ask("roi", where=SUPPORT)
    assert "Open your own chat with Earshot" in office.said(SUPPORT)[-1]
    await office.teams.install(office.tenant, office.place(BEN).id, BEN)
    await office.turn()
    await office.ask("roi", where=SUPPORT)
    assert "privately" in office.said(SUPPORT)[-1]


async def test_a_private_answer_waits_for_no_channel_and_can_be_reacted_to(office: Office) -> None:
    await office.ask("roi", who=FIN, where=SUPPORT)
    answer = office.posts(FIN)[-1]
    row = await office.world.app.store.planned(answer.key)
    assert row is not None
    assert row.post.place.channel == office.place(FIN).id
    reacted = await office.teams.react(office.tenant, FIN, answer.id, "like")
    assert reacted.status == 200
    await office.turn()
    assert await office.signals() == []


async def test_a_slash_command_is_answered_in_private_and_nobody_else_learns_of_it(office: Office) -> None:
    posts = len(office.posts(SUPPORT))
    await office.teams.slash(office.tenant, SUPPORT, FIN, "roi last quarter")
    await office.teams.slash(office.tenant, SUPPORT, VIC, "earshot topics")
    await office.turn()
    assert len(office.posts(FIN)) == 2
    assert office.said(VIC)[-1].startswith("Top problems")
    assert len(office.posts(SUPPORT)) == posts


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("hi", "Earshot is here"), ("Hello!", "Earshot is here"), ("", "Earshot is here"), ("help", "What changed"),
        ("sing a song", "I cannot answer “sing a song”"), ("earshot", "Earshot's commands"),
        ("earshot dance", "There is no command “dance”"), ("sources", "Sources"), ("earshot topics", "Top problems"),
        ("roi help", "How to ask"), ("roi sing", "How to ask"),
    ],
)  # fmt: skip
async def test_whatever_is_written_in_ones_own_chat_is_answered_usefully(
    office: Office, text: str, words: str
) -> None:  # fmt: skip
    await office.teams.dm(office.tenant, FIN, text)
    await office.turn()
    (answer,) = office.said(FIN)[1:]
    assert words.lower() in f"{answer} {office.seen(FIN, office.posts(FIN)[-1])}".lower()


@pytest.mark.parametrize(("text", "words"), [("help", "what changed"), ("hi", "What can I ask?")])
async def test_what_can_be_asked_is_told_where_it_was_asked(office: Office, text: str, words: str) -> None:
    asked = await office.ask(text, where=SUPPORT)
    (answer,) = [one for one in office.posts(SUPPORT) if one.root == asked.id]
    assert words in words_of(answer.card)
    assert len(office.posts(BEN)) == 1


async def test_questions_are_answered_in_a_group_chat(office: Office) -> None:
    await office.topic()
    office.tenant.chat("launch", ANA, BEN, added=True)
    await office.ask("what changed", where="launch")
    assert office.said("launch")[-1].startswith("What changed")


async def test_a_question_under_an_insight_is_about_it_and_a_reply_too(office: Office) -> None:
    await office.harm()
    await office.ask("was it fixed?", thread=office.card().id)
    assert await office.signals() == [("reply", "", True)]
    assert any(text.startswith("Was it fixed") for text in (*office.said(QUALITY), *office.said(BEN)))


async def test_nothing_is_said_to_all_where_guests_read_along(office: Office) -> None:
    await office.topic()
    office.tenant.user("gus", "Gus", role="guest")
    await office.teams.add_member(office.tenant, "Lumo", "gus")
    posts = len(office.posts(SUPPORT))
    await office.ask("what changed", where=SUPPORT)
    assert office.said(BEN)[-1].startswith("What changed")
    assert ["privately" in text for text in office.said(SUPPORT)[posts:]] == [True]


async def test_guests_are_told_that_earshot_is_not_for_them(office: Office) -> None:
    await office.topic()
    office.tenant.user("gus", "Gus", role="guest")
    await office.teams.add_member(office.tenant, "Lumo", "gus")
    await office.ask("what changed", who="gus", where=SUPPORT)
    assert office.said(SUPPORT)[-1].startswith("Earshot answers colleagues")


async def test_a_question_that_is_delivered_or_worked_off_twice_is_answered_once(office: Office) -> None:
    assert office.world.app.teams is not None
    asked = await office.teams.dm(office.tenant, FIN, "roi spent 2h on 2026-10-01")
    await office.teams.delivery.again(asked.id)
    (event,) = await office.world.app.store.pending(["teams"])
    for _ in range(2):
        await office.world.app.teams.work({**event.payload, "event": event.event_id})
    await office.turn()
    assert len(office.posts(FIN)) == 2
    assert len(await office.world.app.store.ledger()) == 1


async def test_typing_is_shown_when_an_answer_takes_long(office: Office) -> None:
    here = await _visit(office, BEN)
    watched = Watched(here.room.clients[office.tenant.id])
    slow = _Slow(here.room.desk, watched)
    room = replace(here.room, clients={office.tenant.id: watched}, desk=cast("Desk", slow), typing_s=0.001)
    assert await commands.ask(replace(here, room=room), "mention", "what changed", hint=True)
    await office.post()
    assert office.place(BEN).typing >= 3
    assert office.said(BEN)[-1].startswith("What changed")
    assert here.room.typing_s == 2


class _Slow:
    """A desk that answers once it was shown three times that somebody types."""

    def __init__(self, desk: Desk, watched: Watched) -> None:
        self._desk, self._watched = desk, watched

    async def ask(self, question: Ask) -> Message:
        for _ in range(3):
            await self._watched.typed.wait()
            self._watched.typed.clear()
        return await self._desk.ask(question)


async def test_an_answer_comes_though_typing_cannot_be_shown(office: Office) -> None:
    here = await _visit(office, BEN)
    office.teams.set_error(office.tenant, 403, "MessageWritesBlocked")
    await commands.typing(here)
    assert office.place(BEN).typing == 0


class Watched:
    """The connector of a tenant, and whether typing was shown there."""

    def __init__(self, client: Client) -> None:
        self._client, self.typed = client, asyncio.Event()

    async def call(
        self, verb: str, path: str, body: Mapping[str, Any] | None = None, *, service_url: str = ""
    ) -> Mapping[str, Any]:
        said_ = await self._client.call(verb, path, body, service_url=service_url)
        if (body or {}).get("type") == "typing":
            self.typed.set()
        return said_

    async def upload(self, url: str, data: bytes) -> None:
        await self._client.upload(url, data)


async def _visit(office: Office, who: str) -> Visit:
    """A visit in one's own chat."""
    await office.teams.dm(office.tenant, who, "hi")
    (event,) = await office.world.app.store.pending(["teams"])
    await office.turn()
    body = event.payload["body"]
    assert isinstance(body, Mapping)
    assert office.world.app.teams is not None
    room = _room(office)
    found = await visit(room, Came(id="e1", tenant=office.tenant.id, body=body))
    assert found is not None
    return found


def _room(office: Office) -> Room:
    """What the listeners hold."""
    app = office.world.app
    assert app.teams is not None
    return Room(
        desk=app.desk, answers=app.desk, directory=app.desk, store=app.store, clock=office.world.clock,
        secrets=app.tools.secrets, charts=draw_charts(), organisation="Lumo", clients=app.teams.clients,
        zone=ZoneInfo("Europe/Berlin"),
    )  # fmt: skip


async def test_a_team_is_greeted_once_with_three_first_questions(office: Office) -> None:
    (welcome,) = office.posts("Lumo")
    assert buttons(welcome.card) == ["What changed?", "Top problems", "What can I ask?"]
    await office.teams.install(office.tenant, "Lumo", BEN)
    await office.teams.add_member(office.tenant, "Lumo", office.tenant.user("zoe").key)
    await office.turn()
    assert len(office.posts("Lumo")) == 1
    await office.topic()
    await office.press("What changed?", post=welcome)
    assert "charger" in office.shown()


async def test_a_large_team_is_not_greeted(office: Office) -> None:
    people = [office.tenant.user(f"p{at}").key for at in range(101)]
    office.tenant.team("All hands", *people)
    await office.teams.install(office.tenant, "All hands", people[0])
    await office.turn()
    assert office.posts("All hands") == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("roi last quarter", ("roi", "last quarter")), ("/roi", ("roi", "")), ("Earshot digest", ("earshot", "digest")),
        ("digest", ("earshot", "digest")), ("/topics", ("earshot", "topics")),
        ("roirs of june", ("mention", "roirs of june")), ("what changed", ("mention", "what changed")),
        ("", ("mention", "")),
    ],
)  # fmt: skip
def test_commands_are_known_by_their_first_word(text: str, found: tuple[str, str]) -> None:
    assert parsed(text) == found


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"text": "<at>Earshot</at> top&nbsp;problems &lt;3"}, "top problems <3"),
        ({"text": "ask <at>Earshot</at> about <at>Ana Sol</at>"}, "ask about @Ana Sol"),
        ({"text": "<p><at>Earshot</at> what <b>changed</b></p>", "textFormat": "xml"}, "what changed"),
        ({"text": None}, ""),
        ({"text": "no <tag> here"}, "no <tag> here"),
    ],
)
def test_the_question_is_what_is_left_without_the_name(body: Mapping[str, Any], words: str) -> None:
    us = {"type": "mention", "text": "<at>Earshot</at>", "mentioned": {"id": "28:us"}}
    ana = {"type": "mention", "text": "<at>Ana Sol</at>", "mentioned": {"id": "29:ana"}}
    assert said.asked({"entities": [us, ana], **body}, "28:us") == words
