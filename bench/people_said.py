"""What the import measurements read: open texts of real people, with times and authors made up by a fixed seed.

The folder holds banking77_train.csv.gz and goemotions_group_train.csv.gz (column `text`), clinc150_train_val.csv.gz
(`text`) and cfpb_220_raw.csv.gz (`narrative`). It is looked for as `shared/data` in the checkout and beside it.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = (ROOT / "shared" / "data", ROOT.parent / "shared" / "data")
SHORT = ("banking77_train", "goemotions_group_train", "clinc150_train_val")
LONG = "cfpb_220_raw"
NOW = datetime(2026, 10, 5, 7, tzinfo=UTC)
PLACES = ("bluesky", "zendesk", "forum", "mastodon", "reviews")
AUTHORS = 4000
LEAST = 80
"""A text of the import comparison is made of whole texts until it has so many characters: 120 on average."""

SETTINGS = """\
[organisation]
name = "Bank"
timezone = "Europe/Berlin"
languages = ["en", "de"]
{departments}{groups}"""

DEPARTMENTS = {
    "cards": ("Cards: lost, stolen, declined, PIN, delivery", "my card has not arrived", "the ATM kept my card"),
    "payments": ("Transfers, top-ups, refunds, direct debits", "my transfer failed", "I was charged twice"),
    "accounts": ("Opening and closing accounts, sign-in, identity", "I cannot sign in", "verify my identity"),
    "product": ("What the app can do: wishes, faults, ideas", "the app crashes", "a setting for this would be great"),
    "marketing": ("How people speak of the brand: praise, press, jokes", "love this", "best bank there is"),
    "travel": ("Trips, flights, hotels, exchange rates abroad", "book me a flight", "what is the exchange rate"),
}  # fmt: skip
GROUPS = {
    "card": "card OR cards OR pin", "fees": "(fee OR fees OR charg*) NOT free", "thanks": "thanks OR thank OR love",
    "sign-in": '"sign in" OR login OR password', "transfer": "transfer* OR payment*",
}  # fmt: skip


class NoData(Exception):
    """The folder of open texts is not there."""


def settings() -> str:
    """Six departments and five keyword groups, as earshot.toml."""
    departments = "".join(
        f'\n[[departments]]\nname = "{name}"\nabout = "{about}"\nexamples = {json.dumps(examples)}\n'
        f'channels = ["workspace:{name}"]\n'
        for name, (about, *examples) in DEPARTMENTS.items()
    )
    groups = "".join(f"\n[[groups]]\nname = \"{name}\"\nquery = '{query}'\n" for name, query in GROUPS.items())
    return SETTINGS.format(departments=departments, groups=groups)


def folder() -> Path:
    """Where the open texts lie.

    Raises:
        NoData: nowhere.
    """
    for one in FOLDERS:
        if (one / f"{SHORT[0]}.csv.gz").is_file():
            return one
    raise NoData("shared/data with the open texts is neither in this checkout nor beside it")


def short_texts(seed: int) -> list[str]:
    """All short texts, once each, in an order that the seed gives."""
    found: dict[str, None] = {}
    for name in SHORT:
        found.update((" ".join(one.split()), None) for one in _column(name, "text"))
    texts = [text for text in found if text]
    random.Random(seed).shuffle(texts)
    return texts


def long_texts() -> list[str]:
    """The complaints, some thousand characters each."""
    return [" ".join(one.split()) for one in _column(LONG, "narrative")]


def _column(name: str, column: str) -> Iterator[str]:
    with gzip.open(folder() / f"{name}.csv.gz", "rt", encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            yield row[column]


def joined(count: int, seed: int = 7) -> list[str]:
    """So many texts of about 120 characters, no two the same."""
    said: list[str] = []
    words = iter(short_texts(seed))
    while len(said) < count:
        text = next(words)
        while len(text) < LEAST:
            text = f"{text} {next(words)}"
        said.append(text)
    return said


def write_csv(path: Path, texts: Sequence[str], *, days: int = 60, seed: int = 7) -> None:
    """A table with the columns id, at, author, text, in the order of its times."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(("id", "at", "author", "text"))
        for number, (text, (at, author)) in enumerate(zip(texts, _when_and_who(len(texts), days, seed), strict=True)):
            table.writerow((f"m{number}", at.isoformat(), author, text))


def write_jsonl(path: Path, texts: Sequence[str], *, days: int, seed: int = 7) -> None:
    """Mention JSON, a line each, from five sources, in the order of its times."""
    chance = random.Random(seed)
    with path.open("w", encoding="utf-8") as file:
        for number, (text, (at, author)) in enumerate(zip(texts, _when_and_who(len(texts), days, seed), strict=True)):
            place = chance.choice(PLACES)
            mention = {
                "source": place, "id": f"m{number}", "at": at.isoformat(), "text": text,
                "kind": "service" if place == "zendesk" else "mention", "author": {"id": author, "name": author},
                "url": f"https://{place}.example/{number}",
            }  # fmt: skip
            file.write(json.dumps(mention, ensure_ascii=False) + "\n")


def _when_and_who(count: int, days: int, seed: int) -> Iterator[tuple[datetime, str]]:
    """Times evenly spread at random up to `NOW`, and authors of whom few say much."""
    chance = random.Random(seed + 1)
    since = NOW - timedelta(days=days)
    for second in sorted(chance.sample(range(days * 86400), count)):
        yield since + timedelta(seconds=second), f"user{int(chance.paretovariate(0.8)) % AUTHORS}"
