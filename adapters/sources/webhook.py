"""Whatever can send a signed request (Zapier, n8n and Make among it): Standard Webhooks headers, mention JSON inside.

The body is one mention, a list of them, or an object with `mentions`; `source` may be left out. The signature is the
HMAC of `id.timestamp.body`; what is older or younger than five minutes is refused, and the same id again changes
nothing.

Source: https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md (read 2026-11)
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping
from datetime import timedelta
from typing import Final

from adapters.sources._mentions import mentions
from bot.errors import WrongCredential
from bot.ports.sources import About, Account, Hook, Outside
from bot.ports.world import Item
from bot.texts import sources as texts

ABOUT: Final = About(what="anything that can send a signed request", needs=("signing_secret",))
WINDOW: Final = timedelta(minutes=5)
"""How far a delivery's time may be from ours."""
_PREFIX: Final = "whsec_"


def connect(account: Account, *, outside: Outside) -> Hook:
    """What is delivered to /hooks/NAME. Several secrets (while one takes the place of another) are parted by spaces."""
    return Webhook(account, outside)


class Webhook:
    """Obeys the port `Hook`."""

    def __init__(self, account: Account, outside: Outside) -> None:
        self._account, self._outside = account, outside
        self._keys = tuple(_key(one) for one in account.signing_secret.split())

    @property
    def name(self) -> str:
        """The source's name."""
        return self._account.name

    def event(self, headers: Mapping[str, str], body: bytes) -> str:
        """The `webhook-id` of a delivery that is signed (see the port)."""
        said, stamp = headers.get("webhook-id", ""), headers.get("webhook-timestamp", "")
        marks = [one.partition(",") for one in headers.get("webhook-signature", "").split()]
        if not (said and stamp.isascii() and stamp.isdigit() and len(said) <= 256 and len(stamp) <= 12):
            raise self._unsigned()
        signed = f"{said}.{stamp}.".encode("utf-8", "surrogateescape") + body
        wanted = [base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()) for key in self._keys]
        given = [value.encode("utf-8", "surrogateescape") for kind, _, value in marks[:16] if kind == "v1"]
        if not any(hmac.compare_digest(one, other) for one in wanted for other in given):
            raise self._unsigned()
        if abs(self._outside.clock.now().timestamp() - int(stamp)) > WINDOW.total_seconds():
            raise self._unsigned()
        return said

    def kept(self, headers: Mapping[str, str], body: str) -> str:
        """The body (see the port)."""
        return body

    def items(self, body: str) -> tuple[Item, ...]:
        """The mentions of a body, in order (see the port)."""
        return tuple(
            Item(position=f"mention {number}", mention={"source": self.name, **one})
            for number, one in enumerate(mentions(self._outside.read(body)), start=1)
        )

    def _unsigned(self) -> WrongCredential:
        return WrongCredential(where=self.name, what=texts.not_signed(), remedy=texts.sign_it())


def sign(secret: str, said: str, stamp: int, body: bytes) -> str:
    """The `webhook-signature` of a delivery: what a sender computes, and `earshot sources test` too."""
    signed = f"{said}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.new(_key(secret), signed, hashlib.sha256).digest()).decode()


def _key(secret: str) -> bytes:
    """The bytes of a secret: base64 behind its prefix, as the standard has it, else the text itself."""
    if not secret.startswith(_PREFIX):
        return secret.encode()
    try:
        return base64.b64decode(secret.removeprefix(_PREFIX), validate=True)
    except binascii.Error:
        return secret.encode()
