"""What sources that deliver share: a signature over the raw bytes, a window against replays, an event in JSON.

A vendor is a `Mark` (which header, which hash, how it is written) and a function from its event to items.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final, Literal

from bot.errors import BadMention, WrongCredential
from bot.ports.sources import Account, Outside
from bot.ports.world import Item
from bot.texts import sources as texts

WINDOW: Final = timedelta(minutes=5)
"""How far a delivery's time may be from ours, where it is signed along."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """How a vendor signs: the HMAC of the body, or of `STAMP.body` where a header has a time (seconds).

    `kind`: the header that says what kind of event it is, where the body does not; it is kept with the body. `stamped`
    is what stands between the time and the body.
    """

    header: str
    digest: Literal["sha256", "sha1"] = "sha256"
    form: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    stamp: str = ""
    stamped: str = "."
    kind: str = ""


Events = Callable[[Mapping[str, Any], str], Sequence[Item]]
"""The items of an event; its second argument is the kind of the event, where a header says it."""


class Delivered:
    """Obeys the port `Hook`. What is stored is the body, behind the kind of its event and a line break.

    Several secrets, parted by spaces, hold while one takes the place of another. The id of a delivery is the hash of
    its body: a replay is the same delivery, whatever its other headers say.
    """

    def __init__(self, account: Account, outside: Outside, *, mark: Mark, events: Events) -> None:
        self._account, self._outside, self._mark, self._events = account, outside, mark, events

    @property
    def name(self) -> str:
        """The source's name."""
        return self._account.name

    def event(self, headers: Mapping[str, str], body: bytes) -> str:
        """The hash of a delivery that is signed (see the port)."""
        mark = self._mark
        said = headers.get(mark.header, "").strip()
        stamp = headers.get(mark.stamp, "") if mark.stamp else ""
        signed = stamp.encode("utf-8", "surrogateescape") + mark.stamped.encode() + body if mark.stamp else body
        given = said.removeprefix(mark.prefix).encode("utf-8", "surrogateescape")
        wanted = [self._written(key, signed) for key in self._account.signing_secret.split()]
        known = [hmac.compare_digest(one, given) for one in wanted]  # all of them: no answer comes sooner than another
        if not any(known) or not said.startswith(mark.prefix) or (mark.stamp and not self._in_time(stamp)):
            raise WrongCredential(where=self.name, what=texts.not_signed(), remedy=texts.sign_it())
        kind = headers.get(mark.kind, "") if mark.kind else ""
        return hashlib.sha256(kind.encode("utf-8", "surrogateescape") + body).hexdigest()

    def kept(self, headers: Mapping[str, str], body: str) -> str:
        """What is stored of a delivery (see the port)."""
        return f"{headers.get(self._mark.kind, '')[:64]}\n{body}" if self._mark.kind else body

    def items(self, body: str) -> tuple[Item, ...]:
        """What an event brings (see the port)."""
        kind, _, said = body.partition("\n") if self._mark.kind else ("", "", body)
        event = self._outside.read(said)
        if not isinstance(event, dict):
            raise BadMention(where="body", what="the event", found="no object", expected=texts.event_wanted())
        return tuple(self._events(event, kind))

    def _written(self, key: str, signed: bytes) -> bytes:
        found = hmac.new(key.encode(), signed, getattr(hashlib, self._mark.digest)).digest()
        return base64.b64encode(found) if self._mark.form == "base64" else found.hex().encode()

    def _in_time(self, stamp: str) -> bool:
        at: float | None = None
        if stamp.isascii() and stamp.isdigit() and len(stamp) <= 12:
            at = float(stamp)
        elif len(stamp) <= 40:
            try:
                found = datetime.fromisoformat(stamp)
            except ValueError:
                return False
            at = found.timestamp() if found.tzinfo else None
        return at is not None and abs(self._outside.clock.now().timestamp() - at) <= WINDOW.total_seconds()
