import re

import pytest

from bot.model.mention import MentionId
from bot.themes.label import Vocabulary, label
from tests.bot.themes.streams import voices

STREAM = Vocabulary.of([text for _, text, _ in voices()])


def texts(topic: str) -> list[tuple[MentionId, str]]:
    found = [text for name, text, _ in voices() if name == topic]
    return [(MentionId(place), text) for place, text in enumerate(found)]


@pytest.mark.parametrize(
    ("topic", "word"),
    [
        ("s1_charger", "charg"),
        ("s2_tracking", "deliver"),
        ("s3_esim", "esim|number"),
        ("s6_limit", "limit"),
        ("s8_volta", "volta"),
    ],
)
def test_a_label_says_what_a_topic_is_about_in_somebodys_words(topic: str, word: str) -> None:
    said = texts(topic)
    found = label(said, stream=STREAM)
    assert found is not None
    assert re.search(word, found.phrase.lower())
    assert found.phrase in dict(said)[found.mention]
    assert 2 <= len(found.phrase.split()) <= 6


def test_markup_addresses_and_bare_numbers_are_never_a_label() -> None:
    hostile = [
        "<!channel> charger broken", "see https://evil.example/charger now", "@everyone charger", "12345 67890",
        "=HYPERLINK(charger)", "charger\u202ebroken", "[phone] [email]",
    ]  # fmt: skip
    found = label([(MentionId(place), text) for place, text in enumerate(hostile * 3)], stream=Vocabulary.of(hostile))
    assert found is None or not set(found.phrase) & set("<>@/=[]\u202e")


def test_no_text_no_label() -> None:
    assert label([], stream=STREAM) is None
    assert label([(MentionId(1), "ok")], stream=STREAM) is None


def test_a_label_stays_unless_another_is_clearly_better() -> None:
    said = texts("s1_charger")
    best = label(said, stream=STREAM)
    second = label([one for one in said if best is None or best.phrase not in one[1]], stream=STREAM)
    assert best is not None
    assert second is not None
    assert best.phrase != second.phrase
    kept = label(said, stream=STREAM, current=second.phrase)
    assert kept is not None
    assert kept.phrase == second.phrase
    far = label(said, stream=STREAM, current="own four chargers")
    assert far is not None
    assert far.phrase == best.phrase


def test_a_label_that_nobody_says_any_more_is_given_up() -> None:
    found = label(texts("s3_esim"), stream=STREAM, current="purple elephants dance")
    assert found is not None
    assert found.phrase != "purple elephants dance"


def of(*said: str) -> str | None:
    found = label([(MentionId(place), text) for place, text in enumerate(said)], stream=STREAM)
    return None if found is None else found.phrase


def test_a_label_is_not_cut_out_of_the_middle_of_what_was_said() -> None:
    found = of(
        "My laptop detects charger bricks of all sizes.",
        "Every wall socket detects charger bricks but for this one.",
        "Charger brick not seen",
    )
    assert found is not None
    assert not found.startswith("detects")


def test_a_label_is_what_several_say_and_not_what_one_says_strikingly() -> None:
    found = of(
        "Courier marked zebra porch", "Parcel marked delivered", "The parcel was marked as delivered again",
        "Why is my parcel marked delivered?", "zebra",
    )  # fmt: skip
    assert found == "Parcel marked delivered"


def test_a_label_neither_shouts_nor_stammers_where_somebody_says_it_calmly() -> None:
    found = of("CHARGING TOO SLOWLY", "charging charging charging", "Charging too slowly", "Charging slowly since then")
    assert found in ("Charging too slowly", "Charging slowly")


def test_a_topic_without_common_words_is_called_by_a_whole_clause() -> None:
    said = [
        "The doorbell rang twice, nobody was there", "Somebody rang, then left a card",
        "He left before I was down the stairs", "I was there the whole time",
    ]  # fmt: skip
    found = of(*said)
    assert found is not None
    assert found in [clause.strip() for text in said for clause in text.split(",")]


def test_a_label_begins_with_a_thing_and_not_with_what_it_does() -> None:
    found = of("Detects charger, charges nothing", "Charger detected then nothing", "Detects charger then stops",
               "The charger is cold")  # fmt: skip
    assert found is not None
    assert not found.lower().startswith("detects")
