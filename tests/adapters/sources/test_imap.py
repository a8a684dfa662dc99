"""A mailbox: the contract on an IMAP server of our own, unkind in its own language, and what mails become."""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass, field
from datetime import timedelta
from email.utils import format_datetime
from functools import partial
from types import TracebackType

import pytest
from aiohttp import web

from adapters.sources import imap
from bot.errors import Refused
from bot.ports.sources import Account
from bot.testing.source_contract import NAME, NOON, Counterpart, Listener, Said, SourceContract

COMMAND = re.compile(r"(\S+) (UID )?(\S+) ?(.*)\r\n")


@dataclass(slots=True)
class Mailbox(Counterpart):
    """Mails in the order in which they came; the folder may be made anew, which gives all of them other numbers."""

    validity: int = 7
    served: asyncio.Server | None = None
    commands: list[str] = field(default_factory=list)
    extra: list[bytes] = field(default_factory=list)

    def routes(self) -> list[web.AbstractRouteDef]:
        """None: it does not speak HTTP."""
        return []

    @property
    def base(self) -> str:
        return f"imap://127.0.0.1:{self.port}"

    @property
    def standing(self) -> dict[str, str]:
        return {f"{one.id}@place.example": one.text for one in self.said.values()}

    async def __aenter__(self) -> Counterpart:
        self.served = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        self.port = self.served.sockets[0].getsockname()[1]
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.gate.set()
        assert self.served is not None
        self.served.close()
        await self.served.wait_closed()

    def mails(self) -> list[bytes]:
        """Every mail, oldest first."""
        bad = [b"From: x@place.example\r\nDate: yesterday\r\n\r\nNo date."] if self.bad else []
        return [*bad, *(_mail(one) for one in self.said.values()), *self.extra]

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.asked += 1
        try:
            if await self._greeted(writer):
                while line := await reader.readline():
                    for said in self._answer(line.decode()):
                        writer.write(said)
                    await writer.drain()
        except OSError:
            pass
        writer.close()

    async def _greeted(self, writer: asyncio.StreamWriter) -> bool:
        match self.fault:
            case "hang" | "drip":
                writer.write(b"* " if self.fault == "drip" else b"")
                await self.gate.wait()
                return False
            case "cut":
                return False
            case "garbage":
                writer.write(b"\x00<html>{]\xff\r\n")
                return False
            case "429":
                writer.write(b"* BYE Too many connections\r\n")
                return False
            case _:
                pass
        writer.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
        return True

    def _answer(self, line: str) -> list[bytes]:
        found = COMMAND.fullmatch(line)
        assert found is not None, line
        tag, _, name, rest = found.groups()
        self.commands.append(f"{name} {rest}")
        done = [f"{tag} OK done\r\n".encode()]
        match name.upper():
            case "CAPABILITY":
                return [b"* CAPABILITY IMAP4rev1\r\n", *done]
            case "LOGIN":
                refusals = {"401": "AUTHENTICATIONFAILED", "503": "UNAVAILABLE"}
                refusals["private redirect"] = "REFERRAL imap://169.254.169.254/"
                refusal = refusals.get(self.fault or "")
                return [f"{tag} NO [{refusal}] no\r\n".encode()] if refusal else done
            case "EXAMINE":
                head = f"* {len(self.mails())} EXISTS\r\n* OK [UIDVALIDITY {self.validity}] valid\r\n"
                return [head.encode(), *done]
            case "SEARCH":
                first = int(rest.split()[1].partition(":")[0])
                count = len(self.mails())
                uids = [*range(first, count + 1)] or ([count] if count else [])
                return [f"* SEARCH {' '.join(map(str, uids))}\r\n".encode(), *done]
            case "FETCH":
                uid = int(rest.split()[0])
                raw = self.mails()[uid - 1]
                size = 9_000_000 if self.fault == "oversized" else len(raw)
                return [f"* {uid} FETCH (UID {uid} BODY[]<0> {{{size}}}\r\n".encode(), raw, b")\r\n", *done]
            case _:
                pass
        return [b"* BYE\r\n", *done] if name.upper() == "LOGOUT" else [f"{tag} BAD what?\r\n".encode()]


def _mail(one: Said) -> bytes:
    head = f"From: {one.author} <{one.author}@place.example>\r\nDate: {format_datetime(one.at)}\r\n"
    return f"{head}Message-ID: <{one.id}@place.example>\r\n\r\n{one.text}\r\n".encode()


class TestMailbox(SourceContract):
    about, place, connect = imap.ABOUT, Mailbox, staticmethod(partial(imap.connect, patience=0.3))
    deletes = edits = False  # what was sent is not changed any more
    sequences = 3

    def account(self, there: Counterpart) -> Account:
        since = NOON - timedelta(days=30)
        return Account(
            name=NAME, since=since, url=f"{there.base}/INBOX", user="support@lumo.example", secret="pass word"
        )

    def key(self, there: Counterpart, id_: str) -> str:
        return f"{id_}@place.example"

    def author(self, name: str) -> str:
        return f"{name}@place.example"

    async def test_a_folder_that_was_made_anew_is_read_again_and_doubles_nothing(
        self, here: Listener, there: Mailbox
    ) -> None:
        for number in range(70):
            there.say(Said(id=f"i{number}", text=f"lumo {number}", author="ana", at=NOON - timedelta(hours=1)))
        await here.settle(turns=2)
        assert await here.held() == there.standing
        there.validity = 8
        there.say(self.said(71, here))
        await here.settle(turns=2)
        assert await here.held() == there.standing

    async def test_nothing_is_marked_and_what_we_answer_or_machines_send_is_left_out(
        self, here: Listener, there: Mailbox
    ) -> None:
        there.extra = [
            _mail(Said(id="i8", text="We sent a new one", author="x", at=NOON)).replace(
                b"x@place.example", b"support@lumo.example"
            ),
            b"Auto-Submitted: auto-replied\r\n" + _mail(Said(id="i9", text="Out of office", author="ben", at=NOON)),
        ]
        await here.settle(turns=2)
        assert await here.held() == {}
        names = {one.split()[0] for one in there.commands}
        assert names <= {"CAPABILITY", "LOGIN", "EXAMINE", "SEARCH", "FETCH", "LOGOUT"}
        assert all("PEEK" in one for one in there.commands if one.startswith("FETCH"))

    @pytest.mark.parametrize("url", ["imap://mail.example/INBOX", "imaps://10.0.0.1", "imaps://127.0.0.1:993", "x"])
    async def test_only_what_is_encrypted_and_public_is_connected_to(
        self, here: Listener, there: Mailbox, url: str
    ) -> None:
        account = Account(name=NAME, since=NOON, url=url, user="a", secret="b")
        with pytest.raises(Refused):
            await imap.connect(account, outside=here.outside(there.base, self.about)).poll("")
