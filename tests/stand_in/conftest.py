"""A Slack, a workspace in it, and an app behind its request URL."""

from collections.abc import AsyncIterator

import pytest
from aiohttp import web

from tests.stand_in.slack.running import running
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Clock, Team
from tests.stand_in.slack_app import App


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def app() -> AsyncIterator[App]:
    made = App()
    application = web.Application()
    application.router.add_post("/slack/events", made.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/slack/events"
    yield made
    made.slow.set()
    await runner.cleanup()


@pytest.fixture
async def slack(clock: Clock) -> AsyncIterator[Slack]:
    async with running(now=clock) as made:
        yield made


@pytest.fixture
def team(slack: Slack, app: App) -> Team:
    made = slack.add_team(request_url=app.url)
    made.user("U0ANA", "ana")
    made.user("U0BEN", "ben")
    made.channel("C0SUPPORT", "support", "U0ANA")
    return made
