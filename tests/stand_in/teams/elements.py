"""What may stand in an Adaptive Card, field by field: the elements and inputs of version 1.5, and newer ones of Teams.

adaptivecards.io/explorer (1.5) and msteams-docs cards-format, charts-in-adaptive-cards. What is newer than the card's
version is drawn by newer clients alone and needs a `fallback` ("drop" or another element); Teams plays no Media in
cards of bots. Words of enumerations may be written in any case. Images need `altText` and inputs a `label` here: Teams
draws them without, and people who cannot see them are left out.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.stand_in.slack.shapes import Check, Json, at_least_one, flag, items, number, shape, text, wrong


def word(*allowed: str) -> Check:
    """One of these words, in any case."""

    def check(value: Any, at: str) -> Iterator[str]:
        if not isinstance(value, str) or value.lower() not in {one.lower() for one in allowed}:
            yield wrong(f"must be one of {', '.join(allowed)}", at)

    return check


def any_of(*checks: Check) -> Check:
    """Fine if one of these is content; else what the first says."""

    def check(value: Any, at: str) -> Iterator[str]:
        said = [list(one(value, at)) for one in checks]
        if all(said):
            yield from said[0]

    return check


def anything(value: Any, at: str) -> Iterator[str]:
    """Whatever it is."""
    yield from ()


def an_object(value: Any, at: str) -> Iterator[str]:
    """An object, whatever is in it."""
    if not isinstance(value, dict):
        yield wrong("must provide an object", at)


def https(value: Any, at: str) -> Iterator[str]:
    """An address that Teams loads or opens."""
    if not isinstance(value, str) or not value.startswith(("https://", "data:image/", "msteams:", "mailto:")):
        yield wrong("must be an address with https", at)


def element(value: Any, at: str) -> Iterator[str]:
    """An element, an input or, where neither is known, something with a fallback."""
    yield from _typed(value, at, ELEMENTS, NEWER, element)


def action(value: Any, at: str) -> Iterator[str]:
    """An action; one with a title, as a button has it."""
    yield from _typed(value, at, ACTIONS, {}, action)
    if isinstance(value, dict) and not value.get("title"):
        yield wrong("missing required field: title", at)


def select(value: Any, at: str) -> Iterator[str]:
    """What a press on an element does: any action but ShowCard."""
    yield from _typed(value, at, {name: one for name, one in ACTIONS.items() if name != "Action.ShowCard"}, {}, select)


def _typed(  # noqa: PLR0917
    value: Any, at: str, known: dict[str, Check], newer: dict[str, Check], again: Check
) -> Iterator[str]:  # fmt: skip
    if not isinstance(value, dict):
        yield wrong("must provide an object", at)
        return
    kind = value.get("type")
    if kind == "Media":
        yield wrong("Teams plays no Media", f"{at}/type")
    elif kind in known:
        yield from known[kind](value, at)
    else:
        if kind in newer:
            yield from newer[kind](value, at)
        if "fallback" not in value:
            yield wrong(f"{kind} is not of version 1.5 and has no fallback", f"{at}/type")
    fallback = value.get("fallback", "drop")
    if fallback != "drop":
        yield from again(fallback, f"{at}/fallback")


_ALIGN = word("left", "center", "right")
_VERTICAL = word("top", "center", "bottom")
_COLOR = word("default", "dark", "light", "accent", "good", "warning", "attention")
_STYLE = word("default", "emphasis", "good", "attention", "warning", "accent")
_PICTURE: Check = any_of(https, an_object)
_BASE: dict[str, Check] = {
    "id": text(255), "isVisible": flag, "separator": flag, "requires": an_object, "fallback": anything,
    "spacing": word("none", "extraSmall", "small", "default", "medium", "large", "extraLarge", "padding"),
    "height": word("auto", "stretch"), "targetWidth": text(30), "lang": text(20), "grid.area": text(50),
}  # fmt: skip
_LETTERS: dict[str, Check] = {
    "color": _COLOR, "fontType": word("default", "monospace"), "isSubtle": flag,
    "size": word("default", "small", "medium", "large", "extraLarge"), "weight": word("default", "lighter", "bolder"),
}  # fmt: skip
_BOX: dict[str, Check] = {
    **_BASE, "style": _STYLE, "selectAction": select, "bleed": flag, "minHeight": text(20), "rtl": flag,
    "backgroundImage": _PICTURE, "verticalContentAlignment": _VERTICAL, "roundedCorners": flag, "showBorder": flag,
    "layouts": items(an_object, 5), "horizontalAlignment": _ALIGN, "maxHeight": text(20),
}  # fmt: skip
_INPUT: dict[str, Check] = {**_BASE, "errorMessage": text(1000), "isRequired": flag, "labelPosition": text(20),
                            "valueChangedAction": anything}  # fmt: skip
_CHOICE = shape({"title": text(1000), "value": text(4000)})
_RUN = shape(
    {"text": text(100_000, 0)},
    {**_LETTERS, "type": word("TextRun"), "highlight": flag, "italic": flag, "strikethrough": flag, "underline": flag,
     "selectAction": select, "lang": text(20)},
)  # fmt: skip


def _held(value: Any, at: str) -> Iterator[str]:
    yield from items(element, 1000, 0)(value, at)


def _explained(value: Any, at: str) -> Iterator[str]:
    """Whoever is held back is told why."""
    if (value.get("isRequired") or "regex" in value) and not value.get("errorMessage"):
        yield wrong("missing required field: errorMessage", at)


def _input(required: dict[str, Check], optional: dict[str, Check], *, label: bool = True) -> Check:
    named = {"id": text(255), **({"label": text(1000)} if label else {}), **required}
    return shape(named, {**_INPUT, "label": text(1000), **optional}, also=(_explained,))


_CELL = shape({"type": word("TableCell"), "items": _held}, _BOX)
_ROW = shape(
    {"type": word("TableRow"), "cells": items(_CELL, 50)},
    {**_BASE, "style": _STYLE, "horizontalCellContentAlignment": _ALIGN, "verticalCellContentAlignment": _VERTICAL},
)
_TABLE_COLUMN = shape(
    {}, {"width": any_of(text(20), number(0)), "type": word("TableColumnDefinition"),
         "horizontalCellContentAlignment": _ALIGN, "verticalCellContentAlignment": _VERTICAL},
)  # fmt: skip
_COLUMN = shape({}, {**_BOX, "items": _held, "width": any_of(text(20), number(0, whole=False))})
_IMAGE = shape(
    {"url": https, "altText": text(2000)},
    {**_BASE, "backgroundColor": text(20), "height": text(20), "width": text(20), "horizontalAlignment": _ALIGN,
     "selectAction": select, "size": word("auto", "stretch", "small", "medium", "large"),
     "style": word("default", "person", "roundedCorners"), "msteams": an_object},
)  # fmt: skip

ELEMENTS: dict[str, Check] = {
    "TextBlock": shape(
        {"text": text(100_000, 0)},
        {**_BASE, **_LETTERS, "horizontalAlignment": _ALIGN, "maxLines": number(1), "wrap": flag,
         "style": word("default", "heading", "columnHeader")},
    ),
    "RichTextBlock": shape(
        {"inlines": items(any_of(_RUN, text(100_000, 0)), 500)}, {**_BASE, "horizontalAlignment": _ALIGN}
    ),
    "Image": _IMAGE,
    "ImageSet": shape({"images": items(_IMAGE, 50)}, {**_BASE, "imageSize": text(20), "style": text(20)}),
    "Container": shape({"items": _held}, _BOX),
    "ColumnSet": shape({"columns": items(_COLUMN, 50)}, _BOX),
    "FactSet": shape({"facts": items(shape({"title": text(1000, 0), "value": text(10_000, 0)}), 100)}, _BASE),
    "ActionSet": shape({"actions": items(action, 6)}, {**_BASE, "horizontalAlignment": _ALIGN}),
    "Table": shape(
        {"rows": items(_ROW, 500)},
        {**_BASE, "columns": items(_TABLE_COLUMN, 50), "firstRowAsHeader": flag, "firstRowAsHeaders": flag,
         "showGridLines": flag, "gridStyle": _STYLE, "horizontalCellContentAlignment": _ALIGN,
         "verticalCellContentAlignment": _VERTICAL, "roundedCorners": flag},
    ),
    "Input.Text": _input(
        {}, {"isMultiline": flag, "maxLength": number(1), "placeholder": text(1000), "regex": text(1000),
             "style": word("text", "tel", "url", "email", "password"), "inlineAction": action,
             "value": text(100_000, 0)},
    ),
    "Input.Number": _input({}, {"min": number(whole=False), "max": number(whole=False), "placeholder": text(1000),
                                "value": number(whole=False)}),
    "Input.Date": _input({}, {"min": text(10), "max": text(10), "placeholder": text(1000), "value": text(10, 0)}),
    "Input.Time": _input({}, {"min": text(5), "max": text(5), "placeholder": text(1000), "value": text(5, 0)}),
    "Input.Toggle": _input({"title": text(1000)}, {"value": text(1000, 0), "valueOn": text(1000), "wrap": flag,
                                                   "valueOff": text(1000)}, label=False),
    "Input.ChoiceSet": _input(
        {}, {"choices": items(_CHOICE, 500), "isMultiSelect": flag, "placeholder": text(1000), "value": text(10_000, 0),
             "style": word("compact", "expanded", "filtered"), "wrap": flag, "choices.data": an_object},
    ),
}  # fmt: skip

# --- charts: drawn where the client knows them ---

_DATA: dict[str, Check] = {"data": items(an_object, 500)}
_CHART: dict[str, Check] = {
    **_BASE, "title": text(500), "colorSet": text(30), "color": text(40), "xAxisTitle": text(200), "maxWidth": text(20),
    "yAxisTitle": text(200), "showBarValues": flag, "showTitle": flag, "showLegend": flag,
    "horizontalAlignment": _ALIGN, "displayMode": text(40), "stacked": flag, "showOutlines": flag,
    "thickness": text(20), "value": anything,
    "valueColor": text(40), "yMin": number(whole=False), "yMax": number(whole=False),
}  # fmt: skip
_GAUGE: dict[str, Check] = {
    **_CHART, "min": number(whole=False), "max": number(whole=False), "segments": items(an_object, 50),
    "subLabel": text(200), "showMinMax": flag, "valueFormat": text(40), "showNeedle": flag,
}  # fmt: skip
NEWER: dict[str, Check] = {
    **{f"Chart.{name}": shape(_DATA, _CHART) for name in (
        "Donut", "Pie", "Line", "VerticalBar", "VerticalBar.Grouped", "HorizontalBar", "HorizontalBar.Stacked")},
    "Chart.Gauge": shape({"value": number(whole=False)}, _GAUGE),
    "Icon": shape({"name": text(100)}, {**_BASE, "size": text(20), "style": text(20), "color": _COLOR,
                                        "selectAction": select, "horizontalAlignment": _ALIGN}),
    "Badge": shape({}, {**_BASE, "text": text(200), "icon": text(100), "iconPosition": text(20), "size": text(20),
                        "style": text(20), "shape": text(20), "appearance": text(20), "tooltip": text(500),
                        "horizontalAlignment": _ALIGN}, also=(at_least_one("text", "icon"),)),
}  # fmt: skip

# --- actions ---

_ACTION: dict[str, Check] = {
    "id": text(255), "title": text(500), "iconUrl": anything, "style": word("default", "positive", "destructive"),
    "fallback": anything, "tooltip": text(500), "isEnabled": flag, "mode": word("primary", "secondary"),
    "requires": an_object, "role": text(30),
}  # fmt: skip
_SENDS: dict[str, Check] = {**_ACTION, "data": any_of(an_object, text(28_000, 0)),
                            "associatedInputs": word("auto", "none")}  # fmt: skip


def _inner(value: Any, at: str) -> Iterator[str]:
    """A card in a card needs no version of its own."""
    yield from shape({"type": word("AdaptiveCard")}, {**INNER, "version": text(5)})(value, at)


ACTIONS: dict[str, Check] = {
    "Action.Execute": shape({}, {**_SENDS, "verb": text(255)}),
    "Action.Submit": shape({}, {**_SENDS, "msteams": an_object}),
    "Action.OpenUrl": shape({"url": https}, _ACTION),
    "Action.ShowCard": shape({"card": _inner}, _ACTION),
    "Action.ToggleVisibility": shape({"targetElements": items(any_of(text(255), an_object), 100)}, _ACTION),
}
INNER: dict[str, Check] = {
    "body": _held, "actions": items(action, 6, 0), "$schema": text(200),
    "fallbackText": text(10_000), "backgroundImage": _PICTURE, "lang": text(20), "minHeight": text(20),
    "rtl": flag, "selectAction": select,
    "speak": text(10_000), "verticalContentAlignment": _VERTICAL,
}  # fmt: skip
# The version that brought each; the rest is of 1.0 or 1.1.
SINCE = {
    "RichTextBlock": "1.2", "TextRun": "1.2", "ActionSet": "1.2", "Action.ToggleVisibility": "1.2",
    "Action.Execute": "1.4", "Table": "1.5",
}  # fmt: skip


def everything(value: Any) -> Iterator[Json]:
    """Every object in a card, itself included."""
    if isinstance(value, list):
        for one in value:
            yield from everything(one)
    elif isinstance(value, dict):
        yield value
        for one in value.values():
            yield from everything(one)
