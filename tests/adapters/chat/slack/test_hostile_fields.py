"""Whatever was written stays words in App Home and in every form too, and Slack takes them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import fields, replace
from typing import Any, get_args

import pytest

from adapters.chat.slack import forms, home
from adapters.chat.slack.came import Spot
from bot.model.forms import EntryForm, FormField, Sort
from bot.model.insight import InsightId
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Header, Message, Quote, Span, Text
from bot.model.people import PersonId
from bot.model.views import Home, SettingLine
from bot.testing.desk import LumoDesk
from bot.texts.workspace import FORMS
from tests.adapters.chat.slack.hostile import WRITTEN, corpus, kinds, live, mrkdwn, strings
from tests.stand_in.slack import blocks as kit

TEXTS = [*WRITTEN, *corpus()]
_ACTING = frozenset(("user", "usergroup", "channel", "broadcast", "link", "emoji", "date"))
_HIDDEN = "\u202e\u2066\u200b\u0000\u001b"


def _calm(view: Mapping[str, Any]) -> None:
    """Slack takes it, and nothing in it acts that we did not make."""
    assert kit.of_view(view) == []
    assert not kinds(view["blocks"]) & _ACTING
    assert [live(text) for text in mrkdwn(view["blocks"])] == [[]] * len(list(mrkdwn(view["blocks"])))
    assert not any(letter in text for text in strings(view["blocks"]) for letter in _HIDDEN)
    assert all(one["emoji"] is False for one in _plain(view["blocks"]))


def _plain(value: Any) -> Iterator[Mapping[str, Any]]:
    """Every text object that is plain."""
    if isinstance(value, Mapping):
        if value.get("type") == "plain_text":
            yield value
        for part in value.values():
            yield from _plain(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from _plain(part)


@pytest.mark.parametrize("text", TEXTS)
async def test_whatever_is_written_stays_words_on_app_home(text: str) -> None:
    said = Untrusted(text)
    button = Button(label=text, act="take")
    card = Message(
        blocks=(
            Header(text=text), Text(line=(Span(text=said),)), Quote(text=said, origin=(Span(text=said),)),
            Actions(insight=InsightId(1), buttons=(button,), menu=(button,)),
        ),
        summary=text, insight=InsightId(1),
    )  # fmt: skip
    page = replace(
        await LumoDesk().home(PersonId("workspace:ana")), value=text, department=text, notices=(text,),
        insights=(card,), taken=((Span(text=said, topic=1), Span(text=said)),), help=text,
        settings=(SettingLine(key=text, value=text, origin=text, locked=False),),
    )  # fmt: skip
    _calm({"type": "home", "blocks": home.view(page, said=card)})


@pytest.mark.parametrize("text", TEXTS)
def test_whatever_is_written_stays_words_in_every_form(text: str) -> None:
    spot = Spot(channel="C1", message="1.2", thread="1.1", insight=3, value=text[:200], private="private")
    names, ours = (text[:80] or "-", "support"), text or "-"  # departments and our own words are never empty
    for name in FORMS:
        given = {field: text for field, *_ in FORMS[name][1]}
        _calm(forms.act_form(name, spot, departments=names, given=given, words=text))
    _calm(forms.choice_form(spot, [("take", text)], [("3", f"1. {text}")]))
    _calm(forms.raise_form(spot, text=text, departments=names, member=True, outside=True, words=text))
    asked = tuple(
        FormField(name=sort, label=ours, sort=sort, value=text, beside=text, choices=(("v", text),))
        for sort in get_args(Sort)
    )
    locked = FormField(name="locked", label=ours, value=text, beside=text, locked=True)
    _calm(forms.entry_form(EntryForm(code="cost=time", title=ours, intro=ours, fields=(*asked, locked)), spot))


def test_every_field_of_a_home_page_is_written_in() -> None:
    written = {"value", "department", "notices", "insights", "taken", "settings", "help"}
    ours = {"steps", "actions", "more", "digest", "buttons"}
    assert {one.name for one in fields(Home)} == written | ours
