"""The first day, at every chat platform: what people come for, from the first look to the money."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from tests.scenarios.conftest import EVERY, PLATFORMS, Come, Visit
from tests.scenarios.hand import Hand, Part, Post, Unfinished, number
from tests.scenarios.world import World, outage

WAVE = 90
"""So many of the outage's mentions have come when it is first looked at."""


async def _rise(hand: Hand, channel: str = "support") -> Post:
    """The card of the sudden rise."""
    return next(one for one in await hand.see(channel) if "more than usual" in one.text and not one.entries)


async def _digest(hand: Hand, channel: str = "support") -> Post:
    (found,) = [one for one in await hand.see(channel) if one.text.startswith("Support digest · Monday 5 October")]
    return found


async def _opens_to_as_many(hand: Hand, part: Part) -> int:
    """The first figure opens to exactly as many rows, and lines of its CSV, as it says; gives how many."""
    figure = part.figures[0]
    opened = await hand.open(figure)
    assert opened.title.startswith(f"{figure.number:,} mention")
    assert (len(opened.rows), len(opened.sheet)) == (figure.number, figure.number)
    return figure.number


# --- 1: the first look ---


async def test_the_first_visit_names_the_value_three_things_to_try_and_help(earshot: World, come: Come) -> None:
    hand = come("Ada")
    before = await hand.everything()
    shown = await hand.welcome()
    assert "brings it to the department that can act" in shown.text
    assert len(shown.tries) == 3
    assert "/roi" in shown.help
    assert await hand.everything() == before


# --- 3: a sudden rise ---


async def test_a_rise_is_one_root_that_a_second_wave_updates(earshot: World, come: Come) -> None:
    hand, waves = come("Ana"), outage()
    before = await hand.see("support")
    await earshot.hear(waves[:WAVE])
    (root,) = [one for one in await hand.see("support") if one.id not in {post.id for post in before}]
    assert "SUDDEN RISE" in root.text
    count = await _opens_to_as_many(hand, root)
    assert count > 50

    said = re.search(r"([\d,]+) more than usual: ([^.]*?\d)(?= [^+]|\n|$)", root.text)
    assert said is not None, root.text
    parts = {name.strip(): number(rise) for name, rise in re.findall(r"([^+,]+) (\+[\d,]+)", said[2])}
    assert sum(parts.values()) == number(said[1])
    assert 0 <= count - number(said[1]) < 3
    narrowed = await hand.open(root.figures[0], only="Forum")
    assert len(narrowed.rows) == len(narrowed.sheet) == parts["Forum"]

    await earshot.hear(waves[WAVE:])
    now = await hand.see("support")
    assert len(now) == len(before) + 1
    (again,) = [one for one in now if one.id == root.id]
    assert again.figures[0].number > count
    assert again.replies == 1
    (reply,) = await hand.thread(again)
    assert not reply.private
    assert f"{count} when last said" in reply.text


# --- 4: the digest ---


async def test_the_digest_is_one_post_whose_figures_open_and_that_is_not_posted_twice(
    earshot: World, come: Come
) -> None:
    hand = come("Ana")
    digest = await _digest(hand)
    assert 1 <= len(digest.entries) <= 5
    for entry in digest.entries:
        assert "mentions by" in entry.text
        assert "“" in entry.text
        assert "Not ours" in entry.labels
        await _opens_to_as_many(hand, entry)
    before = await hand.everything()
    await earshot.timers()
    await earshot.timers(later=timedelta(hours=2))
    assert await hand.everything() == before
    await earshot.stop()
    await earshot.start()
    assert (await _digest(hand)).id == digest.id
    assert await hand.everything() == before


# --- 5: not ours ---


async def test_what_is_not_ours_goes_to_quality_and_the_like_follows_until_undone(earshot: World, come: Come) -> None:
    hand, quality, waves = come("Ana"), come("Chen"), outage()
    before = {one.id for one in await quality.see("quality")}
    await earshot.hear(waves[:WAVE])
    moved = await hand.press(await _rise(hand), "Not ours, but …", value="quality")
    assert "Moved to Quality" in moved.text
    (card,) = [one for one in await quality.see("quality") if one.id not in before]
    assert "Ana moved it here from Support" in card.text

    like: dict[str, object] = {
        "source": "forum", "id": "again", "kind": "mention", "author": {"id": "nia", "name": "nia"},
        "at": (earshot.clock.now() + timedelta(hours=1)).isoformat(), "text": f"{waves[20]['text']} Zugzwang",
    }  # fmt: skip
    await earshot.hear([like])
    (answer,) = await hand.say("support", "@Earshot show messages about zugzwang")
    (row,) = (await hand.open(answer.figures[0])).rows
    assert "Quality" in row
    assert "similar to one Ana moved here" in row

    undone = await hand.press(moved, "Undo")
    assert "Undone: it stands as it did before." in undone.text
    assert not any("Ana moved it here" in one.text for one in await quality.see("quality"))


# --- 6: a question in a thread ---


async def test_a_question_in_a_thread_is_answered_there_with_people_and_messages(earshot: World, come: Come) -> None:
    hand = come("Ana")
    await earshot.hear(outage())
    digest = await _digest(hand)
    question = "@Earshot which problems did >= 5 people report this month"
    (answer,) = await hand.say("support", question, under=digest)
    assert not answer.private
    assert answer.id in [one.id for one in await hand.thread(digest)]
    (table,) = answer.tables
    assert all(re.search(r"\w{3}", row[0]) for row in table), "a topic without a name"
    found = [(number(row[1]), number(row[2])) for row in table]
    assert all(5 <= people <= messages for people, messages in found)
    assert any(people < messages for people, messages in found)
    figure = next(one for one in answer.figures if one.number == found[0][1])
    opened = await hand.open(figure)
    assert (len(opened.rows), len(opened.sheet)) == (figure.number, figure.number)


# --- 7: taken on, fixed, told ---


@pytest.mark.parametrize("platform", EVERY, indirect=True)
async def test_what_one_department_does_all_see_and_told_moves_on_clicks_alone(
    earshot: World, come: Come, visit: Visit
) -> None:
    hand = come("Ana")
    others = [visit(platform, "Ben") for platform in PLATFORMS]
    await earshot.hear(outage()[:WAVE])
    said = await hand.press(await _rise(hand), "Take it on")
    assert "Set to “taken on”" in said.text
    assert "Taken on by Ana" in (await _rise(hand)).text
    for other in others:
        assert "Also in #support: taken on" in (await _rise(other, "product")).text

    await hand.press(await _rise(hand), "Fixed …", what="a new login server")
    for other in others:
        theirs = await _rise(other, "product")
        assert theirs.text.startswith("FIXED")
        assert "Also in #support: fixed" in theirs.text

    listed = await hand.told(await _rise(hand))
    customers = len(listed.customers)
    assert customers > 1
    assert f"0 of {customers}" in listed.progress
    assert len(listed.sheet) == customers
    assert all("a new login server" in one.draft for one in listed.customers)
    assert not any(one.told for one in listed.customers)
    assert f"0 of {customers}" in (await hand.told(await _rise(hand))).progress
    listed = await hand.tell(await _rise(hand), listed.customers[0], draft="Sorry! The new server lets you in again.")
    assert f"1 of {customers}" in listed.progress
    assert [one.told for one in listed.customers] == [True, *[False] * (customers - 1)]


# --- 9: what it was worth ---


async def test_roi_is_private_until_shared_and_every_figure_opens(earshot: World, come: Come) -> None:
    hand, other = come("Ana"), come("Ben")
    (answer,) = await hand.say("support", "/roi last quarter")
    assert answer.private
    assert "1 Jul-30 Sep 2026" in answer.text
    for words in ("all low cases to all high", "In cash:", "How sure: estimated", "Not counted"):
        assert words in answer.text
    first = re.search(r"[-+]?[\d,.]+ %", answer.text)
    assert first is not None
    assert "Worth less than it cost" in answer.text[: first.start()]
    assert len(answer.figures) > 8
    for figure in answer.figures:
        opened = await hand.open(figure)
        assert len(opened.text) > 20, figure
        assert "cannot be read" not in opened.text, figure
    assert not any("In cash:" in one.text for one in await other.see("support"))
    await hand.press(answer, "Share to channel")
    (shared,) = [one for one in await other.see("support") if "In cash:" in one.text]
    assert not shared.private


async def test_roi_says_how_it_is_asked_and_to_whom_it_answers(earshot: World, come: Come) -> None:
    hand, viewer = come("Ana"), come("Vera")
    for asked in ("help", "banana", ""):
        (usage,) = await hand.say("support", f"/roi {asked}".strip())
        assert usage.private
        assert "/roi spent 2h for PROGRAMME" in usage.text
        assert asked in usage.text or asked == "help"
    (refused,) = await viewer.say("sales", "/roi last quarter")
    assert refused.private
    assert "finance" in refused.text
    assert "€" not in refused.text


async def test_what_is_missing_from_an_answer_is_entered_and_counts_at_once(earshot: World, come: Come) -> None:
    hand = come("Ana")
    (answer,) = await hand.say("support", "/roi phone survey q3")
    assert "Phone survey" in answer.text
    assert "€1,000" not in answer.text
    entered = {
        "revenue": "5000", "refunds": "0", "gross_margin": "0.4", "incremental_share": "0.5", "basis": "attributed",
        "label": "code SURVEY",
    }  # fmt: skip
    try:
        said = (await hand.press(answer, "Sales with a code", **entered)).text
    except Unfinished as wrong:
        said = str(wrong)
    assert "date is left out" in said
    kept = await hand.press(answer, "Sales with a code", **entered, **{"from": "2026-09-01", "to": "2026-10-01"})
    assert "Kept" in kept.text
    (answer,) = await hand.say("support", "/roi phone survey q3")
    assert "code SURVEY" in answer.text
    assert "€1,000" in answer.text
