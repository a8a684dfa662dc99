"""Draws Block Kit as a page that looks like Slack: for our pictures alone, never shipped and never posted.

It knows the blocks that Earshot makes. Text is escaped once, here; mrkdwn knows bold, links and line breaks.
"""

from __future__ import annotations

import html
import json
import math
import re
from collections.abc import Mapping, Sequence
from typing import Any

Json = Mapping[str, Any]
_EMOJI = {
    "red_circle": "🔴", "large_orange_circle": "🟠", "large_green_circle": "🟢", "large_blue_circle": "🔵",
}  # fmt: skip
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
    top = max((point["value"] for one in series for point in one["data"]), default=1) or 1
    step = 10 ** math.floor(math.log10(top))
    top = math.ceil(top / step) * step
    wide, high, left, low = 520, 170, 48, 24
    each = (wide - left) / max(len(names), 1)
    drawn = []
    for at in range(5):
        y = 8 + (high - low - 8) * (1 - at / 4)
        drawn.append(f'<path d="M{left} {y}H{wide}" class="grid"/><text x="{left - 6}" y="{y + 4}" text-anchor="end">{top * at / 4:,.0f}</text>')
    for number, one in enumerate(series):
        colour, bar = _COLOURS[number % len(_COLOURS)], min(48, each * 0.6 / len(series))
        places = []
        for at, point in enumerate(one["data"]):
            tall = (high - low - 8) * point["value"] / top
            x, y = left + each * (at + 0.5), high - low - tall
            places.append(f"{x:.1f} {y:.1f}")
            if chart["type"] == "bar":
                drawn.append(f'<rect x="{x - bar * len(series) / 2 + bar * number:.1f}" y="{y:.1f}" width="{bar:.1f}" height="{tall:.1f}" rx="3" fill="{colour}"/>')
        if chart["type"] == "line":
            drawn.append(f'<path d="M{" L".join(places)}" fill="none" stroke="{colour}" stroke-width="2"/>')
    drawn += [f'<text x="{left + each * (at + 0.5):.1f}" y="{high - 6}" text-anchor="middle">{html.escape(name)}</text>' for at, name in enumerate(names)]
    legend = "".join(f'<span><i style="background:{_COLOURS[at % 6]}"></i>{html.escape(one["name"])}</span>' for at, one in enumerate(series))
    return f'<figure class="chart"><figcaption>{html.escape(block["title"])}</figcaption><svg viewBox="0 0 {wide} {high}">{"".join(drawn)}</svg><p>{legend}</p></figure>'


def _block(block: Json) -> str:
    match block["type"]:
        case "header":
            return f"<h3>{_text(block['text'])}</h3>"
        case "divider":
            return "<hr>"
        case "context":
            return '<div class="context">' + "".join(f"<span>{_text(one)}</span>" for one in block["elements"]) + "</div>"
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


_STYLE = """
:root{--ground:#fff;--ink:#1d1c1d;--soft:#616061;--line:#dddddd;--btn:#fff;--edge:rgba(29,28,29,.3);--link:#1264a3;--code:#f7f7f7;--go:#007a5a;--veil:rgba(0,0,0,.45)}
[data-dark]{--ground:#1a1d21;--ink:#d1d2d3;--soft:#ababad;--line:#35373b;--btn:#1a1d21;--edge:rgba(232,232,232,.35);--link:#1d9bd1;--code:#222529;--go:#007a5a;--veil:rgba(0,0,0,.6)}
*{box-sizing:border-box}body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.46668 Lato,Inter,"Noto Color Emoji",sans-serif}
@font-face{font-family:Inter;src:url(FONT/Inter-Regular.ttf);font-weight:400}@font-face{font-family:Inter;src:url(FONT/Inter-SemiBold.ttf);font-weight:700 900}
.message{display:flex;gap:8px;padding:16px 20px;max-width:760px}.avatar{flex:0 0 36px;height:36px;border-radius:8px;background:#0f766e;color:#fff;display:grid;place-items:center}
.avatar svg{width:22px}.by b{font-weight:800}.by .app{font-size:10px;background:var(--line);border-radius:3px;padding:1px 4px;margin:0 6px;color:var(--soft)}.by time{font-size:12px;color:var(--soft)}
.only{font-size:13px;color:var(--soft);margin:2px 0}.body{min-width:0;flex:1}.body>*{margin:8px 0}.body>*:first-child{margin-top:2px}
h3{font-size:18px;line-height:1.33;margin:8px 0 4px}hr{border:0;border-top:1px solid var(--line);margin:14px 0!important}
.context{display:flex;flex-wrap:wrap;gap:4px 8px;font-size:13px;line-height:1.38;color:var(--soft)}
.actions{display:flex;flex-wrap:wrap;gap:8px}.btn{display:inline-block;border:1px solid var(--edge);border-radius:8px;background:var(--btn);padding:3px 12px;font-size:13px;font-weight:700;line-height:22px;white-space:nowrap}
.btn.primary{background:var(--go);border-color:var(--go);color:#fff}.btn.select{font-weight:400;min-width:90px;display:flex;justify-content:space-between;gap:16px}.btn.select i{font-style:normal;color:var(--soft);margin-top:-3px}
.section{display:flex;gap:16px;justify-content:space-between;white-space:pre-wrap;overflow-wrap:anywhere}
.rich{overflow-wrap:anywhere}.rich>*{margin:0}.rich blockquote{margin:4px 0;padding-left:16px;border-left:4px solid var(--line);border-radius:2px}.rich pre{margin:6px 0;font:12px/1.5 "DejaVu Sans Mono",monospace;background:var(--code);border:1px solid var(--line);border-radius:4px;padding:8px;white-space:pre-wrap}
.rich ul{padding-left:26px}a{color:var(--link);text-decoration:none}.emoji{font-family:"Noto Color Emoji";font-size:14px}
.scroll{overflow-x:auto}table{border-collapse:collapse;font-size:13px}th,td{border:1px solid var(--line);padding:5px 10px;text-align:left;vertical-align:top}th{font-weight:700;background:var(--code)}
.chart{border:1px solid var(--line);border-radius:12px;padding:12px 16px;margin:8px 0;max-width:560px}.chart figcaption{font-weight:700;margin-bottom:8px}.chart svg{width:100%}.chart text{fill:var(--soft);font-size:11px}.chart .grid{stroke:var(--line)}.chart p{margin:0;font-size:12px;color:var(--soft)}.chart p i{display:inline-block;width:10px;height:10px;border-radius:2px;margin-right:6px}
.veil{background:var(--veil);padding:28px 20px;min-height:100vh}.modal{max-width:520px;margin:0 auto;background:var(--ground);border-radius:12px;box-shadow:0 8px 30px rgba(0,0,0,.3);overflow:hidden}
.modal>header{display:flex;align-items:center;gap:12px;padding:20px 24px 12px;font-size:20px;font-weight:800}.modal>header .avatar{flex-basis:28px;height:28px}.modal>header i{margin-left:auto;font-style:normal;color:var(--soft);font-weight:400}
.modal .body{padding:0 24px 20px}
"""
_MARK = '<span class="avatar"><svg viewBox="0 0 24 24" fill="none" stroke="#fff" stroke-width="2.4" stroke-linecap="round"><path d="M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3"/></svg></span>'


def page(blocks: Sequence[Json], *, dark: bool, font: str, modal: str = "", only_you: bool = False, at: str = "09:00") -> str:
    """A page with one message, or with a modal of this title."""
    body = '<div class="body">' + "".join(map(_block, blocks)) + "</div>"
    if modal:
        shown = f'<div class="veil"><div class="modal"><header>{_MARK}{html.escape(modal)}<i>✕</i></header>{body}</div></div>'
    else:
        only = '<div class="only">👁 Only visible to you</div>' if only_you else ""
        by = f'<div class="by"><b>Earshot</b><span class="app">APP</span><time>{at}</time></div>'
        shown = f'<div class="message">{_MARK}<div style="min-width:0;flex:1">{only}{by}{body}</div></div>'
    look = " data-dark" if dark else ""
    return f'<!doctype html><html lang="en"{look}><meta charset="utf-8"><meta name="viewport" content="width=device-width"><style>{_STYLE.replace("FONT", font)}</style>{shown}</html>'


def load(text: str) -> list[Json]:
    """Blocks as Slack was given them."""
    found: list[Json] = json.loads(text)
    return found
