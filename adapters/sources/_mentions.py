"""What sources share whose senders write mention JSON themselves: one mention, a list of them, or `mentions`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.errors import BadMention
from bot.texts import sources as texts

MOST: Final = 1000
"""Mentions of one body."""


def mentions(said: object) -> list[Mapping[str, Any]]:
    """The mentions of a body that was read.

    Raises:
        BadMention: it holds something else.
    """
    if isinstance(said, Mapping) and isinstance(said.get("mentions"), list):
        said = said["mentions"]
    found: list[Any] = said if isinstance(said, list) else [said]
    if len(found) > MOST or not all(isinstance(one, Mapping) for one in found):
        raise BadMention(
            where="body", what="the mentions", found=f"{len(found)} of them", expected=texts.mentions_wanted(MOST)
        )
    return found
