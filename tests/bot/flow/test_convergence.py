"""Whatever the order, however often: the same stream ends in the same state, on the real store."""

import asyncio
import tempfile
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime, timedelta
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from bot.compose.clock import StoryClock
from bot.flow.hear import Taken, hear
from bot.flow.standing import Standing
from bot.flow.think import think
from bot.flow.tools import Tools
from bot.flow.upkeep import night
from bot.ports.world import Item
from tests.bot.flow.rig import MORNING, opened, pass_time, reader, tools_on
from tests.bot.flow.state import exported, live, miscounted

SETTINGS = {
    "organisation": {"name": "Lumo", "timezone": "Europe/Berlin"},
    "departments": [
        {"name": "support", "about": "delivery, returns, refunds", "channels": ["workspace:support"]},
        {"name": "quality", "about": "faults and safety of chargers", "channels": ["workspace:quality"]},
    ],
    "groups": [{"name": "danger", "query": "fire OR smoke OR swollen"}, {"name": "brand", "query": "lumo"}],
}
TEXTS = (
    "My Lumo charger started to smoke, there was fire",
    "The parcel never arrived and nobody answers",
    "I love this phone, best camera ever",
    "Wo bleibt mein Paket? Seit drei Wochen warte ich.",
    "The battery is swollen and hot",
    "ok",
    "Refund please \x00 now",
)
NUMBERS = st.integers(0, 5)
VERSIONS = st.integers(0, 3)
FOLDER = Path("/dev/shm") if Path("/dev/shm").is_dir() else None

Said = dict[str, object]


def said(number: int, version: int) -> Said:
    """The version of a mention; later versions are edited later, the last two at one instant."""
    at = MORNING - timedelta(hours=7 * number + 1)
    edited = at + timedelta(minutes=min(version, 2))
    return {
        "source": ("forum", "bluesky")[number % 2], "id": str(number), "at": at.isoformat(),
        "edited": edited.isoformat(), "text": TEXTS[(3 * number + 2 * version) % len(TEXTS)],
        "kind": "service" if number == 4 else "mention", "odd": {"kept": version},
        **({"author": {"id": f"a{number % 3}", "name": "Somebody"}} if number % 4 else {}),
    }  # fmt: skip


def taken_back(number: int) -> Said:
    """The deletion of a mention."""
    return {"source": ("forum", "bluesky")[number % 2], "id": str(number), "op": "delete"}


class Listener:
    """A store that hears, with its own event loop."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(dir=FOLDER)
        self.path = Path(self._folder.name) / "earshot.db"
        self._runner = asyncio.Runner()
        self._stack = AsyncExitStack()
        self.clock = StoryClock(MORNING)
        self.tools, self.standing = self._runner.run(self._open())

    async def _open(self) -> tuple[Tools, Standing]:
        store = await self._stack.enter_async_context(opened(self.path))
        tools, standing = tools_on(store, self.clock, settings=SETTINGS, read=reader), Standing()
        await standing.load(tools)
        return tools, standing

    def hear(self, told: Sequence[Said]) -> Taken:
        """Hear a batch, a second later than what was before."""
        pass_time(self.clock, seconds=1)
        items = [Item(position=str(at), mention=one) for at, one in enumerate(told)]
        return self._runner.run(hear(items, tools=self.tools, standing=self.standing))

    def think(self) -> None:
        """Think, as serving does."""
        self._runner.run(think(tools=self.tools, standing=self.standing))

    def sleep(self) -> None:
        """Let a night pass."""
        pass_time(self.clock, hours=24)
        self._runner.run(night(tools=self.tools, standing=self.standing))

    def restart(self) -> None:
        """Close the file and open it again."""
        self._runner.run(self._stack.aclose())
        self.tools, self.standing = self._runner.run(self._open())

    def close(self) -> None:
        """End it."""
        self._runner.run(self._stack.aclose())
        self._runner.close()
        self._folder.cleanup()


class AnyOrder(RuleBasedStateMachine):
    """A stream told in any order, against what it must come to; at its end a second store hears it in one go."""

    @initialize()
    def begin(self) -> None:
        self.listener = Listener()
        self.told: list[Said] = []
        self.versions: dict[int, int] = {}
        self.gone: set[int] = set()

    def _tell(self, told: Sequence[Said]) -> None:
        self.told += told
        self.listener.hear(told)

    @rule(number=NUMBERS, version=VERSIONS)
    def says(self, number: int, version: int) -> None:
        self.versions[number] = max(version, self.versions.get(number, 0), key=lambda one: _order(number, one))
        self._tell([said(number, version)])

    @rule(told=st.lists(st.tuples(NUMBERS, VERSIONS), min_size=1, max_size=8))
    def says_at_once(self, told: list[tuple[int, int]]) -> None:
        for number, version in told:
            self.versions[number] = max(version, self.versions.get(number, 0), key=lambda one: _order(number, one))
        self._tell([said(*one) for one in told])

    @rule(number=NUMBERS)
    def takes_back(self, number: int) -> None:
        self.gone.add(number)
        self._tell([taken_back(number)])

    @rule(data=st.data())
    def says_again(self, data: st.DataObject) -> None:
        if self.told:
            again = data.draw(st.lists(st.sampled_from(self.told), min_size=1, max_size=6))
            before = exported(self.listener.path)
            taken = self.listener.hear(again)
            assert (taken.kept, taken.removed, exported(self.listener.path)) == ((), (), before)

    @rule()
    def thinks(self) -> None:
        self.listener.think()

    @rule()
    def sleeps(self) -> None:
        self.listener.sleep()

    @rule()
    def restarts(self) -> None:
        self.listener.restart()

    @invariant()
    def holds_the_winning_versions(self) -> None:
        wanted = {
            (str(one["source"]), str(one["id"])): str(one["text"]).replace("\x00", "\ufffd")
            for number, version in self.versions.items()
            if number not in self.gone
            for one in [said(number, version)]
        }
        assert live(self.listener.path) == wanted

    @invariant()
    def counts_what_it_holds(self) -> None:
        assert miscounted(self.listener.path) == []

    def teardown(self) -> None:
        other = Listener()
        try:
            # Backwards, so that deletions come first where they came last.
            if self.told:
                other.hear(self.told[::-1])
            assert exported(other.path) == exported(self.listener.path)
        finally:
            other.close()
            self.listener.close()


def _order(number: int, version: int) -> tuple[datetime, str]:
    """Which version wins: the later edited; of one instant the larger digest."""
    from bot.listening.intake import read_mention
    from bot.model.mention import Mention

    read = read_mention(said(number, version), where="here", arrived=MORNING)
    assert isinstance(read, Mention)
    return read.edited, read.digest


AnyOrder.TestCase.settings = settings(
    max_examples=25, stateful_step_count=15, deadline=None, suppress_health_check=list(HealthCheck)
)
TestAnyOrder = AnyOrder.TestCase
