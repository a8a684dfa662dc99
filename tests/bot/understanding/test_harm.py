from __future__ import annotations

import csv
import time
from pathlib import Path

import pytest

from bot.understanding.harm import harm_of
from bot.understanding.words import plain, words_of


def cases(kind: str) -> list[str]:
    with (Path(__file__).parent / "harm.tsv").open(encoding="utf-8", newline="") as lines:
        rows = list(csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return [text for found, text in rows[1:] if found == kind]


def harm(text: str) -> str | None:
    return harm_of(words_of(plain(text)))


@pytest.mark.parametrize("text", cases("harm"))
def test_one_mention_of_danger_is_seen(text: str) -> None:
    assert harm(text) is not None


@pytest.mark.parametrize("text", cases("decoy"))
def test_what_only_sounds_like_danger_is_left_alone(text: str) -> None:
    assert harm(text) is None


def test_the_words_that_decided_are_words_of_the_text() -> None:
    assert harm("Hello there. My charger caught fire!") == "charger caught fire"
    assert harm("Die Powerbank raucht!") == "powerbank raucht"


def test_danger_behind_a_joke_is_still_seen() -> None:
    assert harm("this camera is fire 🔥 but the charger melted into the socket") is not None


def test_danger_in_the_last_line_of_a_long_text_is_seen() -> None:
    assert harm("All is well with my order. " * 2000 + "Then the battery exploded.") is not None


@pytest.mark.parametrize("piece", ["smells ", "battery it ", "burned my ", "data of the customers "])
def test_a_text_made_to_be_slow_is_not(piece: str) -> None:
    words = words_of(piece * (65_536 // len(piece)))
    began = time.process_time()
    harm_of(words)
    assert time.process_time() - began < 3
