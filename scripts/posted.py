"""What the demo posted in its last days, an answer to /roi, the rows of its rise, an admin's page: for pictures."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.cli.demo import DIGEST, NOW, QUESTION
from bot.compose.app import open_app
from bot.compose.clock import StoryClock
from bot.compose.environment import gather
from bot.flow.asking import answer_as_operator
from bot.flow.morning import OPERATOR
from bot.model.delivery import PostKind
from bot.model.message import Entry, Message
from bot.model.rows import Rows
from bot.model.views import Home, OpenRows, RowsPage


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What there is to show."""

    digest: Message
    alert: Message
    roi: Message
    rows: RowsPage
    home: Home


def play(data: Path) -> None:
    """Runs the demo, unless it ran there before."""
    earshot = Path(sys.executable).with_name("earshot")
    subprocess.run([str(earshot), "--data", str(data), "demo", "--no-serve"], check=True, stdout=subprocess.DEVNULL)


async def posted(data: Path) -> Posted:
    """What the demo posted there."""
    clock = StoryClock(NOW)
    quiet = {name: value for name, value in os.environ.items() if not name.startswith("EARSHOT_")}
    given = gather(quiet, data=data, config=data / "earshot.toml")
    async with open_app(given, clock=clock, say=lambda words: None) as app:
        clock.set(NOW + timedelta(minutes=1))

        async def last(kind: PostKind) -> Message:
            department = app.standing.organisation.department(DIGEST)
            assert department is not None
            place = department.channels[0]
            found = await app.store.delivered(place=place, kind=kind, since=NOW - timedelta(days=10))
            row = await app.store.behind(place, found[-1].message_id)
            assert row is not None
            return row.post.message

        digest, alert = await last("digest"), await last("alert")
        answered = await answer_as_operator(
            QUESTION, as_of=clock.now(), reader=OPERATOR, tools=app.tools, standing=app.standing
        )
        admin = next(one.id for one in app.standing.organisation.people() if one.role == "admin")
        rows = await app.desk.open(OpenRows(person=admin, rows=_rise(digest), page=1))
        assert isinstance(rows, RowsPage)
        home = await app.desk.home(admin)
    return Posted(digest=digest, alert=alert, roi=answered.message, rows=rows, home=home)


def _rise(digest: Message) -> Rows:
    """What the sudden rise counts, else what the first insight counts."""
    entries = [block for block in digest.blocks if isinstance(block, Entry)]
    entry = next((one for one in entries if one.badge.startswith("SUDDEN RISE")), entries[0])
    return next(span.opens for span in entry.figures if span.opens is not None)
