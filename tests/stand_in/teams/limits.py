"""How often the connector may be called, by the injected clock.

msteams-docs rate-limit.md, per bot and conversation: sending 7 in 1 s, 8 in 2 s, 60 in 30 s, 1800 in an hour (creating
a conversation the same); members and conversations 14, 16, 120, 3600; an app in a tenant 30 a second. A channel's
threads are counted together here: the page leaves open whether they are, and who keeps that keeps the other too.
Over it: 429 `Throttled`, with `Retry-After` in whole seconds or, as it happens there too, without.
"""

from __future__ import annotations

import math
from collections import deque

SEND = ((7, 1.0), (8, 2.0), (60, 30.0), (1800, 3600.0))
LOOK = ((14, 1.0), (16, 2.0), (120, 30.0), (3600, 3600.0))
APP = ((30, 1.0),)
Windows = tuple[tuple[int, float], ...]


class Limits:
    """What was let through, per conversation and per tenant."""

    def __init__(self) -> None:
        self.off = False
        # How often a refusal says when to come again: 1 always, 2 every other time, 0 never.
        self.tells = 1
        self._refused = 0
        self._let: dict[tuple[str, str], deque[float]] = {}

    def ask(self, tenant: str, conversation: str, now: float, *, kind: str = "send") -> float:
        """0 if the call is let through (and counted), else the seconds until it would be."""
        if self.off:
            return 0.0
        held = [
            (self._seen(kind, conversation, now, 3600.0), SEND if kind in ("send", "create") else LOOK),
            (self._seen("app", tenant, now, 1.0), APP),
        ]
        wait = max(_wait(seen, windows, now) for seen, windows in held)
        if wait <= 0:
            for seen, _ in held:
                seen.append(now)
        return max(0.0, wait)

    def header(self, seconds: float) -> dict[str, str]:
        """`Retry-After`, where this refusal has one."""
        self._refused += 1
        if not self.tells or self._refused % self.tells:
            return {}
        return {"Retry-After": str(max(1, math.ceil(seconds - 1e-9)))}

    def _seen(self, kind: str, name: str, now: float, longest: float) -> deque[float]:
        seen = self._let.setdefault((kind, name), deque())
        while seen and seen[0] <= now - longest:
            seen.popleft()
        return seen


def _wait(seen: deque[float], windows: Windows, now: float) -> float:
    longest = 0.0
    for most, seconds in windows:
        if len(seen) >= most:
            # The oldest of the last `most` must have left the window before another may come.
            longest = max(longest, seen[len(seen) - most] + seconds - now)
    return longest if longest > 1e-9 else 0.0


def over(times: list[float]) -> list[str]:
    """The windows of sending that these times of one conversation break, in words; empty: none."""
    found, ordered = [], sorted(times)
    for most, seconds in SEND:
        if any(b - a < seconds - 1e-9 for a, b in zip(ordered, ordered[most:], strict=False)):
            found.append(f"more than {most} in {seconds:g} s")
    return found
