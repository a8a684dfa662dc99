"""Who may do what at the desk: viewer, editor, finance, admin."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

import pytest

from bot.errors import BadInput, BadQuery, NotAllowed
from bot.model.message import Quote, Text
from bot.model.people import PersonId, Place
from bot.model.rows import Rows
from bot.model.views import (
    Ask,
    Bring,
    OpenInsight,
    OpenRows,
    OpenTopic,
    RowsPage,
    SettingChange,
    SettingsPage,
    TopicPage,
)
from tests.bot.flow.small import CHARGERS, Small

ADMINS = Place(platform="workspace", workspace="", channel="admin")
LINE = b'{"source":"f","id":"1","at":"2026-10-05T06:00:00Z","text":"The charger broke"}\n'

Verb = Callable[[Small, PersonId], Awaitable[object]]


def _ask(command: str, text: str) -> Verb:
    return lambda world, person: world.app.desk.ask(Ask(command=command, text=text, person=person))  # type: ignore[arg-type]


def _set(subject: str, **form: str) -> Verb:
    return lambda world, person: _change(world, person, subject, form)


async def _change(world: Small, person: PersonId, subject: str, form: Mapping[str, str]) -> SettingsPage:
    change = SettingChange(person=person, subject=subject, form=form)
    return await world.app.desk.settings(person, change)


VERBS: Mapping[str, tuple[str, Verb]] = {
    "board": ("viewer", lambda world, person: world.app.desk.board(person)),
    "open": ("viewer", lambda world, person: world.app.desk.open(OpenRows(person=person, rows=Rows()))),
    "settings": ("viewer", lambda world, person: world.app.desk.settings(person)),
    "ask": ("viewer", _ask("mention", "what changed")),
    "earshot": ("viewer", _ask("earshot", "topics")),
    "preview": ("viewer", _set("preview:", query="charger")),
    "group": ("editor", _set("group:brand", query="lumo")),
    "bring": ("editor", lambda world, person: world.app.desk.bring(Bring(person=person, name="a.jsonl", data=LINE))),
    "hours": ("editor", _ask("roi", "spent 2h")),
    "roi in counts": ("viewer", _ask("roi", "this month")),
    "changes": ("editor", _ask("roi", "changed the script")),
    "programmes": ("editor", _ask("roi", "programmes")),
    "own figures": ("finance", _ask("roi", "rates")),
    "money spent": ("finance", _ask("mention", "roi cost 5 EUR stamps")),
    "audit list": ("admin", _ask("roi", "audit")),
    "invite": ("admin", _set("invite:", name="New", role="viewer")),
}
PEOPLE = {"viewer": "vic", "editor": "ana", "finance": "fin", "admin": "adi"}
ROLES = tuple(PEOPLE)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", VERBS)
async def test_a_verb_is_open_from_its_role_on(verb: str, role: str, world: Small) -> None:
    needed, does = VERBS[verb]
    person = PersonId(f"workspace:{PEOPLE[role]}")
    if ROLES.index(role) >= ROLES.index(needed):
        await does(world, person)
    else:
        with pytest.raises(NotAllowed, match=needed):
            await does(world, person)


@pytest.mark.parametrize("verb", VERBS)
async def test_nobody_unknown_is_let_in(verb: str, world: Small) -> None:
    with pytest.raises(NotAllowed):
        await VERBS[verb][1](world, PersonId("workspace:stranger"))


async def test_a_read_of_money_is_in_the_audit_log_which_admins_alone_see(world: Small) -> None:
    await VERBS["roi in counts"][1](world, PersonId("workspace:fin"))
    seen = await world.app.desk.settings(PersonId("workspace:adi"))
    assert any("money" in line and "Fin" in line for line in seen.audit)
    assert (await world.app.desk.settings(PersonId("workspace:fin"))).audit == ()


async def _invited(world: Small, role: str, name: str = "Nia") -> SettingsPage:
    page = await _change(world, PersonId("workspace:adi"), "invite:", {"name": name, "role": role})
    await world.post()
    return page


@pytest.mark.parametrize("role", ["finance", "admin"])
async def test_granting_power_is_audited_and_told_to_all_admins(role: str, world: Small) -> None:
    page = await _invited(world, role)
    assert page.link.startswith("/login/")
    assert any("invite:workspace:nia" in line and role in line for line in page.audit)
    assert f"Adi gave Nia the role {role}." in await world.threads(ADMINS)


async def test_raising_a_role_is_told_and_lowering_it_or_inviting_others_is_not(world: Small) -> None:
    await _invited(world, "editor")
    assert await world.posts(ADMINS) == []
    admin, nia = PersonId("workspace:adi"), "person:workspace:nia"
    await _change(world, admin, nia, {"role": "finance", "department": "support"})
    await world.post()
    assert "Adi gave Nia the role finance (before: editor)." in await world.threads(ADMINS)
    page = await _change(world, admin, nia, {"role": "viewer"})
    await world.post()
    assert len(await world.posts(ADMINS)) == 1
    assert any(nia in line and "finance" in line for line in page.audit)
    (known,) = [one for one in page.people if one.name == "Nia"]
    assert (known.role, known.department) == ("viewer", "support")


async def test_who_was_removed_does_nothing_any_more(world: Small) -> None:
    await _invited(world, "editor")
    await _change(world, PersonId("workspace:adi"), "person:workspace:nia", {"remove": "1"})
    with pytest.raises(NotAllowed):
        await world.app.desk.board(PersonId("workspace:nia"))


@pytest.mark.parametrize(
    ("subject", "form", "words"),
    [
        ("invite:", {"name": "", "role": "viewer"}, "The name"),
        ("invite:", {"name": "X", "role": "boss"}, "expected viewer, editor, finance, admin"),
        ("invite:", {"name": "X", "department": "sales"}, "expected support, quality"),
        ("person:workspace:ana", {"role": "admin"}, "set in earshot.toml"),
        ("person:workspace:nobody", {"role": "admin"}, "somebody who is known"),
        ("group:chargers", {"query": "x"}, "set in earshot.toml"),
        ("group:", {"query": "x"}, "a short name"),
        ("weather:", {}, "invite, group, person, digest or link"),
    ],
)
async def test_a_form_that_cannot_be_taken_says_why(
    subject: str, form: Mapping[str, str], words: str, world: Small
) -> None:
    with pytest.raises(BadInput, match=words):
        await _change(world, PersonId("workspace:adi"), subject, form)


async def test_a_keyword_group_is_matched_against_all_that_is_stored(world: Small) -> None:
    await world.hear(*CHARGERS[:2], "The screen cracked")
    page = await _change(world, PersonId("workspace:ana"), "group:screens", {"query": "screen*"})
    assert "version 1: 1 stored mentions match" in page.words
    assert (await world.app.store.count(Rows(group="screens"))).mentions == 1
    page = await _change(world, PersonId("workspace:ana"), "group:screens", {"query": "charger"})
    assert "version 2: 2 stored mentions match" in page.words
    await world.hear("My charger hums")
    assert (await world.app.store.count(Rows(group="screens"))).mentions == 3


async def test_a_query_that_cannot_be_read_names_its_place(world: Small) -> None:
    with pytest.raises(BadQuery, match="position"):
        await _change(world, PersonId("workspace:ana"), "group:screens", {"query": "screen AND ("})


async def test_a_preview_shows_matches_and_near_misses_with_reasons(world: Small) -> None:
    await world.hear(*CHARGERS[:2], "The screen cracked")
    page = await _change(world, PersonId("workspace:vic"), "preview:", {"query": "charger AND cable"})
    assert page.preview is not None
    assert page.preview.counts.mentions == 1
    assert [view.reason.partition(":")[0] for view in page.preview.views] == ["matches", "near miss"]


async def test_every_number_of_the_board_and_of_answers_opens_as_many_rows(world: Small) -> None:
    insight = await world.topic()
    ana = PersonId("workspace:ana")
    board = await world.app.desk.board(ana)
    opened = [span for line in board.sources for span in line.mentions]
    opened += [span for _, _, line in board.topic_lines for span in line]
    rows = [span for span in opened if span.opens is not None]
    assert rows
    for span in rows:
        page = await world.app.desk.open(OpenRows(person=ana, rows=span.opens or Rows(), page=0))
        assert str(span.text).startswith(f"{len(getattr(page, 'views'))} ")  # noqa: B009
    topic = await world.app.desk.open(OpenTopic(person=ana, theme=insight.theme or 0))  # type: ignore[arg-type]
    assert topic.__class__.__name__ == "TopicPage"
    page = await world.app.desk.open(OpenInsight(person=ana, insight=insight.id))
    assert page.__class__.__name__ == "InsightPage"


async def test_a_topic_s_page_tells_what_service_made_of_it_and_its_numbers_open(world: Small) -> None:
    insight = await world.topic()
    assert insight.theme is not None
    ended = {
        "status": "solved", "first_response_minutes": 18, "resolution_minutes": 90, "satisfaction": "good",
        "answer": "Please update, or mail me at jo.smith@example.org",
    }  # fmt: skip
    turn = {"source": "desk", "kind": "service", "text": CHARGERS[0], "author": {"id": "kim", "name": "Kim"}}
    at = (world.clock.now() - timedelta(minutes=1)).isoformat()
    await world.take([
        {**turn, "id": "1", "at": at, "conversation": "a", "service": ended},
        {**turn, "id": "2", "at": at, "conversation": "b", "service": {"status": "closed"}},
        {**turn, "id": "3", "at": at, "conversation": "c", "channel": "email", "service": {"status": "open"},
         "text": "Hello. The charger is not recognised, can you help me? I tried my@own.example cable"},
    ])  # fmt: skip
    page = await world.app.desk.open(OpenTopic(person=PersonId("workspace:ana"), theme=insight.theme))
    assert isinstance(page, TopicPage)
    assert page.service is not None
    lines = [block.line for block in page.service.blocks if isinstance(block, Text)]
    said = " ".join("".join(str(getattr(span.text, "raw", span.text)) for span in line) for line in lines)
    assert "3 messages in 3 conversations: 2 ended, 1 of them without an answer; 1 still open, 1 of them" in said
    assert "Half had a first answer within 18 min and half ended within 1.5 h. 1 satisfied, 0 not satisfied" in said
    assert "Came back: Kim: 3 messages in 3 conversations" in said
    assert "Kim · 1 message · solved · first answer after 18 min · ended after 1.5 h · satisfied · " in said
    assert "Kim · 1 message · closed · ended · " in said
    assert "Kim · 1 message · email · open · still open · " in said
    quotes = [block.text.raw for block in page.service.blocks if isinstance(block, Quote)]
    parts = [
        (str(block.origin[0].text), block.text.raw) for block in page.service.blocks if isinstance(block, Quote)
    ][2:]  # fmt: skip
    assert ("Asked", "The charger is not recognised, can you help me?") in parts
    assert ("Tried", "I tried [email hidden] cable") in parts
    assert ("Ended with", "Please update, or mail me at [email hidden]") in parts
    assert [name for name, _ in parts].count("Asked") == 3
    assert quotes[0].startswith("Please update, or mail me at ")
    assert "jo.smith" not in quotes[0]
    for line in lines:
        for span in line:
            if span.opens is not None:
                opened = await world.app.desk.open(OpenRows(person=PersonId("workspace:ana"), rows=span.opens, page=0))
                assert isinstance(opened, RowsPage)
                assert str(span.text).startswith(f"{len(opened.views)} ")


@pytest.mark.parametrize(
    ("asked", "words", "alone"),
    [
        ("top problems", "charger not recognised", False),
        ("top problems this week >= 5 people", "charger not recognised", False),
        ("Which problems did ≥ 5 people report this week and how many messages?", "text='16'", False),
        ("what changed", "charger not recognised", False),
        ("who is on it", "Nobody has taken anything on yet.", False),
        ("was charger fixed", "status is", False),
        # What quotes people, and what helps the asker alone, is shown to the asker alone.
        ("show messages about charger", "16 mentions", True),
        ("help", "answers these questions", True),
        ("sing a song", "I cannot answer", True),
    ],
)
async def test_a_question_is_answered_from_all_rows(asked: str, words: str, alone: bool, world: Small) -> None:
    await world.topic()
    answer = await world.app.desk.ask(Ask(command="mention", text=asked, person=PersonId("workspace:vic")))
    assert words in str(answer)
    assert answer.private == alone


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ("digest", "no digest today"),
        ("topics", "charger not recognised"),
        ("sources", "Forum"),
        ("groups", "charger OR charging"),
        ("mute charger", "Muted"),
        ("mute zebra", "No topic is called"),
        ("", "Earshot's commands"),
        ("dance", "There is no command"),
    ],
)
async def test_a_command_is_answered_for_the_asker_alone(asked: str, words: str, world: Small) -> None:
    await world.topic()
    answer = await world.app.desk.ask(Ask(command="earshot", text=asked, person=PersonId("workspace:vic")))
    assert words in str(answer)
