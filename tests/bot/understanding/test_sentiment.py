from __future__ import annotations

import pytest

from bot.understanding.sentiment import Mood, mood_of
from bot.understanding.words import plain, words_of


def mood(text: str) -> Mood:
    return mood_of(words_of(plain(text)))


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("night mode = witchcraft", "positive"),
        ("the article worked!! finally", "positive"),
        ("No problems so far", "positive"),
        ("not bad at all", "positive"),
        ("Thanks for fixing the crash!", "positive"),
        ("👍", "positive"),
        ("charger not recognised. Cable changed, same.", "negative"),
        ("Dear Lumo, my mother's phone no longer charges. What may I try?", "negative"),
        ("eSIM gone after transfer, twice.", "negative"),
        ("cant log in since 7, is it just me???", "negative"),
        ("can\u2019t log in", "negative"),
        ("my parcel never arrived", "negative"),
        ("Two hours on hold and no number. Furious.", "negative"),
        ("I don't love it", "negative"),
        ("great camera, but the app is useless, slow and broken", "negative"),
        ("love the screen, hate the battery", "mixed"),
        ("Camera is great but the battery died", "mixed"),
        ("great, locked out of my own phone. 10/10", "unsure"),
        ("Driver was lovely, tracking page is fiction.", "unsure"),
        ("How do I return this?", "neutral"),
        ("Is the new case nice to hold?", "neutral"),
        ("Order 1234", "neutral"),
        ("", "neutral"),
    ],
)
def test_the_mood_of_a_text(text: str, label: str) -> None:
    assert mood(text).label == label


def test_very_raises_and_slightly_lowers() -> None:
    assert (
        mood("slightly annoying and bad").score > mood("annoying and bad").score > mood("very annoying and bad").score
    )


def test_thanks_beside_a_fault_praises_nothing() -> None:
    assert mood("Since 7.1 my 65W brick is a paperweight, thanks").label == "negative"


@pytest.mark.parametrize("text", ["good", "bad", "love hate", "great, it broke", "a b c", "awful " * 500])
def test_score_and_confidence_stay_in_their_ranges(text: str) -> None:
    read = mood(text)
    assert -1 <= read.score <= 1
    assert 0 <= read.confidence <= 1
