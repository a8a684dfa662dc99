"""One process thinks: while Earshot serves, other commands ask it; what it left undone is done by the next."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.model.changes import Receive
from store.sqlite.inbox import Inbox
from tests.bot.cli.conftest import Earshot, jsonl, mention


@pytest.fixture
def served(settings: Path) -> Iterator[list[str]]:
    """An Earshot that serves this folder in a process of its own; gives what it printed until it was ready."""
    serving = subprocess.Popen(
        [sys.executable, "-m", "bot.cli", "serve", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        text=True,
    )  # fmt: skip
    assert serving.stdout is not None
    with serving, serving.stdout:
        said = []
        for line in serving.stdout:
            said.append(line.strip())
            if said[-1] == "ready":
                break
        yield said
        serving.send_signal(signal.SIGTERM)
        assert serving.wait(20) == 0


def test_commands_ask_the_running_earshot(served: list[str], mentions: Path, earshot: Earshot) -> None:
    assert re.fullmatch(r"Earshot: http://127\.0\.0\.1:\d+", served[0])
    assert re.fullmatch(r"First login \(once, 7 days\): http://127\.0\.0\.1:\d+/login/\S+", served[1])
    brought = earshot("import", str(mentions), "--json")
    assert json.loads(brought.stdout)["kept"] == 8
    assert "asked the running Earshot to take the file in" in brought.stderr
    # Standard input reaches it too, and reading needs nobody.
    more = earshot("import", "-", stdin=jsonl([mention(50, "The charger is not recognised, still")]))
    assert "1 taken in" in more.stderr
    assert json.loads(earshot("themes", "--json").stdout)[0]["mentions"] == 7
    asked = earshot("roi", "cost", "last", "quarter")
    assert (asked.exit_code, "Spent: " in asked.stdout) == (0, True)
    assert "1 mention removed" in earshot("forget", "forum:50").stderr
    refused = earshot("digest", "--department", "suport")
    assert (refused.exit_code, refused.stderr.splitlines()[-1]) == (
        2, "There is no department 'suport'. Departments: support, product.",
    )  # fmt: skip


def test_what_needs_the_data_alone_is_refused_meanwhile(served: list[str], earshot: Earshot) -> None:
    assert earshot("backup", "kept.db").exit_code == 0
    for args in (("restore", "kept.db"), ("serve", "--check")):
        result = earshot(*args)
        assert result.exit_code == 1
        assert "Another Earshot is working with this data" in result.stderr
    assert "is served by a running Earshot" in earshot("doctor").stdout


def test_what_was_asked_of_an_earshot_that_is_gone_is_done_by_the_next_command(filled: Path, earshot: Earshot) -> None:
    inbox = Inbox(filled / "earshot.db")
    asked = {"source": "forum", "id": "1"}
    inbox.put(Receive(event_id="command:forget:x", kind="forget", payload=asked, at=datetime.now(UTC)))
    assert inbox.result("command:forget:x") is None
    earshot("reread")
    assert inbox.result("command:forget:x") == {"removed": 1}


@pytest.mark.parametrize(
    ("kind", "payload", "why"),
    [
        ("forget", {"source": "forum"}, "The request's id: found nothing, expected text."),
        ("import", {"path": 7, "name": "x"}, "The request's path: found 7, expected text."),
        ("digest", {"department": "support", "date": "soon"}, "The request's date: found 'soon', expected a date"),
        ("roi", {"question": "", "person": "x", "as_of": "2026-10-05"}, "expected an instant with its offset"),
        ("roi", {"question": "", "person": "x", "width": "80", "colour": True}, "expected a whole number"),
        ("teach", {"pairs": [["one"]], "person": "x"}, "The request's pairs: found ['one'], expected two texts."),
        ("dead", {"ids": "all", "again": True}, "The request's ids: found 'all', expected a list."),
        ("dead", {"ids": [], "again": 1}, "expected true or false"),
        ("brew", {}, "There is no work brew."),
    ],
)
def test_a_malformed_request_is_answered_and_holds_up_nothing(
    *, kind: str, payload: dict[str, Any], why: str, filled: Path, earshot: Earshot
) -> None:
    inbox = Inbox(filled / "earshot.db")
    inbox.put(Receive(event_id="command:bad", kind=kind, payload=payload, at=datetime.now(UTC)))
    good = {"source": "forum", "id": "1"}
    inbox.put(Receive(event_id="command:good", kind="forget", payload=good, at=datetime.now(UTC)))
    earshot("reread")
    assert why in str((inbox.result("command:bad") or {})["error"])
    assert inbox.result("command:good") == {"removed": 1}
