"""A mailbox such as support@: each mail that a person sent there, as a turn of a service conversation.

The folder is only looked at: nothing is marked as read. A mail that is later moved or deleted by whoever answers it
was said all the same, so nothing goes here with it. Of a mail its first 256 KiB are read.

Sources: RFC 9051 and 3501 (UID, UIDVALIDITY), RFC 5530 (why a server says no), RFC 8314 (TLS from the first byte)
"""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import json
import re
import socket
import ssl
from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from adapters.sources._mail import letter
from bot.errors import BadInput, Refused, TryLater, WrongCredential
from bot.ports.sources import About, Account, Outside
from bot.ports.world import Item, Poll, Source
from bot.texts import sources as texts

ABOUT: Final = About(
    what="a mailbox (support@), each mail a turn of its conversation", needs=("url", "user", "secret"),
    every=timedelta(minutes=5), per_minute=6,
)  # fmt: skip
PAGE: Final = 50
MOST: Final = 256 * 1024
PATIENCE_S: Final = 60.0
"""So long one look may take in all."""
_LATER: Final = ("UNAVAILABLE", "INUSE", "LIMIT", "SERVERBUG", "REFERRAL", "OVERQUOTA")
_UID: Final = re.compile(rb"UID (\d+)")


def connect(account: Account, *, outside: Outside, patience: float = PATIENCE_S) -> Source:
    """The folder at the account's address (`imaps://HOST/FOLDER`; without one, the inbox)."""
    return _Mailbox(account, outside, patience)


class _Mailbox:
    """Obeys the port `Source`. The cursor is JSON: the folder's `validity`, and the last `uid` that was given."""

    def __init__(self, account: Account, outside: Outside, patience: float) -> None:
        self._account, self._outside, self._patience = account, outside, patience
        parts = urlsplit(account.url)
        self._safe, self._host = parts.scheme == "imaps", parts.hostname or ""
        self._port = parts.port or (993 if self._safe else 143)
        self._folder = unquote(parts.path.strip("/")) or "INBOX"

    @property
    def name(self) -> str:
        """The source's name."""
        return self._account.name

    async def poll(self, cursor: str) -> Poll:
        """The mails that came since (see the port)."""
        if not self._host or (not self._safe and self._host not in ("127.0.0.1", "::1", "localhost")):
            raise Refused(where=self.name, what=texts.no_mailbox())
        state: dict[str, int] = json.loads(cursor) if cursor else {}
        raw = await self._outside.dial(self._host, self._port)
        assert isinstance(raw, socket.socket), "the port gives no other"
        try:
            async with asyncio.timeout(self._patience):
                validity, mails, more = await asyncio.to_thread(self._look, raw, state)
        except TimeoutError as wrong:
            raise TryLater(where=self._host, what=texts.too_slow(self._patience), seconds=60.0) from wrong
        except (imaplib.IMAP4.error, OSError, ValueError, IndexError) as wrong:
            raise TryLater(where=self._host, what=texts.cut_off(), seconds=60.0) from wrong
        finally:
            _end(raw)
        last = max([*(uid for uid, _ in mails), state.get("uid", 0) if state.get("validity") == validity else 0])
        items = [made for uid, mail in mails if (made := self._item(uid, mail)) is not None]
        return Poll(items=tuple(items), cursor=json.dumps({"validity": validity, "uid": last}), more=more)

    async def close(self) -> None:
        """Nothing stays open."""

    def _look(self, raw: socket.socket, state: dict[str, int]) -> tuple[int, list[tuple[int, bytes]], bool]:
        """What came since, over a connection that is there: the folder's validity, mails by uid, whether more wait."""
        raw.settimeout(self._patience)
        if self._safe:
            raw = ssl.create_default_context().wrap_socket(raw, server_hostname=self._host)
        mailbox = _Connection(raw)
        try:
            self._sign_in(mailbox)
            _told(mailbox.select(f'"{self._folder}"' if " " in self._folder else self._folder, readonly=True))
            validity = int(_told(mailbox.response("UIDVALIDITY"))[0])
            first = state.get("uid", 0) + 1 if state.get("validity") == validity else 1
            since = self._account.since.strftime("%d-%b-%Y")
            found = _told(mailbox.uid("SEARCH", f"UID {first}:* SINCE {since}"))
            # `N:*` names the last mail even where it is older than N.
            uids = sorted(uid for uid in map(int, (found[0] or b"").split()) if uid >= first)
            mails = []
            for uid in uids[:PAGE]:
                said = _told(mailbox.uid("FETCH", str(uid), f"(UID BODY.PEEK[]<0.{MOST}>)"))
                mails += [(uid, one[1]) for one in said if isinstance(one, tuple) and _uid(one[0]) in (uid, None)]
            return validity, mails, len(uids) > PAGE
        finally:
            mailbox.shutdown()

    def _sign_in(self, mailbox: imaplib.IMAP4) -> None:
        try:
            mailbox.login(self._account.user, self._account.secret)
        except mailbox.abort:
            raise
        except mailbox.error as wrong:
            if any(f"[{one}" in str(wrong).upper() for one in _LATER):
                raise
            raise WrongCredential(where=self._host, what=texts.status(401), remedy=texts.renew_credential()) from wrong

    def _item(self, uid: int, raw: bytes) -> Item | None:
        where = f"mail {uid}"
        try:
            found = letter(raw, plain=self._outside.plain, source=self.name, where=where)
        except BadInput as wrong:
            return Item(position=where, mention=None, error=wrong)
        author = found.get("author") if found is not None else None
        if found is None or (isinstance(author, dict) and author.get("id") == self._account.user.lower()):
            return None
        return Item(position=where, mention=found)


class _Connection(imaplib.IMAP4):
    """The standard library's client over a connection that is there already; what is too large ends it."""

    def __init__(self, raw: socket.socket) -> None:
        self._raw = raw
        super().__init__()

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return self._raw

    def read(self, size: int) -> bytes:
        """So many bytes of a literal."""
        if size > 2 * MOST:
            raise self.abort(texts.too_large(MOST))
        return super().read(size)


def _told(said: tuple[str, Sequence[Any] | None]) -> Sequence[Any]:
    """What a command gave. Raises an IMAP error where it was refused."""
    kind, found = said
    if kind not in ("OK", "UIDVALIDITY") or not found or (found[0] is None and kind == "UIDVALIDITY"):
        raise imaplib.IMAP4.error(str(found)[:200])
    return found


def _uid(head: bytes) -> int | None:
    found = _UID.search(head)
    return int(found[1]) if found else None


def _end(raw: socket.socket) -> None:
    """End a connection, whoever still reads from it in a thread."""
    with contextlib.suppress(OSError):  # it may be gone already
        raw.shutdown(socket.SHUT_RDWR)
    raw.close()
