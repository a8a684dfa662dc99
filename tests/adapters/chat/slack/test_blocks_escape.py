"""Text on its way into Slack."""

import random
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.chat.slack.blocks.escape import clean, cut, escape, fit, graphemes, length, normal, unescape
from bot.model.mention import Untrusted
from tests.adapters.chat.slack.hostile import WRITTEN, corpus, live

_SIGNS = st.text(alphabet="<>&*_~`:@#./!|^ \n\tab1h\u2060\u202e\u200b∗ˍ꞉é👍", max_size=60)
_ANY = st.one_of(st.text(max_size=200), _SIGNS, st.sampled_from(WRITTEN).map(lambda text: text[:4000]))


@given(_ANY)
def test_people_read_the_words_that_were_written(text: str) -> None:
    assert unescape(escape(text)) == normal(text)


@given(st.lists(_ANY, max_size=4).map("".join))
def test_nothing_stays_that_slack_would_act_on(text: str) -> None:
    assert live(escape(Untrusted(text))) == []


@pytest.mark.parametrize("text", [*WRITTEN, *corpus()])
def test_a_hostile_text_stays_words(text: str) -> None:
    assert live(escape(text)) == []
    assert unescape(escape(text)) == normal(text)


def test_the_corpus_is_there() -> None:
    assert len(corpus()) > 20


def test_the_finder_finds_what_is_live() -> None:
    raw = [text for text in WRITTEN if live(text)]
    assert len(raw) >= 30
    assert live("see <!channel>") == ["mention or link"]
    assert live("a *b* c", bold=True) == []
    assert live("a &lt;!channel&gt; at 19:20-22:40, 7.1 %") == []


def test_plain_words_stay_as_they_are() -> None:
    words = "58 wrote to the help desk between 19:20-22:40 (90 %: 59-82 %); “delivered”, no parcel"
    assert escape(words) == words


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


@given(_ANY, st.integers(2, 300))
def test_what_is_escaped_fits_without_a_broken_entity(text: str, most: int) -> None:
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
    """Texts put together from what Slack knows, always the same ones."""
    parts = (
        *"<>&*_~`:@#|!^./ \n\u2060\u202e꞉∗",
        "<!",
        "<@U1",
        "://",
        "https",
        "here",
        "&lt;",
        ":fire",
        ".com",
        "a",
        "7",
    )
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
