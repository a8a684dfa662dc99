"""Work by its name: done here when nobody serves the data, else asked of the Earshot that serves it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping

from bot.compose.app import App, open_app
from bot.compose.clock import MachineSecrets, SystemClock
from bot.compose.environment import Given
from bot.compose.memory import Inbox, inbox
from bot.compose.works import Tell, works
from bot.errors import EarshotError, StoreBusy, as_told
from bot.flow.inbox import FAILED, work_inbox
from bot.flow.payload import Payload
from bot.model.changes import Receive

LOOK_S, GONE_S = 0.05, 1.0
"""How often the answer is looked for, and whether somebody still serves, in seconds."""
PATIENCE_S = 10.0
"""So long a command that only shows something waits for what the serving Earshot alone knows."""


def _nobody(counts: Mapping[str, object], done: float | None) -> None:
    """Told to nobody."""


async def perform(
    given: Given, kind: str, payload: Payload, *, say: Callable[[str], None], asking: str, tell: Tell = _nobody
) -> Mapping[str, object]:
    """Do one kind of work (see `works`) where it can be done; gives its result. `asking` is said when it is asked for.

    Raises:
        EarshotError: as the work does, or as the serving Earshot answered.
    """
    try:
        async with open_app(given, say=say) as app:
            await _left(app)
            return await works(app, tell=tell)[kind](payload)
    except StoreBusy:
        say(asking)
    return await ask_server(given, kind, payload)


async def ask_server(given: Given, kind: str, payload: Payload) -> Mapping[str, object]:
    """Put work into the inbox of the Earshot that serves this data, and wait for its result.

    Where that one ends before it answered, the inbox is worked off here.

    Raises:
        EarshotError: of the class and with the words that the serving Earshot answered.
    """
    asked = inbox(given)
    event = await _put(asked, kind, payload)
    looks = 0
    while (result := await asyncio.to_thread(asked.result, event)) is None:
        await asyncio.sleep(LOOK_S)
        looks += 1
        if looks % round(GONE_S / LOOK_S) == 0:
            await work_left(given)
    if "error" in result:
        raise as_told(str(result.get(FAILED, "")), str(result["error"]))
    return result


async def budgets(given: Given, *, patience: float = PATIENCE_S) -> Mapping[str, str]:
    """What the Earshot that serves this data says of each source's budget, by its name.

    Empty where nobody serves, or that one does not answer within `patience` seconds, or is of a version before this.
    """
    asked = inbox(given)
    try:
        if not await asyncio.to_thread(asked.served):
            return {}
        event = await _put(asked, "budgets", {})
        async with asyncio.timeout(patience):
            while True:
                result = await asyncio.to_thread(asked.result, event)
                if result is not None:
                    break
                await asyncio.sleep(LOOK_S)
    except (EarshotError, TimeoutError):
        return {}
    said = result.get("budgets")
    return {str(name): str(words) for name, words in said.items()} if isinstance(said, Mapping) else {}


async def _put(asked: Inbox, kind: str, payload: Payload) -> str:
    """Put work in; gives the id of its event."""
    event = f"command:{kind}:{MachineSecrets(b'').token()}"
    await asyncio.to_thread(asked.put, Receive(event_id=event, kind=kind, payload=payload, at=SystemClock().now()))
    return event


async def work_left(given: Given) -> None:
    """Work off what lies in the inbox, unless somebody serves and does so. Raises as `open_app`."""
    try:
        async with open_app(given) as app:
            await _left(app)
    except StoreBusy:
        return


async def _left(app: App) -> None:
    """Do what was asked of an Earshot that is gone."""
    await work_inbox(tools=app.tools, standing=app.standing, more=works(app))
