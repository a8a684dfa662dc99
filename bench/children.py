"""Processes that are measured: started one after the other, each on one core, with what they cost."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


class Failed(Exception):
    """A measured process ended with an error."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a process cost from its start to its end, and what it wrote."""

    cpu_s: float
    wall_s: float
    peak_mib: float
    out: str


def core() -> int | None:
    """The core that measured processes run on; None where the system cannot pin."""
    return max(os.sched_getaffinity(0)) if sys.platform == "linux" else None


def measured(command: Sequence[str], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None) -> Cost:
    """Run a command on one core to its end.

    Raises:
        Failed: it ended with an error; the end of what it said.
    """
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        began = time.perf_counter()
        child = subprocess.Popen(command, stdout=out, stderr=err, cwd=cwd, env={**os.environ, **(env or {})})
        _pin(child.pid)
        _, status, used = os.wait4(child.pid, 0)
        wall = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        err.seek(0)
        if child.returncode:
            said = err.read().decode(errors="replace")[-2000:]
            raise Failed(f"{' '.join(command[:4])} ended with {child.returncode}: {said}")
        peak = used.ru_maxrss / (1024 if sys.platform == "linux" else 1024 * 1024)
        return Cost(cpu_s=used.ru_utime + used.ru_stime, wall_s=wall, peak_mib=peak, out=out.read().decode())


def _pin(process: int) -> None:
    chosen = core()
    if chosen is not None and sys.platform == "linux":
        os.sched_setaffinity(process, {chosen})
