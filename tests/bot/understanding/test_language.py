from __future__ import annotations

from collections.abc import Callable

import pytest

from bot.understanding import ReaderModel
from bot.understanding.language import UNKNOWN, language_of
from bot.understanding.words import plain, words_of

CONFIGURED = ("en", "de")
Tell = Callable[[str], str]


@pytest.fixture
def tell(model: ReaderModel) -> Tell:
    def language(text: str, languages: tuple[str, ...] = CONFIGURED) -> str:
        whole = plain(text)
        return language_of(whole, words_of(whole), identify=model.identify, languages=languages)

    return language


def test_of_other_languages_at_most_one_text_in_fifty_is_taken_for_a_configured_one(
    tell: Tell, table: Callable[[str], list[tuple[str, str]]]
) -> None:
    foreign = [(language, text) for language, text in table("languages.tsv") if language not in CONFIGURED]
    taken = [text for _, text in foreign if tell(text) in CONFIGURED]
    assert len(foreign) >= 50
    assert len(taken) <= len(foreign) // 50, taken


def test_texts_in_the_configured_languages_are_recognised_however_short(
    tell: Tell, table: Callable[[str], list[tuple[str, str]]]
) -> None:
    own = [(language, text) for language, text in table("languages.tsv") if language in CONFIGURED]
    missed = [text for language, text in own if tell(text) != language]
    assert len(missed) <= len(own) // 10, missed


def test_another_language_is_named_when_it_is_plain(tell: Tell, table: Callable[[str], list[tuple[str, str]]]) -> None:
    foreign = [(language, text) for language, text in table("languages.tsv") if language not in CONFIGURED]
    assert sum(tell(text) == language for language, text in foreign) >= 0.8 * len(foreign)


@pytest.mark.parametrize("text", ["", "   ", "🔥🔥🔥", "12345", "https://example.com/a", "@somebody", "???"])
def test_where_nothing_is_said_the_language_is_unknown(tell: Tell, text: str) -> None:
    assert tell(text) == UNKNOWN


@pytest.mark.parametrize("text", ["cant log in", "charger dead since 7.1", "sold my Lumo, no regrets", "great phone"])
def test_short_english_is_english(tell: Tell, text: str) -> None:
    assert tell(text) == "en"


def test_pidgin_is_not_read_as_english(tell: Tell) -> None:
    assert tell("I no fit log in to my account abeg, wetin dey happen") == "pcm"


def test_addresses_and_names_do_not_decide_the_language(tell: Tell) -> None:
    assert tell("@jean_dupont https://exemple.fr/la-page-du-produit where is my order?") == "en"


def test_the_identifier_is_asked_about_all_languages_whatever_is_configured(model: ReaderModel) -> None:
    text = "Mon colis n'est jamais arrivé, c'est une honte"
    assert language_of(text, words_of(text), identify=model.identify, languages=("en",)) == "fr"
