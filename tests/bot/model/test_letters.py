"""Text on its way to a surface: cleaned, cut, never within a character."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.letters import clean, cut, graphemes, length


def test_marks_of_direction_and_hidden_characters_are_dropped() -> None:
    assert clean("summer\u202egnp.exe\u202c \U000e0041x\u2060y\u0007") == "summergnp.exe xy"
    assert clean("a\r\nb\tc\u2028d") == "a b c d"
    assert clean("a\r\nb\u2029c", lines=True) == "a\nb\nc"
    assert clean("\ud800") == "\ufffd"


def test_letters_that_need_a_joiner_keep_it() -> None:
    assert clean("می\u200cخواهم 👩\u200d🔧") == "می\u200cخواهم 👩\u200d🔧"


@given(st.text(max_size=80), st.integers(2, 60))
def test_a_cut_text_fits_and_begins_the_same(text: str, most: int) -> None:
    short = cut(text, most)
    assert length(short) <= most
    assert short == text or text.startswith(short.removesuffix("…"))


@given(st.text(max_size=60))
def test_graphemes_are_the_text(text: str) -> None:
    assert "".join(graphemes(text)) == text


@pytest.mark.parametrize(
    "one", ["e\u0301", "👩‍👩‍👧‍👦", "🇩🇪", "👍🏽", "1\ufe0f\u20e3", "न्", "\u1112\u1161\u11ab", "❤\ufe0f"]
)
def test_a_character_is_never_cut_in_two(one: str) -> None:
    assert list(graphemes(one * 3)) == [one] * 3
    for most in range(2, 4 * length(one)):
        short = cut(one * 9, most).removesuffix("…")
        assert short == one * (len(short) // len(one)) or most <= length(one)


def test_a_character_of_a_thousand_marks_is_cut_all_the_same() -> None:
    assert 1 < length(cut("a" + "\u0301" * 5000, 100)) <= 100
