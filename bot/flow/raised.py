"""What colleagues turned into an insight, and what the authors of those messages change of it since.

Of each line it is kept which message it came from, and no text: a line whose message is taken back goes with it, and
one that was edited says what its message says now. Lines that a colleague put in their own words belong to the message
that was chosen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bot.flow.hear import hear
from bot.flow.standing import Standing
from bot.flow.tools import Tools
from bot.model.changes import Change, KeepSetting, SettingEvent
from bot.model.people import Person, Place
from bot.model.signal import Act
from bot.ports.world import Item

SOURCE = "colleagues"
AUDIENCE = "audience"
"""In the form of the act, where not everyone reads along: `members` keeps the words to the members of its place,
`everyone` says that these words may be read by all colleagues."""
TURN = "turn:"
"""In the form of the act, before the id of each message of a conversation: what that message says."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of what was raised, and the id of the message it came from."""

    text: str
    message: str


def raised_from(place: Place, message: str) -> str:
    """The subject under which it is kept which message of a place was turned into an insight."""
    return f"raised:{place}/{message}"


def remembered(one: Act, person: Person) -> list[Change]:
    """That these messages were turned into an insight, so that what becomes of them is followed."""
    if one.place is None or not one.message:
        return []
    turns = {name.removeprefix(TURN): said for name, said in one.form.items() if name.startswith(TURN)}
    known: dict[str, object] = {"id": one.key, "by": str(person.id), "name": person.name}
    if turns:
        known["lines"] = [line.message for line in _attributed(one.text, turns, one.message)]
    if one.form.get(AUDIENCE) == "everyone":
        known["chosen"] = True
    found = [_event(one, person, one.message, known)]
    return [*found, *(_event(one, person, turn, {"of": one.message}) for turn in turns if turn != one.message)]


def _event(one: Act, person: Person, message: str, new: Mapping[str, object]) -> Change:
    assert one.place is not None, "what has no place is not remembered"
    return KeepSetting(
        event=SettingEvent(subject=raised_from(one.place, message), person=person.id, at=one.at, new=new)
    )


def _attributed(text: str, turns: Mapping[str, str], chosen: str) -> list[Line]:
    """Each line with the message that says it; what none says is its raiser's own, and the chosen message's."""
    return [
        Line(text=line, message=next((turn for turn, said in turns.items() if _plain(line) in _plain(said)), chosen))
        for line in text.split("\n")
    ]


async def reworded(place: Place, message: str, text: str | None, *, tools: Tools, standing: Standing) -> bool:
    """A message that was turned into an insight says something else now (None: it is gone); False: it was not raised.

    Words that a person chose of it stay as long as the message still holds them.
    """
    known = standing.latest(raised_from(place, message))
    if not known:
        return False
    chosen = str(known.get("of") or message)
    known = standing.latest(raised_from(place, chosen)) if chosen != message else known
    key = str(known["id"])
    held = (await tools.store.known([(SOURCE, key)])).get((SOURCE, key))
    rows = await tools.store.full([held.id]) if held is not None and held.id is not None else ()
    if not rows:
        return True
    row = rows[0].row
    before = _held(row.text.raw, known, chosen)
    after = _after(before, message, text, new_words="chosen" not in known)
    if after == before:
        return True
    said: dict[str, object] = {"source": SOURCE, "id": key, "op": "delete"}
    if after:
        said = {
            "source": SOURCE, "id": key, "at": row.at.isoformat(), "text": "\n".join(line.text for line in after),
            "kind": row.kind, "edited": tools.clock.now().isoformat(), "visibility": row.visibility,
            "author": {"id": str(known["by"]), "name": str(known["name"])},
        }  # fmt: skip
    new = {name: value for name, value in known.items() if name != "text"} | {"lines": [one.message for one in after]}
    event = SettingEvent(subject=raised_from(place, chosen), person=None, at=tools.clock.now(), new=new)
    async with tools.turn():
        await hear([Item(position=key, mention=said)], tools=tools, standing=standing)
        await standing.commit([KeepSetting(event=event)], tools=tools)
    return True


def _held(text: str, known: Mapping[str, object], chosen: str) -> list[Line]:
    """The lines as they stand; what is not known of them is the chosen message's."""
    lines, kept = text.split("\n"), known.get("lines")
    fits = isinstance(kept, Sequence) and len(kept) == len(lines)
    named = [str(one) for one in kept] if fits else [chosen] * len(lines)  # type: ignore[attr-defined]
    return [Line(text=line, message=message) for line, message in zip(lines, named, strict=True)]


def _after(before: list[Line], message: str, text: str | None, *, new_words: bool) -> list[Line]:
    """The lines once this message says `text`. Without `new_words` only what was chosen may stand there."""
    own = [line for line in before if line.message == message]
    others = [line for line in before if line.message != message]
    if text is None:
        return others
    if not own or _plain("\n".join(line.text for line in own)) in _plain(text):
        return before
    if not new_words:
        return [line for line in before if line.message != message or _plain(line.text) in _plain(text)]
    at = before.index(own[0])
    return [*before[:at], *(Line(text=line, message=message) for line in text.split("\n")), *others[at:]]


def _plain(text: str) -> str:
    return " ".join(text.split())
