"""Asking the Earshot that serves: an event in its inbox, and its answer."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.compose.environment import Given


async def ask_server(given: Given, kind: str, payload: Mapping[str, Any]) -> Mapping[str, object]:
    """Put work into the inbox of the Earshot that serves this data, and wait for its result."""
    raise NotImplementedError
