"""Files to one person: planned like every answer, made when they go out, sent once whatever breaks on the way."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import pytest

from adapters.chat.slack import files
from adapters.chat.slack.came import Came, Spot
from adapters.chat.slack.visit import visit
from bot.model.delivery import Outgoing
from bot.model.rows import Rows
from bot.texts.windows import What
from tests.adapters.chat.slack.office import ANA, VIC, Office
from tests.bot.flow.small import HARM
from tests.stand_in.slack.state import File

EVERYTHING = What(kind="rows", rows=Rows(source="forum").code())


async def _planned(slack: Office, what: What = EVERYTHING, *, user: str = ANA, event: str = "click-1") -> Outgoing:
    """The file of this, asked for by a click and not sent yet."""
    here = await visit(slack.room, Came(id=event, team=slack.team.id, body={"user": {"id": user}}), Spot())
    assert here is not None
    await files.plan(here, what)
    (row,) = await slack.world.app.store.outbox(("new",))
    return row.post


def _brought(slack: Office, user: str = ANA) -> list[File]:
    """The files that stand in a person's own conversation with Earshot."""
    shown = str([one.files for one in slack.team.posts(slack.team.dm(user).id)])
    return [one for one in slack.team.files.values() if one.id in shown]


def _rows(file: File) -> list[list[str]]:
    assert file.content is not None
    return list(csv.reader(io.StringIO(file.content.decode("utf-8-sig"))))[1:]


async def test_a_click_that_is_worked_off_twice_brings_one_file(slack: Office) -> None:
    await slack.world.hear("The charger is broken", "The charger smells")
    here = await visit(slack.room, Came(id="click-1", team=slack.team.id, body={"user": {"id": ANA}}), Spot())
    assert here is not None
    for _ in range(2):
        assert "your messages with Earshot" in await files.plan(here, EVERYTHING)
        await slack.post()
    (file,) = _brought(slack)
    assert len(_rows(file)) == 2


@pytest.mark.parametrize("method", ["files.completeUploadExternal", "conversations.open", "files.getUploadURLExternal"])
async def test_a_file_of_which_nobody_knows_whether_it_arrived_is_there_once(slack: Office, method: str) -> None:
    await slack.world.hear("The charger is broken")
    await _planned(slack)
    slack.slack.lose_answer(slack.team, method)
    await slack.post()
    assert slack.team.lost_answers[method] == 0
    assert len(_brought(slack)) == 1
    assert len([one for one in slack.team.posts(slack.team.dm(ANA).id) if one.files]) == 1


async def test_where_the_history_is_closed_a_file_that_may_have_arrived_is_not_sent_again(slack: Office) -> None:
    await slack.world.hear("The charger is broken")
    post = await _planned(slack)
    slack.team.scopes.discard("im:history")
    slack.slack.lose_answer(slack.team, "files.completeUploadExternal")
    await slack.post()
    assert len(_brought(slack)) == 1
    (row,) = await slack.world.app.store.outbox(("dropped",))
    assert row.post.key == post.key


async def test_who_leaves_a_private_channel_before_the_file_goes_out_gets_the_reason_instead(slack: Office) -> None:
    slack.team.channel("C0PRIVATE", "private", ANA, kind="private")
    await slack.world.hear(HARM, visibility=f"private:slack:{slack.team.id}/C0PRIVATE")
    (insight,) = await slack.world.think()
    rows = What(kind="rows", rows=Rows(insight=insight.id).code())
    await _planned(slack, rows, event="before")
    await slack.post()
    assert [len(_rows(one)) for one in _brought(slack)] == [1]
    await _planned(slack, rows, event="after")
    await slack.slack.leave(slack.team, "C0PRIVATE", ANA)
    await slack.post()
    assert len(_brought(slack)) == 1
    assert "There is no insight" in slack.team.posts(slack.team.dm(ANA).id)[-1].text


async def test_who_may_not_have_a_file_is_told_why_in_its_place(slack: Office) -> None:
    await _planned(slack, What(kind="answer", question="cost this month", at="2026-10-05T09:00:00+00:00"), user=VIC)
    await slack.post()
    assert _brought(slack, VIC) == []
    (said,) = slack.team.posts(slack.team.dm(VIC).id)
    assert "finance" in said.text


async def test_files_of_two_clicks_have_names_of_their_own(slack: Office) -> None:
    await slack.world.hear("The charger is broken")
    for event in ("click-1", "click-2"):
        await _planned(slack, event=event)
        await slack.post()
    one, other = _brought(slack)
    assert one.name != other.name
    assert one.title == other.title == "Earshot: mentions.csv"


async def test_a_file_is_known_by_its_own_mark_alone(slack: Office) -> None:
    await slack.world.hear("The charger is broken")
    post = await _planned(slack)
    await slack.post()
    (message,) = [{"files": one.files} for one in slack.team.posts(slack.team.dm(ANA).id)]
    assert files.carries(message, post)
    assert not files.carries(message, replace(post, key="another"))
    assert not files.carries({"text": "no file"}, post)
