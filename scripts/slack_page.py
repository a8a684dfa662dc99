"""Draws Block Kit as a page that looks like Slack: for our pictures alone, never shipped and never posted.

It knows the blocks that Earshot makes. Text is escaped once, here; mrkdwn knows bold, links and line breaks.
"""

from __future__ import annotations

import html
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

Json = Mapping[str, Any]
_EMOJI = {
    "red_circle": "🔴", "large_orange_circle": "🟠", "large_green_circle": "🟢", "large_blue_circle": "🔵",
}  # fmt: skip
_WIDE, _LEFT, _HEAD, _FOOT = 520, 48, 8, 146
_COLOURS = ("#1264a3", "#e8912d", "#2bac76", "#cd2553", "#7c3aed", "#5b6572")


def _text(value: Json) -> str:
    """A text object."""
    if value["type"] == "plain_text":
        return html.escape(value["text"])
    words = re.sub(r"<(https?://[^|>]+)\|([^>]+)>", r'<a href="\1">\2</a>', value["text"])
    return re.sub(r"(?<![^\W_])\*([^*\n]+)\*(?![^\W_])", r"<b>\1</b>", words).replace("\n", "<br>")


def _inline(element: Json) -> str:
    style = element.get("style", {})
    match element["type"]:
        case "emoji":
            return f'<span class="emoji">{_EMOJI[element["name"]]}</span>'
        case "link":
            words = f'<a href="{html.escape(element["url"])}">{html.escape(element.get("text", element["url"]))}</a>'
        case _:
            words = html.escape(element["text"]).replace("\n", "<br>")
    for name, tag in (("bold", "b"), ("italic", "i"), ("code", "code")):
        if style.get(name):
            words = f"<{tag}>{words}</{tag}>"
    return words


def _part(part: Json) -> str:
    if part["type"] == "rich_text_list":
        return "<ul>" + "".join(f"<li>{_part(one)}</li>" for one in part["elements"]) + "</ul>"
    inner = "".join(map(_inline, part["elements"]))
    tag = {"rich_text_quote": "blockquote", "rich_text_preformatted": "pre"}.get(part["type"], "div")
    return f"<{tag}>{inner}</{tag}>"


def _element(element: Json) -> str:
    match element["type"]:
        case "button":
            return f'<span class="btn {element.get("style", "")}">{_text(element["text"])}</span>'
        case "static_select":
            return f'<span class="btn select">{_text(element["placeholder"])}<i>⌄</i></span>'
        case "overflow":
            return '<span class="btn more">⋯</span>'
        case other:
            return html.escape(str(other))


def _cell(cell: Json, tag: str) -> str:
    inner = "".join(map(_part, cell["elements"])) if cell["type"] == "rich_text" else html.escape(cell["text"])
    return f"<{tag}>{inner}</{tag}>"


def _table(block: Json) -> str:
    head, *rows = block["rows"]
    top = "".join(_cell(cell, "th") for cell in head)
    body = "".join("<tr>" + "".join(_cell(cell, "td") for cell in row) + "</tr>" for row in rows)
    return f'<div class="scroll"><table><tr>{top}</tr>{body}</table></div>'


def _chart(block: Json) -> str:
    chart = block["chart"]
    names, series = chart["axis_config"]["categories"], chart["series"]
    highest = max((point["value"] for one in series for point in one["data"]), default=1) or 1
    step = 10 ** math.floor(math.log10(highest))
    top = math.ceil(highest / step) * step
    each = (_WIDE - _LEFT) / max(len(names), 1)
    drawn = list(_grid(top))
    for number, one in enumerate(series):
        places = [
            (_LEFT + each * (at + 0.5), _FOOT - (_FOOT - _HEAD) * point["value"] / top)
            for at, point in enumerate(one["data"])
        ]
        colour = _COLOURS[number % len(_COLOURS)]
        if chart["type"] == "line":
            path = " L".join(f"{x:.1f} {y:.1f}" for x, y in places)
            drawn.append(f'<path d="M{path}" fill="none" stroke="{colour}" stroke-width="2"/>')
            continue
        bar = min(48, each * 0.6 / len(series))
        for x, y in places:
            left = x - bar * len(series) / 2 + bar * number
            size = f'width="{bar:.1f}" height="{_FOOT - y:.1f}"'
            drawn.append(f'<rect x="{left:.1f}" y="{y:.1f}" {size} rx="3" fill="{colour}"/>')
    for at, name in enumerate(names):
        x = _LEFT + each * (at + 0.5)
        drawn.append(f'<text x="{x:.1f}" y="{_FOOT + 18}" text-anchor="middle">{html.escape(name)}</text>')
    legend = "".join(
        f'<span><i style="background:{_COLOURS[at % len(_COLOURS)]}"></i>{html.escape(one["name"])}</span>'
        for at, one in enumerate(series)
    )
    shown = f'<svg viewBox="0 0 {_WIDE} {_FOOT + 24}">{"".join(drawn)}</svg><p>{legend}</p>'
    return f'<figure class="chart"><figcaption>{html.escape(block["title"])}</figcaption>{shown}</figure>'


def _grid(top: float) -> Iterator[str]:
    for at in range(5):
        y = _FOOT - (_FOOT - _HEAD) * at / 4
        yield f'<path d="M{_LEFT} {y}H{_WIDE}" class="grid"/>'
        yield f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{top * at / 4:,.0f}</text>'


def _block(block: Json) -> str:
    match block["type"]:
        case "header":
            return f"<h3>{_text(block['text'])}</h3>"
        case "divider":
            return "<hr>"
        case "context":
            return (
                '<div class="context">' + "".join(f"<span>{_text(one)}</span>" for one in block["elements"]) + "</div>"
            )
        case "actions":
            return '<div class="actions">' + "".join(map(_element, block["elements"])) + "</div>"
        case "section":
            side = f"<div>{_element(block['accessory'])}</div>" if "accessory" in block else ""
            return f'<div class="section"><div>{_text(block["text"])}</div>{side}</div>'
        case "rich_text":
            return '<div class="rich">' + "".join(map(_part, block["elements"])) + "</div>"
        case "data_table":
            return _table(block)
        case "data_visualization":
            return _chart(block)
        case other:
            return f"<p>{html.escape(other)}</p>"


_STYLE = Path(__file__).with_suffix(".css")
_MARK = (
    '<span class="avatar"><svg viewBox="0 0 24 24" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round">'
    '<path d="M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3"/></svg></span>'
)


def page(
    blocks: Sequence[Json], *, dark: bool, font: str, modal: str = "", only_you: bool = False, home: bool = False
) -> str:  # fmt: skip
    """A page with one message, with a modal of this title, or with an app's own page."""
    body = '<div class="body">' + "".join(map(_block, blocks)) + "</div>"
    if modal:
        head = f"<header>{_MARK}{html.escape(modal)}<i>✕</i></header>"
        shown = f'<div class="veil"><div class="modal">{head}{body}</div></div>'
    elif home:
        tabs = '<nav class="tabs"><b>Home</b><span>Messages</span><span>About</span></nav>'
        shown = f'<div class="home"><header>{_MARK}Earshot</header>{tabs}{body}</div>'
    else:
        only = '<div class="only">👁 Only visible to you</div>' if only_you else ""
        by = '<div class="by"><b>Earshot</b><span class="app">APP</span><time>09:00</time></div>'
        shown = f'<div class="message">{_MARK}<div class="said">{only}{by}{body}</div></div>'
    style = _STYLE.read_text("utf-8").replace("FONT", font)
    head = '<meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    look = " data-dark" if dark else ""
    return f'<!doctype html><html lang="en"{look}>{head}<style>{style}</style>{shown}</html>'
