"""A storm over processes that share one PostgreSQL: killed, stopped past their lease, cut off, the server restarted.

What was accepted, and what was to be posted, is told by this side alone; the audit asks the database with plain SQL.
"""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

from adapters.sources.webhook import sign
from bot.model.message import Message
from store.codec import dump
from tests.house import ROOT
from tests.postgres import Cluster
from tests.sharing.auditing import stale, watch
from tests.sharing.child import LEASE, SECRET, SHARDS, SOURCE

CALM_S = 300.0
"""So long everything may take to come to rest."""
LONGEST_S = 20.0
"""So long a process that stopped itself sleeps, where nobody takes over."""
STILL = 4
"""So many looks in a row find nothing left to do."""
HARM = "The charger number {} started to smoke and burned my hand"
USUAL = (
    "Parcel {} never arrived although it says delivered, word{}",
    "The invoice {} shows the wrong address, word{}",
    "My charger {} is not recognised since the update, word{}",
)
POSTS = """insert into outbox (key, kind, platform, workspace, channel, message, due, via, state, tries, error)
select 'storm:' || n, 'insight', 'workspace', '', 'c' || n % 6, 'MESSAGE', 0, '', 'new', 0, ''
from generate_series(NUMBERS) n"""
_LEFT = """select (select count(*) from inbox where settled = 0 and kind = 'hook'),
(select count(*) from shard_work), (select count(*) from outbox where state in ('new', 'sending')),
(select count(*) from mention m where m.text like '%smoke%' and not exists
  (select 1 from evidence e where e.mention = m.id)),
(select count(*) from insight where body::jsonb ->> 'level' = '0')"""
_CUT = "select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'earshot%'"
_HELD = "select count(*) from lease where name like 'think/%' and holder like '%:PID'"
_THEMES = """select t.id || ' counts ' || t.mentions || ' of ' || count(m.id) from theme t
left join mention m on m.theme = t.id where t.state in ('candidate', 'theme') group by t.id, t.mentions
having t.mentions <> count(m.id)"""
_MOODS = """select name || ' on ' || day from (
  select theme::text as name, day, sentiment, count(*) as mentions from mention where theme is not null
  group by theme, day, sentiment
) m full join (select * from rollup_day where dimension = 'theme' and mentions <> 0) r using (name, day, sentiment)
where m.mentions is distinct from r.mentions"""


@dataclass(slots=True)
class Storm:
    """The processes, what was accepted, and what was done to them."""

    cluster: Cluster
    url: str
    folder: Path
    team: str
    seed: int
    names: tuple[str, ...] = ("think/1", "think/2", "read/1", "read/2", "post/1", "post/2", "edge/1")
    accepted: list[str] = field(default_factory=list)
    done: Counter[str] = field(default_factory=Counter)
    posts: int = 0
    ports: dict[str, int] = field(default_factory=dict)
    processes: dict[str, subprocess.Popen[bytes]] = field(default_factory=dict)
    asleep: dict[str, float] = field(default_factory=dict)

    def run(self, seconds: float) -> list[str]:
        """Let it blow so long, wait until all is calm, and give what is not as it must be."""
        chance = random.Random(self.seed)
        try:
            for name in self.names:
                self._start(name)
            self._wait_for_edge()
            watch(self.cluster, self.url)
            end = time.monotonic() + seconds
            while time.monotonic() < end:
                for _ in range(chance.randint(3, 20)):
                    self._say(chance)
                with suppress(AssertionError):
                    self._enqueue(chance.randint(1, 4))
                self._blow(chance)
                self._wake_late()
            self._calm()
            return [*self._problems()]
        finally:
            for process in self.processes.values():
                process.kill()
                process.wait()

    def _start(self, name: str) -> None:
        role = name.partition("/")[0]
        port = self.ports.setdefault(name, _free_port())
        command = [
            sys.executable, "-m", "tests.sharing.child", role, "--url", self.url, "--data", str(self.folder / "data"),
            "--port", str(port), "--team", self.team,
        ]  # fmt: skip
        with (self.folder / "log").open("ab") as log:
            self.processes[name] = subprocess.Popen(command, cwd=ROOT, stderr=log, stdout=subprocess.DEVNULL)

    def _again(self) -> None:
        """What ended is started again, as a supervisor does."""
        for name, process in list(self.processes.items()):
            if process.poll() is not None:
                self._start(name)

    def _wait_for_edge(self) -> None:
        end = time.monotonic() + CALM_S
        while time.monotonic() < end:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.ports["edge/1"]), timeout=1):
                return
            self._again()
            time.sleep(0.05)
        raise AssertionError("no edge came up")

    def _say(self, chance: random.Random) -> None:
        """One delivery; it counts as accepted once it was acknowledged."""
        number = len(self.accepted)
        text = (HARM if chance.random() < 0.1 else USUAL[number % 3]).format(number, chance.randrange(1000))
        author = {"id": f"a{number}", "name": "somebody"}
        said = {"id": f"m{number}", "at": datetime.now(UTC).isoformat(), "text": text, "author": author}
        body, stamp, name = json.dumps(said).encode(), int(time.time()), f"w{number}"
        headers = {
            "webhook-id": name, "webhook-timestamp": str(stamp), "webhook-signature": sign(SECRET, name, stamp, body),
        }  # fmt: skip
        address = f"http://127.0.0.1:{self.ports['edge/1']}/hooks/{SOURCE}"
        request = urllib.request.Request(address, body, headers)
        with suppress(OSError), urllib.request.urlopen(request, timeout=5) as answer:  # noqa: S310 - loopback, our own
            assert answer.status == 202
            self.accepted.append(f"m{number}")

    def _enqueue(self, many: int) -> None:
        message = dump(Message(blocks=(), summary="Hello"))
        numbers = f"{self.posts}, {self.posts + many - 1}"
        self._sql(POSTS.replace("NUMBERS", numbers).replace("MESSAGE", message))
        self.posts += many

    def _blow(self, chance: random.Random) -> None:
        what = chance.choices(("kill", "stop", "fast", "immediate", "cut"), (4, 6, 0.5, 0.5, 2))[0]
        victim = chance.choice(self.names)
        self.done[what] += 1
        if what == "kill":
            self.processes[victim].kill()
            self.processes[victim].wait()
        elif what == "stop":
            often = chance.random() < 0.6
            victim = self._thinker(chance.randrange(SHARDS)) if often else chance.choice(self.names)
            process = self.processes[victim]
            process.send_signal(signal.SIGSTOP)
            end = time.monotonic() + LEASE.total_seconds() * chance.uniform(0.5, 3)
            while time.monotonic() < end and victim.startswith("think"):
                self._say(chance)  # the other one goes on
                time.sleep(0.01)
            time.sleep(max(0.0, end - time.monotonic()))
            process.send_signal(signal.SIGCONT)
        elif what == "cut":
            with suppress(AssertionError):
                self._sql(_CUT)
        else:
            self.cluster.stop(what)
            self.cluster.start()
        self._again()

    def _wake(self) -> None:
        for process in self.processes.values():
            process.send_signal(signal.SIGCONT)

    def _wake_late(self) -> None:
        """Who stopped itself goes on once others have what it held, or after a long while."""
        for name, process in self.processes.items():
            if process.poll() is not None or not _stopped(process.pid):
                self.asleep.pop(name, None)
                continue
            since = self.asleep.setdefault(name, time.monotonic())
            held = "1"
            with suppress(AssertionError):
                held = self._sql(_HELD.replace("PID", str(process.pid)))
            if held == "0" or time.monotonic() - since > LONGEST_S:
                self.done["overslept"] += held == "0"
                process.send_signal(signal.SIGCONT)

    def _thinker(self, shard: int) -> str:
        """Who thinks this shard now; the first of those that can while nobody does."""
        holder = ""
        with suppress(AssertionError):
            holder = self._sql("select holder from lease where name = 'think/SHARD'".replace("SHARD", f"{shard}"))
            holder = holder.rpartition(":")[2]
        named = (name for name, process in self.processes.items() if str(process.pid) == holder)
        return next(named, "think/1")

    def _calm(self) -> None:
        """All is worked off, each danger told, and nothing more comes of it."""
        end, still = time.monotonic() + CALM_S, 0
        while time.monotonic() < end and still < STILL:
            self._again()
            self._wake()
            still = still + 1 if self._sql(_LEFT) == "0|0|0|0|0" else 0
            self._sql("update outbox set next_at = 0 where state in ('new', 'sending')")  # nobody waits for their hour
            time.sleep(0.5)

    def _problems(self) -> Iterator[str]:
        held = self._sql("select source_id from mention where state = 'live' order by id").split()
        yield from (f"written without the lease: {one}" for one in stale(self.cluster, self.url))
        yield from (f"topic {one}" for one in self._sql(_THEMES).splitlines())
        yield from (f"miscounted: topic {one}" for one in self._sql(_MOODS).splitlines())
        yield from (f"lost: {one}" for one in self.accepted if one not in set(held))
        yield from (f"stored {times} times: {one}" for one, times in Counter(held).items() if times > 1)
        ours = [int(one[1:]) for one in held]
        if ours != sorted(ours):
            yield "out of order"
        left = self._sql(_LEFT)
        if left != "0|0|0|0|0":
            yield f"left to do (deliveries, places, posts, dangers, plans): {left}"
        for what in self._sql("select event_id || ' ' || error from inbox where error <> ''").splitlines():
            yield f"failed: {what}"
        for what in self._sql(
            "select mention || ' in ' || count(*) from evidence join insight i on i.id = insight"
            " where i.body::jsonb ->> 'kind' = 'risk' group by mention having count(*) > 1"
        ).splitlines():
            yield f"found twice: {what}"
        counted = self._sql("select coalesce(sum(mentions), 0) from rollup_day where dimension = 'all'")
        if counted != str(len(held)):
            yield f"miscounted: {counted} of {len(held)}"
        with urllib.request.urlopen(f"{self.team}/log", timeout=10) as answer:  # noqa: S310 - loopback, our own
            log: Mapping[str, list[Mapping[str, str]]] = json.load(answer)
        taken = Counter(one["key"] for one in log["posts"])
        yield from (f"posted {times} times: {key}" for key, times in taken.items() if times > 1)
        sent = self._sql("select key from outbox where state = 'done' and edits is null").split()
        yield from (f"never posted: {key}" for key in sent if key not in taken)
        unsent = self._sql("select key || ' is ' || state from outbox where state <> 'done'").splitlines()
        yield from (f"not sent: {one}" for one in unsent)

    def _sql(self, sql: str) -> str:
        return self.cluster.psql(sql, urlsplit(self.url).path.lstrip("/"))


def _stopped(pid: int) -> bool:
    """Whether a process stands still."""
    said = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True, check=False).stdout
    return said.startswith("T")


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port
