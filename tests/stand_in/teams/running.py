"""Starting the stand-in for Teams, in this process or as one of its own.

In a test:

    async with running(now=clock) as teams:                       # now: any () -> seconds, e.g. a Clock
        tenant = teams.add_tenant("Lumo")                         # the first is the bot's own
        tenant.user("ana", "Ana Sol"); tenant.user("ben")
        tenant.team("Care", "ana", "ben"); support = tenant.channel("Care", "support")
        ... settings: app_id=teams.bot.app_id, app_password=teams.app_password, tenant_id=tenant.id,
            openid_metadata_url=teams.metadata_url, token_issuer=teams.keys.issuer, login_url=teams.url,
            allowed_service_urls=(f"{teams.url}/",), allowed_upload_urls=(f"{teams.url}/",) ...
        teams.bot_url = f"{earshot}/api/messages"
        await teams.install(tenant, "Care", "ana")                # or a channel, a group chat, a person: "ana"
        said = await teams.say(tenant, "support", "ana", "roi", mention=True)     # or ask(...), dm(tenant, "ana", ...)
        assert said.status == 200 and said.ms < 500               # said.id: the activity's id
        post = tenant.posts("support")[-1]                        # what the bot posted: .text, .card, .root, .key
        await teams.slash(tenant, "support", "ana", "roi last quarter")           # a targeted message
        await teams.react(tenant, "ana", post.id, "like")         # unreact, edit, erase, restore
        told = await teams.press(tenant, "ana", post.id, "Take it on")  # by title, verb or id; data={"a": "take"}
        assert told.ok, told.wrong                                # wrong: what Teams could not make of the answer
        post.seen("ana")                                          # the card as refreshed for her; post.card: for all
        await teams.open_dialog(tenant, "ana", post.id, "More")   # press does that too
        tenant.dialog("ana").card                                 # .title, .card
        await teams.submit_dialog(tenant, "ana", {"reason": "a duplicate"})       # by fields' ids; named="Save"
        await teams.consent(tenant, "ana", post.id)               # a file on offer; allow=False; teams.file_of(post)
        await teams.menu(tenant, "ana", post.id, "raise")         # the action of any message's menu; then a dialog
        await teams.invoke(tenant, "ana", "ana", "composeExtension/query", value={})   # or event(...)
        support.thread(post.root), tenant.find(id), tenant.personal("ana").by_bot(), tenant.calls, teams.delivery.log

Whoever and wherever: people by key, id (`29:...`) or directory id; places by name, `Team/name`, id, or a person's key
for their chat with the bot. What no client lets them do raises `answer.NotThere` (a required field left empty, too).

Time: `now` is asked everywhere (tokens, limits, ids); a call may bring its own seconds in the header `X-Now`. Limits:
`teams.limits.off = True`, `teams.limits.tells = 0` (429 without Retry-After; 2: every other). Errors:
`teams.set_error(tenant, 412, "PreconditionFailed", times=2)`, `teams.block(tenant, "ana")`, `tenant.bot_disabled`,
`archive_team`, `uninstall`, `teams.login.planned.append((401, "invalid_client"))`, `teams.login.revoke()`,
`teams.keys.broken = True`, `teams.keys.hold = asyncio.Event()` (no answer until it is set), `teams.keys.fetched`. Keys:
`teams.keys.rollover()`; forged tokens: `forging.FORGED`, `forging.forged(teams.keys, name, service_url)`, sent with
`teams.delivery.send(activity, token=...)` or `teams.delivery.raw(body, headers)`; bent activities with good tokens:
`bending.BENT`, `teams.keys.token(service_url)`. Faults: `running(faults=Faults(seed=7, share=0.3))`,
`teams.faults.calm()`; what was taken all the same: `teams.judge(tenant)` (posts per key, lost, doubled, order, limits
broken); the key is channelData.key, or in the card's metadata, or `k` in an action's data. Deliveries: `await
teams.delivery.again(activity_id)` (a duplicate), `teams.delivery.drop_next = 1`. What is posted is judged as it comes
(`activities.problems`, `cards.problems`: 400 BadSyntax); `alive.alive(post.activity)` lists what in it can be clicked
or pings.

As a process: `python -m tests.stand_in.teams --tenant Lumo --bot-url URL` prints one line of JSON: its addresses and
secrets, and ends when its standard input does; `POST /control/...` (control.py) does there what the methods do here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from tests.stand_in.slack.state import Now
from tests.stand_in.teams import control
from tests.stand_in.teams.faults import Faults
from tests.stand_in.teams.server import Teams


@asynccontextmanager
async def running(
    *, now: Now | None = None, faults: Faults | None = None, patience_s: float = 15.0
) -> AsyncIterator[Teams]:  # fmt: skip
    """A Teams that answers on loopback while the block lasts."""
    teams = Teams(now=now, faults=faults, patience_s=patience_s)
    app = teams.app()
    control.add(app, teams)
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
    await runner.setup()
    try:
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        teams.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
        yield teams
    finally:
        await runner.cleanup()
