"""Draws Adaptive Cards as a page that looks like Teams: for our pictures alone, never shipped and never posted.

The card is drawn by Microsoft's own renderer (npm `adaptivecards`), with the Markdown reader that it asks for; what
Teams has beyond that stands in teams_page.js.
"""

from __future__ import annotations

import html
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

PACKAGES: Final = ("adaptivecards@3.0.6", "markdown-it@15.0.3")
"""What npm must bring."""
_SCRIPTS: Final = (
    "markdown-it/dist/browser/markdown-it.umd.min.js", "adaptivecards/dist/adaptivecards.min.js",
)  # fmt: skip
_MARK: Final = (
    '<span class="avatar"><svg viewBox="0 0 24 24" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round">'
    '<path d="M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3"/></svg></span>'
)


def _colours(dark: bool) -> dict[str, Any]:
    ink, soft, link = ("#ffffff", "#adadad", "#9299f7") if dark else ("#242424", "#616161", "#5b5fc7")
    named = {
        "default": (ink, soft), "dark": (ink, soft), "light": ("#ffffff", "#e0e0e0"), "accent": (link, link),
        "attention": ("#f1919b", "#f1919b") if dark else ("#b10e1c", "#b10e1c"),
        "warning": ("#faa06b", "#faa06b") if dark else ("#8a3707", "#8a3707"),
        "good": ("#54b054", "#54b054") if dark else ("#0e700e", "#0e700e"),
    }  # fmt: skip
    return {name: {"default": full, "subtle": faint} for name, (full, faint) in named.items()}


def _config(dark: bool) -> dict[str, Any]:
    """How Teams sets the renderer up: type, distances, colours."""
    card, tint = ("#292929", "#1f1f1f") if dark else ("#ffffff", "#f5f5f5")
    look = {"foregroundColors": _colours(dark), "borderThickness": 0}
    return {
        "fontTypes": {
            "default": {
                "fontFamily": '"Segoe UI",Inter,"Noto Color Emoji",sans-serif',
                "fontSizes": {"small": 12, "default": 14, "medium": 14, "large": 18, "extraLarge": 24},
                "fontWeights": {"lighter": 400, "default": 400, "bolder": 700},
            },
            "monospace": {
                "fontFamily": 'Consolas,"DejaVu Sans Mono",monospace',
                "fontSizes": {"small": 12, "default": 14, "medium": 14, "large": 18, "extraLarge": 24},
                "fontWeights": {"lighter": 400, "default": 400, "bolder": 700},
            },
        },
        "spacing": {"small": 4, "default": 8, "medium": 12, "large": 16, "extraLarge": 24, "padding": 12},
        "separator": {"lineThickness": 1, "lineColor": "#525252" if dark else "#d1d1d1"},
        "containerStyles": {
            "default": {**look, "backgroundColor": card}, "emphasis": {**look, "backgroundColor": tint},
        },
        "actions": {
            "maxActions": 6, "buttonSpacing": 8, "actionsOrientation": "Horizontal", "actionAlignment": "Left",
            "spacing": "Default",
        },
        "textBlock": {"headingLevel": 3},
    }  # fmt: skip


def page(
    card: Mapping[str, Any], *, modules: Path, dark: bool, font: str, dialog: str = "", phone: bool = False
) -> str:
    """A page with one message, or with a dialog of this title; `modules` is where npm put the renderer."""
    place = '<div class="card" id="card"></div>'
    if dialog:
        head = f"<header>{_MARK}{html.escape(dialog)}<i>✕</i></header>"
        shown = f'<div class="veil"><div class="dialog">{head}{place}</div></div>'
    else:
        said = f'<div class="said"><div class="by"><b>Earshot</b>09:00</div>{place}</div>'
        shown = f'<div class="message">{_MARK}{said}</div>'
    here = Path(__file__)
    style = here.with_suffix(".css").read_text("utf-8").replace("FONT", font)
    ran = "".join(f'<script src="{(modules / name).as_uri()}"></script>' for name in _SCRIPTS)
    own = here.with_suffix(".js").read_text("utf-8")
    # A closing tag inside a string would end the script.
    told = json.dumps([card, _config(dark)]).replace("</", "<\\/")
    call = f'{own}\nshow(...{told}, document.getElementById("card"));'
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    look = (" data-dark" if dark else "") + (' class="phone"' if phone else "")
    return (
        f'<!doctype html><html lang="en"{look}>{head}<style>{style}</style>{shown}{ran}<script>{call}</script></html>'
    )
