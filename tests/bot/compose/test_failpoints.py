"""A failpoint kills the process it is in, at the instant and the time it names, and nowhere else."""

import ast
import os
import signal

import pytest

from bot.compose.failpoints import NAMES, failpoint
from bot.errors import ConfigError
from tests.house import ROOT


def _child(order: str, passed: list[str]) -> int:
    """The signal that ended a process passing these instants (0: none did)."""
    child = os.fork()
    if child == 0:
        fp = failpoint(order)
        for name in passed:
            fp(name)
        os._exit(0)
    return os.WTERMSIG(os.waitpid(child, 0)[1])


@pytest.mark.parametrize("order", [None, ""])
def test_without_an_order_nothing_happens(order: str | None) -> None:
    fp = failpoint(order)
    for name in NAMES:
        fp(name)


@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_the_process_dies_at_the_named_instant_the_named_time() -> None:
    twice = ["after_store", "after_post", "after_store"]
    assert _child("after_store", twice[:1]) == signal.SIGKILL
    assert _child("after_store:2", twice) == signal.SIGKILL
    assert _child("after_store:3", twice) == 0
    assert _child("after_done", twice) == 0


@pytest.mark.parametrize("order", ["after_stor", "after_store:0", "after_store:x", ":1", "nothing"])
def test_an_order_that_names_no_instant_is_refused(order: str) -> None:
    with pytest.raises(ConfigError, match="is not a failpoint"):
        failpoint(order)


def _passed() -> set[str]:
    """The names that the product passes, read from its sources."""
    found = set()
    for folder in ("bot", "store"):
        for path in (ROOT / folder).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and node.args and isinstance(node.args[0], ast.Constant):
                    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                    if name in ("fp", "_fp"):
                        found.add(str(node.args[0].value))
    return found


def test_every_instant_in_the_code_can_be_ordered_and_no_other() -> None:
    assert _passed() == set(NAMES)
