"""Clock, numbers and secrets of a running Earshot: the only place where the machine is asked for them."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from datetime import UTC, datetime, timedelta

from bot.ports.memory import Writing


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The current instant in UTC."""
        return datetime.now(UTC)


class StoryClock:
    """A clock that is set by hand, and runs on from there once `start` was called (the demo)."""

    def __init__(self, at: datetime) -> None:
        self._at = at
        self._since: float | None = None

    def set(self, at: datetime) -> None:
        """Put the clock to `at`."""
        self._at = at

    def start(self) -> None:
        """Let the clock run on from where it stands."""
        self._since = time.monotonic()

    def now(self) -> datetime:
        """The instant the story has reached."""
        if self._since is None:
            return self._at
        return self._at + timedelta(seconds=time.monotonic() - self._since)


class Numbers:
    """Consecutive numbers of each kind, beginning after the highest one that the store holds."""

    def __init__(self, store: Writing) -> None:
        self._store = store
        self._last: dict[str, int] = {}

    def take(self, kind: str, count: int = 1) -> int:
        """The first of `count` new numbers of that kind."""
        last = self._last.get(kind)
        if last is None:
            last = self._store.highest(kind)
        self._last[kind] = last + count
        return last + 1


class MachineSecrets:
    """Tokens from the operating system's source, hashes under this deployment's own key."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def token(self) -> str:
        """A new URL-safe token of 192 bits."""
        return secrets.token_urlsafe(24)

    def keyed_hash(self, text: str) -> str:
        """HMAC-SHA256 (hex) of the text."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()
