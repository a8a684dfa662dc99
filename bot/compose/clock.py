"""Clock, numbers and secrets of a running Earshot: the only place where the machine is asked for them."""

from __future__ import annotations

import base64
import hashlib
import hmac
import secrets
import time
from datetime import UTC, datetime, timedelta

from bot.errors import WrongCredential
from bot.model.shards import number_after
from bot.ports.memory import Writing
from bot.texts import sources as texts

EACH_SHARD = "insight"
_SEALED = "sealed:1:"


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
    """Consecutive numbers of each kind, beginning after the highest one that the store holds.

    Insights are found in every shard: each takes its own of so many consecutive ones, and one at a time.
    """

    def __init__(self, store: Writing, *, shard: int = 0, shards: int = 1) -> None:
        self._store = store
        self._shard, self._shards = shard, shards
        self._last: dict[str, int] = {}

    def take(self, kind: str, count: int = 1) -> int:
        """The first of `count` new numbers of that kind."""
        last = self._last.get(kind)
        if last is None:
            last = self._store.highest(kind)
        if kind == EACH_SHARD:
            number = self._last[kind] = number_after(last, self._shard, self._shards)
            return number
        self._last[kind] = last + count
        return last + 1


class MachineSecrets:
    """Tokens from the operating system's source, hashes under this deployment's own key.

    `seal_key` seals credentials (any text; the deployment's own key where none is given).
    """

    def __init__(self, key: bytes, *, seal_key: str = "") -> None:
        self._key = key
        self._seal_key = hmac.new(seal_key.encode() or key, b"earshot: credentials of sources", hashlib.sha256).digest()

    def token(self) -> str:
        """A new URL-safe token of 192 bits."""
        return secrets.token_urlsafe(24)

    def keyed_hash(self, text: str) -> str:
        """HMAC-SHA256 (hex) of the text."""
        return hmac.new(self._key, text.encode(), hashlib.sha256).hexdigest()

    def seal(self, text: str, *, where: str) -> str:
        """The text under AES-256-GCM, bound to its place."""
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        nonce = secrets.token_bytes(12)
        sealed = AESGCM(self._seal_key).encrypt(nonce, text.encode(), where.encode())
        return _SEALED + base64.urlsafe_b64encode(nonce + sealed).decode()

    def unseal(self, sealed: str, *, where: str) -> str:
        """The text that was sealed for this place (see the port)."""
        from cryptography.exceptions import InvalidTag
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        try:
            raw = base64.urlsafe_b64decode(sealed.removeprefix(_SEALED))
            return AESGCM(self._seal_key).decrypt(raw[:12], raw[12:], where.encode()).decode()
        except (InvalidTag, ValueError) as wrong:
            raise WrongCredential(where=where, what=texts.sealed_otherwise(), remedy=texts.add_again()) from wrong
