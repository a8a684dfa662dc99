import re

import pytest

from bot.understanding.glance import Glance
from bot.understanding.harm_figures import FIGURES, HYPOTHETICAL, MAY_BE_FIGURE


@pytest.mark.parametrize(
    "sentence",
    [
        "my ego is swollen", "this camera is fire", "was on fire", "the weather is so hot today", "so fire !",
        "sie würde brennend gern wissen", "preise explodieren", "die luft brennt", "wybuchłem śmiechem",
        "shocked by the price", "what if it melts ?",
    ],
)  # fmt: skip
def test_a_glance_overlooks_nothing_that_the_pattern_finds(sentence: str) -> None:
    assert MAY_BE_FIGURE(sentence) or FIGURES.search(sentence) is None


def test_some_of_these_are_figures_and_a_plain_sentence_needs_no_second_look() -> None:
    assert FIGURES.search("this camera is fire")
    assert not MAY_BE_FIGURE("the parcel came on tuesday and the box was dented .")


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"\bhot(?! (?:deal|[()]))\b", "a hot plate"),
        (r"(?<!not )\w+ ł\d$", "żółw ł7"),
        (r"(?:(?!on )\w+ )?fire\b(?=\W|$)", "am feuer fire"),
    ],
)
def test_what_looks_ahead_or_behind_is_left_out_whatever_stands_in_it(pattern: str, text: str) -> None:
    compiled = re.compile(pattern)
    assert compiled.search(text)
    assert Glance(compiled)(text)


def test_a_question_of_what_might_be_is_seen_at_a_glance_too() -> None:
    assert Glance(HYPOTHETICAL)("could the battery ever explode ?")
