"""Starting the stand-in as a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

from tests.house import ROOT


@contextmanager
def stand_in(*, seed: int = 1, faults: bool = True) -> Iterator[str]:
    """The address of a stand-in that runs while the block lasts."""
    command = [sys.executable, "-m", "tests.stand_in.server", "--seed", str(seed), *([] if faults else ["--kind"])]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        try:
            yield f"http://127.0.0.1:{json.loads(process.stdout.readline())['port']}"
        finally:
            process.stdin.close()
            process.wait(timeout=10)
