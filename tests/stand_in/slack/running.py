"""Starting the stand-in for Slack, in this process or as one of its own.

In a test:

    async with running(now=clock) as slack:                       # now: any () -> seconds, e.g. a Clock
        team = slack.add_team("T0TEST01", request_url=f"{earshot}/slack/events")   # or socket_mode=True
        team.user("U0ANA", "ana"); team.channel("C0SUPPORT", "support", "U0ANA")
        ... settings: slack.api_url, team.bot_token, team.app_token, team.signing_secret ...
        said = await slack.say(team, "C0SUPPORT", "U0ANA", f"<@{team.bot.id}> roi")
        assert said.status == 200 and said.ms < 500
        await slack.command(team, "U0ANA", "C0SUPPORT", "/roi", "last quarter")
        await slack.press(team, "U0ANA", ts, "act:take")          # or a menu: press(..., "menu", "open|0")
        view = team.top_view("U0ANA")                             # the modal before her eyes
        await slack.submit(team, "U0ANA", view.id, {"reason": "a duplicate"})
        team.posts("C0SUPPORT"), team.whispers("U0ANA"), team.homes["U0ANA"], team.calls, slack.delivery.log

Time: `now` is asked everywhere (trigger ids, response_url, rate limits, timestamps); a call may bring its own seconds
in the header `X-Now`. Limits: `running(strict=True)` lets exactly one post a second into a channel; `slack.limits.off =
True` none at all. Errors: `slack.set_error(team, "chat.postMessage", "is_archived", times=2)`; `team.token_error =
"token_revoked"`; `team.scopes.discard("groups:history")`; `team.install(manifest)` leaves the app with the scopes,
events, commands and shortcuts of its manifest alone. Faults: `running(faults=Faults(seed=7, share=0.3))`,
`slack.faults.calm()`; what was taken all the same: `slack.judge(team)` (posts per metadata key, lost, doubled, quickest
gap, order). Deliveries: `slack.delivery.drop_next = 1` (the first never arrives), `await slack.delivery.again(team,
event_id)` (a duplicate), move the clock and `await slack.retry_due()` (the later retries), `await slack.settled()`
(Slack also tells the app of what the app itself posted; `team.echo = False` stops that). Socket Mode:
`await slack.sockets.connected(team)`, `slack.sockets.disconnect(team)`, `slack.sockets.half_open(team)`.

As a process: `python -m tests.stand_in.slack --team T0TEST01 --request-url URL` prints one line of JSON: its address
and the secrets of its workspaces, and ends when its standard input does; `POST /control/...` (control.py) does there
what the methods above do here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.stand_in.slack import control
from tests.stand_in.slack.faults import Faults
from tests.stand_in.slack.server import Slack
from tests.stand_in.slack.state import Now


@asynccontextmanager
async def running(
    *, now: Now | None = None, strict: bool = False, faults: Faults | None = None, patience_s: float = 3.0
) -> AsyncIterator[Slack]:  # fmt: skip
    """A Slack that answers on loopback while the block lasts."""
    slack = Slack(now=now, strict=strict, faults=faults, patience_s=patience_s)
    app = slack.app()
    control.add(app, slack)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        slack.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield slack
    finally:
        await runner.cleanup()
