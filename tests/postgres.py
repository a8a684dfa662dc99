"""A PostgreSQL of our own: a cluster in a folder of the tests, on loopback, on a free port, stopped at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

_PLACES = ("/usr/lib/postgresql/*/bin", "/opt/homebrew/opt/postgresql*/bin", "/usr/local/opt/postgresql*/bin")
OLDEST = 15


def programs() -> Path | None:
    """The folder of the newest PostgreSQL's programs, None where there is none that is new enough."""
    found = [Path(one) for place in _PLACES for one in Path("/").glob(place.lstrip("/"))]
    beside = shutil.which("initdb")
    folders = [*found, *([Path(beside).resolve().parent] if beside else [])]
    known = [(version, folder) for folder in folders if (version := _version(folder)) >= OLDEST]
    return max(known)[1] if known else None


def _version(folder: Path) -> int:
    if not (folder / "initdb").exists():
        return 0
    said = subprocess.run([folder / "initdb", "--version"], capture_output=True, text=True, check=True).stdout
    return int(said.split()[2].partition(".")[0])


@dataclass(slots=True)
class Cluster:
    """A running cluster. `run` starts and stops it as its owner."""

    folder: Path
    port: int
    bin: Path
    numbers: Iterator[int]

    def run(self, program: str, *arguments: str) -> str:
        """One of PostgreSQL's programs, as the owner of the cluster."""
        done = subprocess.run(
            [*_as_owner(), str(self.bin / program), *arguments], capture_output=True, text=True, cwd=self.folder,
            check=False, env={"PATH": os.environ["PATH"], "LC_ALL": "C"},
        )  # fmt: skip
        assert done.returncode == 0, f"{program}: {done.stdout}{done.stderr}"
        return done.stdout

    def psql(self, sql: str, database: str = "postgres") -> str:
        """What psql prints, one row a line."""
        return self.run(
            "psql", "-h", "127.0.0.1", "-p", str(self.port), "-U", "earshot", "-d", database, "-XAtqc", sql
        ).strip()

    def address(self, database: str) -> str:
        """The address of a database."""
        return f"postgresql://earshot@127.0.0.1:{self.port}/{database}"

    def start(self) -> None:
        """Start the server and wait until it answers."""
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={self.folder}"
        self.run(
            "pg_ctl", "-D", str(self.folder / "data"), "-o", options, "-l", str(self.folder / "log"), "-w", "start"
        )

    def stop(self, mode: str = "fast") -> None:
        """Stop it: `fast` rolls back what is open, `immediate` is a crash."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", mode, "-w", "stop")

    @contextmanager
    def database(self, *, template: str = "template0") -> Iterator[str]:
        """The address of a new database, made like this one."""
        name = f"earshot_{next(self.numbers)}"
        self.psql(f"create database {name} template {template}")
        try:
            yield self.address(name)
        finally:
            self.psql(f"drop database {name} with (force)")


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A cluster with data that is durable, as the product demands. Skips where PostgreSQL is not installed."""
    found = programs()
    if found is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL is not installed")
        pytest.skip("PostgreSQL 15 or newer is not installed: nothing of the store on PostgreSQL is checked")
    folder = Path(tempfile.mkdtemp(prefix="earshot-postgres-"))
    owner = _owner()
    if owner is not None:
        os.chown(folder, owner.pw_uid, owner.pw_gid)
    made = Cluster(folder=folder, port=free_port(), bin=found, numbers=count(1))
    try:
        made.run("initdb", "-D", str(folder / "data"), "-A", "trust", "-U", "earshot", "-E", "UTF8", "--locale=C", "-N")
        made.start()
        try:
            yield made
        finally:
            made.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _owner() -> pwd.struct_passwd | None:
    """Who runs the server: PostgreSQL refuses to be run by root."""
    return pwd.getpwnam("postgres") if os.geteuid() == 0 else None


def _as_owner() -> Sequence[str]:
    owner = _owner()
    if owner is None:
        return ()
    return ("setpriv", f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--clear-groups")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
