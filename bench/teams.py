"""What a message of Teams costs with its token checked: our edge against stock CloudAdapter 4.17.1.

    python -m bench.teams [--messages 4000] [--rounds 3] [--warm 80000] [--long 100000]

Messages over 32 connections, each told as soon as the last was answered, under a real RS256 token whose key is asked
for over HTTP. Servers run in processes of their own on one core, the one client on another; rounds take turns, medians
of messages per second of the server's processor time are given. Earshot reads and checks every field and writes each
message to SQLite (WAL, synchronous FULL) before it answers; "worked off": it also hands each to a listener that does
nothing, and settles it. CloudAdapter checks the token and calls its library's own ActivityHandler, which does nothing.

Then as many messages as --long says to one Earshot that works them off: what its memory grew by. Before that come as
many as --warm says, since SQLite fills its page cache (64 MiB) with what the first ones leave in the store.

Ends with 1 where a bar is not met: ten times CloudAdapter's messages per processor second; memory grows by at most 5 %.
"""

from __future__ import annotations

import argparse
import http.server
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any, ClassVar

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key

from bench import peer
from bench.children import ROOT, Failed
from bench.teams_servers import APP, ISSUER, SERVICE

MESSAGES, ROUNDS, WARM, LONG = 4000, 3, 80_000, 100_000
CONNECTIONS = 32
NAMES: Mapping[str, str] = {
    "earshot": "earshot, stored", "worked": "earshot, worked off", "stock": "CloudAdapter 4.17.1",
}  # fmt: skip
TIMES, GROWTH = 10.0, 0.05

Figures = Mapping[str, float]


class _Issuer(http.server.BaseHTTPRequestHandler):
    """Serves the metadata and the one key."""

    key: ClassVar[RSAPrivateKey]

    def do_GET(self) -> None:
        found: dict[str, Any] = {"issuer": ISSUER, "jwks_uri": f"http://{self.headers['Host']}/keys"}
        found |= {"id_token_signing_alg_values_supported": ["RS256"]}
        if self.path == "/keys":
            public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
            found = {"keys": [{**public, "use": "sig", "kid": "bench", "x5t": "bench", "endorsements": ["msteams"]}]}
        body = json.dumps(found).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Say nothing."""


@contextmanager
def issuer() -> Iterator[tuple[str, str]]:
    """The address of an issuer's metadata, and a token of its, while the block lasts."""
    _Issuer.key = generate_private_key(public_exponent=65537, key_size=2048)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Issuer) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        now = int(time.time())
        claims = {"serviceurl": SERVICE, "nbf": now, "exp": now + 3600 * 3, "iss": ISSUER, "aud": APP}
        token = jwt.encode(claims, _Issuer.key, algorithm="RS256", headers={"kid": "bench", "x5t": "bench"})
        yield f"http://127.0.0.1:{server.server_port}/metadata", token
        server.shutdown()


@dataclass(slots=True, kw_only=True)
class Running:
    """A server; `told` is what it said at its end."""

    port: int
    process: int
    told: dict[str, Any]

    def memory(self) -> int:
        """What it holds now, in KiB."""
        lines = Path(f"/proc/{self.process}/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:"))


@contextmanager
def server(name: str, folder: Path, url: str, *, beside: Path) -> Iterator[Running]:
    """A server that runs while the block lasts.

    Raises:
        Failed: it did not come up.
    """
    command = [sys.executable, "-m", "bench.teams_servers", name, str(folder), url]
    env = {**os.environ, "PYTHONPATH": str(beside)}
    with subprocess.Popen(
        command, cwd=ROOT, env=env, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:  # fmt: skip
        assert process.stdin is not None
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise Failed(f"the server {name} did not come up")
        running = Running(port=json.loads(line)["port"], process=process.pid, told={})
        yield running
        process.stdin.close()
        running.told.update(json.loads(process.stdout.readline() or "{}"))


def loaded(port: int, count: int, token: str, *, first: int = 1) -> Figures:
    """What the client measured.

    Raises:
        Failed: it could not, or not all were taken.
    """
    command = [sys.executable, "-m", "bench.teams_load", str(port), str(CONNECTIONS), str(count), str(first)]
    done = subprocess.run(command, cwd=ROOT, input=token, stdout=subprocess.PIPE, text=True, check=False)
    if done.returncode:
        raise Failed("the client failed")
    said: Figures = json.loads(done.stdout)
    if said["bad"] or said["all"] != count:
        raise Failed(f"{said['bad']} of {said['all']} messages were not taken")
    return said


def rounds(messages: int, count: int, *, beside: Path) -> dict[str, list[Figures]]:
    """The figures of every server, a list of rounds each."""
    found: dict[str, list[Figures]] = {}
    for _ in range(count):
        for name in NAMES:
            with issuer() as (url, token), tempfile.TemporaryDirectory() as folder:
                with server(name, Path(folder), url, beside=beside) as running:
                    said = loaded(running.port, messages, token)
                each = {**said, "per_cpu_s": said["all"] / running.told["cpu_s"]}
            found.setdefault(name, []).append(each)
    return found


def growth(warm: int, messages: int, *, beside: Path) -> tuple[int, int, int]:
    """What an Earshot holds when it is started, after so many messages, and after so many more, in KiB."""
    with (
        issuer() as (url, token),
        tempfile.TemporaryDirectory() as folder,
        server("worked", Path(folder), url, beside=beside) as running,
    ):
        loaded(running.port, 1000, token)
        started = running.memory()
        loaded(running.port, warm, token, first=1001)
        before = running.memory()
        loaded(running.port, messages, token, first=1001 + warm)
        return started, before, running.memory()


def middle(figures: Sequence[Figures], name: str) -> float:
    """The median of the rounds."""
    return median(one[name] for one in figures)


def main() -> int:
    """Print the table; 1 where a bar is not met, 2 where nothing was measured."""
    parser = argparse.ArgumentParser(prog="python -m bench.teams")
    parser.add_argument("--messages", type=int, default=MESSAGES)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--warm", type=int, default=WARM)
    parser.add_argument("--long", type=int, default=LONG)
    given = parser.parse_args()
    try:
        beside = peer.botbuilder()
        found = rounds(given.messages, given.rounds, beside=beside)
        started, before, after = growth(given.warm, given.long, beside=beside)
    except (Failed, peer.NoPeer) as wrong:
        print(f"NOT MEASURED: {wrong}")
        return 2
    print(f"{'message, token checked':22} {'/s':>8} {'/cpu-s':>8} {'p50 ms':>8} {'p99 ms':>8}")
    for name, words in NAMES.items():
        each = [middle(found[name], word) for word in ("each_s", "per_cpu_s", "p50_ms", "p99_ms")]
        print(f"{words:22} {each[0]:8,.0f} {each[1]:8,.0f} {each[2]:8.1f} {each[3]:8.1f}")
    theirs = middle(found["stock"], "per_cpu_s")
    stored, worked = (middle(found[name], "per_cpu_s") / theirs for name in ("earshot", "worked"))
    grown = after / before - 1
    print(f"\n{stored:.1f}x CloudAdapter's messages per processor second (bar {TIMES:.0f}x), {worked:.1f}x worked off")
    print(
        f"memory: {started / 1024:.1f} MiB after 1,000 messages, {before / 1024:.1f} MiB after {given.warm:,} "
        f"more, {after / 1024:.1f} MiB after another {given.long:,}: {grown:+.1%} (bar {GROWTH:.0%})"
    )
    return int(stored < TIMES or grown > GROWTH)


if __name__ == "__main__":
    raise SystemExit(main())
