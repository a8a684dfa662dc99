"""What outsiders write to be something else, and what finds it in an Adaptive Card if it became that."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CORPUS = Path(__file__).resolve().parents[3] / "corpus" / "voices" / "s10_hostile.tsv"
WRITTEN = (
    "<at>Everyone</at> look", "<at id=\"0\">Ana</at>", "< at >Ana</at>", "<AT>x</AT>", "<at\u200b>x</at>",
    "@channel @Ana", "{{DATE(2026-01-01T00:00:00Z,SHORT)}}", "{{TIME(2026-01-01T00:00:00Z)}}", "{ {DATE(2026)}}",
    "{\u2060{DATE(2026-01-01)}}", "{{{DATE(2026-01-01T00:00:00Z)}}}", "${secret}", "$${x}", "$\u2060{x}",
    "${if(true, 'a', 'b')}", "[your bank](https://evil.example)", "[x][1]\n\n[1]: https://evil.example",
    "![p](https://evil.example/p.png)", "<https://evil.example>", "<a href='https://evil.example'>x</a>",
    "<img src=x onerror=alert(1)>", "<!-- x", "</script>", "https://evil.example/?a=1&b=2", "evil.example",
    "www.evil.example/x", "x@evil.example", "mailto:x@evil.example", "javascript:alert(1)", "msteams://l/chat",
    "tel:+49301234", "#general", "/roi last quarter", "&lt;at&gt;x&lt;/at&gt;", "&#60;at>x", "&amp;amp;",
    "*bold* _italic_ ~~gone~~ `code` **b** __i__", "```\nblock\n```", "~~~\nx", "# head\n## two",
    "> quoted\n>> more", "- one\n+ two\n* three\n1. four\n2) five", "---", "===\n", "a\n===\nb\n---", "    code",
    "\tcode", "a | b\n--- | ---\nc | d", "\\*x\\* \\[y\\](https://evil.example) \\<at>", "a\\",
    "\u202egnp.exe\u202c", "\u2066x\u2069", "a\u0000b\u001b[2Jc\u0007", "\U000e0041\U000e0042hidden", "\ud800half",
    "“closing” the quote”", '{"type":"AdaptiveCard"}', "=HYPERLINK(1)", "\u2028line\u2029par\u0085nel",
    "e\u0301" * 3000, "👩‍👩‍👧‍👦" * 900, "a" * 70_000, "*", "_", "`", "", " ", "\n\n\n", "\u00a0",
)  # fmt: skip
"""Each tries one thing."""

_HIDDEN = re.compile(
    "[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_EVERYWHERE = {
    "date or time": re.compile(r"\{\{"),
    "template": re.compile(r"\$\{"),
    "tag": re.compile(r"<[^\s\u2060]"),
    "hidden or turned": _HIDDEN,
}
_MARKED = {
    "bold": re.compile(r"\*"),
    "italic": re.compile(r"_"),
    "strike": re.compile(r"~"),
    "code": re.compile(r"`|^ {4}", re.MULTILINE),
    "link": re.compile(r"\][(\[:]|!\["),
    "entity": re.compile(r"&[#\w]"),
    "sign taken away": re.compile(r"\\[^\w\s\u2060]"),
    "begins a line": re.compile(r"^ {0,3}(?:[#>|=+•-]|\d+[.)])", re.MULTILINE),
    "address": re.compile(r"\w://|\w\.[^\W\d_]|(?:mailto|tel|javascript):[^\s\u2060]", re.IGNORECASE),
    "person": re.compile(r"@\w"),
    "channel": re.compile(r"#\w"),
}


def corpus() -> list[str]:
    """The demo's hostile voices."""
    with CORPUS.open(encoding="utf-8", newline="") as lines:
        return [row[2] for row in csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE) if len(row) > 2]


def live(text: str, *, marked: bool = True) -> list[str]:
    """What Teams would act on in a text; `marked`: it may be read as Markdown."""
    asked = {**_EVERYWHERE, **(_MARKED if marked else {})}
    return [name for name, found in asked.items() if found.search(text)]


def said(value: Any) -> Iterator[tuple[str, bool]]:
    """Every string of a card that people read, and whether it may be read as Markdown."""
    if isinstance(value, dict):
        for name, part in value.items():
            if name == "data":
                continue
            if isinstance(part, str) and name in _SHOWN:
                yield part, value.get("type") != "TextRun" and name not in _PLAIN
            else:
                yield from said(part)
    elif isinstance(value, list | tuple):
        for part in value:
            yield from said(part)


_SHOWN = frozenset((
    "text", "title", "fallbackText", "label", "placeholder", "tooltip", "errorMessage", "legend", "x", "yAxisTitle",
))  # fmt: skip
_PLAIN = frozenset(("placeholder",))


def read(value: Any) -> str:
    """Everything that people read, run together, as they see it."""
    return " ".join(text for text, _ in said(value)).replace("\u2060", "")
