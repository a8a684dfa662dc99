"""The peer's virtual environment: .bench/obsei, made from bench/requirements-obsei.txt when it is first needed."""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

from bench.children import ROOT

LOCK = ROOT / "bench" / "requirements-obsei.txt"
PLACE = ROOT / ".bench" / "obsei"


class NoPeer(Exception):
    """The peer cannot be installed here."""


def python() -> Path:
    """The peer's interpreter; made, with its packages checked against their hashes, where it is not there yet.

    Raises:
        NoPeer: with the end of what the installer said.
    """
    stamp, want = PLACE / "lock", hashlib.sha256(LOCK.read_bytes()).hexdigest()
    found = PLACE / "bin" / "python"
    if stamp.is_file() and stamp.read_text("utf-8") == want and found.exists():
        return found
    print("bench: installing the peer into .bench/obsei", file=sys.stderr)
    uv = Path(sys.executable).parent / "uv"
    venv.create(PLACE, clear=True, with_pip=not uv.exists(), symlinks=True)
    with_uv = [str(uv), "pip", "install", "-q", "--python", str(found)]
    with_pip = [str(found), "-m", "pip", "install", "-q", "--disable-pip-version-check"]
    command = [*(with_uv if uv.exists() else with_pip), "--require-hashes", "-r", str(LOCK)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise NoPeer(f"obsei cannot be installed: {done.stderr[-800:]}")
    stamp.write_text(want, "utf-8")
    return found
