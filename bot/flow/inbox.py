"""The inbox: what other processes ask the one that thinks to do. Stored first, worked off in order, answered there."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from bot.errors import EarshotError
from bot.flow import upkeep
from bot.flow.standing import REDRAW, Standing
from bot.flow.tools import Tools
from bot.model.changes import Receive, Settle

Work = Callable[[Mapping[str, object]], Awaitable[Mapping[str, object]]]


async def work_inbox(*, tools: Tools, standing: Standing, more: Mapping[str, Work] | None = None) -> int:
    """Work off what is waiting; gives how many events. `more` are kinds that compose knows how to do."""
    done = 0
    for event in await tools.store.pending():
        if event.kind == REDRAW:  # thinking sees to it
            continue
        tools.fp("before_work")
        try:
            result = await _work(event, tools=tools, standing=standing, more=more or {})
        except EarshotError as wrong:
            await tools.store.commit([Settle(event_id=event.event_id, error=str(wrong))])
        else:
            tools.fp("after_work")
            await tools.store.commit([Settle(event_id=event.event_id, result=result)])
        done += 1
    return done


async def _work(event: Receive, *, tools: Tools, standing: Standing, more: Mapping[str, Work]) -> Mapping[str, object]:
    payload = event.payload
    if event.kind in more:
        return await more[event.kind](payload)
    if event.kind == "forget":
        async with tools.turn():
            number = await upkeep.forget(str(payload["source"]), str(payload["id"]), tools=tools, standing=standing)
        return {"removed": number}
    raise EarshotError(kind=event.kind)
