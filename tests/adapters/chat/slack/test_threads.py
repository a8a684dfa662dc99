"""Threads in Slack: replies count, questions are answered where they were asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import pytest

from adapters.chat.slack import said, threads
from adapters.chat.slack.came import Came
from bot.model.rows import Rows
from bot.testing.desk import LumoDesk
from tests.adapters.chat.slack.office import ANA, BEN, FIN, QUALITY, TEAM, VIC, Office


async def test_a_reply_under_an_insight_is_a_signal_once(slack: Office) -> None:
    await slack.harm()
    answer = await slack.slack.say(slack.team, QUALITY, VIC, "we had this last year", slack.card().ts)
    await slack.turn()
    assert await slack.signals() == [("reply", "", True)]
    assert slack.whispers(VIC) == []
    await slack.slack.edit(slack.team, QUALITY, answer.ts, "we had this two years ago")
    await slack.turn()
    assert await slack.signals() == [("reply", "", True)]


async def test_a_reply_that_is_deleted_counts_no_more(slack: Office) -> None:
    await slack.harm()
    answer = await slack.slack.say(slack.team, QUALITY, VIC, "we had this last year", slack.card().ts)
    await slack.turn()
    await slack.slack.erase(slack.team, QUALITY, answer.ts)
    await slack.turn()
    assert await slack.signals() == [("reply", "", False)]


async def test_a_reply_that_was_turned_into_an_insight_is_taken_back_there_too(slack: Office) -> None:
    await slack.harm()
    answer = await slack.slack.say(slack.team, QUALITY, VIC, "Three asked for a longer cable", slack.card().ts)
    await slack.use("raise", answer.ts)
    await slack.submit({"value": ["support"]})
    await slack.slack.edit(slack.team, QUALITY, answer.ts, "Three asked for a blue cable")
    await slack.turn()
    (row,) = await slack.world.app.store.listed(Rows(source="colleagues"))
    assert "blue cable" in row.text.raw
    await slack.slack.erase(slack.team, QUALITY, answer.ts)
    await slack.turn()
    assert ("reply", "", False) in await slack.signals()
    assert await slack.world.app.store.listed(Rows(source="colleagues")) == []


async def test_who_takes_back_what_never_counted_hears_nothing(slack: Office) -> None:
    await slack.harm()
    answer = await slack.slack.say(slack.team, QUALITY, VIC, "oops", slack.card().ts)
    for event in await slack.world.app.store.pending(["slack"]):
        assert event.payload["type"] == "event"
    await slack.slack.erase(slack.team, QUALITY, answer.ts)
    events = await slack.world.app.store.pending(["slack"])
    await slack.work({**events[-1].payload, "event": events[-1].event_id})
    await slack.post()
    assert slack.whispers(VIC) == []


@pytest.mark.parametrize("where", ["channel", "thread of a colleague"])
async def test_what_colleagues_say_elsewhere_is_not_kept(slack: Office, where: str) -> None:
    await slack.harm()
    root = await slack.slack.say(slack.team, QUALITY, ANA, "lunch?")
    await slack.slack.say(slack.team, QUALITY, BEN, "yes", root.ts if where != "channel" else None)
    assert await slack.turn() == []
    assert await slack.signals() == []


async def test_what_is_for_its_asker_alone_is_said_where_it_was_asked_and_in_no_empty_thread(slack: Office) -> None:
    await slack.topic()
    await slack.slack.say(slack.team, QUALITY, BEN, f"<@{slack.team.bot.id}> show messages about charger")
    await slack.turn()
    assert slack.whispers()[-1].startswith("16 messages")
    assert slack.whisper().thread_ts is None


async def test_an_answer_for_all_stands_in_the_questions_thread(slack: Office) -> None:
    question = await slack.slack.say(slack.team, QUALITY, BEN, f"<@{slack.team.bot.id}> what changed?")
    (event,) = await slack.world.app.store.pending(["slack"])
    body = event.payload["body"]
    assert isinstance(body, Mapping)
    await threads.asked(replace(slack.room, desk=LumoDesk()), Came(id="e1", team=TEAM, body=body))
    await slack.post()
    (answer,) = [one for one in slack.team.posts(QUALITY) if one.thread_ts == question.ts != one.ts]
    assert answer.text.startswith("Ask for")
    assert not answer.ephemeral


async def test_a_question_under_an_insight_is_about_it_and_a_reply_too(slack: Office) -> None:
    insight = await slack.harm()
    await slack.slack.say(slack.team, QUALITY, BEN, f"<@{slack.team.bot.id}> was it fixed?", slack.card().ts)
    await slack.turn()
    found = [*slack.whispers(), *(one.text for one in slack.team.posts(QUALITY))]
    assert any(text.startswith("Was it fixed") for text in found)
    assert await slack.signals() == [("reply", "", True)]
    assert (await slack.now(insight)).status == "new"


async def test_money_is_told_to_its_asker_alone(slack: Office) -> None:
    await slack.harm()
    await slack.slack.say(slack.team, QUALITY, FIN, f"<@{slack.team.bot.id}> roi", slack.card().ts)
    await slack.slack.say(slack.team, QUALITY, VIC, f"<@{slack.team.bot.id}> roi", slack.card().ts)
    posts = len(slack.team.posts(QUALITY))
    await slack.turn()
    assert len(slack.team.posts(QUALITY)) == posts
    (told,) = slack.team.whispers(FIN)
    assert told.thread_ts == slack.card().ts
    assert len(slack.whispers(VIC)) == 1


async def test_in_group_messages_money_is_refused_and_everything_else_told_to_the_asker_alone(slack: Office) -> None:
    slack.team.scopes -= {scope for scope in slack.team.scopes if scope.startswith("mpim:")}
    slack.team.channel("G0GROUP", "group", FIN, BEN, kind="mpim")
    for words in ("roi cost this month", "what changed"):
        await slack.slack.say(slack.team, "G0GROUP", FIN, f"<@{slack.team.bot.id}> {words}")
        await slack.turn()
    assert [one.user for one in slack.team.posts("G0GROUP")] == [FIN, FIN]
    money, other = slack.whispers(FIN)
    assert "another organisation" in money
    assert other.startswith("What changed")


async def test_nothing_is_said_to_all_among_people_of_other_organisations(slack: Office) -> None:
    await slack.topic()
    slack.team.channels[QUALITY].shared_with = ("T0OTHER",)
    posts = len(slack.team.posts(QUALITY))
    await slack.slack.say(slack.team, QUALITY, BEN, f"<@{slack.team.bot.id}> what changed")
    await slack.turn()
    assert len(slack.team.posts(QUALITY)) == posts + 1
    assert slack.whispers()


async def test_earshot_can_be_asked_in_its_own_conversation_without_being_named(slack: Office) -> None:
    await slack.topic()
    await slack.slack.dm(slack.team, BEN, "what changed?")
    await slack.turn()
    answer = slack.team.posts(slack.team.dm(BEN).id)[-1]
    assert answer.user == slack.team.bot.id
    assert answer.text.startswith("What changed")


async def test_a_question_nobody_can_answer_is_answered_with_what_can_be_asked(slack: Office) -> None:
    await slack.harm()
    await slack.slack.say(slack.team, QUALITY, BEN, f"<@{slack.team.bot.id}> sing")
    await slack.turn()
    assert "I cannot answer “sing”" in slack.whisper().text


async def test_a_question_that_is_worked_off_twice_is_answered_once(slack: Office) -> None:
    await slack.harm()
    await slack.slack.say(slack.team, QUALITY, BEN, f"<@{slack.team.bot.id}> roi spent 2h on 2026-10-01")
    (event,) = await slack.world.app.store.pending(["slack"])
    for _ in range(2):
        await slack.work({**event.payload, "event": event.event_id})
    await slack.turn()
    assert len(slack.whispers()) == 1
    assert len(await slack.world.app.store.ledger()) == 1


NAMES = {"U0ANA": "Ana"}


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("a &lt;b&gt; &amp;amp; c", "a <b> &amp; c"),
        ("<@U0ANA> and <@U0X|nobody> and <@U0Y>", "@Ana and @nobody and @a colleague"),
        ("see <#C1|general> and <#C2>", "see #general and #a channel"),
        ("<https://x.example/a|the page>", "the page (https://x.example/a)"),
        ("<https://x.example>", "https://x.example"),
        ("<https://x.example|x.example>", "https://x.example"),
        ("<mailto:a@x.example|a@x.example>", "a@x.example"),
        ("<!here> <!subteam^S1|@support> <!date^1^{date}|Monday>", "@here @support Monday"),
        ("1 &lt; 2 < 3", "1 < 2 < 3"),
        ("", ""),
    ],
)
def test_what_slack_writes_is_read_as_people_see_it(raw: str, words: str) -> None:
    assert said.plain(raw, lambda user: NAMES.get(user, "")) == words


def test_the_question_is_what_is_left_without_the_name() -> None:
    assert said.asked("<@U0BOT> top problems", "U0BOT") == "top problems"
    assert said.asked("hey <@U0BOT> top problems", "U0BOT") == "hey top problems"
    assert said.asked("<@U0BOT|earshot> help", "") == "help"
    assert said.asked("help", "U0BOT") == "help"


def test_a_long_text_is_cut() -> None:
    assert len(said.plain("x" * 50_000)) == said.LONGEST


def test_who_is_mentioned_is_in_the_envelope() -> None:
    assert (
        said.bot_of({"authorizations": [{"is_bot": False, "user_id": "U1"}, {"is_bot": True, "user_id": "U2"}]}) == "U2"
    )
    assert said.bot_of({}) == ""
