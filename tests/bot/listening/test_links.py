"""Where an address leads, as all write it who share it."""

from __future__ import annotations

import pytest

from bot.listening.copies import is_bare_link
from bot.listening.links import SHARED, link_mark, link_of, shared_voice


@pytest.mark.parametrize(
    "written",
    [
        "https://news.example/lumo-recall",
        "http://www.News.example/lumo-recall/",
        "Read this: https://news.example/lumo-recall?utm_source=feed&utm_medium=social#comments",
        "(https://news.example/lumo-recall).",
        "www.news.example/lumo-recall!",
        "https://news.example/lumo-recall?fbclid=abc123",
    ],
)
def test_one_address_is_written_in_many_ways(written: str) -> None:
    assert link_of(written) == "news.example/lumo-recall"


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("https://news.example/a", "https://news.example/A"),
        ("https://news.example/?id=1", "https://news.example/?id=2"),
        ("https://news.example/a", "https://other.example/a"),
    ],
)
def test_other_addresses_are_others(first: str, second: str) -> None:
    assert link_mark(first) != link_mark(second)


@pytest.mark.parametrize(
    "text", ["", "no link here", "http:// is how it begins", "www. is not enough", "me@news.example"]
)
def test_what_is_no_address_leads_nowhere(text: str) -> None:
    assert link_of(text) is None
    assert link_mark(text) == b""


def test_names_signs_and_repost_marks_are_no_words_of_ones_own() -> None:
    assert is_bare_link("RT @lumo: https://news.example/a 👀👇")
    assert not is_bare_link("lol https://news.example/a")
    assert not is_bare_link("👀")


def test_the_voice_of_those_who_share_a_link_says_nothing_of_where_it_leads() -> None:
    voice = shared_voice("https://news.example/a")
    assert voice.startswith(SHARED)
    assert "news" not in voice
    with pytest.raises(ValueError, match="without a link"):
        shared_voice("no link")
