"""Failpoints: named instants at which a process dies on purpose, so that tests of crashes hit each of them.

Off unless EARSHOT_FAILPOINT names one: `after_store` dies there at once, `after_store:3` at the third time.
"""

from __future__ import annotations

import difflib
import os
import signal
from collections.abc import Callable
from threading import Lock

from bot.errors import ConfigError

VARIABLE = "EARSHOT_FAILPOINT"

NAMES = (
    "mid_migration",   # store: a step's statements are written, its number and its commit are not
    "before_commit",   # store: all is written, nothing is committed
    "after_commit",    # store: it is durable, nobody was told
    "after_store",     # hear: a batch is in, its source was not told
    "before_plan",     # think: an insight has its evidence, its posts are not planned
    "after_insight",   # think: an insight and its posts are planned, the next one is not
    "after_digest",    # digests: one place's digest is planned, the next one's is not
    "after_act",       # acts: an act is in, the person was not told
    "before_work",     # inbox: an event is taken up, nothing is done
    "after_work",      # inbox: it is done, and not marked as done
    "before_post",     # post: the row says it is being sent, nothing is sent
    "after_post",      # post: it was sent, the row does not say so
    "after_done",      # post: the row says so
)  # fmt: skip


def failpoint(order: str | None) -> Callable[[str], None]:
    """What is called with the name of each instant as it is passed; it kills this process where `order` says.

    Raises:
        ConfigError: `order` names no failpoint, or not when.
    """
    if not order:
        return _pass
    name, _, count = order.partition(":")
    if name not in NAMES or not (count or "1").isdecimal() or int(count or "1") < 1:
        near = difflib.get_close_matches(name, NAMES, n=1)
        remedy = f"Did you mean {near[0]}?" if near and near[0] != name else f"There are: {', '.join(NAMES)}."
        raise ConfigError(where="environment", what=f"{VARIABLE}={order} is not a failpoint", remedy=remedy)
    left, lock = [int(count or "1")], Lock()

    def fp(passed: str) -> None:
        if passed != name:
            return
        with lock:
            left[0] -= 1
            if left[0] == 0:
                # Not an exit: nothing may be tidied up on the way.
                os.kill(os.getpid(), signal.SIGKILL)

    return fp


def _pass(name: str) -> None:
    """Nothing happens here."""
