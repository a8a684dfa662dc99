"""The protocol of NATS, as far as a consumer that pulls needs it, over a connection that was checked at its socket.

Only what is asked for comes, so nothing runs beside: whoever asks reads until the answer is there. The addresses of
other servers that a server names are not followed.

Sources: https://docs.nats.io/reference/reference-protocols/nats-protocol (INFO, CONNECT, PUB, SUB, MSG, HMSG, PING),
https://docs.nats.io/running-a-nats-service/configuration/securing_nats/auth_intro (read 2026-11)
"""

from __future__ import annotations

import asyncio
import base64
import binascii
import json
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from bot.errors import Refused, TryLater, WrongCredential
from bot.texts import sources as texts
from bot.texts import streams

LINE: Final = 64 * 1024
"""Bytes of the longest line that is read."""
MOST: Final = 1024 * 1024
"""Bytes of the longest message that is kept; what is longer is read away."""
_USER: Final = 20 << 3
"""The prefix of a user's public key."""
_DENIED: Final = ("authorization", "authentication", "user authentication", "permissions")
_CREDENTIALS: Final = "-----BEGIN NATS USER JWT-----"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """What came: the body (None: it was too long), headers in small letters, the status of an answer without a body."""

    subject: str
    reply: str
    body: bytes | None
    headers: Mapping[str, str] = field(default_factory=dict)
    status: str = ""


class Wire:
    """One connection. Everything that is read is bounded in size; whoever asks bounds it in time."""

    def __init__(self, where: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._where, self._reader, self._writer = where, reader, writer
        self.info: Mapping[str, Any] = {}

    def write(self, subject: str, body: bytes = b"", *, reply: str = "") -> None:
        """Put a message on its way; `sent` waits for it."""
        self._writer.write(f"PUB {subject} {reply}{' ' if reply else ''}{len(body)}\r\n".encode() + body + b"\r\n")

    def listen(self, subject: str) -> None:
        """From now on what is sent to this subject comes."""
        self._writer.write(f"SUB {subject} 1\r\n".encode())

    async def sent(self) -> None:
        """Everything written is on its way."""
        await self._writer.drain()

    async def message(self) -> Message:
        """The next message; who asks whether we are there is answered meanwhile.

        Raises:
            WrongCredential: we may not.
            TryLater: it ends the connection, or speaks otherwise.
        """
        while True:
            word, _, rest = (await self._line()).partition(" ")
            match word.upper():
                case "MSG":
                    return await self._message(rest.split(), headed=False)
                case "HMSG":
                    return await self._message(rest.split(), headed=True)
                case "PING":
                    self._writer.write(b"PONG\r\n")
                case "-ERR":
                    self._denied(rest.strip(" '"))
                case "PONG" | "+OK" | "INFO":
                    pass
                case _:
                    raise TryLater(where=self._where, what=streams.no_stream(), seconds=60.0)

    async def close(self) -> None:
        """What was written goes out; then the connection ends."""
        with suppress(OSError):  # it may be gone already
            await self._writer.drain()
        self._writer.close()
        with suppress(OSError):
            await self._writer.wait_closed()

    async def greet(self, host: str, *, safe: bool, user: str, secret: str) -> None:
        """Let both know each other; a password goes over a connection that is as safe as was asked for."""
        word, _, said = (await self._line()).partition(" ")
        try:
            self.info = json.loads(said) if word == "INFO" else {}
        except ValueError:
            self.info = {}
        if not isinstance(self.info, dict) or "version" not in self.info:
            if word == "-ERR":
                self._denied(said)
            raise TryLater(where=self._where, what=streams.no_stream(), seconds=60.0)
        if safe and not (self.info.get("tls_required") or self.info.get("tls_available")):
            raise Refused(where=self._where, what=streams.not_encrypted())
        if safe:
            await self._writer.start_tls(ssl.create_default_context(), server_hostname=host)
        said_of_us = {
            "verbose": False, "pedantic": False, "name": "earshot", "lang": "python", "version": "1", "protocol": 0,
            "headers": True, "no_responders": True, "tls_required": safe,
            **_who(user, secret, str(self.info.get("nonce", ""))),
        }  # fmt: skip
        self._writer.write(f"CONNECT {json.dumps(said_of_us)}\r\nPING\r\n".encode())
        await self.sent()
        while (line := await self._line()) != "PONG":
            word, _, said = line.partition(" ")
            if word == "-ERR":
                self._denied(said.strip(" '"))

    async def _line(self) -> str:
        line = await self._reader.readuntil(b"\r\n")
        return line[:-2].decode("utf-8", "replace")

    async def _message(self, parts: list[str], *, headed: bool) -> Message:
        sizes = parts[-2:] if headed else parts[-1:]
        subject, reply = parts[0], parts[2] if len(parts) - len(sizes) == 3 else ""
        head, whole = (int(sizes[0]), int(sizes[1])) if headed else (0, int(sizes[0]))
        if not 0 <= head <= LINE or whole < head:
            raise ValueError(whole)
        status, headers = _headers((await self._reader.readexactly(head)).decode("utf-8", "replace"))
        body = await self._body(whole - head)
        await self._reader.readexactly(2)
        return Message(subject=subject, reply=reply, body=body, headers=headers, status=status)

    async def _body(self, size: int) -> bytes | None:
        if size <= MOST:
            return await self._reader.readexactly(size)
        while size > 0:
            size -= len(await self._reader.readexactly(min(size, LINE)))
        return None

    def _denied(self, said: str) -> None:
        if any(said.strip("' ").lower().startswith(one) for one in _DENIED):
            raise WrongCredential(where=self._where, what=streams.said_no(said), remedy=texts.renew_credential())
        raise TryLater(where=self._where, what=streams.said_no(said), seconds=30.0)


async def greet(raw: socket.socket, host: str, *, safe: bool, user: str, secret: str) -> Wire:
    """The connection, once both know each other. Without TLS only in one's own network.

    Raises:
        WrongCredential, TryLater: as `Wire.message`.
        Refused: it is not encrypted where it must be.
    """
    if not safe and not ip_address(raw.getpeername()[0]).is_private:
        raw.close()
        raise Refused(where=host, what=streams.not_encrypted())
    reader, writer = await asyncio.open_connection(sock=raw, limit=LINE)
    wire, known = Wire(host, reader, writer), False
    try:
        await wire.greet(host, safe=safe, user=user, secret=secret)
        known = True
    finally:
        if not known:
            writer.close()
    return wire


def _headers(text: str) -> tuple[str, dict[str, str]]:
    """The status and the headers of a message."""
    first, *rest = text.split("\r\n")
    status = first.removeprefix("NATS/1.0").strip()
    pairs = (line.partition(":") for line in rest if ":" in line)
    return status, {name.strip().lower(): value.strip() for name, _, value in pairs}


def _who(user: str, secret: str, nonce: str) -> dict[str, str]:
    """Who we are: a user and a password, a token, the seed of a key, or a file of credentials."""
    if user:
        return {"user": user, "pass": secret}
    if secret.startswith(_CREDENTIALS):
        lines = [one.strip() for one in secret.splitlines()]
        jwt, seed = (one for one in lines if one and not one.startswith(("-", "*", "NKEY", "IMPORTANT")))
        return {"jwt": jwt, "sig": _signed(seed, nonce)[1]}
    if secret.startswith("SU") and len(secret) == 58:
        nkey, signature = _signed(secret, nonce)
        return {"nkey": nkey, "sig": signature}
    return {"auth_token": secret} if secret else {}


def _signed(seed: str, nonce: str) -> tuple[str, str]:
    """The public key of a seed, and the nonce signed with it."""
    raw = base64.b32decode(seed + "=" * (-len(seed) % 8))
    key = Ed25519PrivateKey.from_private_bytes(raw[2:34])
    public = bytes([_USER]) + key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
    summed = public + binascii.crc_hqx(public, 0).to_bytes(2, "little")
    signature = base64.urlsafe_b64encode(key.sign(nonce.encode())).decode().rstrip("=")
    return base64.b32encode(summed).decode().rstrip("="), signature
