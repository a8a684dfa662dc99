"""A small store for money, the demo's entries in it, and what people read in a message."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.config import read_settings
from bot.flow import money
from bot.flow.kept import Kept
from bot.flow.organisation import Organisation, organisation
from bot.model.changes import Change, KeepItem, KeepSetting, LedgerItem, SettingEvent
from bot.model.insight import Insight, InsightId, Numbers
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Message, Span, Text
from bot.model.people import PersonId
from bot.model.signal import Signal, SignalId, SignalKind
from bot.model.theme import ThemeId
from bot.model.views import Ask

NOW = datetime(2026, 10, 5, 7, 0, tzinfo=UTC)
LUMO = Path(__file__).parents[3] / "bot" / "cli" / "lumo" / "ledger.json"
DESK = "listening desk last quarter"
ANA, BO, CY = PersonId("workspace:ana"), PersonId("workspace:bo"), PersonId("workspace:cy")
SETTINGS = {
    "organisation": {"name": "Lumo", "timezone": "Europe/Berlin"},
    "departments": [{"name": name} for name in ("support", "product", "quality", "marketing")],
    "people": [
        {"name": "Ana", "ids": [ANA], "department": "support", "role": "finance"},
        {"name": "Bo", "ids": [BO], "department": "quality", "role": "editor"},
        {"name": "Cy", "ids": [CY], "department": "quality", "role": "viewer"},
    ],
    "programmes": [
        {"id": "desk", "name": "Listening desk", "departments": ["support"]},
        {"id": "survey", "name": "Phone survey"},
    ],
    "roi": {"base_currency": "EUR", "cost_per_contact": {"email": "7.40", "self_service": "0.20"}},
}


class Memory:
    """The part of a store that money reads and writes."""

    def __init__(self, items: Sequence[LedgerItem] = (), posted: Sequence[datetime] = ()) -> None:
        self.items = {(one.kind, one.id): one for one in items}
        self.events: list[SettingEvent] = []
        self.acts: list[Signal] = []
        self._posted = tuple(posted)

    async def commit(self, changes: Sequence[Change]) -> None:
        for change in changes:
            if isinstance(change, KeepItem):
                self.items[change.entry.kind, change.entry.id] = change.entry
            if isinstance(change, KeepSetting):
                self.events.append(change.event)

    async def ledger(self) -> Sequence[LedgerItem]:
        return sorted(self.items.values(), key=lambda one: (one.kind, one.recorded, one.id))

    async def ledger_since(self, change: int) -> tuple[int, Sequence[LedgerItem]]:
        return 0, await self.ledger()

    async def first_posted(self) -> dict[InsightId, datetime]:
        return {InsightId(at): day for at, day in enumerate(self._posted, start=1)}

    async def insights(self, *, since: datetime | None = None) -> list[Insight]:
        return [_insight(at, day) for at, day in enumerate(self._posted, start=1)]

    async def signals(self, *, since: datetime | None = None) -> list[Signal]:
        return self.acts


class Still:
    """A clock that a test sets."""

    def __init__(self, now: datetime = NOW) -> None:
        self.time = now

    def now(self) -> datetime:
        return self.time


def _insight(number: int, day: datetime) -> Insight:
    numbers = Numbers(mentions=1, people=1, copies=0, usual=None, since=day, until=day)
    return Insight(
        id=InsightId(number), kind="praise", label=Untrusted("x"), numbers=numbers, severity=0.1, programme="desk",
        theme=ThemeId(number), found=day, updated=day,
    )  # fmt: skip


FIXES: Mapping[str, Mapping[str, object]] = {
    "charger-fix": {"basis": "control", "from": "2026-08-24", "to": "2026-10-05", "avoided": "107.6",
                    "avoided_low": "57.0", "avoided_high": "184.6", "post_count": "40"},
    "tracking-email": {"basis": "control", "from": "2026-08-03", "to": "2026-10-05", "avoided": "56.8",
                       "avoided_low": "-76.25", "avoided_high": "470.6", "post_count": "139"},
    "esim-fix": {"basis": "before_after", "from": "2026-09-30", "to": "2026-10-05", "pre_count": "72",
                 "pre_days": "28", "post_count": "9", "post_days": "5"},
}  # fmt: skip
"""What the fixes avoided, as the story tells it: here it is given, there it is estimated from the mentions."""


def lumo() -> list[LedgerItem]:
    return [
        LedgerItem(
            kind=one["kind"],
            id=one["id"],
            item={name: value for name, value in one["item"].items() if one["id"] not in FIXES or name != "date"}
            | dict(FIXES.get(one["id"], {})),
            recorded=datetime.fromisoformat(one["recorded"]),
            person=ANA,
        )
        for one in json.loads(LUMO.read_text(encoding="utf-8"))
    ]


def posted_days() -> list[datetime]:
    """41 insights: three of them are 90 days old, the newest is of 30 September."""
    early = [datetime(2026, 7, day, 9, tzinfo=UTC) for day in (6, 7, 7)]
    return [*early, *(datetime(2026, 9, 30, 9, tzinfo=UTC) - timedelta(days=2 * at) for at in reversed(range(38)))]


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The tools that money needs."""

    store: Memory
    clock: Still
    kept: Kept = field(default_factory=Kept)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo("Europe/Berlin")


def books(memory: Memory, clock: Still | None = None) -> tuple[Given, Organisation]:
    return Given(store=memory, clock=clock or Still()), organisation(read_settings(SETTINGS), ())


def raw(span: Span) -> str:
    return span.text.raw if isinstance(span.text, Untrusted) else span.text


def lines(message: Message) -> list[str]:
    return ["".join(raw(span) for span in block.line) for block in message.blocks if isinstance(block, Text)]


def buttons(message: Message) -> list[Button]:
    blocks = [block for block in message.blocks if isinstance(block, Actions)]
    return [button for block in blocks for button in (*block.buttons, *block.menu)]


async def asked(text: str, memory: Memory, *, person: PersonId = ANA) -> Message:
    tools, org = books(memory)
    return await money.answer_roi(Ask(command="roi", text=text, person=person), tools=tools, organisation=org)


def item(list_: str, name: str, recorded_: datetime = NOW, **item: object) -> LedgerItem:
    return LedgerItem(kind=list_, id=name, item=item, recorded=recorded_, person=ANA)


def act(insight: int, kind: SignalKind, department: str) -> Signal:
    return Signal(
        id=SignalId(insight), insight=InsightId(insight), person=BO, department=department, kind=kind, at=NOW,
        key=f"{insight}{kind}",
    )  # fmt: skip
