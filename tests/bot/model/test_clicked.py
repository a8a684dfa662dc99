"""What a click stands for survives the way through a chat, and nothing else does."""

from __future__ import annotations

import pytest

from bot.errors import NotFound
from bot.model.clicked import ACTS, ANYWAY, Clicked, number_of, of_mention, on_mention, read_code
from bot.model.insight import InsightId
from bot.model.message import Actions, Button


@pytest.mark.parametrize(
    ("button", "insight", "found"),
    [
        (Button(label="", act="take"), 7, Clicked(name="take", insight=7, saw="new")),
        (
            Button(label="", act="tag", value="R&D|Lab"),
            7,
            Clicked(name="tag", insight=7, saw="new", value="R&D|Lab"),
        ),
        (Button(label="", act="open:told"), None, Clicked(name="open:told", saw="new")),
        (
            Button(label="", act="wrong_mood", value=on_mention(12, "neutral")),
            7,
            Clicked(name="wrong_mood", insight=7, saw="new", mention=12, value="neutral"),
        ),
        (Button(label="", act="undo", value=on_mention(12)), 7, Clicked(name="undo", insight=7, saw="new", mention=12)),
    ],
)
def test_the_code_of_a_button_is_read_as_it_was_written(button: Button, insight: int | None, found: Clicked) -> None:
    row = Actions(insight=None if insight is None else InsightId(insight), buttons=(button,))
    assert read_code(row.code(button)) == found


@pytest.mark.parametrize("code", ["", "take", "take|x|new|", "TAKE|1|new|", "|||", "take|1234567890123456|new|"])
def test_what_no_button_says_is_nothing(code: str) -> None:
    with pytest.raises(NotFound):
        read_code(code)


def test_a_button_opens_a_form_or_none() -> None:
    assert Clicked(name="open:told").form == "told"
    assert Clicked(name="told").form == ""
    assert ANYWAY not in ACTS


@pytest.mark.parametrize(("said", "number"), [(0, 0), ("12", 12), (12, 12), ("", None), (None, None), ("-1", None),
                                              ("²", None), ("1" * 16, None), (1.5, None), ([1], None)])  # fmt: skip
def test_only_digits_are_a_number(said: object, number: int | None) -> None:
    assert number_of(said) == number


def test_a_value_without_a_mention_is_itself() -> None:
    assert of_mention("mood") == (None, "mood")
    assert of_mention("m12|") == (12, "")
