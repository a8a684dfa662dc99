"""The Playground as a process, and an Earshot that is configured for it."""

from __future__ import annotations

import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from tests.browser.earshot import MORNING, Earshot
from tests.house import ROOT
from tests.playground.relay import APP, CONNECTOR, PASSWORD, TENANT, Relay

PROGRAM = ROOT / ".cache/playground/node_modules/@microsoft/m365agentsplayground/cli.js"
WORLD = Path(__file__).with_name("world.yml")
ANA = "c0ffee00-0000-4000-8000-000000000020"
SUPPORT, PERSONAL = "19:support@thread.tacv2", "a:ana-and-earshot"
START_S = 60.0


@dataclass(frozen=True, slots=True)
class Played:
    """The Playground, the relay and Earshot, up together."""

    url: str
    relay: Relay
    earshot: Earshot


def missing() -> str:
    """What is not there that the Playground needs, '' for nothing."""
    if shutil.which("node") is None:
        return "there is no Node.js here"
    return "" if PROGRAM.exists() else "scripts/playground was not run"


@contextmanager
def playing(lived: Path, folder: Path) -> Iterator[Played]:
    """Everything up: the Playground sends to the relay, the relay to an Earshot on a copy of what was lived through."""
    at = MORNING + timedelta(minutes=1)
    held: list[Earshot] = []
    relay = Relay(now=lambda: held[0].clock.now().timestamp())
    relay.start()
    try:
        with _program(relay, folder / "playground") as relay.playground:
            data = folder / "data"
            shutil.copytree(lived, data)
            settings = data / "earshot.toml"
            settings.write_text(_settings(settings.read_text("utf-8"), relay.url), "utf-8")
            held.append(Earshot(data, at=at))
            held[0].clock.start()
            relay.earshot = held[0].url
            try:
                yield Played(relay.playground, relay, held[0])
            finally:
                held[0].close()
    finally:
        relay.close()


@contextmanager
def _program(relay: Relay, folder: Path) -> Iterator[str]:
    folder.mkdir(parents=True)
    shutil.copy(WORLD, folder / ".m365agentsplayground.yml")
    port, node = _free(), shutil.which("node")
    assert node is not None
    told = [
        node, "-r", str(ROOT / "scripts/loopback.cjs"), str(PROGRAM), "start", "-e", f"{relay.url}/api/messages",
        "-c", "msteams", "-p", str(port), "--service-url", f"{relay.url}{CONNECTOR}", "--disable-telemetry",
    ]  # fmt: skip
    around = {"TEAMSAPPTESTER_BROWSER": "none", "PATH": os.environ["PATH"], "HOME": str(folder)}
    with (folder / "playground.log").open("wb") as log:
        process = subprocess.Popen(told, cwd=folder, env=around, stdout=log, stderr=log)
        try:
            url = f"http://127.0.0.1:{port}"
            _awaited(url, process, folder / "playground.log")
            yield url
        finally:
            process.terminate()
            process.wait(20)


def _awaited(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + START_S
    while time.monotonic() < until:
        assert process.poll() is None, (log.parent / "devTools/m365agentsplayground.log").read_text("utf-8")
        try:
            with urllib.request.urlopen(f"{url}/_debug/ping", timeout=5):  # noqa: S310 - loopback
                return
        except (urllib.error.URLError, ConnectionError):
            time.sleep(0.1)
    raise TimeoutError(url)


def _settings(lumo: str, relay: str) -> str:
    """Lumo's settings, with its support desk in Teams too."""
    departments = lumo.replace('channels = ["workspace:support"]', f'channels = ["workspace:support", "{place()}"]')
    people = re.sub(r'ids = \["workspace:ana"\]', f'ids = ["workspace:ana", "teams:{TENANT}/{ANA}"]', departments)
    return f"""{people}
[http]
single_port = true

[teams]
app_id = "{APP}"
app_password = "{PASSWORD}"
tenant_id = "{TENANT}"
openid_metadata_url = "{relay}/openid/.well-known/openidconfiguration"
login_url = "{relay}"
allowed_service_urls = ["{relay}/"]
"""


def place() -> str:
    """The support channel, as settings name it."""
    return f"teams:{TENANT}/{SUPPORT}"


def _free() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
