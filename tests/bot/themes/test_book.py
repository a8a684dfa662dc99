from collections import Counter
from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from bot.model.mention import MentionId
from bot.model.theme import Theme, ThemeId
from bot.themes.book import ThemeBook
from bot.themes.rows import Rows
from bot.themes.space import SCALE
from bot.themes.state import BookState
from tests.bot.themes.streams import START, Heard, assign, member, stream, topics


def stored(book: ThemeBook, kept: dict[ThemeId, Theme]) -> None:
    for change in book.changed():
        kept[change.theme.id] = change.theme


def test_each_topic_becomes_one_theme() -> None:
    heard = topics(60, 40, 30, 8)
    found = assign(ThemeBook(), heard)
    themes = [Counter(found[one.id] for one in heard if one.topic == topic) for topic in "0123"]
    assert [max(theme.values()) for theme in themes] == [60, 40, 30, 8]
    assert len({theme.most_common(1)[0][0] for theme in themes}) == 4


def test_the_same_stream_gives_the_same_ids() -> None:
    heard = stream(700)
    assert assign(ThemeBook(), heard) == assign(ThemeBook(), heard)


@pytest.mark.parametrize("cut", [40, 250, 611])
def test_a_book_rebuilt_from_what_was_stored_goes_on_as_if_it_had_never_been_away(cut: int) -> None:
    heard = stream(900)
    whole = assign(ThemeBook(), heard)

    book, kept, state = ThemeBook(), dict[ThemeId, Theme](), BookState(through=MentionId(0), seen=0, sample=())
    found = assign(book, heard[:cut])
    stored(book, kept)
    if book.turned:
        state = BookState.from_json(book.state().to_json())
    members = [member(one, found[one.id]) for one in heard[:cut]]
    again = ThemeBook.load(
        [theme for theme in kept.values() if theme.state != "archived"],
        state=state,
        sample=[one for one in members if one.id in state.sample],
        later=[one for one in members if one.id > state.through],
        voices=[(one.theme, one.voice) for one in members],
        next_id=max(kept, default=0) + 1,
    )
    assert found | assign(again, heard[cut:]) == whole
    assert [theme.voices for theme in again.themes()] == [theme.voices for theme in _whole_book(heard).themes()]


def _whole_book(heard: list[Heard]) -> ThemeBook:
    book = ThemeBook()
    assign(book, heard)
    return book


def test_a_state_is_stored_only_when_the_space_was_fitted_anew() -> None:
    book = ThemeBook()
    assign(book, stream(63))
    assert not book.turned
    assign(book, stream(65)[63:])
    assert book.turned
    book.state()
    assert not book.turned


def test_a_damaged_state_is_refused() -> None:
    with pytest.raises(ValueError, match="not the state"):
        BookState.from_json({"through": "7"})
    with pytest.raises(ValueError, match="sample"):
        BookState.from_json({"through": 7, "seen": 9, "sample": ["x"]})


def test_five_mentions_of_three_voices_make_a_theme() -> None:
    book = ThemeBook()
    six = topics(6, others=0)
    assign(book, [replace(one, voice=f"v{place % 2}") for place, one in enumerate(six[:5])])
    assert [theme.state for theme in book.themes()] == ["candidate"]
    assign(book, [replace(six[5], voice="third")])
    assert [theme.state for theme in book.themes()] == ["theme"]
    assert [change.event.kind for change in book.changed() if change.event] == ["promoted"]


def test_a_copy_goes_where_its_original_went_and_does_not_move_the_centre() -> None:
    book = ThemeBook()
    one, other = topics(1, 1, others=0)
    theme = assign(book, [one])[one.id]
    before = book.theme(theme)
    found = book.assign(other.vector, mention=other.id, at=one.at, day=one.day, voice="w", original=theme)
    after = book.theme(theme)
    assert before is not None
    assert after is not None
    assert found is not None
    assert found.theme == theme
    assert (after.mentions, after.voices, after.centre) == (2, 2, before.centre)


def test_reposts_of_one_post_are_no_theme() -> None:
    book = ThemeBook()
    one = topics(1, others=0)[0]
    theme = assign(book, [one])[one.id]
    for place in range(2, 12):
        book.assign(one.vector, mention=MentionId(place), at=one.at, day=one.day, voice=f"r{place}", original=theme)
    assert [theme.state for theme in book.themes()] == ["candidate"]


@pytest.mark.parametrize("vector", [b"", np.zeros(256, np.float32).tobytes(), b"\0" * 12])
def test_a_text_that_says_nothing_has_no_theme(vector: bytes) -> None:
    assert ThemeBook().assign(vector, mention=MentionId(1), at=START, day="2026-04-06", voice="v") is None


def test_a_candidate_that_nobody_takes_up_for_three_weeks_is_archived() -> None:
    book = ThemeBook()
    lonely, later, last = topics(1, 1, 1, others=0)
    theme = assign(book, [lonely])[lonely.id]
    assign(book, [replace(later, at=START + timedelta(days=21))])
    assert book.theme(theme) is not None
    assign(book, [replace(last, at=START + timedelta(days=22))])
    states = {change.theme.id: change.theme.state for change in book.changed()}
    assert states[theme] == "archived"
    assert book.theme(theme) is None


def test_a_removed_mention_leaves_centre_counts_and_sample() -> None:
    heard = topics(80, 40)
    book = ThemeBook()
    found = assign(book, heard)
    theme = found[next(one.id for one in heard if one.topic == "0")]
    for one in heard:
        if found[one.id] == theme:
            book.remove(member(one, theme))
    left = book.theme(theme)
    assert left is not None
    assert (left.mentions, left.voices) == (0, 0)
    assert left.weight == 0
    assert not np.frombuffer(left.centre, np.float32).any()


def test_a_moved_mention_counts_in_its_new_theme() -> None:
    heard = topics(20, 20)
    book = ThemeBook()
    found = assign(book, heard)
    first, other = (next(one for one in heard if one.topic == topic) for topic in "01")
    target = found[other.id]
    before = book.theme(target), book.theme(found[first.id])
    book.move([member(first, found[first.id])], target)
    after = book.theme(target), book.theme(found[first.id])
    assert [one.mentions for one in after if one] == [before[0].mentions + 1, before[1].mentions - 1]  # type: ignore[union-attr]


def test_a_merged_theme_goes_on_drawing_mentions_to_the_one_it_went_into() -> None:
    heard = topics(30, 30, others=100)
    book = ThemeBook()
    found = assign(book, heard[:120])
    old, new = sorted(
        {Counter(found[one.id] for one in heard[:120] if one.topic == t).most_common(1)[0][0] for t in "01"}
    )
    book.merge(new, old, at=START, detail="0.50")
    later = assign(book, heard[120:])
    assert {later[one.id] for one in heard[120:] if one.topic} == {old}
    assert book.current(new) == old


def test_likeness_estimates_the_share_of_the_earlier_stream() -> None:
    heard = topics(100, 50, others=250)
    book = ThemeBook()
    found = assign(book, heard)
    large = Counter(found.values()).most_common(1)[0][0]
    assert 0.23 < book.like(large, before=MentionId(401)) < 0.29
    assert book.like(large, before=MentionId(1)) == 0.0


def test_ties_go_to_the_older_theme_whatever_its_place() -> None:
    rows = Rows()
    centre = np.zeros(256, np.float32)
    centre[0] = SCALE
    rows.put(ThemeId(9), centre)
    rows.put(ThemeId(4), -centre)
    rows.drop(ThemeId(9))
    rows.put(ThemeId(7), centre)
    rows.put(ThemeId(5), centre)
    assert rows.nearest(centre) == (5, 1.0)


def test_a_product_of_placed_vectors_is_exact_in_any_matrix() -> None:
    book = ThemeBook()
    heard = stream(300)
    assign(book, heard)
    placed = np.array(
        [book.space.place(book.space.centred(np.frombuffer(one.vector, np.float32), "")) for one in heard]
    )
    one_by_one = np.array([[np.dot(a, b) for b in placed[:20]] for a in placed[:20]])
    assert (one_by_one == (placed @ placed.T)[:20, :20]).all()
    assert (one_by_one == placed[:20].astype(np.int64) @ placed[:20].T.astype(np.int64)).all()
