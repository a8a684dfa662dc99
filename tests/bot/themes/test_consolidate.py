from collections import Counter, defaultdict
from dataclasses import replace

from bot.model.mention import MentionId
from bot.model.theme import ThemeId
from bot.themes.book import ThemeBook
from bot.themes.consolidate import LEAST_WEIGHT, Consolidation, consolidate, one_news
from bot.themes.gather import gather
from bot.themes.halves import halves
from bot.themes.state import Member
from tests.bot.themes.streams import START, Heard, assign, member, stream, topics


def members(heard: list[Heard], found: dict[MentionId, ThemeId]) -> dict[ThemeId, list[Member]]:
    by = defaultdict(list)
    for one in heard:
        by[found[one.id]].append(member(one, found[one.id]))
    return by


def night(book: ThemeBook, heard: list[Heard], found: dict[MentionId, ThemeId]) -> Consolidation:
    change = consolidate(book, members(heard, found), at=START, terms={})
    for move in change.moves:
        found.update(dict.fromkeys(move.mentions, move.theme))
    return change


def theme_of(topic: str, heard: list[Heard], found: dict[MentionId, ThemeId]) -> ThemeId:
    return Counter(found[one.id] for one in heard if one.topic == topic).most_common(1)[0][0]


def one_topic_in_two() -> tuple[ThemeBook, list[Heard], dict[MentionId, ThemeId]]:
    """A topic that the book, not knowing better, keeps as two themes beside another topic."""
    heard = topics(60, 60)
    book = ThemeBook()
    found = assign(book, heard)
    large = theme_of("0", heard, found)
    part = [member(one, large) for one in heard if found[one.id] == large]
    new = book.split(large, stays=part[1::2], leaves=part[::2], at=START, detail="test")
    found.update({one.id: new for one in part[::2]})
    book.changed()
    return book, heard, found


def two_topics_in_one() -> tuple[ThemeBook, list[Heard], dict[MentionId, ThemeId]]:
    heard = topics(60, 40)
    book = ThemeBook()
    found = assign(book, heard)
    one, other = theme_of("0", heard, found), theme_of("1", heard, found)
    book.move([member(each, other) for each in heard if found[each.id] == other], one)
    found.update({each: one for each, theme in found.items() if theme == other})
    book.changed()
    return book, heard, found


def test_two_themes_of_one_topic_are_merged_and_the_older_stays() -> None:
    book, heard, found = one_topic_in_two()
    themes = sorted({found[one.id] for one in heard if one.topic == "0"})
    change = night(book, heard, found)
    events = [kept.event for kept in change.themes if kept.event is not None and kept.event.kind == "merged"]
    assert [(event.theme, event.other) for event in events] == [(themes[1], themes[0])]
    assert {found[one.id] for one in heard if one.topic == "0"} == {themes[0]}


def test_different_topics_are_not_merged() -> None:
    heard = topics(60, 60, 60)
    book = ThemeBook()
    found = assign(book, heard)
    assert night(book, heard, found).moves == ()


def two_small_themes_of_one_topic() -> tuple[ThemeBook, ThemeId, ThemeId, ThemeId]:
    """One told as new, one about to be told, both too small for the night; and one of another topic."""
    heard = topics(14, 14, hours=0.5)
    book = ThemeBook()
    found = assign(book, heard)
    told, other = theme_of("0", heard, found), theme_of("1", heard, found)
    part = [member(one, told) for one in heard if found[one.id] == told]
    again = book.split(told, stays=part[1::2], leaves=part[::2], at=START, detail="test")
    book.changed()
    return book, told, again, other


def test_what_is_told_as_new_already_is_not_new_though_it_is_too_small_for_the_night() -> None:
    book, told, again, other = two_small_themes_of_one_topic()
    entry = book.theme(again)
    assert entry is not None
    assert entry.weight <= LEAST_WEIGHT
    assert consolidate(book, {}, at=START).moves == ()
    assert book.current(again) == again
    assert one_news(book, [other, again], [told], at=START) == [(again, told)]
    assert book.current(again) == told
    assert book.current(other) == other


def test_of_two_themes_that_become_new_at_once_the_first_stays() -> None:
    book, told, again, other = two_small_themes_of_one_topic()
    assert one_news(book, [again, other, told], [], at=START) == [(told, again)]


def test_a_theme_that_is_two_is_split_and_the_larger_part_keeps_the_id() -> None:
    book, heard, found = two_topics_in_one()
    one = theme_of("0", heard, found)
    change = night(book, heard, found)
    split = [kept.event for kept in change.themes if kept.event is not None and kept.event.kind == "split"]
    assert [event.other for event in split] == [one]
    assert theme_of("0", heard, found) == one
    assert {found[each.id] for each in heard if each.topic == "1"} == {split[0].theme}


def test_what_was_split_is_not_merged_again_the_next_night() -> None:
    book, heard, found = two_topics_in_one()
    night(book, heard, found)
    assert night(book, heard, found).moves == ()


def test_one_topic_has_no_halves() -> None:
    heard = topics(80)
    book = ThemeBook()
    found = assign(book, heard)
    one = [member(each, found[each.id]) for each in heard if each.topic]
    assert len(one) == 80
    assert halves(one, space=book.space) is None


def test_the_same_night_gives_the_same_themes() -> None:
    results = []
    for _ in range(2):
        heard, book = stream(800), ThemeBook()
        found = assign(book, heard)
        night(book, heard, found)
        results.append(found)
    assert results[0] == results[1]


def test_a_mention_is_removed_from_the_core_that_it_went_to() -> None:
    book, heard, found = one_topic_in_two()
    night(book, heard, found)
    owner = theme_of("0", heard, found)
    for one in heard:
        if found[one.id] == owner:
            book.remove(member(one, owner))
    left = book.theme(owner)
    assert left is not None
    assert left.mentions == 0


def test_a_rise_gathers_what_is_a_little_alike_and_leaves_the_rest() -> None:
    heard = stream(900)
    book = ThemeBook()
    found = assign(book, heard)
    signin = [one for one in heard if one.topic == "s4_signin"]
    other = [one for one in heard if one.topic == "s7_night"]
    rising = Counter(found[one.id] for one in signin).most_common(1)[0][0]
    hour = [
        member(replace(one, at=START), found[one.id]) for one in sorted((*signin, *other[:5]), key=lambda one: one.id)
    ]
    before = sum(found[one.id] == rising for one in signin)
    move = gather(book, rising, hour)
    assert move is not None
    found.update(dict.fromkeys(move.mentions, move.theme))
    assert sum(found[one.id] == rising for one in signin) >= max(2 * before, 0.75 * len(signin))
    assert sum(found[one.id] == rising for one in other[:5]) <= 1
