"""How much waits and who owns what, sampled now and then: for /metrics, and for who asks whether there is room."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Iterator
from typing import Final

from prometheus_client import CollectorRegistry, Metric
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.registry import Collector

from bot.config import Settings
from bot.model.leases import AT_WORK, Depths, Held
from bot.model.shards import Waits
from bot.ports.memory import Store
from bot.ports.world import Clock
from bot.serve import Served, loop

SAMPLE_S: Final = 1.0
FULL, LATE = 429, 503
PAUSE_S: Final = 10
"""After so many seconds a sender may come again."""


class Watch(Collector):
    """The last sample. What was accepted since then counts as waiting."""

    def __init__(self, store: Store, *, clock: Clock, settings: Settings, role: str) -> None:
        self._store, self._clock, self._http, self._role = store, clock, settings.http, role
        self._depths, self._leases, self._since = Depths(), tuple[Held, ...](), 0
        self._refused = 0
        self._shards, self._waits = settings.store.shards, tuple[Waits, ...]()

    def registry(self) -> CollectorRegistry:
        """What /metrics is made from."""
        made = CollectorRegistry()
        made.register(self)
        return made

    async def run(self, stop: asyncio.Event, served: Served) -> None:
        """Sample until `stop` is set."""
        await loop("watch", self.sample, SAMPLE_S, stop=stop, served=served)

    async def sample(self) -> None:
        """Look once."""
        now = self._clock.now()
        self._depths, self._leases = await self._store.depths(now), tuple(await self._store.leases(now))
        if self._shards > 1:
            self._waits = tuple(await self._store.waits(now))
        self._since = 0

    def accepted(self) -> None:
        """Something came in."""
        self._since += 1

    def refusal(self) -> tuple[int, int] | None:
        """The status and the seconds with which a sender is asked to come again; None while there is room."""
        oldest = max((self._depths.inbox_age, *(one.age for one in self._waits)))
        waiting = self._depths.inbox + self._since + sum(one.waiting for one in self._waits)
        late = oldest > self._http.longest_wait
        if not late and waiting < self._http.most_waiting:
            return None
        self._refused += 1
        return (LATE if late else FULL), PAUSE_S

    def collect(self) -> Iterator[Metric]:
        """The figures, in Prometheus' words."""
        for name, text, value in (
            ("earshot_inbox_depth", "Events that came in and are not worked off.", self._depths.inbox),
            ("earshot_inbox_age_seconds", "Since when the oldest of them waits.", self._depths.inbox_age),
            ("earshot_outbox_depth", "Posts that are not sent.", self._depths.outbox),
            ("earshot_outbox_age_seconds", "Since when the oldest of them is due.", self._depths.outbox_age),
        ):
            family = GaugeMetricFamily(name, text, labels=["role"])
            family.add_metric([self._role], float(value))
            yield family
        yield from self._of_shards()
        refused = CounterMetricFamily("earshot_refused", "Deliveries refused for want of room.", labels=["role"])
        refused.add_metric([self._role], self._refused)
        yield refused
        lasts = GaugeMetricFamily("earshot_lease_held", "Whether somebody holds the lease.", labels=["lease"])
        changes = CounterMetricFamily("earshot_lease_changes", "How often it changed hands.", labels=["lease"])
        here: Counter[str] = Counter()
        for one in self._leases:
            if one.name.startswith(AT_WORK):
                here[one.name.removeprefix(AT_WORK).partition("/")[0]] += one.lasts
                continue
            lasts.add_metric([one.name], float(one.lasts))
            changes.add_metric([one.name], one.token)
        yield lasts
        yield changes
        processes = GaugeMetricFamily(
            "earshot_processes", "Processes at work beside the one that thinks.", labels=["at"]
        )
        for role, number in sorted(here.items()):
            processes.add_metric([role], number)
        yield processes

    def _of_shards(self) -> Iterator[Metric]:
        """What waits for the owner of each shard; shard 0 places what it takes in, at once."""
        depth = GaugeMetricFamily("earshot_shard_depth", "Mentions that wait to be placed.", labels=["shard"])
        age = GaugeMetricFamily("earshot_shard_age_seconds", "Since when the oldest of them waits.", labels=["shard"])
        waits = {one.shard: one for one in self._waits}
        for shard in range(1, self._shards):
            one = waits.get(shard, Waits(shard=shard, waiting=0, age=0.0))
            depth.add_metric([str(shard)], one.waiting)
            age.add_metric([str(shard)], one.age)
        yield depth
        yield age
