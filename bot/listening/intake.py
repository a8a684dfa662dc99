"""Mention JSON becomes a Mention or a Deletion; which of two versions stands; whose voice it is, and when."""

from __future__ import annotations

import hashlib
import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import cast

from bot.errors import BadMention
from bot.listening.fields import Fields, zone_of
from bot.listening.strict_json import MOST_DEPTH, depth_of, read_json, too_deep
from bot.model.mention import Author, Deletion, Engagement, Kind, Known, Mention, MentionId, Untrusted

__all__ = ["author_key", "canonical", "case_key", "day_of", "hour_of", "read_json", "read_mention", "voice_of", "wins"]

MOST_TEXT_BYTES = 64 * 1024
AHEAD = timedelta(hours=24)
CUT, FUTURE, REPLACED = "cut", "future", "replaced"
"""Marks of a mention: text cut, time clamped to arrival, characters that cannot be stored replaced."""

_OURS = frozenset(
    "source id at text kind author url conversation in_reply_to engagement channel language rating edited "
    "visibility op".split()
)
_AUTHOR = frozenset(("id", "name", "followers"))
_ENGAGEMENT = frozenset(("likes", "reposts", "replies"))
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_VISIBILITY = re.compile(r"public|internal|private:[^:]+:[^/]+/.+", re.DOTALL)


def read_mention(raw: object, *, where: str, arrived: datetime, zone: str | None = None) -> Mention | Deletion:
    """The mention or deletion that a JSON object says.

    Args:
        raw: the object, as read by `read_json` or made from a table's row.
        where: names it in refusals, e.g. "line 12".
        arrived: when it came in; a time more than 24 hours ahead of it is clamped to it.
        zone: the IANA zone of times without offset; None makes them errors.

    Raises:
        BadMention: names the key, what was found and what was expected.
    """
    if not isinstance(raw, Mapping):
        raise BadMention(where=where, what="the mention", found="no object", expected="an object with source and id")
    found, said = _said(raw, where=where, arrived=arrived, zone=zone)
    if "\\u0000" in said or not _encodes(said):
        cleaned = _cleaned(raw)
        if cleaned != raw:
            found, said = _said(cast(Mapping[str, object], cleaned), where=where, arrived=arrived, zone=zone)
            if isinstance(found, Mention):
                found = replace(found, marks=(REPLACED, *found.marks))
    if isinstance(found, Deletion):
        return found
    # The digest is taken before clamping: which version wins must not hang on when it arrived.
    sealed = {"digest": hashlib.sha256(said.encode()).hexdigest(), **({"at": arrived} if FUTURE in found.marks else {})}
    for name, value in sealed.items():
        # As `replace`, on a value nobody else has seen yet; building all 19 fields again costs 4 µs.
        object.__setattr__(found, name, value)
    return found


def _said(
    raw: Mapping[str, object], *, where: str, arrived: datetime, zone: str | None
) -> tuple[Mention | Deletion, str]:  # fmt: skip
    """The mention without its digest, its time as said, and its canonical JSON."""
    found = _read(Fields(raw, where=where), arrived=arrived, zone=zone)
    if isinstance(found, Mention) and found.rest and depth_of(found.rest) > MOST_DEPTH:
        raise too_deep(where)
    said = [found.source, found.source_id] if isinstance(found, Deletion) else canonical(found)
    try:
        return found, json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
    except (TypeError, ValueError) as wrong:
        raise BadMention(where=where, what="a value", found=str(wrong), expected="JSON without NaN") from wrong


def _read(fields: Fields, *, arrived: datetime, zone: str | None) -> Mention | Deletion:
    source, source_id = fields.required("source"), fields.required("id")
    if fields.choice("op", ("upsert", "delete")) == "delete":
        return Deletion(source=source, source_id=source_id)
    at, text = fields.moment("at", zone), fields.text("text")
    if at is None:
        raise fields.bad("at", "a time with offset such as 2026-07-07T09:30:00+02:00")
    if text is None or text.isspace():
        raise fields.bad("text", "what was said")
    kept = _cut(text)
    marks = ((kept is not text, CUT), (at - arrived > AHEAD, FUTURE))
    return Mention(
        source=source,
        source_id=source_id,
        at=at,
        text=Untrusted(kept),
        kind=cast(Kind, fields.choice("kind", ("mention", "service")) or "mention"),
        author=_author(fields),
        url=_untrusted(fields.text("url")),
        conversation=fields.name("conversation"),
        in_reply_to=fields.name("in_reply_to"),
        engagement=_engagement(fields),
        channel=fields.name("channel"),
        language=fields.text("language"),
        rating=fields.number("rating"),
        edited=fields.moment("edited", zone) or at,
        digest="",
        visibility=_visibility(fields),
        marks=tuple(mark for there, mark in marks if there),
        rest=_rest(fields.raw),
    )


def canonical(mention: Mention) -> dict[str, object]:
    """The mention as JSON again: what export writes and the digest is taken of. Times in UTC, nothing empty."""
    said: dict[str, object] = {
        "source": mention.source,
        "id": mention.source_id,
        "at": _written(mention.at),
        "text": mention.text.raw,
        "kind": mention.kind,
    }
    if mention.author is not None:
        author: dict[str, object] = {"id": mention.author.id, "name": mention.author.name.raw}
        if mention.author.followers is not None:
            author["followers"] = mention.author.followers
        said["author"] = author
    reach = mention.engagement
    if reach.likes or reach.reposts or reach.replies:
        said["engagement"] = {"likes": reach.likes, "reposts": reach.reposts, "replies": reach.replies}
    if mention.url is not None:
        said["url"] = mention.url.raw
    for key in ("conversation", "in_reply_to", "channel", "language", "rating"):
        value = getattr(mention, key)
        if value is not None:
            said[key] = value
    if mention.edited != mention.at:
        said["edited"] = _written(mention.edited)
    if mention.visibility != "public":
        said["visibility"] = mention.visibility
    for key, value in mention.rest.items():
        mine = said.get(key)
        said[key] = {**mine, **value} if isinstance(mine, dict) and isinstance(value, Mapping) else value
    return said


def wins(new: Mention | Deletion, known: Known | None) -> bool:
    """Whether this changes what is held of its key, in whatever order versions arrive.

    A deletion beats every version; what was removed, forgotten or expired never comes back;
    otherwise the larger (edited, digest) stands, and the same version again changes nothing.
    """
    if known is None:
        return True
    if known.state != "live":
        return False
    if isinstance(new, Deletion) or known.edited is None:
        return True
    return (new.edited, new.digest) > (known.edited, known.digest or "")


def voice_of(mention: Mention, id_: MentionId, *, original: str | None = None) -> str:
    """Whose voice it is: its author's; without author its own, or as a copy that of its `original`."""
    if mention.author is not None:
        return f"{mention.source}:{mention.author.id}"
    return original if original is not None else f"#{id_}"


def author_key(source: str, author: str) -> tuple[str, str]:
    """The key that is closed when an author asked not to be listened to; no mention can have it."""
    return (f"\x1fauthor:{source}", author)


def case_key(source: str, source_id: str) -> tuple[str, str] | None:
    """The key of all whose ids begin alike, up to the first stroke: of a conversation; None where it has none."""
    case, stroke, _ = source_id.partition("/")
    return (source, f"{case}/") if stroke else None


def day_of(at: datetime, zone: str) -> str:
    """The local day of the organisation, as YYYY-MM-DD."""
    return at.astimezone(zone_of(zone)).date().isoformat()


def hour_of(at: datetime) -> int:
    """The UTC hour since the epoch."""
    return int(at.timestamp() // 3600)


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _cleaned(value: object) -> object:
    if isinstance(value, str):
        return _UNSTORABLE.sub("\ufffd", value)
    if isinstance(value, Mapping):
        return {_UNSTORABLE.sub("\ufffd", str(key)): _cleaned(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_cleaned(part) for part in value]
    return value


def _cut(text: str) -> str:
    """The text itself, or what fits into 64 KiB of UTF-8 without tearing a letter from its marks."""
    if len(text) * 4 <= MOST_TEXT_BYTES:
        return text
    data = text.encode("utf-8", "surrogatepass")
    if len(data) <= MOST_TEXT_BYTES:
        return text
    end = len(data[:MOST_TEXT_BYTES].decode("utf-8", "ignore"))
    start = end
    # 64 marks on one letter is no letter any more, but an attack on whoever looks for its start.
    while start > max(1, end - 64) and _joined(text, start):
        start -= 1
    return text[: start if not _joined(text, start) else end]


def _joined(text: str, here: int) -> bool:
    """Whether the characters before and at `here` are one to a reader's eye."""
    before, after = text[here - 1], text[here]
    if before == "\u200d" or after == "\u200d" or unicodedata.category(after) in ("Mn", "Me", "Mc"):
        return True
    if "\U0001f3fb" <= after <= "\U0001f3ff" or (before == "\r" and after == "\n"):
        return True
    if not "\U0001f1e6" <= after <= "\U0001f1ff":
        return False
    run = 0
    while run < here and "\U0001f1e6" <= text[here - 1 - run] <= "\U0001f1ff":
        run += 1
    return run % 2 == 1


def _author(fields: Fields) -> Author | None:
    part = fields.part("author")
    if part is None:
        return None
    id_ = part.required("id")
    return Author(id=id_, name=Untrusted(part.name("name") or id_), followers=part.count("followers"))


_NO_ENGAGEMENT = Engagement()


def _engagement(fields: Fields) -> Engagement:
    part = fields.part("engagement")
    if part is None:
        return _NO_ENGAGEMENT
    return Engagement(
        likes=part.count("likes") or 0, reposts=part.count("reposts") or 0, replies=part.count("replies") or 0
    )


def _visibility(fields: Fields) -> str:
    value = fields.text("visibility")
    if value is None:
        return "public"
    if not _VISIBILITY.fullmatch(value):
        raise fields.bad("visibility", '"public", "internal" or "private:PLATFORM:WORKSPACE/CHANNEL"')
    return value


def _rest(raw: Mapping[str, object]) -> dict[str, object]:
    found = {key: value for key, value in raw.items() if key not in _OURS}
    for key, known in (("author", _AUTHOR), ("engagement", _ENGAGEMENT)):
        part = raw.get(key)
        if isinstance(part, Mapping) and not known.issuperset(part):
            found[key] = {name: value for name, value in part.items() if name not in known}
    return found


def _untrusted(text: str | None) -> Untrusted | None:
    return None if text is None else Untrusted(text)


def _written(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")
