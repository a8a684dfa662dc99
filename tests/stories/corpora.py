"""What is lived through: the planted half year by seed, brand and volume; the same texts shuffled; real people's texts.

A corpus is mention JSON and recorded acts with the settings of its organisation. `stories` says which
mention belongs to which story; where nothing happens it is empty, and every rise that is told is false.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from bench import people_said
from tests.corpus import build
from tests.house import ROOT

Line = Mapping[str, object]
BUNDLE = ROOT / "bot" / "cli" / "lumo"
SINCE = datetime(2026, 7, 6, tzinfo=build.ZONE)
UNTIL = datetime(2026, 10, 5, 9, 0, 1, tzinfo=build.ZONE)
WEEKS = 26
FRESH = (4, 5, 6, 7)
"""Seeds that nobody looked at while the rules were made."""

REAL = 50_000
REAL_WEEKS = 13


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A record and where it is lived through: what lies before `since` is an archive."""

    name: str
    settings: str
    lines: Sequence[Line]
    acts: Sequence[Line] = ()
    stories: Mapping[str, str] = field(default_factory=dict)
    since: datetime = SINCE
    until: datetime = UNTIL


def planted(seed: int, *, brand: str = "Lumo", volume: float = 1.0) -> Corpus:
    """The demo's half year as this seed draws it."""
    lines, answers, world = build.build(seed, brand, volume)
    stories = answers["stories"]
    assert isinstance(stories, dict)
    return Corpus(
        name=f"seed {seed}, {brand}, volume {volume:g}",
        settings=_settings(brand),
        lines=lines,
        acts=build.acts(world),
        stories={str(key): str(story) for story, keys in stories.items() for key in keys},
    )


def shuffled(seed: int, *, volume: float = 1.0) -> Corpus:
    """The half year's texts on random days, each at its own time of day: a world in which nothing happens."""
    lines, _, _ = build.build(1, "Lumo", volume)
    chance = random.Random(f"shuffled {seed}")
    moved = []
    for line in lines:
        if "arrive" in line:
            continue
        clock = datetime.fromisoformat(str(line["at"])).astimezone(build.ZONE).time()
        day = build.FIRST + timedelta(days=chance.randrange(7 * WEEKS))
        at = datetime.combine(day, clock, tzinfo=build.ZONE)
        moved.append((at, {key: value for key, value in line.items() if key != "in_reply_to"} | {"at": at.isoformat()}))
    ordered = [line for _, line in sorted(moved, key=lambda one: (one[0], str(one[1]["id"])))]
    name = f"shuffled {seed}" if volume == 1.0 else f"shuffled {seed}, volume {volume:g}"
    return Corpus(name=name, settings=_settings("Lumo"), lines=ordered)


def real(count: int = REAL, seed: int = 5) -> Corpus:
    """Real people's open texts, each once, at made-up times over thirteen weeks, by made-up authors.

    Raises:
        NoData: the open texts are not here.
    """
    chance = random.Random(f"real {seed}")
    texts = [*people_said.long_texts(), *people_said.short_texts(11)][:count]
    chance.shuffle(texts)
    first = SINCE.date()
    times = sorted(_moment(chance, first + timedelta(days=chance.randrange(7 * REAL_WEEKS))) for _ in texts)
    lines = [_said(place, text, at, chance) for place, (text, at) in enumerate(zip(texts, times, strict=True))]
    return Corpus(name=f"{len(texts):,} real texts", settings=people_said.settings(), lines=lines)


def _settings(brand: str) -> str:
    text = (BUNDLE / "earshot.toml").read_text("utf-8")
    return text.replace("Lumo", brand).replace("lumo", brand.lower())


def _moment(chance: random.Random, day: date) -> datetime:
    hour = chance.choices(range(24), weights=build.HOURS)[0]
    return datetime.combine(day, time(hour, chance.randrange(60), chance.randrange(60)), tzinfo=build.ZONE)


def _said(place: int, text: str, at: datetime, chance: random.Random) -> Line:
    source = chance.choice(people_said.PLACES)
    author = f"u{int(chance.paretovariate(0.8)) % people_said.AUTHORS}"
    return {
        "source": source, "id": f"r{place}", "at": at.isoformat(), "text": text,
        "kind": "service" if source == "zendesk" else "mention", "author": {"id": author, "name": author},
    }  # fmt: skip
