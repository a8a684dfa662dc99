"""The doctor finds what is wrong with a workspace and names what puts it right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapters.chat.slack.client import WebClient, open_session
from adapters.chat.slack.doctor import Finding, examine
from adapters.chat.slack.manifest import SCOPES
from adapters.chat.slack.room import Account
from bot.compose.clock import SystemClock
from tests.stand_in.slack.running import running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Team

TEAM = "T0TEST01"


@dataclass
class Ward:
    slack: Slack
    team: Team
    account: Account

    async def look(self, *channels: str) -> list[Finding]:
        async with open_session() as session:
            made = {
                token: WebClient(
                    team=TEAM, token=token, session=session, clock=SystemClock(), base_url=f"{self.slack.url}/api/"
                )
                for token in (self.account.bot_token, self.account.app_token)
            }
            bot, app = made[self.account.bot_token], made[self.account.app_token]
            return [one async for one in examine(self.account, bot=bot, app=app, channels=channels)]

    async def faults(self, *channels: str) -> list[tuple[str, str, str]]:
        return [(one.state, one.words, one.fix) for one in await self.look(*channels) if one.state != "ok"]


@pytest.fixture
async def ward() -> AsyncIterator[Ward]:
    async with running() as slack:
        team = slack.add_team(TEAM, socket_mode=True)
        team.user("U0ANA", "ana")
        team.channel("C0SUPPORT", "support", "U0ANA")
        yield Ward(slack, team, Account(team=TEAM, bot_token=team.bot_token, app_token=team.app_token))


async def test_a_workspace_that_is_well_has_no_fault(ward: Ward) -> None:
    found = await ward.look("C0SUPPORT")
    assert [one.state for one in found] == ["ok"] * 4
    assert found[-1].words == "#support can be posted to"


@pytest.mark.parametrize("scope", sorted(SCOPES))
async def test_each_missing_scope_is_named_with_what_is_lost(ward: Ward, scope: str) -> None:
    ward.team.scopes.discard(scope)
    found = await ward.faults()
    assert any(state == "warning" and scope in words and "manifest" in fix for state, words, fix in found)


async def test_a_refused_token_is_one_fault_with_its_remedy(ward: Ward) -> None:
    ward.team.token_error = "token_revoked"
    ((state, words, fix),) = await ward.faults("C0SUPPORT")
    assert state == "fault" and "token_revoked" in words and "OAuth & Permissions" in fix


async def test_a_token_of_another_workspace_is_found_out(ward: Ward) -> None:
    ward.account = Account(team="T0OTHER", bot_token=ward.team.bot_token, app_token=ward.team.app_token)
    ((state, words, fix),) = await ward.faults()
    assert (state, TEAM in words, fix) == (
        "fault",
        True,
        f"Set the team to {TEAM}, or copy the token of the other workspace.",
    )


async def test_a_wrong_app_token_is_found_out(ward: Ward) -> None:
    ward.account = Account(team=TEAM, bot_token=ward.team.bot_token, app_token="xapp-wrong")
    ((state, _, fix),) = await ward.faults()
    assert state == "fault" and "connections:write" in fix


async def test_a_channel_that_cannot_be_posted_to_is_found_out(ward: Ward) -> None:
    ward.team.channel("C0OLD", "old", "U0ANA").archived = True
    ward.team.channel("C0FAR", "far", "U0ANA").members.remove(ward.team.bot.id)
    found = await ward.faults("C0OLD", "C0FAR", "C0NONE")
    assert [fix for _, _, fix in found] == [
        "Write /invite @Earshot in #far.",
        "Correct the id C0NONE; if it is a private channel, write /invite @Earshot there.",
        "Unarchive #old, or name another channel in the settings.",
    ]


async def test_a_slack_that_cannot_be_reached_is_told_with_what_to_look_at(ward: Ward) -> None:
    ward.slack.url = "http://127.0.0.1:9"
    ((state, _, fix),) = await ward.faults("C0SUPPORT")
    assert state == "fault" and "slack.api_url" in fix
