"""What happens in one life of a store: seeded mentions, edits, deletions, duplicates, and what people do with them.

Everything carries a marker, a made-up word, so that the text of one version can be found wherever it went.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Literal

BEGIN = datetime(2026, 10, 5, 5, tzinfo=UTC)
"""A Monday, 7 o'clock in Berlin."""
STEP = timedelta(minutes=110)
STEPS = 24
MARKER = re.compile(r"\bq[a-p]{6}q\b")

HARM = (
    "Yesterday at breakfast my {} charger started to smoke and flames came out of the plug",
    "On the train home the power bank marked {} caught fire inside my rucksack",
    "Warning to everybody, the battery of a {} is swollen and it burnt my left hand",
    "During the film the {} exploded on the sofa and my daughter was hurt",
    "Fire brigade came at night because a {} adapter was burning under the bed",
    "Sparks and a loud bang from the {} cable, now the carpet is burnt",
    "The {} got so hot in my pocket that I have blisters and need a doctor",
)
CALM = (
    "Parcel {} never arrived, though the courier says it was delivered",
    "Can somebody explain how to return the {} I bought last week?",
    "Honestly in love with my {}, best camera I ever had",
    "Three weeks now and no refund for order {}, hello?",
    "Since the update the app of my {} crashes whenever I open settings",
    "Is the blue {} in stock before the holidays?",
    "Switched to a {} from another brand and the keyboard feels tiny",
    "Shop staff in the old town knew everything about the {}, lovely people",
    "Invoice for {} shows the wrong name, whom do I write to?",
)
TAIL = (
    "autumn bakery candle dentist elephant ferry garden harbour island jacket kettle lantern museum notebook orchard "
    "piano quarry river stable tunnel umbrella village window yoghurt zebra anchor bicycle cinema dolphin engine"
).split()
"""Words that keep two texts from being copies of each other."""

EMOJI = ("👍", "❤️", "🎉", "🙏", "👏", "💡", "🔥", "🚀")

Kind = Literal["stable", "edited", "deleted", "forgotten"]
Mention = dict[str, object]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """What a person does about the insight that holds a mention; the same key is the same act."""

    key: str
    name: str
    person: str
    at: datetime
    mention: tuple[str, str]
    value: str = ""
    form: tuple[tuple[str, str], ...] = ()


@dataclass(slots=True)
class Step:
    """What happens up to an instant: how far the feed has got, what is pushed, done and asked for."""

    at: datetime
    feed: int = 0
    pushes: list[tuple[str, list[Mention]]] = field(default_factory=list)
    deeds: list[Deed] = field(default_factory=list)
    forgets: list[tuple[str, str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """All of a life: the feed in its order, the steps, and what must hold at the end.

    `live` are the mentions that stay, with the text they end with; `gone` those taken back, `forgotten` those removed
    on request; `alarms` the mentions of danger that stay as they are.
    """

    feed: tuple[Mention, ...]
    steps: tuple[Step, ...]
    live: dict[tuple[str, str], str]
    gone: frozenset[tuple[str, str]]
    forgotten: frozenset[tuple[str, str]]
    alarms: tuple[tuple[str, str], ...]

    @property
    def deeds(self) -> list[Deed]:
        """All deeds, in order."""
        return [deed for step in self.steps for deed in step.deeds]


def story(seed: int) -> Story:
    """The story with this seed."""
    return _Writer(random.Random(seed)).story()


class _Writer:
    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._words = _markers(chance)
        self._feed: list[tuple[int, Mention]] = []
        self._pushed: list[tuple[int, Mention]] = []
        self._live: dict[tuple[str, str], str] = {}
        self._gone: set[tuple[str, str]] = set()
        self._forgotten: dict[tuple[str, str], int] = {}
        self._alarms: dict[tuple[str, str], int] = {}

    def story(self) -> Story:
        for number in range(26):
            harm = number % 4 == 0
            kind: Kind = "stable" if number in (0, 8, 16) else self._kind()
            self._mention(f"n{number}", kind, harm=harm, pushed=number % 3 == 1)
        steps = [Step(at=BEGIN + STEP * (number + 1)) for number in range(STEPS)]
        feed = sorted(self._feed, key=lambda one: one[0])
        for number, step in enumerate(steps):
            step.feed = sum(at <= number for at, _ in feed)
            batch = [mention for at, mention in self._pushed if at == number]
            if batch:
                step.pushes.append((f"push-{number}", batch))
        for key, at in self._forgotten.items():
            steps[min(STEPS - 1, at + 2)].forgets.append((f"forget:{key[1]}", *key))
        self._people(steps)
        return Story(
            feed=tuple(mention for _, mention in feed), steps=tuple(steps), live=self._live,
            gone=frozenset(self._gone), forgotten=frozenset(self._forgotten), alarms=tuple(self._alarms),
        )  # fmt: skip

    def _kind(self) -> Kind:
        return self._chance.choices(("stable", "edited", "deleted", "forgotten"), (5, 3, 3, 1))[0]

    def _mention(self, name: str, kind: Kind, *, harm: bool, pushed: bool) -> None:
        source = "bluesky" if pushed else "forum"
        at = self._chance.randrange(STEPS - 8)
        key = (source, name)
        first = self._version(key, at, harm=harm)
        where = self._pushed if pushed else self._feed
        told = [(at, first)]
        self._live[key] = str(first["text"])
        if kind == "edited":
            second = {**self._version(key, at, harm=harm), "edited": _written(at, 30)}
            self._live[key] = str(second["text"])
            told.append((at + self._chance.choice((-1, 0, 1, 4)), second))
        if kind == "deleted":
            told.append((at + self._chance.choice((-1, 0, 1, 4)), {"source": source, "id": name, "op": "delete"}))
            self._gone.add(key)
            del self._live[key]
        if kind == "forgotten":
            self._forgotten[key] = at
            del self._live[key]
        if harm and kind == "stable":
            self._alarms[key] = at
        for when, mention in told:
            where.append((max(0, when), mention))
            if self._chance.random() < 0.4:  # a late duplicate
                where.append((min(STEPS - 1, max(0, when) + self._chance.randrange(4)), mention))

    def _version(self, key: tuple[str, str], at: int, *, harm: bool) -> Mention:
        words = " ".join(self._chance.sample(TAIL, 5))
        text = self._chance.choice(HARM if harm else CALM).format(next(self._words)) + f" ({words})"
        return {
            "source": key[0], "id": key[1], "at": _written(at, self._chance.randrange(20)), "text": text,
            "author": {"id": f"author-{key[1]}", "name": f"author {key[1]}"},
            "kind": "service" if key[0] == "forum" and self._chance.random() < 0.3 else "mention",
        }  # fmt: skip

    def _people(self, steps: list[Step]) -> None:
        """Each alarm is taken on and worked on; each deed has an instant of its own, by which its traces are found."""
        numbers = count()
        for place, (key, at) in enumerate(self._alarms.items()):
            deeds: list[tuple[str, str, tuple[tuple[str, str], ...]]] = [
                ("react", EMOJI[place % len(EMOJI)], ()),
                ("take", "", ()),
                ("tag", self._chance.choice(("sales", "product", "marketing")), ()),
                ("reply", "", ()),
                ("fixed", "", (("what", "a new batch"), ("released", "2026-10-06"))),
            ]
            for later, (name, value, form) in enumerate(deeds[: self._chance.randint(2, 5)]):
                step = steps[min(STEPS - 1, at + 1 + later)]
                number = next(numbers)
                step.deeds.append(
                    Deed(
                        key=f"deed-{number}", name=name, person=self._chance.choice(("ana", "ben")),
                        at=step.at + timedelta(seconds=number), mention=key, value=value, form=form,
                    )
                )  # fmt: skip


def _written(step: int, minutes: int) -> str:
    return (BEGIN + STEP * step + timedelta(minutes=minutes)).isoformat()


def _markers(chance: random.Random) -> Iterator[str]:
    while True:
        yield "q" + "".join(chance.choices("abcdefghijklmnop", k=6)) + "q"
