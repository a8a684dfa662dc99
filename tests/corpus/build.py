"""Builds the demo's corpus: who said what, where and when, from the voices and the story's plan.

    python tests/corpus/build.py [--seed 1] [--brand Lumo] [--volume 1.0] [--out bot/cli/lumo]

Every text is used once. Times, authors and ids are drawn with the seed; ids are given in the
order of time, so they say nothing about a story. `mentions.jsonl` holds mention JSON, oldest
first; a line with `arrive` is an edit or a deletion that the source told us of then.
`acts.jsonl` holds what colleagues did, each on the insight that holds most of the mentions it
names. `answers.json` (beside this script, never shipped) says which mentions make which story.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

HERE = Path(__file__).parent
ZONE = ZoneInfo("Europe/Berlin")
FIRST = date(2026, 4, 6)
SILENT = datetime(2026, 9, 26, 6, 0, tzinfo=ZONE)
RELEASED = datetime(2026, 8, 17, 9, 0, tzinfo=ZONE)
LESSON = datetime(2026, 9, 9, 9, 0, tzinfo=ZONE)
OPEN = datetime(2026, 10, 2, 18, 0, tzinfo=ZONE)
STORY = 13  # weeks of archive before the story's weeks
CHARGER = [22, 23, 21, 24, 22, 21, 23, 24, 22, 23, 24, 22, 24, 23, 24, 25, 23, 24, 26, 17, 8, 7, 6, 7, 6, 6]
RETURNS = [28, 26, 29, 27, 25, 28, 30, 27, 26, 29, 28, 26, 27, 30, 28, 27, 29, 26, 28, 27, 28, 29, 26, 27, 28, 27]
TRACKING = [15, 14, 16, 15, 14, 15, 16, 15, 14, 15, 16, 15, 15, 16, 22, 31, 27, 19, 16, 15, 14, 15, 16, 15, 14, 15]
ESIM = [18] * 25 + [11]
BACKGROUND = [40] * 26
LIMIT = [2, 2, 3, 3, 4, 6, 7, 9, 11, 13, 15, 17, 19]
HOURS = [1, 1, 0.5, 0.3, 0.3, 0.6, 2, 4, 6, 8, 9, 9, 8, 8, 8, 8, 8, 8, 8, 8, 8, 7, 5, 2.5]


@dataclass
class Said:
    """One text on its way to being a mention."""

    source: str
    text: str
    at: datetime
    story: str
    author: str = ""
    name: str = ""
    conversation: str = ""
    reply_to: Said | None = None
    id: str = ""
    extra: dict[str, object] = field(default_factory=dict)


class World:
    """Draws times and authors with one seed."""

    def __init__(self, seed: int, volume: float) -> None:
        self.chance = random.Random(seed)
        self.volume = volume
        self.said: list[Said] = []
        self.people: dict[str, list[tuple[str, str]]] = {}

    def scaled(self, count: int) -> int:
        return count if self.volume == 1 else max(1, round(count * self.volume)) if count > 1 else count

    def moment(self, day: date) -> datetime:
        hour = self.chance.choices(range(24), weights=HOURS)[0]
        return datetime.combine(day, time(hour, self.chance.randrange(60), self.chance.randrange(60)), ZONE)

    def add(self, story: str, source: str, text: str, at: datetime) -> Said:
        one = Said(source=source, text=text, at=at, story=story)
        self.said.append(one)
        return one

    def week(self, story: str, week: int, texts: Iterable[tuple[str, str]]) -> None:
        monday = FIRST + timedelta(weeks=week)
        for source, text in texts:
            late = source == "helpdesk" and self.chance.random() < 0.75
            day = monday + timedelta(days=self.chance.randrange(5) if late else self.chance.randrange(7))
            self.add(story, source, text, self.moment(day))

    def person(self, source: str) -> tuple[str, str]:
        """An author of that source: mostly somebody new, at times one who spoke before."""
        pool = self.people.setdefault(source, [])
        if pool and self.chance.random() < 0.12:
            return self.chance.choice(pool)
        pool.append(someone(self.chance, source, len(pool)))
        return pool[-1]


SYLLABLES = "mi la ka ro ben ta ju sol vik no el ra fin da ma lu per os gre ki sa von ti han ed mar lo ja ne".split()
THINGS = "beard tram lamp pixel otter brick comet fern kettle harbour moth vinyl ladder biscuit raven cedar".split()


def someone(chance: random.Random, source: str, number: int) -> tuple[str, str]:
    name = "".join(chance.choices(SYLLABLES, k=chance.choice((2, 2, 3))))
    if source == "helpdesk":
        return (f"c{4000 + number}", f"customer {4000 + number}")
    if source in ("bluesky", "mastodon"):
        handle = f"{name}.{chance.choice(SYLLABLES)[0]}{chance.choice(('', '', str(chance.randrange(10, 99))))}"
        return (f"{source[:2]}-{number}-{name}", f"@{handle}")
    handle = chance.choice((name, chance.choice(("old", "red", "late", "north", "tiny")) + chance.choice(THINGS)))
    return (f"{source[:2]}-{number}-{name}", handle + chance.choice(("", "", str(chance.randrange(2, 99)))))


def voices(name: str, brand: str) -> dict[str, list[tuple[str, str]]]:
    """The writings of one file by mark: (source, text)."""
    found: dict[str, list[tuple[str, str]]] = {}
    for line in (HERE / "voices" / f"{name}.tsv").read_text("utf-8").splitlines():
        if line.strip():
            source, mark, text = line.split("\t")
            for old, new in (("Lumo", brand), ("lumo", brand.lower()), ("LUMO", brand.upper())):
                text = text.replace(old, new)
            found.setdefault(mark, []).append((source, text))
    return found


Texts = list[tuple[str, str]]


def weekly(world: World, story: str, counts: list[int], *, archive: Texts, texts: Texts, start: int = 0) -> None:
    old, new = list(archive), list(texts)
    world.chance.shuffle(old)
    world.chance.shuffle(new)
    for week, count in enumerate(counts, start=start):
        pile = old if week < STORY else new
        take = [pile.pop() for _ in range(world.scaled(count))]
        world.week(story, week, take)


def charger(world: World, brand: str) -> None:
    mine = voices("s1_charger", brand)
    story = list(mine["story"])
    world.chance.shuffle(story)
    weekly(world, "S1", CHARGER[:20], archive=mine["archive"], texts=story[:165])
    late = mine["after"] + story[165:]
    world.chance.shuffle(late)
    for week, count in enumerate(CHARGER[20:], start=20):
        world.week("S1", week, [late.pop() for _ in range(world.scaled(count))])


def outage(world: World, brand: str) -> None:
    mine = voices("s4_signin", brand)
    evening = datetime(2026, 10, 3, 19, 20, tzinfo=ZONE)
    first, second = mine["first"], mine["second"]
    if world.volume != 1:
        first, second = first[: world.scaled(len(first))], second[: world.scaled(len(second))]
    spots = [4 + 136 * (place / len(first)) ** 1.25 for place in range(1, len(first))]
    for (source, text), minute in zip(first, [4.0, *spots], strict=True):
        world.add("S4", source, text, evening + timedelta(minutes=minute, seconds=world.chance.randrange(50)))
    again = evening + timedelta(minutes=150)
    for place, (source, text) in enumerate(second):
        world.add(
            "S4", source, text, again + timedelta(minutes=49 * place / len(second), seconds=world.chance.randrange(50))
        )
    originals = [one for one in world.said if one.story == "S4" and one.source in ("bluesky", "mastodon")]
    for source, text in mine["copy"][: world.scaled(len(mine["copy"]))]:
        model = max(originals, key=lambda one: overlap(one.text, text))
        gap = timedelta(minutes=world.chance.randrange(2, 25), seconds=world.chance.randrange(60))
        world.add("S4", source, text, min(model.at + gap, evening + timedelta(minutes=199, seconds=50)))


def overlap(one: str, other: str) -> float:
    a, b = set(one.lower().split()), set(other.lower().split())
    return len(a & b) / max(1, len(a | b))


def spread(world: World, story: str, texts: list[tuple[str, str]], *, start: date, end: date) -> list[Said]:
    """The texts evenly over the days from start to end, both included."""
    days = (end - start).days + 1
    pile = list(texts)
    world.chance.shuffle(pile)
    pile = pile[: world.scaled(len(pile))]
    return [
        world.add(story, source, text, world.moment(start + timedelta(days=int(days * place / len(pile)))))
        for place, (source, text) in enumerate(pile)
    ]


def small_stories(world: World, brand: str) -> None:
    bank = voices("s5_powerbank", brand)
    for (source, text), day, clock in zip(bank["risk"], (2, 3, 4), ("14:12", "11:05", "16:40"), strict=True):
        world.add("S5", source, text, datetime.fromisoformat(f"2026-10-0{day}T{clock}:00").replace(tzinfo=ZONE))
    spread(world, "decoy", bank["decoy"], start=date(2026, 7, 9), end=date(2026, 10, 1))
    weekly(world, "S6", LIMIT, archive=[], texts=voices("s6_limit", brand)["story"], start=STORY)
    spread(world, "S7", voices("s7_night", brand)["story"], start=date(2026, 8, 12), end=date(2026, 9, 20))
    volta = voices("s8_volta", brand)
    spread(world, "S8", volta["for"] + volta["against"] + volta["both"], start=date(2026, 9, 1), end=date(2026, 9, 30))
    hostile = voices("s10_hostile", brand)
    for one in spread(
        world, "S10", hostile["hostile"] + hostile["private"], start=date(2026, 7, 8), end=date(2026, 10, 3)
    ):
        if one.source == "appreviews" and one.at >= SILENT:
            one.source = "reviews"
    cable(world, voices("s12_cable", brand)["story"])


def cable(world: World, texts: list[tuple[str, str]]) -> None:
    """Cable fraying: one a day from 15 September; the eighth is corrected on the 22nd, the ninth comes then."""
    day = datetime(2026, 9, 22, 10, 5, tzinfo=ZONE)
    for place, (source, text) in enumerate(texts):
        if place == 7:
            at = day
        elif place == 8:
            at = day + timedelta(hours=1, minutes=25)
        elif place < 7:
            at = world.moment(date(2026, 9, 15) + timedelta(days=place))
        else:
            at = world.moment(date(2026, 9, 23) + timedelta(days=place - 8))
        world.add("S12", source, text, at)


def app_reviews(world: World, brand: str) -> None:
    """Nine a day from 7 July; they stop on Saturday 26 September at six in the morning."""
    pile = voices("apps_a", brand)["story"] + voices("apps_b", brand)["story"]
    world.chance.shuffle(pile)
    end = SILENT
    day = date(2026, 7, 7)
    while day <= end.date():
        moments = sorted(world.moment(day) for _ in range(world.scaled(9)))
        if day == date(2026, 9, 26):
            moments = [end - timedelta(minutes=17)]
        for at in moments:
            world.add("S9", *pile.pop(), at)
        day += timedelta(days=1)


def background(world: World, brand: str) -> None:
    mine = voices("background", brand)
    old = [one for mark, texts in mine.items() if mark.startswith("archive") for one in texts]
    new = [one for mark, texts in mine.items() if mark.startswith("story") for one in texts]
    weekly(world, "background", BACKGROUND, archive=old, texts=new)


def identify(world: World) -> None:
    """Authors, conversations and ids, in the order of time."""
    world.said.sort(key=lambda one: (one.at, one.text))
    numbers: dict[str, int] = {}
    outage_people: list[tuple[str, tuple[str, str]]] = []
    threads: list[Said] = []
    for one in world.said:
        number = numbers[one.source] = numbers.get(one.source, 20_000) + world.chance.randrange(1, 7)
        one.id = {"helpdesk": f"{number}", "bluesky": f"3k{number:x}z", "mastodon": f"1143{number}77"}.get(
            one.source, f"{one.source[:1]}{number}"
        )
        known = [person for source, person in outage_people if source == one.source]
        if one.story == "S4" and known and world.chance.random() < 0.2:
            one.author, one.name = world.chance.choice(known)
        else:
            one.author, one.name = world.person(one.source)
        if one.story == "S4":
            outage_people.append((one.source, (one.author, one.name)))
        if one.source == "helpdesk":
            one.conversation = f"ticket-{one.id}"
        elif one.source == "forum":
            earlier = [post for post in threads[-40:] if post.story == one.story and post.story != "background"]
            if earlier and world.chance.random() < 0.3:
                one.reply_to = world.chance.choice(earlier)
            threads.append(one)


def as_json(one: Said, chance: random.Random) -> dict[str, object]:
    found: dict[str, object] = {
        "source": one.source,
        "id": one.id,
        "at": one.at.isoformat(),
        "text": one.text,
        "kind": "service" if one.source == "helpdesk" else "mention",
        "author": {"id": one.author, "name": one.name},
    }
    if one.source in ("bluesky", "mastodon"):
        found["author"] = {"id": one.author, "name": one.name, "followers": int(chance.paretovariate(0.9) * 40)}
        found["engagement"] = {"likes": int(chance.paretovariate(1.1)) - 1, "reposts": 0, "replies": 0}
    if one.conversation:
        found["conversation"] = one.conversation
        found["visibility"] = "internal"
    if one.reply_to is not None:
        found["in_reply_to"] = one.reply_to.id
    return found


def served(world: World) -> dict[str, dict[str, object]]:
    """What the help desk says became of its tickets, by id: most ended, some without an answer, the newest are open.

    From 9 September the charger's answer is the one that an agent found (S11).
    """
    chance = random.Random(11)
    answers: dict[str, list[str]] = {}
    for line in (HERE / "answers.tsv").read_text("utf-8").splitlines():
        story, answer = line.split("\t")
        answers.setdefault(story, []).append(answer)
    found: dict[str, dict[str, object]] = {}
    for one in world.said:
        first, whole = round(chance.lognormvariate(4.2, 0.9)), round(chance.lognormvariate(6.6, 0.8))
        mood, ended, replied = chance.random(), chance.random() < 0.9, chance.random() < 0.93
        mine = chance.choice(answers.get(one.story, answers["background"]))
        if one.source != "helpdesk" or not ended or one.at > OPEN:
            continue
        if one.story == "S1":
            mine = answers["S1"][0 if one.at >= LESSON else 2] if one.at < RELEASED or one.at >= LESSON else mine
        said: dict[str, object] = {"status": "solved", "resolution_minutes": first + whole}
        if replied:
            said |= {"first_response_minutes": first, "answer": mine}
        if mood < 0.25:
            said["satisfaction"] = "good" if mood < (0.18 if replied else 0.03) else "bad"
        found[one.id] = said
    return found


def corrections_at_source(world: World) -> list[dict[str, object]]:
    """Six deletions and five edits; two of them touch what a digest or alert has already shown."""
    chance = random.Random(77)
    public = [one for one in world.said if one.source in ("bluesky", "mastodon", "forum") and one.at.month >= 8]
    calm = [one for one in public if one.story in ("background", "S7", "S8")]
    outage_posts = [one for one in public if one.story == "S4"]
    lines: list[dict[str, object]] = []
    gone = [*chance.sample(calm, 5), outage_posts[3]]
    for one in gone:
        when = one.at + timedelta(hours=13 if one.story == "S4" else chance.randrange(1, 60))
        lines.append({"source": one.source, "id": one.id, "op": "delete", "arrive": when.isoformat()})
    rest = [one for one in calm if one not in gone]
    for one in [*chance.sample(rest, 4), outage_posts[5]]:
        when = one.at + timedelta(hours=12 if one.story == "S4" else chance.randrange(1, 20))
        text = one.text + (" (edit: works again now)" if one.story == "S4" else " Edit: typo.")
        line = as_json(one, random.Random(one.id)) | {
            "text": text,
            "edited": when.isoformat(),
            "arrive": when.isoformat(),
        }
        lines.append(line)
    return lines


Act = tuple[str, str, str, str, dict[str, object]]
PLAN: list[Act] = [
    # when, who, what, about which story, and the rest of the act
    ("07-14T10:12", "ana", "useful", "S1", {}),
    ("07-21T09:40", "finn", "react", "S2", {"value": "👍"}),
    ("07-23T09:20", "finn", "take", "S2", {}),
    (
        "07-27T16:30",
        "finn",
        "fixed",
        "S2",
        {"form": {"what": "a clearer tracking e-mail", "released": "2026-07-27", "group": "tracking"}},
    ),
    ("08-06T09:22", "chen", "take", "S1", {}),
    ("08-10T14:05", "chen", "in_work", "S1", {}),
    (
        "08-17T12:00",
        "chen",
        "fixed",
        "S1",
        {
            "form": {
                "what": "release 7.1.2: chargers are recognised again",
                "released": "2026-08-17",
                "known": "support, product",
                "group": "charger",
            }
        },
    ),
    ("08-24T11:00", "ana", "reply", "S3", {"text": "The help article on moving an eSIM is still right, I checked it."}),
    ("08-24T11:30", "ben", "take", "S3", {}),
    ("08-25T10:00", "ana", "told_customers", "S1", {"count": 24}),
    ("08-25T10:40", "ana", "told", "S1", {"form": {"where": "reply to their tickets"}}),
    (
        "09-09T15:20",
        "ana",
        "raise",
        "",
        {
            "value": "product,marketing",
            "text": "Known answer: when a phone seems dead after the update, hold power 20 s, then plug in.",
        },
    ),
    ("09-10T10:30", "ana", "tag", "S7", {"value": "marketing"}),
    ("09-11T09:45", "dana", "react", "S7", {"value": "🎉"}),
    ("09-14T09:18", "ben", "react", "S6", {"value": "👍"}),
    ("09-15T09:30", "dana", "take", "S7", {}),
    ("09-16T09:35", "eli", "react", "S8", {"value": "👍"}),
    (
        "09-22T10:10",
        "ana",
        "raise",
        "",
        {
            "value": "support",
            "text": "Third ticket this week: the sleeve of the USB-C cable splits and frays right at the plug.",
        },
    ),
    ("09-22T10:15", "ana", "not_ours", "raised", {"value": "quality"}),
    ("09-22T10:17", "ana", "undo", "raised", {}),
    ("09-22T10:19", "ana", "not_ours", "raised", {"value": "quality"}),
    ("09-23T09:30", "chen", "take", "raised", {}),
    ("09-29T10:05", "ben", "take", "S6", {}),
    (
        "09-30T17:00",
        "ben",
        "fixed",
        "S3",
        {"form": {"what": "the transfer keeps the eSIM profile", "released": "2026-09-30"}},
    ),
    ("10-02T15:10", "chen", "take", "S5", {}),
    ("10-03T20:35", "ben", "take", "S4", {}),
    ("10-03T20:40", "ana", "react", "S4", {"value": "👍"}),
    ("10-04T09:40", "chen", "react", "S5", {"value": "👍"}),
]


def acts(world: World) -> list[dict[str, object]]:
    """What colleagues did. Each names mentions said before: it is meant for the insight that holds most of them."""
    lines: list[dict[str, object]] = []
    last = raised = ""
    for when, who, name, story, rest in PLAN:
        at = datetime.fromisoformat(f"2026-{when}:00").replace(tzinfo=ZONE)
        said = [f"{one.source}:{one.id}" for one in world.said if one.story == story and one.at < at]
        line: dict[str, object] = {"at": at.isoformat(), "person": f"workspace:{who}", "name": name, **rest}
        if name == "undo":
            line["value"] = last
        last = f"recorded:{line['at']}:{name}:{line['person']}"
        raised = f"colleagues:{last}" if name == "raise" else raised
        line["mentions"] = [raised] if story == "raised" else said[-40:]
        lines.append(line)
    return lines


def build(seed: int, brand: str, volume: float) -> tuple[list[dict[str, object]], dict[str, object], World]:
    """The corpus as mention JSON in the order of arrival, the answers, and the world they came from."""
    world = World(seed, volume)
    charger(world, brand)
    for story, name, counts in (
        ("returns", "returns", RETURNS),
        ("S2", "s2_tracking", TRACKING),
        ("S3", "s3_esim", ESIM),
    ):
        mine = voices(name, brand)
        weekly(world, story, counts, archive=mine["archive"], texts=mine["story"])
    background(world, brand)
    outage(world, brand)
    small_stories(world, brand)
    app_reviews(world, brand)
    identify(world)
    desk = served(world)
    lines = [
        (one.at.timestamp(), as_json(one, world.chance) | ({"service": desk[one.id]} if one.id in desk else {}))
        for one in world.said
    ]
    late = [(datetime.fromisoformat(str(line["arrive"])).timestamp(), line) for line in corrections_at_source(world)]
    ordered = [line for _, line in sorted([*lines, *late], key=lambda pair: pair[0])]
    answers: dict[str, object] = {"seed": seed, "brand": brand, "volume": volume, "stories": {}}
    stories: dict[str, list[str]] = {}
    for one in world.said:
        stories.setdefault(one.story, []).append(f"{one.source}:{one.id}")
    answers["stories"] = stories
    return ordered, answers, world


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--brand", default="Lumo")
    parser.add_argument("--volume", type=float, default=1.0)
    parser.add_argument("--out", type=Path, default=HERE.parents[1] / "bot" / "cli" / "lumo")
    asked = parser.parse_args()
    lines, answers, world = build(asked.seed, asked.brand, asked.volume)
    asked.out.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in lines)
    (asked.out / "mentions.jsonl").write_text(text, "utf-8")
    done = "".join(json.dumps(line, ensure_ascii=False, sort_keys=True) + "\n" for line in acts(world))
    (asked.out / "acts.jsonl").write_text(done, "utf-8")
    if asked.seed == 1 and asked.volume == 1 and asked.brand == "Lumo":
        (HERE / "answers.json").write_text(json.dumps(answers, indent=0, sort_keys=True) + "\n", "utf-8")
    people = len({one.author for one in world.said if one.story == "S4"})
    sys.stdout.write(f"{len(lines)} lines, outage: {people} people\n")


if __name__ == "__main__":
    main()
