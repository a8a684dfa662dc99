"""How often a method may be called, by the injected clock.

docs.slack.dev/apis/web-api/rate-limits: tiers of 1+, 20+, 50+, 100+ calls a minute per method, workspace and app;
posting "one message per second per channel" with short bursts; over it HTTP 429 with `Retry-After` in seconds.
`strict` allows exactly one post a second and channel; else a burst of `BURST` posts is let through, then one a second.
Every tier is a bucket of a minute's calls that refills steadily. The tier of each method: its page under
docs.slack.dev/reference/methods. What is "special" there has the number that Slack's page names, else tier 4.
"""

from __future__ import annotations

import math

BURST = 4
PER_MINUTE = {1: 1, 2: 20, 3: 50, 4: 100}
TIERS = {
    "api.test": 4, "auth.test": 4, "chat.update": 3, "chat.delete": 3, "chat.postEphemeral": 4, "chat.getPermalink": 4,
    "conversations.info": 3, "conversations.list": 2, "conversations.history": 3, "conversations.replies": 3,
    "conversations.members": 4, "conversations.join": 3, "conversations.open": 3,
    "reactions.add": 3, "reactions.remove": 2, "reactions.get": 3, "users.info": 4, "users.list": 2,
    "users.lookupByEmail": 3, "users.conversations": 3, "views.open": 4, "views.push": 4, "views.update": 4,
    "views.publish": 4, "files.getUploadURLExternal": 4, "files.completeUploadExternal": 4, "files.info": 4,
    "apps.connections.open": 1, "team.info": 3, "bots.info": 3,
}  # fmt: skip
# auth.test: "hundreds of requests per minute" (its page).
MORE = {"auth.test": 300, "apps.connections.open": 10}


class Bucket:
    """So many at once, refilled steadily."""

    def __init__(self, *, size: float, per_second: float) -> None:
        self._size, self._speed = size, per_second
        self._held, self._at = size, -math.inf

    def take(self, now: float) -> float:
        """0 if one was taken, else the seconds until there is one."""
        if now > self._at:
            passed = now - self._at
            self._held = self._size if passed == math.inf else min(self._size, self._held + passed * self._speed)
            self._at = now
        # Seconds written as decimals do not add up exactly; a thousandth is nobody's burst.
        if self._held >= 0.999:
            self._held -= 1
            return 0.0
        return (1 - self._held) / self._speed


class Limits:
    """The buckets of one stand-in."""

    def __init__(self, *, strict: bool) -> None:
        self.strict = strict
        self.off = False
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def method(self, team: str, method: str, now: float) -> float:
        """Seconds to wait before this method may be called, 0 if it was let through."""
        if method not in TIERS:
            return 0.0
        calls = MORE.get(method, PER_MINUTE[TIERS[method]])
        return self._take((team, method), now, size=calls, per_second=calls / 60)

    def post(self, team: str, channel: str, now: float) -> float:
        """Seconds to wait before this channel may be posted to."""
        return self._take((team, "post", channel), now, size=1 if self.strict else BURST, per_second=1)

    def workspace(self, team: str, a_minute: int, now: float) -> float:
        """Seconds to wait before the workspace may be posted to at all."""
        return self._take((team, "posts"), now, size=a_minute, per_second=a_minute / 60)

    def _take(self, name: tuple[str, ...], now: float, *, size: float, per_second: float) -> float:
        if self.off:
            return 0.0
        bucket = self._buckets.setdefault(name, Bucket(size=size, per_second=per_second))
        return bucket.take(now)
