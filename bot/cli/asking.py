"""Work that changes something: done here when nobody serves, else by the Earshot that serves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.cli.world import words
from bot.compose import Given, open_app
from bot.compose.asking import ask_server
from bot.compose.works import Payload, works
from bot.errors import StoreBusy
from bot.flow.inbox import work_inbox
from bot.texts import terminal as texts

Tell = Callable[[float | None], None]


def _nobody(done: float | None) -> None:
    """Told to nobody."""


async def perform(given: Given, kind: str, payload: Payload, *, tell: Tell = _nobody) -> Mapping[str, object]:
    """Do one kind of work (see `bot.compose.works`) where it can be done; gives its result.

    Raises:
        EarshotError: as the work does, or as the serving Earshot answered.
    """
    try:
        async with open_app(given, say=words) as app:
            doing = works(app, tell=lambda counts, done: tell(done))
            # What was asked of an Earshot that is gone comes first.
            await work_inbox(tools=app.tools, standing=app.standing, more=doing)
            return await doing[kind](payload)
    except StoreBusy:
        words(texts.asking(kind))
    return await ask_server(given, kind, payload)
