"""`/roi` and `/earshot` in Slack: answered to the asker alone, shared by who may, money never among outsiders."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from adapters.chat.slack.came import Came
from adapters.chat.slack.commands import asked
from bot.errors import NotFound
from bot.model.delivery import Outgoing
from bot.model.message import Text
from bot.model.people import PersonId
from bot.model.views import Ask
from tests.adapters.chat.slack.office import ANA, BEN, FIN, QUALITY, SUPPORT, TEAM, VIC, Office
from tests.stand_in.slack.filling import shown_ids


async def _command(slack: Office, user: str, text: str, *, name: str = "/earshot", channel: str = SUPPORT) -> None:
    answer = await slack.slack.command(slack.team, user, channel, name, text)
    assert answer.status == 200
    await slack.turn()


async def _answer(slack: Office) -> Outgoing:
    """The last answer that was put in the outbox."""
    rows = await slack.world.app.store.outbox(("new", "sending", "done", "dead"))
    return [row.post for row in rows if row.post.kind == "answer"][-1]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("/roi", "", "How to ask"),
        ("/roi", "help", "How to ask"),
        ("/roi", "sing a song", "How to ask"),
        ("/earshot", "", "Earshot's commands"),
        ("/earshot", "help", "Earshot's commands"),
        ("/earshot", "dance", "There is no command “dance”"),
        ("/earshot", "topics", "Top problems"),
        ("/earshot", "sources", "Sources"),
        ("/earshot", "groups", "Keyword groups"),
        ("/earshot", "settings", "Settings"),
        ("/earshot", "doctor", "Earshot is well"),
        ("/earshot", "digest", "belongs to no department"),
    ],
)
async def test_a_command_is_answered_to_the_asker_alone_at_the_address_it_came_with(
    name: str, text: str, words: str, slack: Office
) -> None:
    channel = SUPPORT
    if text == "digest":
        slack.team.channel("C0OTHER", "other", FIN)
        channel = "C0OTHER"
    await _command(slack, FIN, text, name=name, channel=channel)
    post = await _answer(slack)
    assert post.to == "slack:" + f"{TEAM}/{FIN}"
    assert post.via.startswith(slack.slack.url)
    assert words in f"{post.message.summary} {post.message.blocks[0]}"
    assert slack.team.posts(channel) == []
    assert len(slack.team.whispers(FIN)) == 1


async def test_what_may_not_be_seen_or_read_is_told_in_its_own_sentence(slack: Office) -> None:
    await _command(slack, VIC, "last quarter", name="/roi")
    assert "needs the role finance" in slack.whispers(VIC)[-1]
    await _command(slack, VIC, "spent 2h", name="/roi")
    assert "needs the role editor" in slack.whispers(VIC)[-1]
    await _command(slack, ANA, "settings digest support 25:00")
    assert "a time such as 09:00" in slack.whispers(ANA)[-1]


async def test_hours_that_are_worked_off_twice_are_kept_once(slack: Office) -> None:
    await slack.slack.command(slack.team, ANA, SUPPORT, "/roi", "spent 2h answering &amp; reading")
    (event,) = await slack.world.app.store.pending(["slack"])
    for _ in range(2):
        await slack.work({**event.payload, "event": event.event_id})
    await slack.turn()
    (entry,) = await slack.world.app.store.ledger()
    assert entry.item["note"] == "answering & reading"
    assert len(slack.whispers(ANA)) == 1


async def test_an_answer_is_shared_by_finance_with_the_whole_channel_without_its_buttons(slack: Office) -> None:
    await _command(slack, ANA, "spent 2h at 40", name="/roi")
    await _command(slack, FIN, "cost this month", name="/roi")
    await slack.press(slack.whisper(FIN).ts, "open:share", user=FIN)
    (shared,) = slack.team.posts(SUPPORT)
    assert not [one for one in shown_ids(shared.blocks) if one.startswith(("open:", "act:"))]
    assert "Fin" in str(shared.blocks)


async def test_money_is_refused_with_the_reason_in_a_channel_with_outsiders_also_when_it_is_shared(
    slack: Office,
) -> None:
    await _command(slack, FIN, "cost this month", name="/roi")
    answered = slack.whisper(FIN)
    slack.team.channels[SUPPORT].shared_with = ("T0OTHER",)
    await slack.press(answered.ts, "open:share", user=FIN)
    assert slack.team.posts(SUPPORT) == []
    assert "another organisation" in slack.whispers(FIN)[-1]
    await _command(slack, FIN, "cost this month", name="/roi")
    assert "another organisation" in slack.whispers(FIN)[-1]
    assert "Spent" not in slack.whispers(FIN)[-1]


async def test_the_doctor_asks_slack_and_names_the_fix(slack: Office) -> None:
    await _command(slack, ANA, "doctor")
    assert f"slack {TEAM}" in str(slack.whisper(ANA).blocks)
    slack.team.scopes.discard("reactions:read")
    slack.team.channels[QUALITY].members.discard(slack.team.bot.id)
    await _command(slack, ANA, "doctor")
    said = str(slack.whisper(ANA).blocks)
    assert "2 things to look at" in slack.whispers(ANA)[-1]
    assert "reactions:read" in said
    assert "/invite" in said


async def test_a_doctor_whose_token_is_refused_is_answered_from_what_is_known(slack: Office) -> None:
    slack.slack.set_error(slack.team, "auth.test", "token_revoked")
    await _command(slack, ANA, "doctor")
    assert "token_revoked" in str(slack.whisper(ANA).blocks)


async def test_a_channel_that_slack_does_not_show_may_hold_anybody(slack: Office) -> None:
    slack.slack.set_error(slack.team, "conversations.info", "channel_not_found", times=2)
    await _command(slack, FIN, "cost this month", name="/roi")
    assert "another organisation" in (await _answer(slack)).message.summary


@pytest.mark.parametrize("kind", ["mpim", "im"])
async def test_money_is_told_in_no_conversation_of_several_that_slack_does_not_show(slack: Office, kind: str) -> None:
    """The app has no scope for group messages, and is no member of those of two colleagues."""
    slack.team.scopes -= {scope for scope in slack.team.scopes if scope.startswith("mpim:")}
    place = "G0GROUP" if kind == "mpim" else "D0TWO"
    slack.team.channel(place, "group", FIN, BEN, bot=kind == "mpim", kind=kind)
    for text in ("cost this month", "spent 2h at 40", "people"):
        await _command(slack, FIN, text, name="/roi", channel=place)
        assert "€" not in slack.whispers(FIN)[-1]
    assert "another organisation" in slack.whispers(FIN)[-3]
    assert slack.team.posts(place) == []


async def test_money_is_not_shared_to_a_group_of_direct_messages(slack: Office) -> None:
    await _command(slack, FIN, "cost this month", name="/roi")
    (answered,) = (one for one in slack.team.whispers(FIN))
    slack.team.channel("G0GROUP", "group", FIN, BEN, kind="mpim")
    slack.team.scopes.discard("mpim:read")
    answered.channel = "G0GROUP"
    await slack.press(answered.ts, "open:share", user=FIN)
    assert slack.team.posts("G0GROUP") == []
    assert "another organisation" in slack.whispers(FIN)[-1]


async def test_whoever_is_no_colleague_is_told_so_and_nothing_else(slack: Office) -> None:
    slack.team.user("U0GUEST", "guest", guest=True)
    slack.team.channels[SUPPORT].members.add("U0GUEST")
    await slack.slack.command(slack.team, "U0GUEST", SUPPORT, "/earshot", "topics")
    for event in await slack.world.app.store.pending(["slack"]):
        await slack.work({**event.payload, "event": event.event_id})
    post = await _answer(slack)
    assert post.to == f"slack:{TEAM}/U0GUEST"
    (said,) = [block for block in post.message.blocks if isinstance(block, Text)]
    assert "Ask an admin" in str(said)
    assert slack.room.directory.person(str(post.to)) is None


async def test_asking_again_by_a_button_answers_beside_the_answer(slack: Office) -> None:
    await _command(slack, FIN, "help", name="/roi")
    asked = slack.whisper(FIN)
    button = next(one for one in shown_ids(asked.blocks) if one.startswith("open:roi"))
    await slack.press(asked.ts, button, user=FIN)
    assert len(slack.whispers(FIN)) == 2
    assert "ROI, all programmes" in slack.whispers(FIN)[-1]


async def test_a_code_links_the_slack_account_to_the_person_of_the_workspace(slack: Office) -> None:
    slack.team.user("U0NIA", "nia", real_name="Nia")
    slack.team.channels[SUPPORT].members.add("U0NIA")
    await _command(slack, "U0NIA", "topics")
    code = (await _answer_code(slack, "workspace:adi")).upper()
    await _command(slack, "U0NIA", f"link {code}")
    adi = slack.room.directory.person(f"slack:{TEAM}/U0NIA")
    assert adi is not None
    assert adi.name == "Adi"


async def _known_by_invitation(slack: Office, text: str, *, user: str = "U0NIA", **flags: Any) -> str:
    """What somebody who is not known is told where nobody is met by themselves."""
    slack.team.user(user, user.lower(), real_name="Nia", **flags)
    slack.team.channels[SUPPORT].members.add(user)
    room = replace(slack.room, enrol=False)
    body = {"command": "/earshot", "user_id": user, "channel_id": SUPPORT, "text": text}
    await asked(room, Came(id=f"e-{len(text)}-{user}", team=TEAM, body=body))
    return (await _answer(slack)).message.summary


async def test_where_nobody_is_met_by_themselves_a_code_lets_its_owner_in(slack: Office) -> None:
    assert "Ask an admin" in await _known_by_invitation(slack, "topics")
    assert "not good" in await _known_by_invitation(slack, "link AAAA-AAAA")
    assert slack.room.directory.person(f"slack:{TEAM}/U0NIA") is None
    code = await _answer_code(slack, "workspace:adi")
    assert "Linked" in await _known_by_invitation(slack, f"link  {code}")
    adi = slack.room.directory.person(f"slack:{TEAM}/U0NIA")
    assert adi is not None
    assert (adi.name, adi.role) == ("Adi", "admin")
    assert len([one for one in slack.room.directory.people() if one.name == "Nia"]) == 0


@pytest.mark.parametrize("flags", [{"guest": True}, {"team": "T0OTHER"}], ids=["guest", "stranger"])
async def test_a_code_lets_no_guest_and_no_stranger_in(slack: Office, flags: dict[str, Any]) -> None:
    code = await _answer_code(slack, "workspace:adi")
    said = await _known_by_invitation(slack, f"link {code}", user="U0GUEST", **flags)
    assert "Ask an admin" in said
    assert slack.room.directory.person(f"slack:{TEAM}/U0GUEST") is None


async def _answer_code(slack: Office, person: str) -> str:
    said = await slack.room.desk.ask(Ask(command="earshot", text="link", person=PersonId(person)))
    return said.summary.partition("code is ")[2][:9]


async def test_a_command_that_is_none_is_not_ours(slack: Office) -> None:
    body = {"command": "/other", "user_id": BEN, "channel_id": QUALITY, "text": ""}
    with pytest.raises(NotFound):
        await asked(slack.room, Came(id="e1", team=TEAM, body=body))


async def test_a_member_asks_earshot_to_listen_in_a_channel_and_all_of_it_are_told(slack: Office) -> None:
    await _command(slack, VIC, "listen")
    assert "Listening from now on" in slack.whispers(VIC)[-1]
    assert "asked to by Vic" in slack.team.posts(SUPPORT)[-1].text
    await _command(slack, VIC, "unlisten")
    assert "no longer listens" in slack.team.posts(SUPPORT)[-1].text
