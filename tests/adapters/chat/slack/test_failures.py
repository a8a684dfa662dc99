"""Every code that Slack documents for the methods we call has its meaning, its remedy, and an end that loses nothing.

`documented_codes.json` is what docs.slack.dev/reference/methods said on 20 August 2026 (as kept by slack-api-ref).
"""

import json
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from adapters.charts import connect as charts
from adapters.chat.slack.chat import SlackChat
from adapters.chat.slack.client import WebClient, open_session
from adapters.chat.slack.failures import FAILURES, failure
from bot.compose.clock import StoryClock
from bot.config import read_settings
from bot.flow.chores import settle_dead
from bot.flow.organisation import organisation
from bot.flow.post import post_waiting
from bot.flow.tools import Tools
from bot.model.changes import Enqueue
from bot.ports.world import Chat
from tests.adapters.chat.slack.sending import place, post
from tests.bot.flow.rig import MORNING, ScriptedChat, opened, pass_time, tools_on
from tests.house import ROOT
from tests.stand_in.slack.running import running
from tests.stand_in.slack.server import Slack

DOCUMENTED: Mapping[str, list[str]] = json.loads(
    Path(__file__).with_name("documented_codes.json").read_text(encoding="utf-8")
)
CODES = sorted({code for codes in DOCUMENTED.values() for code in codes})
METHOD = re.compile(r'"((?:apps|auth|bots|chat|conversations|files|reactions|team|users|views)\.[a-zA-Z.]+)"')


def test_the_codes_of_every_method_that_is_called_are_known() -> None:
    sources = [*(ROOT / "adapters/chat/slack").rglob("*.py"), *(ROOT / "adapters/sources").rglob("slack*.py")]
    called = {name for file in sources for name in METHOD.findall(file.read_text(encoding="utf-8"))}
    assert {"chat.postMessage", "views.open"} <= called
    assert called - set(DOCUMENTED) == set()


def test_every_documented_code_has_a_meaning() -> None:
    assert len(CODES) > 150
    assert set(CODES) - set(FAILURES) == set()


@pytest.mark.parametrize("code", CODES)
def test_every_meaning_names_a_remedy(code: str) -> None:
    assert re.fullmatch(r"[A-Z].{20,}\.", failure(code).remedy)


def test_a_code_that_slack_added_since_concerns_one_message_and_says_so() -> None:
    assert failure("brand_new_code").kind == "message"
    assert "does not know" in failure("brand_new_code").remedy


def test_a_missing_scope_is_named() -> None:
    assert "files:write" in failure("missing_scope", needed="files:write").remedy


def _chats(slack: Slack, clients: Mapping[str, WebClient], clock: StoryClock) -> Mapping[str, Chat]:
    for number, _ in enumerate(CODES):
        slack.add_team(f"T0{number:06d}").channel("C0SUPPORT", "support")
    directory = organisation(read_settings({}), [])
    chat = SlackChat(clients=clients, directory=directory, charts=charts(), clock=clock)
    return {"slack": chat, "workspace": ScriptedChat()}


async def _until_quiet(chats: Mapping[str, Chat], tools: Tools, clock: StoryClock) -> None:
    for _ in range(40):
        while await post_waiting(chats, tools=tools, limit=500):
            pass
        pass_time(clock, minutes=1)


async def test_no_documented_code_loses_a_post_or_doubles_it(tmp_path: Path) -> None:
    clock = StoryClock(MORNING)
    async with (
        running(now=lambda: clock.now().timestamp()) as slack, open_session() as web, opened(tmp_path / "e.db") as store
    ):  # fmt: skip
        tools, clients = tools_on(store, clock), dict[str, WebClient]()
        chats = _chats(slack, clients, clock)
        for team in slack.teams.values():
            clients[team.id] = WebClient(
                team=team.id, token=team.bot_token, session=web, clock=clock, base_url=slack.api_url
            )
        for team, code in zip(slack.teams.values(), CODES, strict=True):
            slack.set_error(team, "chat.postMessage", code)
            await store.commit([Enqueue(post=replace(post(code), place=place(team=team.id)))])
        await post_waiting(chats, tools=tools, limit=500)

        rows = {row.post.key: row for row in await store.outbox(("new", "sending", "done", "dead", "dropped"))}
        closed = {route.place.workspace: route.place.channel for route in await store.routes()}
        for code, team in zip(CODES, slack.teams.values(), strict=True):
            kind, row = failure(code).kind, rows[code]
            assert code in row.error, code
            wanted = {"route": "new", "credential": "new", "message": "dead", "later": "new", "unsure": "sending"}
            assert row.state == wanted[kind], code
            assert closed.get(team.id) == {"route": "C0SUPPORT", "credential": ""}.get(kind), code
            assert (row.next_at is not None) == (kind in ("later", "unsure")), code

        await _until_quiet(chats, tools, clock)
        dead = {row.post.key for row in await store.outbox(("dead",))}
        assert dead == {code for code in CODES if failure(code).kind == "message"}
        assert await settle_dead((), again=True, tools=tools) == len(dead)
        await _until_quiet(chats, tools, clock)
        taken = sum((slack.judge(team).posts for team in slack.teams), Counter[str]())
        assert taken == Counter(CODES)
        assert await store.routes() == []
        assert clock.now() - MORNING < timedelta(hours=24)
