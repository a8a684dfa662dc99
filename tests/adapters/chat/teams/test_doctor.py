"""The doctor finds what is wrong with the bot and names what puts it right."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from adapters.chat.teams.client import Connector, open_session
from adapters.chat.teams.doctor import Finding, examine
from adapters.chat.teams.login import Login
from bot.compose.clock import SystemClock
from tests.stand_in.teams.running import running
from tests.stand_in.teams.server import Teams
from tests.stand_in.teams.state import Tenant


@dataclass
class Ward:
    teams: Teams
    tenant: Tenant
    heard: bool = True

    async def look(self, *channels: str) -> list[Finding]:
        async with open_session() as session:
            login = Login(
                app_id=self.teams.bot.app_id, secret=self.teams.app_password, tenant=self.tenant.id, session=session,
                clock=SystemClock(), url=self.teams.url,
            )  # fmt: skip
            base = self.teams.service_url(self.tenant) if self.heard else ""
            client = Connector(tenant=self.tenant.id, tokens=login, session=session, base=lambda _: base)
            looked = examine(
                tokens=login, clients={self.tenant.id: client}, channels={self.tenant.id: list(channels)}
            )  # fmt: skip
            return [one async for one in looked]


@pytest.fixture
async def ward() -> AsyncIterator[Ward]:
    async with running() as teams:
        tenant = teams.add_tenant("Lumo")
        tenant.user("ana")
        tenant.team("Care", "ana", installed=True)
        tenant.channel("Care", "support")
        yield Ward(teams, tenant)


async def test_a_bot_that_is_well_has_no_fault(ward: Ward) -> None:
    found = await ward.look(ward.tenant.where("support").id)
    assert [one.state for one in found] == ["ok", "ok"] and "1 people" not in found[0].words


async def test_refused_credentials_are_one_fault_with_its_remedy(ward: Ward) -> None:
    ward.teams.login.planned.append((401, "invalid_client"))
    ((state, words, fix),) = [(one.state, one.words, one.fix) for one in await ward.look("19:x@thread.tacv2")]
    assert state == "fault" and "invalid_client" in words and "Azure" in fix
    assert ward.teams.app_password not in words


async def test_a_tenant_from_which_nothing_came_yet_is_told_how_to_begin(ward: Ward) -> None:
    ward.heard = False
    found = await ward.look(ward.tenant.where("support").id)
    assert found[-1].state == "fault" and "@Earshot hello" in found[-1].fix


async def test_a_channel_without_the_app_is_found_out(ward: Ward) -> None:
    ward.tenant.teams["Care"].installed = False
    found = await ward.look(ward.tenant.where("support").id, "19:none@thread.tacv2")
    assert [one.state for one in found] == ["ok", "fault", "fault"]
    assert all("install the app" in one.fix for one in found[1:])
