"""The judge of Adaptive Cards knows what Teams draws, and `alive` finds what outsiders could slip in."""

from collections.abc import Callable

import pytest

from tests.stand_in.teams import activities, cards
from tests.stand_in.teams.alive import alive
from tests.stand_in.teams.state import Json
from tests.stand_in.teams_bot import card, message

EXECUTE: Json = {"type": "Action.Execute", "title": "Take it on", "verb": "act", "data": {"a": "take"}}
NAME: Json = {"type": "Input.Text", "id": "name", "label": "Name"}
BARS: Json = {"type": "Chart.VerticalBar", "data": [{"x": "a", "y": 1}]}
PAIRS: Json = {**BARS, "fallback": {"type": "TextBlock", "text": "a"}}


def text(said: str, **more: object) -> Json:
    return {"type": "TextBlock", "text": said, **more}


def run(said: str, **more: object) -> Json:
    return {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": said, **more}]}


FINE: dict[str, Json] = {
    "text and six actions": card(*[{**EXECUTE, "title": str(n)} for n in range(6)]),
    "a chart with a fallback": card(body=[PAIRS]),
    "a chart that may be dropped": card(body=[{"type": "Chart.Donut", "data": [{"legend": "a"}], "fallback": "drop"}]),
    "an unknown element with a fallback": card(body=[{"type": "Sparkle", "fallback": text("a")}]),
    "runs": card(body=[run("a", color="Good", weight="bolder")]),
    "columns and facts": card(
        body=[
            {"type": "ColumnSet", "columns": [{"type": "Column", "width": "stretch", "items": [text("a")]}]},
            {"type": "FactSet", "facts": [{"title": "a", "value": "b"}]},
        ]
    ),
    "a table": card(
        body=[
            {
                "type": "Table", "columns": [{"width": 1}], "firstRowAsHeader": True,
                "rows": [{"type": "TableRow", "cells": [{"type": "TableCell", "items": [text("a")]}]}],
            }
        ]
    ),
    "inputs": card(
        {"type": "Action.Submit", "title": "Save"},
        body=[
            NAME,
            {"type": "Input.ChoiceSet", "id": "to", "label": "To", "choices": [{"title": "Care", "value": "care"}]},
            {"type": "Input.Date", "id": "at", "label": "At", "isRequired": True, "errorMessage": "Say when"},
            {"type": "Input.Toggle", "id": "known", "title": "Known"},
            {"type": "Input.Number", "id": "n", "label": "N"},
        ],
    ),
    "full width and a mention": card(
        body=[text("Hello <at>Ana</at>")],
        msteams={
            "width": "Full",
            "entities": [{"type": "mention", "text": "<at>Ana</at>", "mentioned": {"id": "29:1", "name": "Ana"}}],
        },
    ),
    "a refresh": card(refresh={"action": {**EXECUTE}, "userIds": ["29:1"]}, metadata={"key": "k1"}),
    "what is toggled": card({"type": "Action.ToggleVisibility", "title": "More", "targetElements": ["more"]},
                            body=[text("a", id="more", isVisible=False)]),
    "hidden on phones": card(body=[text("a", targetWidth="atLeast:standard")]),
}  # fmt: skip


@pytest.mark.parametrize("name", FINE)
def test_what_teams_draws_is_fine(name: str) -> None:
    assert cards.problems(FINE[name]) == []


WRONG: dict[str, tuple[Json, str]] = {
    "no card": ({"type": "Hero"}, "AdaptiveCard"),
    "a newer version": (card(version="1.6"), "1.5"),
    "no version": ({"type": "AdaptiveCard", "body": [text("a")]}, "version"),
    "nothing in it": ({"type": "AdaptiveCard", "version": "1.5", "body": []}, "nothing"),
    "an unknown field": (card(colour="red"), "colour"),
    "an unknown field of an element": (card(body=[text("a", wraps=True)]), "wraps"),
    "an unknown word": (card(body=[text("a", size="huge")]), "size"),
    "an unknown element": (card(body=[{"type": "Sparkle"}]), "no fallback"),
    "an unknown action": (card({"type": "Action.Dance", "title": "a"}), "no fallback"),
    "a chart without a fallback": (card(body=[BARS]), "no fallback"),
    "a chart without data": (card(body=[{"type": "Chart.Line", "fallback": "drop"}]), "data"),
    "a fallback that is wrong itself": (card(body=[{"type": "Sparkle", "fallback": {"type": "TextBlock"}}]), "text"),
    "media": (card(body=[{"type": "Media", "sources": [], "fallback": "drop"}]), "Media"),
    "an image without words": (card(body=[{"type": "Image", "url": "https://a.example/a.png"}]), "altText"),
    "an image without https": (card(body=[{"type": "Image", "url": "http://a.example", "altText": "a"}]), "https"),
    "an address without https": (card({"type": "Action.OpenUrl", "title": "a", "url": "javascript:a"}), "https"),
    "an action without a title": (card({"type": "Action.Execute", "verb": "a"}), "title"),
    "seven actions": (card(*[{**EXECUTE, "title": str(n)} for n in range(6)], body=[
        {"type": "ActionSet", "actions": [EXECUTE]}]), "7 actions"),
    "an input without an id": (card(body=[{"type": "Input.Text", "label": "Name"}]), "id"),
    "an input without a label": (card(body=[{"type": "Input.Text", "id": "name"}]), "label"),
    "a required input without words": (card(body=[{**NAME, "isRequired": True}]), "errorMessage"),
    "two inputs of one id": (card(body=[NAME, NAME]), "2 times"),
    "what is not there to toggle": (
        card({"type": "Action.ToggleVisibility", "title": "a", "targetElements": ["none"]}), "none"),
    "an action newer than the card": (card(EXECUTE, version="1.3"), "1.4"),
    "a mention of nobody": (card(body=[text("<at>Ana</at>")]), "no entity"),
    "an entity of nothing": (card(msteams={"entities": [
        {"type": "mention", "text": "<at>Ana</at>", "mentioned": {"id": "29:1", "name": "Ana"}}]}), "stands nowhere"),
    "a refresh for a crowd": (card(refresh={"action": EXECUTE, "userIds": ["29:1"] * 61}), "60"),
    "a refresh that submits": (card(refresh={"action": {"type": "Action.Submit"}}), "Action.Execute"),
    "too big": (card(body=[text("x" * 41_000)]), "bytes"),
    "too big in letters of two units": (card(body=[text("😀" * 20_500)]), "bytes"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_what_teams_does_not_draw_is_told(name: str) -> None:
    made, said = WRONG[name]
    assert said in " ".join(cards.problems(made))


def test_a_dialog_may_have_more_actions_in_rows() -> None:
    rows = [{"type": "ActionSet", "actions": [{**EXECUTE, "title": str(n)}]} for n in range(9)]
    assert cards.problems(card(body=rows), dialog=True) == [] and cards.problems(card(body=rows))


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"type": "event", "text": "a"}, "/type"),
        ({"type": "message"}, "without text"),
        ({"type": "message", "text": 7}, "/text"),
        ({"type": "message", "text": "a", "textFormat": "html"}, "/textFormat"),
        ({"type": "message", "text": "<at>Ana</at>"}, "no entity"),
        ({"type": "message", "text": "a", "attachments": [{"content": {}}]}, "contentType"),
        (message({"type": "AdaptiveCard"}), "version"),
    ],
)
def test_activities_are_judged_too(body: Json, said: str) -> None:
    assert said in " ".join(activities.problems(body))


ALIVE: list[tuple[str, Json, list[tuple[str, str]]]] = [
    ("a link", card(body=[text("[a](https://b.example)")]), [("link", "https://b.example")]),
    ("an escaped link", card(body=[text(r"\[a\](b)")]), []),
    ("a link behind a backslash's backslash", card(body=[text(r"[a\\](https://b.example)")]),
     [("bare", "https://b.example")]),
    ("a reference", card(body=[text("[a]: https://b.example")]), [("link", "https://b.example")]),
    ("an address", card(body=[text("see https://b.example")]), [("bare", "https://b.example")]),
    ("a link in a run is text", card(body=[run("[a](https://b.example) {{DATE(2026-01-01)}}")]), []),
    ("a run that opens", card(body=[run("a", selectAction={"type": "Action.OpenUrl", "url": "https://b.example"})]),
     [("link", "https://b.example")]),
    ("a fact", card(body=[{"type": "FactSet", "facts": [{"title": "a", "value": "[a](https://b.example)"}]}]),
     [("link", "https://b.example")]),
    ("a date", card(body=[text("{{DATE(2026-01-01T00:00:00Z, SHORT)}}")]),
     [("date", "{{DATE(2026-01-01T00:00:00Z, SHORT)}}")]),
    ("a template", card(body=[text("${secret}")]), [("template", "${secret}")]),
    ("a mention without an entity", card(body=[run("<at>Ana</at>")]), [("at", "Ana")]),
    ("an action", card(EXECUTE), [("action", "act")]),
    ("an image", card(body=[{"type": "Image", "url": "https://a.example/a.png", "altText": "a"}]),
     [("image", "https://a.example/a.png")]),
]  # fmt: skip


@pytest.mark.parametrize(("made", "found"), [one[1:] for one in ALIVE], ids=[one[0] for one in ALIVE])
def test_what_acts_in_a_card_is_found(made: Json, found: list[tuple[str, str]]) -> None:
    assert alive(made) == found and alive(message(made, text="")) == found


def _plain(said: str) -> Json:
    return {"type": "message", "text": said, "textFormat": "plain"}


def _markdown(said: str) -> Json:
    return {"type": "message", "text": said}


@pytest.mark.parametrize(
    ("make", "said", "found"),
    [
        (_markdown, "[a](https://b.example)", [("link", "https://b.example")]),
        (_plain, "[a](b)", []),
        (_plain, "see www.b.example", [("bare", "www.b.example")]),
        (_markdown, '<a href="x">a</a>', [("html", 'a href="x"')]),
        (_markdown, "<at>Ana</at>", [("at", "Ana")]),
        (_plain, "<at>Ana</at>", [("at", "Ana")]),
    ],
)
def test_what_acts_in_a_text_is_found(make: Callable[[str], Json], said: str, found: list[tuple[str, str]]) -> None:
    assert alive(make(said)) == found
