"""Our own judge of Adaptive Cards in Teams: `problems` returns what is wrong with one (empty: fine).

msteams-docs cards-reference: version at most 1.5 for bots; format-your-bot-messages: a message of about 100 KB counted
in UTF-16, of which a card takes 80 here. At most 6 actions on a posted card (store validation guidelines); a dialog has
at most 6 in each of its rows. Ids are unique, what is toggled is there, every `<at>` has its entity in msteams.entities
and every entity its `<at>`; `refresh` names at most 60 people and an Action.Execute.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tests.stand_in.slack.shapes import items, one_of, shape, text, wrong
from tests.stand_in.teams.elements import INNER, SINCE, an_object, everything, word
from tests.stand_in.teams.state import Json

LARGEST = 80 * 1024
MOST_ACTIONS = 6
AT = re.compile(r"<at>(.*?)</at>", re.DOTALL)
_CARD = shape(
    {"type": word("AdaptiveCard"), "version": one_of("1.0", "1.1", "1.2", "1.3", "1.4", "1.5")},
    {**INNER, "metadata": an_object, "authentication": an_object, "msteams": an_object,
     "refresh": shape({"action": an_object}, {"userIds": items(text(255), 60, 0), "expires": text(40)})},
)  # fmt: skip


def size(value: Any) -> int:
    """Bytes of a value as Teams counts them: its JSON in UTF-16."""
    return len(json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-16-le", "surrogatepass"))


def problems(card: Any, *, dialog: bool = False) -> list[str]:
    """What is wrong with a card."""
    found = list(_CARD(card, ""))
    if not isinstance(card, dict):
        return found
    if not card.get("body") and not card.get("actions"):
        found.append(wrong("nothing in it", ""))
    if size(card) > LARGEST:
        found.append(wrong(f"{size(card)} bytes, more than {LARGEST}", ""))
    found += _versions(card)
    found += _ids(card)
    found += _mentions(card)
    if not dialog and len(buttons(card)) > MOST_ACTIONS:
        found.append(wrong(f"{len(buttons(card))} actions, more than {MOST_ACTIONS}", "/actions"))
    if "refresh" in card and (card["refresh"] or {}).get("action", {}).get("type") != "Action.Execute":
        found.append(wrong("must be an Action.Execute", "/refresh/action"))
    return found


def buttons(card: Json) -> list[Json]:
    """The actions that a card shows as buttons, wherever they stand; without those of fallbacks."""
    found: list[Json] = []
    for one in everything(_drawn(card)):
        if one.get("type") in ("AdaptiveCard", "ActionSet") and isinstance(one.get("actions"), list):
            found += [each for each in one["actions"] if isinstance(each, dict)]
    return found


def _drawn(value: Any) -> Any:
    """A card without its fallbacks."""
    if isinstance(value, list):
        return [_drawn(one) for one in value]
    if isinstance(value, dict):
        return {name: _drawn(one) for name, one in value.items() if name != "fallback"}
    return value


def _versions(card: Json) -> Iterator[str]:
    version = card.get("version")
    for one in everything(card):
        since = SINCE.get(str(one.get("type")), "1.0")
        if isinstance(version, str) and since > version and "fallback" not in one:
            yield wrong(f"{one['type']} is of version {since}", "/version")


def _ids(card: Json) -> Iterator[str]:
    named = Counter(str(one["id"]) for one in everything(_drawn(card)) if _has_id(one))
    for name, count in named.items():
        if count > 1:
            yield wrong(f"id {name} stands {count} times", "")
    for one in everything(card):
        for each in one.get("targetElements") or []:
            target = each.get("elementId") if isinstance(each, dict) else each
            if target not in named:
                yield wrong(f"no element {target} to toggle", "")


def _has_id(one: Json) -> bool:
    return isinstance(one.get("id"), str) and isinstance(one.get("type"), str) and one["type"] != "mention"


def _mentions(card: Json) -> Iterator[str]:
    entities = (card.get("msteams") or {}).get("entities") or []
    named = set()
    for one in entities:
        mentioned = one.get("mentioned") or {}
        if one.get("type") != "mention" or not mentioned.get("id") or not mentioned.get("name"):
            yield wrong("must be a mention with id and name", "/msteams/entities")
        named.add(str(one.get("text")))
    said = {match[0] for one in _texts(card) for match in AT.finditer(one)}
    for tag in sorted(said - named):
        yield wrong(f"{tag} has no entity", "/msteams/entities")
    for tag in sorted(named - said):
        yield wrong(f"{tag} stands nowhere", "/msteams/entities")


def _texts(card: Json) -> Iterator[str]:
    for one in everything({name: value for name, value in card.items() if name != "msteams"}):
        for name in ("text", "title", "value"):
            if isinstance(one.get(name), str) and one.get("type") not in ("Action.Execute", "Action.Submit"):
                yield one[name]
        yield from (each for each in one.get("inlines") or [] if isinstance(each, str))
