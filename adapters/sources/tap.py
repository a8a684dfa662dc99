"""Any Singer tap or Airbyte connector, as a process beside: records become mentions by a mapping, state the cursor.

What it is stands in a file on this machine (TOML): `command`, and then `stream`, `env`, and the tables of an import's
mapping. Only who works on this machine may set one up. The process gets `--state FILE` where it was left, no variable
of our environment but what `env` names, and is ended when it says nothing for too long. A record that has
`_sdc_deleted_at` or `_ab_cdc_deleted_at` is a deletion.

Sources: https://github.com/singer-io/getting-started/blob/master/docs/SPEC.md, https://docs.airbyte.com/platform/
understanding-airbyte/airbyte-protocol (read 2026-11)
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import signal
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final
from urllib.parse import unquote, urlsplit

from bot.errors import BadInput, BadMention, Refused, RemoteError, TryLater, WrongCredential
from bot.ports.sources import About, Account, Outside, Shape
from bot.ports.world import Item, Poll, Source
from bot.texts import sources as texts

ABOUT: Final = About(
    what="any Singer tap or Airbyte connector, as a process beside", needs=("url",), every=timedelta(hours=1)
)
PAGE: Final = 300
"""Records of one poll."""
LONGEST: Final = 2 * 1024 * 1024
"""Bytes that one message may have."""
QUIET_S, PATIENCE_S = 1.0, 300.0
"""A poll ends when nothing came for so long; the process is ended when nothing came for so long."""
_PATH: Final = "/usr/local/bin:/usr/bin:/bin"
_DELETED: Final = ("_sdc_deleted_at", "_ab_cdc_deleted_at")


@dataclass(slots=True)
class _Run:
    """A process that runs: since when, what it last said, and how it ended."""

    process: asyncio.subprocess.Process
    began: datetime
    heard: datetime
    state: Path | None
    records: int = 0
    wrong: RemoteError | None = None


def connect(account: Account, *, outside: Outside, quiet: float = QUIET_S) -> Source:
    """The tap that the file at the account's address (`file:///...`) describes."""
    return _Tap(account, outside, quiet)


class _Tap:
    """Obeys the port `Source`. The cursor is the tap's own state, as it said it."""

    def __init__(self, account: Account, outside: Outside, quiet: float) -> None:
        self._account, self._outside, self._quiet = account, outside, quiet
        self._run: _Run | None = None
        self._cursor, self._through = "", account.since
        self._shape: Shape | None = None
        self._stream = ""

    @property
    def name(self) -> str:
        """The source's name."""
        return self._account.name

    async def poll(self, cursor: str) -> Poll:
        """What the tap said since, or since where another process left it (see the port)."""
        if self._run is None or cursor != self._cursor:
            await self.close()
            self._run = await self._started(cursor)
            self._cursor = cursor
        run = self._run
        items = await self._messages(run)
        ended = run.process.stdout is None or run.process.stdout.at_eof()
        if ended and not items:
            await self._end(run)
        elif ended:
            return Poll(items=tuple(items), cursor=self._cursor, more=True)
        more = len(items) >= PAGE
        return Poll(items=tuple(items), cursor=self._cursor, more=more, through=None if more else self._through)

    async def close(self) -> None:
        """End the process."""
        run, self._run = self._run, None
        if run is None:
            return
        with contextlib.suppress(ProcessLookupError):
            os.killpg(run.process.pid, signal.SIGKILL)
        await run.process.wait()
        if run.state is not None:
            run.state.unlink(missing_ok=True)

    async def _end(self, run: _Run) -> None:
        """The process is over; raises where it failed."""
        code, wrong = await run.process.wait(), run.wrong
        await self.close()
        if wrong is not None:
            raise wrong
        if code != 0:
            raise TryLater(where=self.name, what=texts.ended_with(code), seconds=60.0)
        self._through = run.began

    async def _messages(self, run: _Run) -> list[Item]:
        """The items of what came, until it is enough, or quiet."""
        items: list[Item] = []
        assert run.process.stdout is not None
        while len(items) < PAGE and run.wrong is None:
            try:
                async with asyncio.timeout(self._quiet):
                    line = await run.process.stdout.readline()
            except TimeoutError:
                now = self._outside.clock.now()
                if not items and (now - run.heard).total_seconds() > PATIENCE_S:
                    run.wrong = TryLater(where=self.name, what=texts.too_slow(PATIENCE_S), seconds=60.0)
                    await self._failed(run)
                break
            except ValueError:  # a line without end
                run.wrong = Refused(where=self.name, what=texts.too_large(LONGEST))
                break
            run.heard = self._outside.clock.now()
            if not line:
                break
            self._message(line, run, items)
        if run.wrong is not None and not items:
            await self._failed(run)
        return items

    async def _failed(self, run: _Run) -> None:
        wrong = run.wrong
        await self.close()
        if wrong is not None:
            raise wrong

    def _message(self, line: bytes, run: _Run, items: list[Item]) -> None:
        """Take in one message, of either kind of connector."""
        try:
            said = self._outside.read(line)
        except BadInput:
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("type"), str):
            run.wrong = TryLater(where=self.name, what=texts.no_messages(), seconds=60.0)
            return
        match said["type"]:
            case "RECORD":
                run.records += 1
                made = self._record(said, run.records)
                items += [made] if made is not None else []
            case "STATE":
                state = said["value"] if "value" in said else said.get("state")
                self._cursor = json.dumps(state, ensure_ascii=True)
            case "TRACE" if said.get("trace", {}).get("type") == "ERROR":
                run.wrong = self._told(said["trace"].get("error") or {})

    def _record(self, said: Mapping[str, Any], number: int) -> Item | None:
        inner = said.get("record")
        airbyte = isinstance(inner, dict) and isinstance(inner.get("data"), dict) and "stream" in inner
        stream = inner["stream"] if airbyte and isinstance(inner, dict) else said.get("stream")
        record = inner["data"] if airbyte and isinstance(inner, dict) else inner
        if self._stream and stream != self._stream:
            return None
        where = f"{stream} {number}"
        if not isinstance(record, dict) or self._shape is None:
            wrong = BadMention(where=where, what="the record", found="no object", expected=texts.object_wanted())
            return Item(position=where, mention=None, error=wrong)
        try:
            made = dict(self._shape(record, number))
        except BadInput as wrong:
            return Item(position=where, mention=None, error=wrong)
        made["source"] = self.name
        if any(record.get(one) for one in _DELETED):
            made = {"source": self.name, "id": made.get("id"), "op": "delete"}
        return Item(position=f"{stream} {made.get('id')}", mention=made)

    def _told(self, error: Mapping[str, Any]) -> RemoteError:
        if error.get("failure_type") == "config_error":
            return WrongCredential(where=self.name, what=texts.status(401), remedy=texts.renew_credential())
        return TryLater(where=self.name, what=texts.ended_with(1), seconds=60.0)

    async def _started(self, cursor: str) -> _Run:
        """The process, with its state in a file that only we can read."""
        if not self._outside.local:
            raise Refused(where=self.name, what=texts.only_here())
        path = Path(unquote(urlsplit(self._account.url).path))
        command, env, self._stream, mapping = await asyncio.to_thread(_described, path, self.name)
        self._shape = self._outside.shape(mapping, path.name)
        state = await asyncio.to_thread(_written, cursor) if cursor else None
        more = ["--state", str(state)] if state is not None else []
        try:
            process = await asyncio.create_subprocess_exec(
                *command, *more, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL, cwd=path.parent, env={"PATH": _PATH, **env}, limit=LONGEST,
                start_new_session=True,
            )  # fmt: skip
        except OSError as wrong:
            raise Refused(where=self.name, what=texts.not_started(command[0])) from wrong
        now = self._outside.clock.now()
        return _Run(process=process, began=now, heard=now, state=state)


def _described(path: Path, name: str) -> tuple[list[str], dict[str, str], str, str]:
    """What a file says of a tap: its command, its environment, its stream, and the mapping as it stands.

    `env` is written in one line, so that all tables are the mapping's.

    Raises:
        Refused: it says it in no way that is understood.
    """
    try:
        text = path.read_text(encoding="utf-8")
        said = tomllib.loads(text)
    except (OSError, ValueError) as wrong:
        raise Refused(where=name, what=texts.no_tap()) from wrong
    command, env = said.get("command"), said.get("env", {})
    fits = isinstance(command, list) and command and all(isinstance(one, str) for one in command)
    if not fits or not isinstance(env, dict):
        raise Refused(where=name, what=texts.no_tap())
    first = next((place for place, line in enumerate(text.splitlines()) if line.startswith("[")), None)
    tables = text.splitlines()[first:] if first is not None else []
    assert isinstance(command, list)
    return command, {str(k): str(v) for k, v in env.items()}, str(said.get("stream") or ""), "\n".join(tables)


def _written(cursor: str) -> Path:
    handle, name = tempfile.mkstemp(prefix="earshot-state-", suffix=".json")
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(cursor)
    return Path(name)
