"""Singer taps and Airbyte connectors: the contract on a tap of our own, a process beside, and what it says."""

from __future__ import annotations

import json
import sys
import tempfile
from dataclasses import dataclass, field, replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from aiohttp import web

from adapters.sources import tap
from bot.errors import Refused
from bot.ports.sources import Account
from bot.testing.source_contract import NAME, NOON, Counterpart, Listener, Said, SourceContract

PROGRAM = r"""
import json, os, sys, time
here = os.path.dirname(os.path.abspath(__file__))
world = json.load(open(os.path.join(here, "world.json")))
at = json.load(open(sys.argv[sys.argv.index("--state") + 1]))["at"] if "--state" in sys.argv else 0
fault, airbyte = world["fault"], world["airbyte"]
def say(one):
    print(json.dumps(one), flush=True)
if fault == "401":
    say({"type": "TRACE", "trace": {"type": "ERROR", "error": {"message": "no", "failure_type": "config_error"}}})
    sys.exit(1)
if fault in ("429", "503", "private redirect"):
    sys.exit(1)
if fault in ("hang", "drip"):
    print("{" if fault == "drip" else "", end="", flush=True)
    time.sleep(60)
if fault == "cut":
    print('{"type": "REC', end="", flush=True)
    sys.exit(1)
if fault == "garbage":
    print("<html>{]", flush=True)
    sys.exit(0)
if fault == "oversized":
    print('{"type": "RECORD", "record": "' + "x" * 3_000_000, flush=True)
    sys.exit(0)
print(json.dumps({"type": "SCHEMA", "stream": "said", "schema": {}}) if not airbyte else '{"type": "LOG", "log": {}}')
for number, one in enumerate(world["changes"][at:], start=at + 1):
    record = {"type": "RECORD", "stream": "said", "record": one}
    if airbyte:
        record = {"type": "RECORD", "record": {"stream": "said", "data": one, "emitted_at": 1}}
    say(record)
    if number % 3 == 0 or number == len(world["changes"]):
        say({"type": "STATE", "state": {"at": number}} if airbyte else {"type": "STATE", "value": {"at": number}})
say({"type": "RECORD", "stream": "other", "record": {"key": 1}} if not airbyte else {"type": "LOG", "log": {}})
"""
MAPPING = """
[columns]
id = "key"
text = "words"
at = "when"
edited = "changed"
author = "who.login"
"""


@dataclass(slots=True)
class Tap(Counterpart):
    """A tap beside: what changed, in order, in a file that its process reads."""

    changes: list[dict[str, Any]] = field(default_factory=list)
    airbyte: bool = False
    folder: tempfile.TemporaryDirectory[str] | None = None

    def routes(self) -> list[web.AbstractRouteDef]:
        """None: it is a process."""
        return []

    @property
    def base(self) -> str:
        assert self.folder is not None
        self.write()
        return f"file://{self.folder.name}/tap.toml"

    def write(self) -> None:
        """Let the process know how things stand."""
        assert self.folder is not None
        changes = [{"key": None, "words": None, "when": "x"}] * self.bad + self.changes
        world = {"changes": changes, "fault": self.fault, "airbyte": self.airbyte}
        Path(self.folder.name, "world.json").write_text(json.dumps(world), encoding="utf-8")

    def __setattr__(self, name: str, value: object) -> None:
        object.__setattr__(self, name, value)
        if name in ("fault", "bad", "airbyte") and getattr(self, "folder", None) is not None:
            self.write()

    def say(self, said: Said) -> None:
        Counterpart.say(self, said)
        who = {"login": said.author}
        one = {"key": said.id, "words": said.text, "when": said.at.isoformat(), "who": who}
        self.changes.append({**one, **({"changed": said.edited.isoformat()} if said.edited else {})})
        self.write()

    def take_back(self, id_: str) -> None:
        Counterpart.take_back(self, id_)
        self.changes.append({"key": id_, "_sdc_deleted_at": "2026-10-05T12:00:00Z"})
        self.write()

    def set_up(self) -> None:
        """The folder of the tap: its program and what describes it."""
        self.folder = tempfile.TemporaryDirectory()
        command = json.dumps([sys.executable, "-S", "-E", "tap.py"])
        Path(self.folder.name, "tap.py").write_text(PROGRAM, encoding="utf-8")
        Path(self.folder.name, "tap.toml").write_text(
            f'command = {command}\nstream = "said"\nenv = {{ LANG = "C.UTF-8" }}\n{MAPPING}', encoding="utf-8"
        )

    async def __aenter__(self) -> Counterpart:
        self.set_up()
        self.write()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, wrong: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self.folder is not None
        self.folder.cleanup()


class TestTap(SourceContract):
    about = replace(tap.ABOUT, every=timedelta(minutes=15))
    place, connect = Tap, staticmethod(partial(tap.connect, quiet=0.4))
    sequences = 2

    async def test_an_airbyte_connector_is_heard_as_a_tap_is(self, here: Listener, there: Tap) -> None:
        there.airbyte = True
        for number in range(7):
            there.say(self.said(number, here))
        there.take_back("i3")
        await here.settle(turns=3, minutes=70)
        assert await here.held() == there.standing
        assert json.loads((await here.state()).cursor or "") == {"at": 8}

    async def test_only_who_works_on_this_machine_starts_a_process(self, here: Listener, there: Tap) -> None:
        outside = here.outside(there.base, self.about)
        elsewhere = type(outside)(http=outside.http, clock=outside.clock, read=outside.read, plain=outside.plain)
        with pytest.raises(Refused, match="on this machine only"):
            await tap.connect(self.account(there), outside=elsewhere).poll("")

    @pytest.mark.parametrize("text", ["", "command = 'ls'", 'command = ["no-such-program"]', "["])
    async def test_what_describes_no_tap_is_refused(self, here: Listener, there: Tap, text: str) -> None:
        assert there.folder is not None
        Path(there.folder.name, "odd.toml").write_text(text, encoding="utf-8")  # noqa: ASYNC240
        account = Account(name=NAME, since=NOON, url=f"file://{there.folder.name}/odd.toml")
        with pytest.raises(Refused):
            await tap.connect(account, outside=here.outside("", self.about)).poll("")
