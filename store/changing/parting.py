"""A colleague who is to be forgotten: name and ids become a pseudonym wherever they stand, in one transaction.

What is counted, paid and learned stays: no row goes but tokens. A message that was posted with the name gets an edit,
as any other that says something no more.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final

from bot.model.parting import Part
from store.changing.transaction import Transaction
from store.codec import dump
from store.columns import as_list, micros

How = Callable[[Part, str], str]


def _json(text: str, how: Callable[[object], object]) -> str:
    return json.dumps(how(json.loads(text)), ensure_ascii=False, separators=(",", ":"))


def _id(part: Part, text: str) -> str:
    return part.id_in(text)


def _words(part: Part, text: str) -> str:
    return part.words_in(text)


def _said(part: Part, text: str) -> str:
    return _json(text, part.said) if text else text


def _kept(part: Part, text: str) -> str:
    return _json(text, part.kept) if text else text


def _routed(part: Part, text: str) -> str:
    return _json(text, part.routed) if text else text


_ROWS: Final[tuple[tuple[str, str, tuple[str, ...], Mapping[str, How]], ...]] = (
    ("parting.statuses", "parting.status", ("id",), {"person": _id, "detail": _words}),
    ("parting.signals", "parting.signal", ("id",), {"person": _id, "key": _id, "value": _words}),
    ("parting.corrections", "parting.correction", ("id",), {"person": _id}),
    ("parting.tolds", "parting.told", ("insight", "mention"), {"person": _id}),
    ("parting.readings", "parting.reading", ("mention",), {"departments": _said}),
    ("parting.insights", "parting.insight", ("id",), {"body": _routed}),
    ("parting.events", "parting.event", ("id",), {"event_id": _id, "payload": _kept, "result": _said, "error": _words}),
    ("parting.reactions", "parting.reaction", ("sequence",), {"person": _id}),
    ("parting.theme_events", "parting.theme_event", ("id",), {"detail": _words}),
    ("parting.work", "parting.shard", ("id",), {"body": _said}),
    ("parting.grants", "parting.grant", ("digest",), {"grant_json": _said}),
)
"""Which query finds rows, which writes one, what names a row, and how each of its columns is rewritten."""
_AS_SET: Final = ("department:", "digest:", "group:", "listen:", "source:", "taught:", "theme:")
"""Settings that work by their words: a query with a name in it goes on finding what it found."""
_NOTE: Final = "thread:"
"""How the keys of notes in threads begin: what stands there word for word was typed by colleagues."""
_POST: Final[Mapping[str, How]] = {
    "key": _id, "message": _said, "edits": _id, "thread": _id, "recipient": _id, "via": _id, "error": _words,
}  # fmt: skip


def part(open_: Transaction, change: Part) -> None:
    """Take the name and the ids out of every row."""
    open_.run("parting.end_tokens", people=as_list([one for one, _ in change.ids]))
    for found, write, key, columns in _ROWS:
        for row in _like(open_, found, change):
            names = dict(zip(key, row, strict=False))
            before = dict(zip(columns, row[len(key) :], strict=True))
            after = _rewritten(change, before, columns)
            if after != before:
                open_.run(write, **names, **after)
    _mentions(open_, change)
    _settings(open_, change)
    _ledger(open_, change)
    _room(open_, change)
    _posts(open_, change)
    open_.removed = True


def _like(open_: Transaction, name: str, change: Part) -> Iterator[tuple[Any, ...]]:
    """The rows in which a name or an id may stand."""
    for needle in sorted({*change.names, *(one for one, _ in change.ids)}):
        for form in sorted({needle, dump(needle)[1:-1]}):  # as it is, and as JSON spells it
            # An underscore stands for any letter: a backslash must not be one that escapes.
            yield from open_.run(name, like=f"%{form.replace(chr(92), '_')}%").fetchall()


def _rewritten(change: Part, before: Mapping[str, Any], columns: Mapping[str, How]) -> dict[str, Any]:
    return {name: None if before[name] is None else how(change, before[name]) for name, how in columns.items()}


def _mentions(open_: Transaction, change: Part) -> None:
    """What they brought in themselves stays, as a pseudonym's; one voice stays one."""
    for voice, name in _like(open_, "parting.voices", change):
        if _id(change, name) == name:
            continue
        for number, author, author_name, rest in open_.run("parting.mentions", voice=voice).fetchall():
            told = author is not None and _id(change, author) != author
            open_.run(
                "parting.mention", id=number, author=author and _id(change, author),
                author_name=change.called if told and author_name else author_name, rest=_said(change, rest),
            )  # fmt: skip
        open_.run("parting.voice", id=voice, name=_id(change, name))
    open_.voices.clear()


def _settings(open_: Transaction, change: Part) -> None:
    for number, subject, person, old, new in _like(open_, "parting.settings", change):
        corrected = subject.startswith("department:") and subject.partition(":")[2].isdigit()  # of a mention
        how = change.kept if subject.startswith(_AS_SET) and not corrected else change.said
        after = {
            "subject": _id(change, subject), "person": person and _id(change, person), "old": old and _json(old, how),
            "new": new and _json(new, how),
        }  # fmt: skip
        if after != {"subject": subject, "person": person, "old": old, "new": new}:
            open_.run("parting.setting", id=number, **after)


def _ledger(open_: Transaction, change: Part) -> None:
    for kind, own, person, item in _like(open_, "parting.items", change):
        after = {"own": _id(change, own), "person": person and _id(change, person), "item": _said(change, item)}
        if after != {"own": own, "person": person, "item": item}:
            open_.run("parting.item", kind=kind, before=own, **after)


def _room(open_: Transaction, change: Part) -> None:
    for sequence, key, author, recipient, body in _like(open_, "parting.messages", change):
        how = change.noted if not key or key.startswith(_NOTE) else change.said
        after = {
            "key": _id(change, key), "author": _id(change, author), "recipient": recipient and _id(change, recipient),
            "body": _json(body, how),
        }  # fmt: skip
        if after != {"key": key, "author": author, "recipient": recipient, "body": body}:
            open_.run("parting.message", sequence=sequence, **after)


def _posts(open_: Transaction, change: Part) -> None:
    """The outbox; what was posted to everyone of a place and says something else now is edited there."""
    edits: dict[str, dict[str, Any]] = {}
    for number, *rest in _like(open_, "parting.posts", change):
        before = dict(zip(_POST, rest, strict=False))
        state, _, platform, workspace, channel, insight = rest[len(_POST) :]
        after = _rewritten(change, before, _POST)
        if str(before["edits"] or before["key"]).startswith(_NOTE):
            after["message"] = _json(before["message"], change.noted)
        if after == before:
            continue
        open_.run("parting.post", id=number, **after)
        to_all = after["recipient"] is None and not after["via"].startswith("http")
        if after["message"] != before["message"] and state == "done" and to_all:
            place = {"platform": platform, "workspace": workspace, "channel": channel}
            edits.setdefault(after["edits"] or after["key"], {**place, "insight": insight})
    for (key,) in _like(open_, "parting.deliveries", change):
        if _id(change, key) != key:
            open_.run("parting.delivery", key=_id(change, key), before=key)
    for key, place in sorted(edits.items()):
        message = open_.one("parting.last", key=key)
        if message is not None:
            open_.run(
                "post.enqueue", key=f"edit:{key}:{change.ids[0][1]}", kind="edit", message=message,
                due=micros(change.at), edits=key, thread=None, recipient=None, via="", **place,
            )  # fmt: skip
