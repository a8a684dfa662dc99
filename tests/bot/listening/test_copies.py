"""Near-copies fold into their story; two people's own words do not."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.listening.copies import CopyFinder, canonical_text, is_repost, signatures, similarity
from bot.model.mention import MentionId
from bot.ports.memory import Recent

AT = datetime(2026, 10, 3, 19, 20, tzinfo=UTC)
LONG = "how is the status page green when nobody can get in, third time this month lmao"


def folds(first: str, second: str, *, days: float = 0.0) -> bool:
    one, other = signatures([first, second])
    finder = CopyFinder()
    finder.add(MentionId(1), one, AT)
    return finder.find(other, AT + timedelta(days=days)) == MentionId(1)


@pytest.mark.parametrize(
    "copy",
    [
        LONG,
        "RT " + LONG,
        "RT @someone@social.example: " + LONG,
        LONG + " https://t.example/x1 🟢🟢",
        LONG.upper(),
        LONG.replace("third ", ""),
        LONG[: int(len(LONG) * 0.8)],
        "🔁 " + LONG,
        LONG.replace("green", "gre\u200ben"),
    ],
)
def test_near_copies_of_a_longer_text_fold(copy: str) -> None:
    assert folds(LONG, copy)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("not working", "not working"),
        ("lumo down", "Lumo down!!"),
        ("lumo down", "RT volta down"),
        ("charger not recognised", "charger not recognised again"),
        ("tracking says delivered, nothing here", "app says delivered, still nothing here"),
        (LONG, "the status page is all green and yet my sister cannot get in, it is the third time"),
        ("https://lumo.example/status", "https://lumo.example/status"),
        ("👍", "👍"),
    ],
)
def test_what_two_people_say_themselves_does_not_fold(first: str, second: str) -> None:
    assert not folds(first, second)


def test_a_marked_repost_of_a_short_text_folds_into_what_it_reposts() -> None:
    assert folds("lumo down", "RT lumo down")
    assert folds("RT lumo down", "rt @lumo: Lumo down 😡")


def test_a_medium_text_folds_when_it_is_the_same_or_marked_as_repost() -> None:
    assert folds("locked out since seven o'clock", "Locked out since seven o'clock!")
    assert folds("locked out since seven o'clock", "RT locked out since seven o'clock!! lol")


def test_a_copy_is_found_for_fourteen_days_in_either_direction() -> None:
    assert folds(LONG, LONG, days=13.9)
    assert folds(LONG, LONG, days=-13.9)
    assert not folds(LONG, LONG, days=14.1)


def test_a_story_that_goes_on_keeps_its_first_original() -> None:
    (signature,) = signatures([LONG])
    finder = CopyFinder()
    finder.add(MentionId(1), signature, AT)
    for number, days in ((2, 10), (3, 20), (4, 30)):
        story = finder.find(signature, AT + timedelta(days=days))
        assert story == MentionId(1)
        finder.add(MentionId(number), signature, AT + timedelta(days=days), copy_of=story)


def test_a_finder_built_from_rows_answers_as_the_one_that_heard_them() -> None:
    texts = [LONG, "RT " + LONG, "lumo down", "RT lumo down", "another thing entirely, about parcels and porches"]
    live, rows = CopyFinder(), []
    for number, signature in enumerate(signatures(texts), 1):
        story = live.find(signature, AT)
        live.add(MentionId(number), signature, AT, copy_of=story, voice=f"v{number}")
        rows.append(Recent(id=MentionId(number), copy_of=story, signature=signature, voice=f"v{number}", at=AT))

    rebuilt = CopyFinder(rows)

    assert [row.copy_of for row in rows] == [None, 1, None, 3, None]
    asked = signatures([*texts, "RT another thing entirely, about parcels and porches"])
    assert [rebuilt.find(one, AT) for one in asked] == [live.find(one, AT) for one in asked]
    assert rebuilt.voice(MentionId(2)) == "v2"


def test_what_was_taken_back_is_no_longer_found_and_an_edit_replaces() -> None:
    one, other = signatures([LONG, "an entirely different sentence about a parcel on a porch"])
    finder = CopyFinder()
    finder.add(MentionId(1), one, AT)

    finder.add(MentionId(1), other, AT)
    assert finder.find(one, AT) is None
    assert finder.find(other, AT) == MentionId(1)

    finder.drop(MentionId(1))
    finder.drop(MentionId(99))
    assert finder.find(other, AT) is None
    assert len(finder) == 0


def test_the_same_text_has_the_same_signature_in_any_batch() -> None:
    alone = signatures([LONG])

    crowd = signatures([f"{LONG} {number}" * (number % 7) for number in range(600)] + [LONG])

    assert crowd[-1:] == alone


def test_signatures_never_change_between_versions() -> None:
    assert signatures([LONG])[0][:9].hex() == "6cc1a22b7e80b8e542"


def test_similarity_estimates_the_share_of_common_runs() -> None:
    def runs(text: str) -> set[str]:
        plain = canonical_text(text)
        return {plain[place : place + 5] for place in range(len(plain) - 4)}

    words = (LONG + " and nobody at the help desk picks up the phone before noon").split()
    errors = []
    for place in range(len(words) - 3):
        other = " ".join(words[:place] + words[place + 3 :])
        one, two = runs(" ".join(words)), runs(other)
        errors.append(similarity(*signatures([" ".join(words), other])) - len(one & two) / len(one | two))

    assert abs(sum(errors) / len(errors)) < 0.05
    assert max(map(abs, errors)) < 0.2


def test_odd_texts_have_signatures_too() -> None:
    assert signatures(["", "\ud800 \x00", "a" * 100_000, "あ" * 50]) != []
    assert signatures([""]) == [b""]


def test_a_repost_mark_is_a_word_of_its_own() -> None:
    assert is_repost("RT @a lumo down")
    assert not is_repost("rtx card will not fit")
    assert not is_repost("support RT time is bad")
