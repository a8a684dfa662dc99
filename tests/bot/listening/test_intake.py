"""Mention JSON -> Mention or Deletion, and which version wins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.errors import BadMention
from bot.listening.intake import canonical, day_of, hour_of, read_mention, voice_of, wins
from bot.listening.strict_json import read_json
from bot.model.mention import Deletion, Known, Mention, MentionId, MentionState

NOW = datetime(2026, 10, 5, 7, tzinfo=UTC)
PLAIN: Mapping[str, object] = {
    "source": "forum",
    "id": "a1",
    "at": "2026-07-07T09:30:00+02:00",
    "text": "Delivered? To whom?",
}


def mention(**changes: object) -> Mention:
    return mention_in(None, **changes)


def mention_in(zone: str | None, /, **changes: object) -> Mention:
    raw = {key: value for key, value in {**PLAIN, **changes}.items() if value is not ...}
    found = read_mention(raw, where="line 3", arrived=NOW, zone=zone)
    assert isinstance(found, Mention)
    return found


def refusal(**changes: object) -> str:
    with pytest.raises(BadMention) as caught:
        mention(**changes)
    return str(caught.value)


def test_a_plain_mention_is_read_in_utc_with_defaults() -> None:
    found = mention()

    assert found.key == ("forum", "a1")
    assert found.at == found.edited == datetime(2026, 7, 7, 7, 30, tzinfo=UTC)
    assert (found.kind, found.visibility, found.marks, found.author) == ("mention", "public", (), None)
    assert len(found.digest) == 64


def test_every_key_of_the_contract_is_read() -> None:
    found = mention(
        kind="service",
        author={"id": 7, "name": "Jo", "followers": 12},
        url="https://forum.example/1",
        conversation=55,
        in_reply_to="a0",
        engagement={"likes": 1, "reposts": 2, "replies": 3},
        channel="phones",
        language="en",
        rating=4,
        edited="2026-07-08T00:00:00Z",
        visibility="private:slack:T1/C1",
        op="upsert",
    )

    assert found.kind == "service"
    assert found.author is not None
    assert (found.author.id, found.author.name.raw, found.author.followers) == ("7", "Jo", 12)
    assert found.url is not None
    assert (found.url.raw, found.conversation, found.in_reply_to) == ("https://forum.example/1", "55", "a0")
    assert (found.engagement.likes, found.engagement.reposts, found.engagement.replies) == (1, 2, 3)
    assert (found.channel, found.language, found.rating) == ("phones", "en", 4.0)
    assert found.edited == datetime(2026, 7, 8, tzinfo=UTC)
    assert found.visibility == "private:slack:T1/C1"


@pytest.mark.parametrize(("given_id", "expected"), [(12, "12"), (0, "0"), (12.0, "12"), (10**20, "1" + "0" * 20)])
def test_a_number_as_id_is_taken_as_its_digits(given_id: object, expected: str) -> None:
    assert mention(id=given_id).source_id == expected


def test_unknown_keys_are_kept_also_inside_author_and_engagement() -> None:
    found = mention(mood="cross", author={"id": "7", "name": "Jo", "karma": 3}, engagement={"likes": 1, "boosts": 2})

    assert found.rest == {"mood": "cross", "author": {"karma": 3}, "engagement": {"boosts": 2}}
    assert canonical(found)["author"] == {"id": "7", "name": "Jo", "karma": 3}


def test_a_deletion_needs_its_key_alone() -> None:
    raw = {"source": "forum", "id": 4, "op": "delete", "text": 5}

    assert read_mention(raw, where="", arrived=NOW) == Deletion(source="forum", source_id="4")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"source": ...}, "line 3: source is missing; expected text or a whole number"),
        ({"id": None}, "line 3: id is missing; expected text or a whole number"),
        ({"id": True}, "id is true"),
        ({"id": 1.5}, "id is 1.5"),
        ({"id": "   "}, "id is '   '"),
        ({"at": ...}, "at is missing; expected a time with offset such as 2026-07-07T09:30:00+02:00"),
        ({"at": "2026-07-07T09:30:00"}, "at is '2026-07-07T09:30:00'; expected a time with offset"),
        ({"at": "yesterday"}, "at is 'yesterday'"),
        ({"at": "2026-02-30T09:30:00Z"}, "at is '2026-02-30T09:30:00Z'"),
        ({"at": "0001-01-01T00:00:00+05:00"}, "at is '0001-01-01T00:00:00+05:00'"),
        ({"at": 1783409400}, "at is 1783409400"),
        ({"text": ...}, "text is missing; expected what was said"),
        ({"text": " \n"}, "text is ' \\n'; expected what was said"),
        ({"text": 5}, "text is 5; expected text in quotation marks"),
        ({"kind": "tweet"}, 'kind is \'tweet\'; expected "mention" or "service"'),
        ({"op": "remove"}, 'op is \'remove\'; expected "upsert" or "delete"'),
        ({"author": "Jo"}, "author is 'Jo'; expected an object"),
        ({"author": {"name": "Jo"}}, "author.id is missing"),
        ({"author": {"id": "1", "followers": -1}}, "author.followers is -1; expected a whole number from 0 on"),
        ({"engagement": {"likes": "many"}}, "engagement.likes is 'many'"),
        ({"rating": "5"}, "rating is '5'; expected a finite number"),
        ({"rating": 10**400}, "rating is 1000"),
        ({"edited": "now"}, "edited is 'now'"),
        ({"visibility": "secret"}, "visibility is 'secret'; expected \"public\""),
        ({"url": ["x"]}, "url is a list; expected text in quotation marks"),
    ],
)
def test_a_refusal_names_the_key_what_was_found_and_what_is_right(changes: dict[str, object], words: str) -> None:
    assert words in refusal(**changes)


def test_what_is_no_object_is_refused() -> None:
    with pytest.raises(BadMention, match="line 1: the mention is no object; expected an object"):
        read_mention([1], where="line 1", arrived=NOW)


def test_a_time_without_offset_is_one_of_the_mappings_zone() -> None:
    assert mention_in("Europe/Berlin", at="2026-07-07T09:30:00").at == datetime(2026, 7, 7, 7, 30, tzinfo=UTC)
    assert mention_in("Europe/Berlin", at="2026-07-07").at == datetime(2026, 7, 6, 22, tzinfo=UTC)


@pytest.mark.parametrize("at", ["2026-07-07 07:30Z", "2026-07-07t07:30:00z", "2026-07-07T03:30:00.000000001-0400"])
def test_the_spellings_of_rfc_3339_that_people_use_are_one_moment(at: str) -> None:
    assert mention(at=at).at == datetime(2026, 7, 7, 7, 30, tzinfo=UTC)


def test_a_leap_second_is_the_last_second_of_its_minute() -> None:
    assert mention(at="2016-12-31T23:59:60Z").at == datetime(2016, 12, 31, 23, 59, 59, tzinfo=UTC)


def test_a_time_far_ahead_is_clamped_and_marked_but_orders_versions_as_it_was_said() -> None:
    found = mention(at="2031-01-01T00:00:00Z")

    assert (found.at, found.marks) == (NOW, ("future",))
    assert found.edited == datetime(2031, 1, 1, tzinfo=UTC)
    later = read_mention({**PLAIN, "at": "2031-01-01T00:00:00Z"}, where="", arrived=NOW + timedelta(hours=1))
    assert isinstance(later, Mention)
    assert later.digest == found.digest


def test_a_time_within_a_day_ahead_stands() -> None:
    assert mention(at="2026-10-06T07:00:00Z").marks == ()


@pytest.mark.parametrize("tail", ["é", "e\u0301", "👩\u200d👩\u200d👧", "👍🏽", "🇩🇪", "\r\n"])
@pytest.mark.parametrize("room", range(12))
def test_a_long_text_is_cut_between_letters_and_marked(tail: str, room: int) -> None:
    filling = "a" * (64 * 1024 - room)

    found = mention(text=filling + tail + "b" * 40)

    kept = found.text.raw
    assert found.marks == ("cut",)
    assert len(kept.encode()) <= 64 * 1024
    assert kept == filling or kept.startswith(filling + tail) or (tail == "🇩🇪" and kept == filling)


def test_a_text_of_exactly_64_kib_is_whole() -> None:
    assert mention(text="ä" * (32 * 1024)).marks == ()


def test_a_text_of_one_megabyte_of_combining_marks_is_still_cut() -> None:
    assert len(mention(text="e" + "\u0301" * 500_000).text.raw.encode()) <= 64 * 1024


def test_nul_and_lone_surrogates_are_replaced_and_marked() -> None:
    found = mention(text="a\x00b\ud800c", author={"id": "\x00", "name": "\udfff"})

    assert found.text.raw == "a\ufffdb\ufffdc"
    assert found.marks == ("replaced",)
    assert found.author is not None
    assert found.author.name.raw == "\ufffd"
    json.dumps(canonical(found), ensure_ascii=False).encode()


def test_a_text_that_merely_writes_an_escape_stays_as_it_is() -> None:
    found = mention(text="the file says \\u0000 and \\ud800")

    assert (found.text.raw, found.marks) == ("the file says \\u0000 and \\ud800", ())


def test_nan_and_deep_nesting_are_refused_also_in_objects_that_were_parsed_elsewhere() -> None:
    deep: object = 1
    for _ in range(70):
        deep = [deep]

    assert "expected JSON without NaN" in refusal(mood=float("nan"))
    assert "deeper than 64 levels" in refusal(mood=deep)


def test_the_canonical_form_read_again_is_the_same_mention() -> None:
    first = mention(author={"id": 1, "name": "Jo", "x": [1]}, rating=3, edited="2026-08-01T00:00:00+02:00", mood=None)

    again = read_mention(read_json(json.dumps(canonical(first)), where=""), where="", arrived=NOW)

    assert again == first


def test_the_digest_does_not_hang_on_the_order_of_keys_or_the_spelling_of_times() -> None:
    raw = dict(reversed(list(PLAIN.items()))) | {"at": "2026-07-07T07:30:00.000Z"}

    found = read_mention(raw, where="", arrived=NOW)

    assert isinstance(found, Mention)
    assert found.digest == mention().digest


@pytest.mark.parametrize("state", ["deleted", "forgotten", "expired"])
def test_what_was_removed_never_comes_back(state: MentionState) -> None:
    closed = Known(id=MentionId(1), edited=None, digest=None, state=state)

    assert not wins(mention(), closed)
    assert not wins(Deletion(source="forum", source_id="a1"), closed)


def test_the_voice_is_the_author_else_the_mention_itself_else_the_original_it_copies() -> None:
    named = mention(author={"id": "jo", "name": "Jo"})

    assert voice_of(named, MentionId(4)) == "forum:jo"
    assert voice_of(mention(), MentionId(4)) == "#4"
    assert voice_of(mention(), MentionId(4), original="forum:ana") == "forum:ana"
    assert voice_of(named, MentionId(4), original="forum:ana") == "forum:jo"


def test_day_is_local_and_hour_is_utc() -> None:
    at = datetime(2026, 7, 6, 22, 30, tzinfo=UTC)

    assert day_of(at, "Europe/Berlin") == "2026-07-07"
    assert day_of(at, "UTC") == "2026-07-06"
    assert hour_of(at) * 3600 <= at.timestamp() < (hour_of(at) + 1) * 3600
    assert hour_of(datetime(1969, 12, 31, 23, 30, tzinfo=UTC)) == -1


# --- any order, any repetition, one state ---------------------------------------------------------------------------

_KEYS = st.sampled_from(["a", "b"])
_TIMES = st.integers(0, 4).map(lambda day: f"2026-07-0{day + 1}T00:00:00Z")
_UPSERTS = st.fixed_dictionaries(
    {"source": st.just("forum"), "id": _KEYS, "at": _TIMES, "text": st.sampled_from(["x", "y", "z"])},
    optional={"edited": _TIMES, "mood": st.sampled_from(["cross", "glad"])},
)
_DELETES = st.fixed_dictionaries({"source": st.just("forum"), "id": _KEYS, "op": st.just("delete")})
_Held = dict[tuple[str, str], Mention | Deletion]


def _after(stream: list[dict[str, object]]) -> _Held:
    held: _Held = {}
    for raw in stream:
        new = read_mention(raw, where="", arrived=NOW)
        old = held.get(new.key)
        if wins(new, None if old is None else _known(old)):
            held[new.key] = new
    return held


def _known(held: Mention | Deletion) -> Known:
    if isinstance(held, Deletion):
        return Known(id=None, edited=None, digest=None, state="deleted")
    return Known(id=MentionId(1), edited=held.edited, digest=held.digest, state="live")


@given(data=st.data(), stream=st.lists(_UPSERTS | _UPSERTS | _UPSERTS | _DELETES, max_size=8))
@settings(max_examples=150, deadline=None)
def test_any_order_and_repetition_of_a_stream_ends_in_one_state(
    data: st.DataObject, stream: list[dict[str, object]]
) -> None:
    repeated = stream + data.draw(st.lists(st.sampled_from(stream), max_size=4) if stream else st.just([]))

    assert _after(data.draw(st.permutations(repeated))) == _after(stream)
