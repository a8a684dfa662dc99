"""One budget of requests for each host, whoever asks; a host that said when to come again is left alone until then."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from bot.ports.sources import Left

MINUTE = timedelta(minutes=1)
BURST_S = 10.0
"""So many seconds' worth of requests may be sent at once."""


@dataclass(slots=True)
class _Host:
    left: float
    at: datetime
    closed: datetime | None = None
    sent: deque[datetime] = field(default_factory=deque)
    told: Left | None = None


class Budgets:
    """How much each host may still be asked."""

    def __init__(self) -> None:
        self._hosts: dict[str, _Host] = {}

    def wait(self, host: str, now: datetime, *, per_minute: float) -> float:
        """The seconds to wait before a request may be sent; where they are 0, it is counted as sent."""
        most = max(1.0, per_minute * BURST_S / 60)
        one = self._hosts.setdefault(host, _Host(left=most, at=now))
        if one.closed is not None and now < one.closed:
            return (one.closed - now).total_seconds()
        passed = max(0.0, (now - one.at).total_seconds())
        one.left, one.at = min(most, one.left + passed * per_minute / 60), now
        if one.left < 1.0:
            return (1.0 - one.left) * 60 / per_minute
        one.left -= 1.0
        one.sent.append(now)
        _forget(one, now)
        return 0.0

    def left(self, host: str, now: datetime, *, per_minute: float) -> Left | None:
        """What is left for the host: of ours of this minute, or of its own limit where that is nearer to its end.

        None where nothing was asked of it.
        """
        one = self._hosts.get(host)
        if one is None:
            return None
        _forget(one, now)
        whole = max(1, int(per_minute))
        ours = Left(left=max(0, whole - len(one.sent)), of=whole)
        told = one.told
        if told is None or (told.until is not None and told.until <= now):
            return ours
        return min(told, ours, key=lambda each: each.left / each.of)

    def say(self, host: str, told: Left) -> None:
        """The host, which was asked, said what is left of its own limit."""
        if host in self._hosts:
            self._hosts[host].told = told

    def close(self, host: str, now: datetime, seconds: float) -> None:
        """The host said to come again after so many seconds."""
        one = self._hosts.setdefault(host, _Host(left=1.0, at=now))
        one.closed = max(one.closed or now, now + timedelta(seconds=seconds))


def _forget(one: _Host, now: datetime) -> None:
    while one.sent and one.sent[0] <= now - MINUTE:
        one.sent.popleft()
