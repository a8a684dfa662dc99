"""What outsiders write to be something else, and what finds it in Block Kit if it became that."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parents[3] / "corpus" / "voices" / "s10_hostile.tsv"
WRITTEN = (
    "<!channel> look", "<!here|here>", "<@U012ABCDEF>", "<#C012ABCDEF|general>", "<!subteam^S012|@heads>",
    "<https://evil.example|your bank>", "<mailto:x@evil.example|mail>", "<tel:+49301234|call>", "&lt;!channel&gt;",
    "<!date^1392734382^{date}^https://evil.example|now>", "< !channel >", "<<!channel>>", "<!chan\u200bnel>",
    "https://evil.example/?a=1&b=2", "evil.example", "www.evil.example/x", "ftp://evil.example", "x@evil.example",
    "javascript:alert(1)", "slack://open?team=T1", "@here @channel @everyone @ana", "#general", "/roi last quarter",
    "*bold* _italic_ ~gone~ `code`", "```\nblock\n```", "> quoted\n>>> all of it", ":fire: :100: :+1: :custom-emoji:",
    "*", "_", "**_~`", "1. one\n- two\n• three", "\u202egnp.exe\u202c", "\u2066x\u2069", "a\u0000b\u001b[2Jc\u0007",
    "\U000e0041\U000e0042hidden", "\ud800half", "“closing” the quote”", '{"type":"section"}', "[x](https://evil.example)",
    "=HYPERLINK(1)", "{{DATE(2026-01-01)}} ${x} %s", "\u2028line\u2029par\u0085nel", "e\u0301" * 3000, "👩‍👩‍👧‍👦" * 900,
    "&amp;amp;", "a" * 70_000, "", " ", "\n\n\n",
)  # fmt: skip
"""Each tries one thing."""

_TOKEN = re.compile(r"<[^>]*>")
_LIVE = {
    "mention or link": re.compile(r"[<>]"),
    "entity of an outsider": re.compile(r"&(?!(?:amp|lt|gt);)"),
    "bold": re.compile(r"\*"),
    "italic": re.compile(r"_"),
    "strike": re.compile(r"~"),
    "code": re.compile(r"`"),
    "quote": re.compile(r"^ *&gt;", re.MULTILINE),
    "emoji": re.compile(r":[^\s:꞉\u2060]*[^\W\d][^\s:꞉\u2060]*:|:(?:100|1234|[+-]1):"),
    "address": re.compile(r"\w://|\w\.[^\W\d_]|(?:mailto|tel|javascript):[^\s\u2060]", re.IGNORECASE),
    "person or group": re.compile(r"@\w"),
    "channel": re.compile(r"#\w"),
    "hidden or turned": re.compile(
        "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
    ),
}


def corpus() -> list[str]:
    """The demo's hostile voices."""
    with CORPUS.open(encoding="utf-8", newline="") as lines:
        return [row[2] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) > 2]


def live(mrkdwn: str, *, bold: bool = False) -> list[str]:
    """What Slack would act on in a string of mrkdwn; `bold` where our own bold is allowed."""
    if bold:
        mrkdwn = re.sub(r"(?<![^\W_])\*([^*\n]+)\*(?![^\W_])", r" \1 ", mrkdwn)
    return [name for name, found in _LIVE.items() if found.search(mrkdwn)]


def mrkdwn(value: Any) -> Iterator[str]:
    """Every string of blocks that Slack reads as mrkdwn."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            yield value["text"]
        for part in value.values():
            yield from mrkdwn(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from mrkdwn(part)


def strings(value: Any) -> Iterator[str]:
    """Every string that is shown."""
    if isinstance(value, dict):
        for name, part in value.items():
            if isinstance(part, str) and name in ("text", "alt_text", "title", "caption", "accessibility_label"):
                yield part
            else:
                yield from strings(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from strings(part)


def kinds(value: Any) -> set[str]:
    """The types of everything in blocks."""
    if isinstance(value, dict):
        own = {value["type"]} if isinstance(value.get("type"), str) else set()
        return own.union(*map(kinds, value.values()))
    return set().union(*map(kinds, value)) if isinstance(value, list | tuple) else set()
