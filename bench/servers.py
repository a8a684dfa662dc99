"""What a PostgreSQL costs that is measured with: the processor's time of all its processes."""

from __future__ import annotations

import os
from pathlib import Path

from tests.postgres import Cluster

_TICKS = os.sysconf("SC_CLK_TCK")
_PARENT, _OWN, _WITH_GONE = 1, slice(11, 13), slice(11, 15)


def cpu_s(cluster: Cluster) -> float:
    """Seconds of the processor that the server's processes used so far, those that are gone included (Linux)."""
    first = int((cluster.folder / "data/postmaster.pid").read_text("utf-8").split()[0])
    ticks = sum(_stat(first)[_WITH_GONE])
    for found in Path("/proc").glob("[0-9]*"):
        try:
            stat = _stat(int(found.name))
        except OSError:  # it ended meanwhile
            continue
        if stat[_PARENT] == first:
            ticks += sum(stat[_OWN])
    return ticks / _TICKS


def _stat(process: int) -> list[int]:
    """The numbers of a process, from its state on (which is 0 here)."""
    _, _, behind = Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(") ")
    return [0, *map(int, behind.split()[1:])]
