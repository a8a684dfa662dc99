"""The pieces of an Adaptive Card that every drawing is put together from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.chat.teams.cards.escape import fit, literal
from bot.model.letters import cut, length, spaced
from bot.model.mention import Untrusted
from bot.model.message import Actions, Button, Line, Span
from bot.texts.numbered import opens

Json = dict[str, Any]
BYTES: Final = 80_000
"""A card with its words, counted as Teams counts: in UTF-16."""
TEXT: Final = 3000
LABEL: Final = 60
CHOICE: Final = 120
_FETCH: Final[Mapping[str, Any]] = {"msteams": {"type": "task/fetch"}}
_STRONG: Final = frozenset(("strong", "good", "bad"))
_COLOURS: Final[Mapping[str, str]] = {"good": "Good", "bad": "Attention"}


def size(made: object) -> int:
    """How many bytes it has in UTF-16."""
    return 2 * length(json.dumps(made, ensure_ascii=False, separators=(",", ":")))


def words(line: Line) -> str:
    """A line as plain words."""
    return "".join(spaced(span.text) for span in line)


# --- text -----------------------------------------------------------------------------------------------------------


def run(text: str | Untrusted, *, most: int = TEXT, lines: bool = False, **more: Any) -> list[Json]:
    """A run of text, literally; none where nothing of it shows."""
    told = cut(literal(text, lines=lines), most)
    return [{"type": "TextRun", "text": told, **more}] if told else []


def strong(text: str | Untrusted, **more: Any) -> list[Json]:
    """A run that stands out."""
    return run(text, weight="Bolder", **more)


def faint(text: str | Untrusted, **more: Any) -> list[Json]:
    """A run of small importance."""
    return run(text, isSubtle=True, **more)


def rich(*runs: Sequence[Json], **more: Any) -> list[Json]:
    """A block of these runs, none where they say nothing."""
    inlines = [one for found in runs for one in found]
    if not any(one["text"].strip() for one in inlines):
        return []
    return [{"type": "RichTextBlock", "inlines": inlines, **more}]


def inline(line: Line, *, numbers: Mapping[Span, Json] | None = None, most: int = TEXT, **more: Any) -> list[Json]:
    """The line as runs: what is strong in bold, everything literally; `numbers` says what a click on a figure does.

    `more` holds for every run.
    """
    found: list[Json] = []
    for (look, outside), spans in groupby(_short(line, most), key=lambda span: (_look(span), _outside(span))):
        held = list(spans)
        if not any(_acts(span, numbers) for span in held):
            text = "".join(spaced(span.text) for span in held)
            found += run(Untrusted(text) if outside else text, **{**more, **dict(look)})
            continue
        for span in held:
            text = f"{spaced(span.text)} ({urlsplit(span.address).hostname})" if span.address else spaced(span.text)
            told = run(Untrusted(text) if outside else text, **{**more, **dict(look)})
            action = _acts(span, numbers)
            found += [{**one, "selectAction": action} if action else one for one in told]
    return found


def _outside(span: Span) -> bool:
    return isinstance(span.text, Untrusted)


def _look(span: Span) -> tuple[tuple[str, Any], ...]:
    look: dict[str, Any] = {}
    if span.style in _STRONG or opens(span):
        look["weight"] = "Bolder"
    if span.style in _COLOURS:
        look["color"] = _COLOURS[span.style]
    elif span.style == "faint" and not opens(span):
        look["isSubtle"] = True
    return tuple(look.items())


def _acts(span: Span, numbers: Mapping[Span, Json] | None) -> Json | None:
    """What a click on the span does."""
    if span.address:
        return {"type": "Action.OpenUrl", "url": span.address}
    return (numbers or {}).get(span)


def _short(line: Line, most: int) -> Iterable[Span]:
    """The spans as far as there is room."""
    for span in line:
        if most <= 1:
            return
        text = spaced(span.text)
        if not text:
            continue
        most -= length(text)
        if most >= 0:
            yield span
        else:
            told = cut(text, max(2, most + length(text)))
            yield Span(text=Untrusted(told) if isinstance(span.text, Untrusted) else told, style=span.style)


def block(text: str | Untrusted, *, most: int = TEXT, **more: Any) -> list[Json]:
    """A block of text of one kind, none where it says nothing."""
    told = fit(text, most)
    return [{"type": "TextBlock", "text": told, "wrap": True, **more}] if told.strip() else []


def heading(text: str | Untrusted, **more: Any) -> list[Json]:
    """A title, which screen readers call one."""
    return block(text, most=LABEL * 3, **{"style": "heading", "size": "Large", "weight": "Bolder", **more})


# --- boxes ----------------------------------------------------------------------------------------------------------


def box(items: Sequence[Json], **more: Any) -> list[Json]:
    """Elements together, none where there are none."""
    return [{"type": "Container", "items": list(items), **more}] if items else []


def column(items: Sequence[Json], width: str = "auto", **more: Any) -> Json:
    """A column."""
    return {"type": "Column", "width": width, "items": list(items), **more}


def columns(*found: Json, **more: Any) -> list[Json]:
    """Columns beside each other, none where nothing stands in them."""
    full = [one for one in found if one["items"]]
    return [{"type": "ColumnSet", "columns": full, **more}] if full else []


# --- actions --------------------------------------------------------------------------------------------------------


def acts(*found: Json, **more: Any) -> list[Json]:
    """A row of buttons, none where it is empty."""
    return [{"type": "ActionSet", "actions": list(found), **more}] if found else []


def act(button: Button, row: Actions, *, key: str, about: str = "", dialog: bool = False) -> Json:
    """The button of an act; one that needs a form or opens a page leads to a dialog (`dialog`: it stands in one)."""
    insight = "" if row.insight is None else int(row.insight)
    data = {"k": key, "a": button.act, "i": insight, "s": row.saw, "v": button.value}
    if button.act.startswith("open:"):
        made = submit(button.label, {**data, "d": "form"}) if dialog else fetch(button.label, {**data, "d": "form"})
    elif dialog:
        made = submit(button.label, {**data, "d": "act"})
    else:
        made = {"type": "Action.Execute", "title": fit(button.label, LABEL) or "–", "verb": "act", "data": data}
    if button.primary:
        made["style"] = "positive"
    if about.strip():
        made["tooltip"] = fit(f"{button.label}: {about}", CHOICE)
    return made


def fetch(title: str, data: Mapping[str, Any]) -> Json:
    """A button that opens a dialog."""
    return submit(title, {**_FETCH, **data})


def click(data: Mapping[str, Any]) -> Json:
    """What a click on words does that opens a dialog; the words are its title."""
    return {"type": "Action.Submit", "data": {**_FETCH, **data}}


def submit(title: str, data: Mapping[str, Any], **more: Any) -> Json:
    """A button of a dialog."""
    return {"type": "Action.Submit", "title": fit(title, LABEL) or "–", "data": dict(data), **more}


def turn(title: str, data: Mapping[str, Any]) -> Json:
    """A button of a dialog that sends none of its fields."""
    return submit(title, data, associatedInputs="none")


# --- cards ----------------------------------------------------------------------------------------------------------


def card(body: Sequence[Json], **more: Any) -> Json:
    """A card of these elements."""
    return {
        "type": "AdaptiveCard", "$schema": "http://adaptivecards.io/schemas/adaptive-card.json", "version": "1.5",
        "lang": "en", "msteams": {"width": "Full"}, **more, "body": list(body),
    }  # fmt: skip
