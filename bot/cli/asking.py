"""Work that changes something: done here when nobody serves, else by the Earshot that serves."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from bot.cli.world import words
from bot.compose import asking
from bot.compose.environment import Given
from bot.flow.payload import Payload
from bot.texts import terminal as texts

Tell = Callable[[float | None], None]


def _nobody(done: float | None) -> None:
    """Told to nobody."""


async def perform(given: Given, kind: str, payload: Payload, *, tell: Tell = _nobody) -> Mapping[str, object]:
    """Do one kind of work (see `bot.compose.works`); words go to standard error, gives its result."""
    return await asking.perform(
        given, kind, payload, say=words, asking=texts.asking(kind), tell=lambda counts, done: tell(done)
    )
