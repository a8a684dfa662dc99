"""Text on its way into Teams."""

import random
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.teams.cards.escape import escape, fit, literal, normal, unescape
from bot.model.letters import clean, length
from bot.model.mention import Untrusted
from tests.adapters.chat.teams.hostile import WRITTEN, corpus, live

_SIGNS = st.text(alphabet="<>&*_~`:@#./!|^$\\{}[]()=+-1 \n\tabh\u2060\u202e\u200b∗ˍé👍", max_size=60)
_ANY = st.one_of(st.text(max_size=200), _SIGNS, st.sampled_from(WRITTEN).map(lambda text: text[:4000]))


@given(_ANY)
def test_people_read_the_words_that_were_written(text: str) -> None:
    assert unescape(escape(text)) == normal(text)
    assert literal(text).replace("\u2060", "") == clean(text)


@given(st.lists(_ANY, max_size=4).map("".join))
def test_nothing_stays_that_teams_would_act_on(text: str) -> None:
    assert live(escape(Untrusted(text))) == []
    assert live(literal(text), marked=False) == []


@pytest.mark.parametrize("text", [*WRITTEN, *corpus()])
def test_a_hostile_text_stays_words(text: str) -> None:
    assert live(escape(text)) == []
    assert live(literal(Untrusted(text)), marked=False) == []
    assert unescape(escape(text)) == normal(text)


def test_an_address_from_outside_is_none_in_a_run_of_text_either() -> None:
    assert "address" in live("see https://evil.example")
    assert "address" not in live(literal(Untrusted("see https://evil.example or evil.example, x@evil.example")))
    assert literal("see earshot.toml") == "see earshot.toml"


def test_the_finder_finds_what_is_live() -> None:
    assert len([text for text in WRITTEN if live(text)]) >= 40
    assert live("{{DATE(2026)}}", marked=False) == ["date or time"]
    assert live("143 mentions (90 %: 59-82 %), 19:20-22:40") == []


def test_plain_words_stay_as_they_are() -> None:
    words = "58 wrote to the help desk between 19:20-22:40 (90 %: 59-82 %); “delivered”, no parcel. €1.50, $5 {x}"
    assert escape(words) == words and literal(words) == words


@given(_ANY, st.integers(2, 300))
def test_what_is_escaped_fits(text: str, most: int) -> None:
    made = fit(Untrusted(text), most)
    assert length(made) <= most
    assert live(made) == []
    shown = unescape(made)
    assert shown == normal(text) or normal(text).startswith(shown.removesuffix("…"))


def test_nothing_unseen_but_joiners_is_left() -> None:
    shown = "".join(escape(text) for text in WRITTEN if len(text) < 500)
    left = {letter for letter in shown if unicodedata.category(letter) in ("Cc", "Cf")}
    assert left <= {"\n", "\u2060", "\u200c", "\u200d"}


def _generated(number: int) -> Iterator[str]:
    """Texts put together from what Teams knows, always the same ones."""
    signs = "<>&*_~`:@#|!^./ \n\u2060\u202e$\\{}[]()=+-∗ˍ"
    parts = (*signs, "<at>", "</at>", "{{DATE(", "${", "](", "://", "https", "&lt;", "1.", ".com", "    ", "a", "7")
    chosen = random.Random(7)
    for _ in range(number):
        yield "".join(chosen.choices(parts, k=chosen.randint(1, 24)))


def _stay_words(number: int) -> None:
    for text in _generated(number):
        made = escape(text)
        assert live(made) == [], text
        assert unescape(made) == normal(text), text


def test_generated_texts_stay_words() -> None:
    _stay_words(10_000)


@pytest.mark.soak
def test_a_million_generated_texts_stay_words() -> None:
    _stay_words(1_000_000)
