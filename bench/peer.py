"""What we are compared with, installed into .bench/ when it is first needed: never beside Earshot's own packages."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import venv
from collections.abc import Sequence
from pathlib import Path

from bench.children import ROOT

OBSEI, OBSEI_LOCK = ROOT / ".bench" / "obsei", ROOT / "bench" / "requirements-obsei.txt"
STATSMODELS, STATSMODELS_LOCK = ROOT / ".bench" / "statsmodels", ROOT / "bench" / "requirements-statsmodels.txt"
DUCKDB, DUCKDB_LOCK = ROOT / ".bench" / "duckdb", ROOT / "bench" / "duckdb.txt"
BOTBUILDER, BOTBUILDER_LOCK = ROOT / ".bench" / "botbuilder", ROOT / "bench" / "botbuilder.txt"
BERTOPIC, BERTOPIC_LOCK = ROOT / ".bench" / "bertopic", ROOT / "bench" / "bertopic.txt"
LINEAR, LINEAR_LOCK = ROOT / ".bench" / "linear", ROOT / "bench" / "linear.txt"
UV = Path(sys.executable).parent / "uv"


class NoPeer(Exception):
    """The peer cannot be installed here."""


def python() -> Path:
    """The interpreter of obsei's own environment, its packages checked against their hashes.

    Raises:
        NoPeer: with the end of what the installer said.
    """
    return _apart(OBSEI, OBSEI_LOCK)


def statsmodels() -> Path:
    """The interpreter of an environment with statsmodels, its packages checked against their hashes.

    Raises:
        NoPeer: with the end of what the installer said.
    """
    return _apart(STATSMODELS, STATSMODELS_LOCK)


def _apart(place: Path, lock: Path) -> Path:
    found = place / "bin" / "python"
    if not (_stamped(place, lock) and found.exists()):
        venv.create(place, clear=True, with_pip=not UV.exists(), symlinks=True)
        _install(place, lock, python=found, more=["--require-hashes"])
    return found


def linear() -> Path:
    """The interpreter of the environment that holds VADER and the linear models.

    Raises:
        NoPeer: with the end of what the installer said.
    """
    found = LINEAR / "bin" / "python"
    if not (_stamped(LINEAR, LINEAR_LOCK) and found.exists()):
        venv.create(LINEAR, clear=True, with_pip=not UV.exists(), symlinks=True)
        _install(LINEAR, LINEAR_LOCK, python=found, more=[])
    return found


def bertopic() -> Path:
    """The interpreter of the environment that holds BERTopic, without what makes vectors.

    Raises:
        NoPeer: with the end of what the installer said.
    """
    found = BERTOPIC / "bin" / "python"
    if not (_stamped(BERTOPIC, BERTOPIC_LOCK) and found.exists()):
        venv.create(BERTOPIC, clear=True, with_pip=not UV.exists(), symlinks=True)
        _install(BERTOPIC, BERTOPIC_LOCK, python=found, more=["--no-deps"])
    return found


def duckdb() -> Path:
    """A folder from which DuckDB can be imported, to stand on the path of a measurement.

    Raises:
        NoPeer: with the end of what the installer said.
    """
    if not _stamped(DUCKDB, DUCKDB_LOCK):
        shutil.rmtree(DUCKDB, ignore_errors=True)
        _install(DUCKDB, DUCKDB_LOCK, python=Path(sys.executable), more=["--target", str(DUCKDB)])
    return DUCKDB


def botbuilder() -> Path:
    """A folder from which the library's own server can be imported, to stand on the path of a measurement.

    Raises:
        NoPeer: with the end of what the installer said.
    """
    if not _stamped(BOTBUILDER, BOTBUILDER_LOCK):
        shutil.rmtree(BOTBUILDER, ignore_errors=True)
        more = ["--no-deps", "--require-hashes", "--target", str(BOTBUILDER)]
        _install(BOTBUILDER, BOTBUILDER_LOCK, python=Path(sys.executable), more=more)
    return BOTBUILDER


def _install(place: Path, lock: Path, *, python: Path, more: Sequence[str]) -> None:
    print(f"bench: installing {lock.name} into {place.relative_to(ROOT)}", file=sys.stderr)
    with_uv = [str(UV), "pip", "install", "-q", "--python", str(python)]
    with_pip = [str(python), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    command = [*(with_uv if UV.exists() else with_pip), *more, "-r", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPeer(f"{lock.name} cannot be installed: {done.stderr[-800:]}")
    (place / "lock").write_text(_hash(lock), "utf-8")


def _stamped(place: Path, lock: Path) -> bool:
    stamp = place / "lock"
    return stamp.is_file() and stamp.read_text("utf-8") == _hash(lock)


def _hash(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()
