"""The pieces of Block Kit that every drawing is put together from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Any, Final
from urllib.parse import urlsplit

from adapters.chat.slack.blocks.escape import JOINER, fit
from bot.model.letters import clean, cut, length, spaced
from bot.model.mention import Untrusted
from bot.model.message import Line, Span
from bot.texts.numbered import Figure, opens

Json = dict[str, Any]
SECTION: Final = 3000
HEADER: Final = 150
LABEL: Final = 75
OPTION: Final = 150
VALUE: Final = 2000
NAME: Final = 255
OPTIONS: Final = 100
OVERFLOW: Final = 5
ALT: Final = 2000
_STRONG: Final = frozenset(("strong", "good", "bad"))


def words(line: Line) -> str:
    """A line as plain words."""
    return "".join(spaced(span.text) for span in line)


def plain(text: str | Untrusted, most: int) -> Json:
    """A text object that acts on nothing, not even on the names of emoji."""
    return {"type": "plain_text", "text": cut(clean(text), most), "emoji": False}


def label(text: str | Untrusted, most: int = LABEL) -> Json:
    """A text object that must say something."""
    made = plain(text, most)
    return made if made["text"].strip() else {**made, "text": "–"}


def header(text: str) -> Json:
    """A title."""
    return {"type": "header", "text": label(text, HEADER)}


def divider() -> Json:
    """A thin line."""
    return {"type": "divider"}


def rich(*parts: Json) -> list[Json]:
    """A rich_text block of these parts, none where they are empty."""
    full = [part for part in parts if part["elements"]]
    return [{"type": "rich_text", "elements": full}] if full else []


def part(name: str, elements: Sequence[Json], **more: Any) -> Json:
    """A part of a rich_text block: `section`, `quote`, `list`, `preformatted`."""
    return {"type": f"rich_text_{name}", "elements": list(elements), **more}


def section(line: Line) -> Json:
    """A line in rich text."""
    return part("section", inline(line))


def stacked(*runs: Sequence[Json]) -> Json:
    """Runs of rich text as one section, each on a line of its own (not every client breaks between sections)."""
    found: list[Json] = []
    for run in filter(None, runs):
        found += [*([{"type": "text", "text": "\n"}] if found else []), *run]
    return part("section", found)


def bullets(lines: Iterable[Line]) -> Json:
    """Lines as a list."""
    return part("list", [one for one in map(section, lines) if one["elements"]], style="bullet")


def said(text: str | Untrusted, *, bold: bool = False, italic: bool = False) -> list[Json]:
    """A run of rich text, literally; none where nothing of it shows."""
    return _run(cut(clean(text), SECTION), bold=bold, italic=italic)


def inline(line: Line, *, most: int = SECTION) -> list[Json]:
    """The line as elements of rich text: figures and what is strong in bold, everything literally."""
    found: list[Json] = []
    for (url, bold), runs in groupby(_short(line, most), key=lambda span: (span.address, _bold(span))):
        if url:
            found += [_to(url, f"{clean(span.text)} ({urlsplit(url).hostname})") for span in runs]
        else:
            found += _run("".join(clean(span.text) for span in runs), bold=bold)
    return found


def emoji(name: str) -> Json:
    """An emoji of Slack's own."""
    return {"type": "emoji", "name": name}


def link(url: str, text: str) -> Json:
    """A link of our own making."""
    return _to(url, clean(text))


def context(*texts: Json) -> list[Json]:
    """A line of small print, none where it says nothing."""
    full = [one for one in texts if one["text"].strip()]
    return [{"type": "context", "elements": full[:10]}] if full else []


def small(line: Line, *, most: int = SECTION) -> Json:
    """A line for a context: plain words, or mrkdwn where a figure in it must stand out."""
    if not any(_bold(span) for span in line):
        return plain(words(line), most)
    return {"type": "mrkdwn", "text": _marked(line, most), "verbatim": True}


def button(name: str, action: str, value: str = "", *, primary: bool = False, about: str = "") -> Json:
    """A button; `about` tells a screen reader what it is for."""
    made: Json = {"type": "button", "text": label(name), "action_id": cut(action, NAME)}
    if value:
        made["value"] = value
    if primary:
        made["style"] = "primary"
    if about:
        made["accessibility_label"] = cut(f"{clean(name)}: {clean(about)}", LABEL)
    return made


def option(name: str, value: str) -> Json:
    """A choice of a menu."""
    return {"text": label(name), "value": value}


def opening(figure: Figure) -> Json:
    """The choice that opens a figure."""
    return option(figure.name, f"open|{figure.number}")


def menu(placeholder: str, groups: Sequence[tuple[str, Sequence[Json]]]) -> Json:
    """A menu of one list, or of several under their labels."""
    full = [(name, list(options)) for name, options in groups if options]
    made: Json = {"type": "static_select", "action_id": "menu", "placeholder": plain(placeholder, OPTION)}
    if len(full) == 1:
        return {**made, "options": full[0][1]}
    return {**made, "option_groups": [{"label": label(name), "options": found} for name, found in full]}


def actions(block_id: str, elements: Sequence[Json]) -> list[Json]:
    """A row of buttons and menus whose action ids are made different from each other; none where it is empty."""
    seen: dict[str, int] = {}
    made = []
    for element in elements:
        name = element["action_id"]
        again = seen.get(name, 0)
        seen[name] = again + 1
        made.append({**element, "action_id": f"{name}:{again}"} if again else element)
    return [{"type": "actions", "block_id": cut(block_id, NAME), "elements": made}] if made else []


def _run(text: str, *, bold: bool = False, italic: bool = False) -> list[Json]:
    style = {name: True for name, on in (("bold", bold), ("italic", italic)) if on}
    return [{"type": "text", "text": text, **({"style": style} if style else {})}] if text else []


def _to(url: str, text: str) -> Json:
    return {"type": "link", "url": url, "text": text or url}


def _bold(span: Span) -> bool:
    return span.style in _STRONG or opens(span)


def _short(line: Line, most: int) -> Iterator[Span]:
    """The spans as far as there is room."""
    for span in line:
        text = cut(spaced(span.text), most)
        yield Span(text=text, style=span.style, opens=span.opens, topic=span.topic, href=span.href)
        most -= length(text)
        if most <= 1:
            return


def _joins(letter: str) -> bool:
    """Whether a sign of format beside this letter would be taken for a part of the word."""
    return letter.isalnum() or letter in tuple("*_~`")


def _marked(line: Line, most: int) -> str:
    """The line as mrkdwn, in bold where Slack would take the sign for one of bold."""
    full = (span for span in line if spaced(span.text))
    runs = [(bold, words(tuple(spans))) for bold, spans in groupby(full, key=_bold)]
    made = ""
    for at, (bold, text) in enumerate(runs):
        room = most - length(made) - 3
        if room <= 1:
            break
        before, after = made[-1:], runs[at + 1][1] if at + 1 < len(runs) else ""
        core = text.strip()
        lead, tail = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        apart = (bool(lead) or not _joins(before)) and (bool(tail) or not _joins(after[:1]))
        if bold and core and apart:
            made += f"{lead}*{fit(core, room)}*{tail}"
        else:
            # Two runs that are harmless alone must not meet: `:fi` and `re:` would be an emoji.
            made += (JOINER if made and not made.endswith("*") else "") + fit(text, room)
    return made
