"""What in a message or card can be clicked, pings, or is worked out by the client: for finding what outsiders slip in.

msteams-docs cards-format: TextBlock and facts read a subset of Markdown (links, emphasis, lists) and
`{{DATE(...)}}`, `{{TIME(...)}}`; RichTextBlock and TextRun read none. `<at>` pings where an entity says whom; `${...}`
is Adaptive Card templating. An activity's text is Markdown unless textFormat is plain, HTML where it is xml; clients
make bare addresses in it clickable either way.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tests.stand_in.teams.cards import AT
from tests.stand_in.teams.state import Json

Alive = tuple[str, str]

_LINK = re.compile(r"(?<!\\)\[(?:\\.|[^\[\]\\])*\](?<!\\\])\(\s*<?([^)\s>]*)[^)]*\)")
_REFERENCE = re.compile(r"(?m)^ {0,3}(?<!\\)\[(?:\\.|[^\]\\])+\]:\s*(\S+)")
_ANGLE = re.compile(r"(?<!\\)<((?:https?|mailto|tel|msteams):[^>\s]+)>", re.IGNORECASE)
_BARE = re.compile(r"(?:https?://|www\.|mailto:|tel:)[^\s<>)\]]+", re.IGNORECASE)
_HTML = re.compile(r"<(a|img|at|emoji|attachment|iframe)\b([^>]*)", re.IGNORECASE)
_DATE = re.compile(r"\{\{(?:DATE|TIME)\([^)]*\)\}\}|\{\{(?:DATE|TIME)\(", re.IGNORECASE)
_TEMPLATE = re.compile(r"(?<!\\)\$\{[^}]*\}?")


def alive(given: Json) -> list[Alive]:
    """What acts in an activity or a card, as pairs: link, bare, image, mention, at, html, date, template, action.

    `at` is a mention without an entity; `action` names what a press sends: the verb, or the type where there is none.
    """
    if given.get("type") == "AdaptiveCard":
        return list(_of_card(given))
    found = list(_of_text(given))
    for one in given.get("attachments") or []:
        content = one.get("content")
        if isinstance(content, dict):
            found += _of_card(content)
        elif isinstance(content, str):
            found += _of_html(content)
        if isinstance(one.get("contentUrl"), str):
            found.append(("link", one["contentUrl"]))
    return found


def _of_text(activity: Json) -> Iterator[Alive]:
    said = str(activity.get("text") or "")
    form = str(activity.get("textFormat") or "markdown")
    named = {str(one.get("text")): str((one.get("mentioned") or {}).get("id"))
             for one in activity.get("entities") or [] if one.get("type") == "mention"}  # fmt: skip
    yield from _pings(said, named)
    if form == "plain":
        yield from (("bare", one) for one in _BARE.findall(said))
    else:
        yield from _of_markdown(AT.sub(" ", said))
        yield from _of_html(AT.sub(" ", said))


def _of_card(card: Json) -> Iterator[Alive]:
    named = {str(one.get("text")): str((one.get("mentioned") or {}).get("id"))
             for one in (card.get("msteams") or {}).get("entities") or []}  # fmt: skip
    yield from _walk({name: value for name, value in card.items() if name not in ("msteams", "metadata")}, named)


def _walk(value: Any, named: dict[str, str]) -> Iterator[Alive]:
    if isinstance(value, list):
        for one in value:
            yield from _walk(one, named)
    if not isinstance(value, dict):
        return
    kind = str(value.get("type", ""))
    if kind.startswith("Action."):
        yield from _of_action(value)
    elif kind == "Image" or "url" in value:
        yield "image", str(value.get("url"))
    for name, one in value.items():
        if isinstance(one, str) and name in ("text", "title", "value", "label", "placeholder", "fallbackText"):
            yield from _of_words(one, named, markdown=_reads_markdown(kind, name))
        elif name == "backgroundImage":
            yield "image", str(one.get("url") if isinstance(one, dict) else one)
        elif name == "inlines":
            for each in one:
                if isinstance(each, str):
                    yield from _of_words(each, named, markdown=False)
            yield from _walk(one, named)
        elif name != "data":
            yield from _walk(one, named)


def _reads_markdown(kind: str, name: str) -> bool:
    """TextBlocks, and facts, which have no type; what stands beside a field too, on some clients."""
    beside = kind.startswith("Input.") and name in ("label", "title")
    return (kind == "TextBlock" and name == "text") or kind == "" or beside


def _of_action(action: Json) -> Iterator[Alive]:
    if action["type"] == "Action.OpenUrl":
        yield "link", str(action.get("url"))
    else:
        yield "action", str(action.get("verb") or action["type"])


def _of_words(said: str, named: dict[str, str], *, markdown: bool) -> Iterator[Alive]:
    yield from _pings(said, named)
    yield from (("template", one) for one in _TEMPLATE.findall(said))
    if markdown:
        yield from (("date", one) for one in _DATE.findall(said))
        yield from _of_markdown(AT.sub(" ", said))


def _pings(said: str, named: dict[str, str]) -> Iterator[Alive]:
    for match in AT.finditer(said):
        yield ("mention", named[match[0]]) if match[0] in named else ("at", match[1])


def _of_markdown(said: str) -> Iterator[Alive]:
    for pattern in (_LINK, _REFERENCE, _ANGLE):
        yield from (("link", one) for one in pattern.findall(said))
    rest = _ANGLE.sub(" ", _REFERENCE.sub(" ", _LINK.sub(" ", said)))
    yield from (("bare", one) for one in _BARE.findall(rest))


def _of_html(said: str) -> Iterator[Alive]:
    for tag, more in _HTML.findall(said):
        yield "html", f"{tag.lower()} {more.strip()}".strip()
