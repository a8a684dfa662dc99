"""What was delivered to a source's hook: read once it lies in the inbox, taken in as if the source had been asked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from bot.errors import NotFound
from bot.flow.hear import hear
from bot.flow.payload import text
from bot.flow.sifting import EVERYTHING, sift
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.ports.sources import Hook

HOOK: Final = "hook"
"""The kind of inbox event that holds a delivery: the source's name and the body."""


async def take_delivered(
    find: Callable[[str], Hook | None], payload: Mapping[str, object], *, tools: Tools, standing: Standing
) -> Mapping[str, object]:
    """Take a delivery in; gives what came of it.

    Raises:
        NotFound: the source was removed or paused since.
    """
    name = text(payload, "name")
    hook = find(name)
    if hook is None:
        raise NotFound(what="source", id=name)
    async with tools.turn():
        items = await sift(hook.items(text(payload, "body")), EVERYTHING, source=name, tools=tools, standing=standing)
        taken = await hear(items, tools=tools, standing=standing)
    return {"kept": len(taken.kept), "unchanged": taken.unchanged, "removed": len(taken.removed), "bad": len(taken.bad)}
