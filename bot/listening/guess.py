"""Guesses which column of a table says what: by its name first, then by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime

from bot.listening.columns import EPOCH, EPOCH_MS, Columns, flat, timed
from bot.listening.fields import moment_of
from bot.texts import files as words

Rows = Sequence[Mapping[str, object]]

# What people call their columns, the most telling first; compared without case, blanks and marks.
_CALLED: Mapping[str, tuple[str, ...]] = {
    "id": ("id", "mentionid", "sourceid", "messageid", "tweetid", "postid", "commentid", "reviewid", "ticketid",
           "caseid", "complaintid", "responseid", "uuid", "externalid", "ticketnumber", "nummer", "ticketnr"),
    "at": ("at", "createdat", "timestamp", "datetime", "created", "createdtime", "publishedat", "published", "postedat",
           "posted", "date", "time", "reviewdate", "submittedat", "submitted", "receivedat", "received", "datereceived",
           "datum", "zeitpunkt", "erstelltam", "erstellt", "data", "createdate", "creationdate", "when"),
    "text": ("text", "body", "message", "content", "comment", "comments", "review", "reviewtext", "reviewbody",
             "narrative", "complaint", "consumercomplaintnarrative", "feedback", "description", "verbatim", "tweet",
             "post", "fulltext", "answer", "question", "utterance", "nachricht", "kommentar", "beschreibung", "inhalt",
             "bewertungstext", "tresc", "opis", "komentarz"),
    "author": ("authorid", "userid", "customerid", "requesterid", "author", "user", "username", "screenname", "handle",
               "customer", "requester", "from", "reviewer", "email", "autor", "kunde", "nutzer", "klient"),
    "author_name": ("authorname", "displayname", "fullname", "name", "customername", "requestername", "reviewername"),
    "followers": ("followers", "followercount", "followerscount", "userfollowers"),
    "rating": ("rating", "stars", "score", "csat", "nps", "starrating", "overall", "bewertung", "sterne", "ocena"),
    "source": ("source", "platform", "network", "quelle", "plattform"),
    "kind": ("kind",),
    "url": ("url", "link", "permalink", "href"),
    "conversation": ("conversation", "conversationid", "threadid", "thread", "ticket"),
    "in_reply_to": ("inreplyto", "inreplytoid", "replyto", "parentid", "inreplytostatusid"),
    "likes": ("likes", "likecount", "favorites", "favoritecount", "upvotes", "helpful"),
    "reposts": ("reposts", "retweets", "retweetcount", "shares", "repostcount"),
    "replies": ("replies", "replycount", "comments count", "commentcount"),
    "channel": ("channel", "forum", "subreddit", "board", "queue", "kanal"),
    "language": ("language", "lang", "locale", "sprache", "jezyk"),
    "edited": ("edited", "editedat", "updatedat", "updated", "modifiedat"),
    "visibility": ("visibility",),
}  # fmt: skip
_BEFORE_TEXT = ("subject", "title", "headline", "betreff", "titel", "temat", "summary", "reviewtitle")
_SERVICE = ("ticket", "requester", "case", "complaint", "csat", "agent", "queue")

_FORMATS = (
    None, "%d.%m.%Y %H:%M:%S", "%d.%m.%Y %H:%M", "%d.%m.%Y", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %H:%M",
    "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %I:%M %p", "%m/%d/%Y", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y %H:%M", "%d/%m/%Y",
    "%Y/%m/%d %H:%M:%S", "%Y/%m/%d %H:%M", "%Y/%m/%d", "%Y-%m-%d %H:%M:%S %z", "%a, %d %b %Y %H:%M:%S %z",
    "%a %b %d %H:%M:%S %z %Y", "%b %d, %Y", "%d %b %Y", EPOCH, EPOCH_MS,
)  # fmt: skip
_OFFSET = re.compile(r"(?:[Zz]|[+-]\d\d:?\d\d)$")


def guess(rows: Rows, *, source: str, zone: str, start: datetime) -> Columns:
    """What the columns most likely are.

    Args:
        rows: some rows, all with the same columns.
        source: the source of mentions where no column names it.
        zone: the zone of times without offset.
        start: the time of all rows where no column says when.
    """
    rows = [flat(row) for row in rows]
    names = list(dict.fromkeys(name for row in rows for name in row))
    found: dict[str, tuple[str, ...]] = {}
    for key, called in _CALLED.items():
        name = _named(called, [name for name in names if (name,) not in found.values()])
        if name is not None and _fits(key, _cells(rows, name)):
            found[key] = (name,)
    free = [name for name in names if (name,) not in found.values()]
    if "at" not in found and (name := _first(free, lambda name: _format(_cells(rows, name), named=False) is not _NONE)):
        found["at"] = (name,)
        free.remove(name)
    if "text" not in found and (longest := _longest(rows, free)) is not None:
        found["text"] = (longest,)
    before = _named(_BEFORE_TEXT, [name for name in names if (name,) not in found.values()])
    if before is not None:
        found["text"] = (before, *found.get("text", ()))
    if "author" not in found and "author_name" in found:
        found["author"] = found.pop("author_name")
    return _complete(rows, found, source=source, zone=zone, start=start)


def are_mentions(rows: Rows) -> bool:
    """Whether the rows are mention JSON as they stand, so that no columns need to be guessed."""
    return bool(rows) and all(
        "source" in row and "id" in row and (row.get("op") == "delete" or ("at" in row and "text" in row))
        for row in rows
    )


def doubts(columns: Columns, rows: Rows) -> tuple[str, ...]:
    """What a person should look at before the import, as sentences."""
    rows = [flat(row) for row in rows]
    said: list[str] = []
    if "text" not in columns.columns:
        said.append(words.no_text_column())
    if "at" not in columns.columns and "at" not in columns.constants:
        said.append(words.no_time_column())
    elif (columns.format or "").startswith("%m/%d/%Y"):
        other = (columns.format or "").replace("%m/%d/%Y", "%d/%m/%Y")
        cells = _cells(rows, columns.columns["at"][0])
        if all(timed(cell, format=other, zone="UTC") != cell for cell in cells):
            said.append(words.day_or_month())
    if columns.zone is not None:
        said.append(words.assumed_zone(columns.zone))
    if "id" not in columns.columns:
        said.append(words.no_id_column())
    return tuple(said)


def _complete(
    rows: Rows, found: dict[str, tuple[str, ...]], *, source: str, zone: str, start: datetime
) -> Columns:  # fmt: skip
    constants: dict[str, str | int | float] = {}
    if "source" not in found:
        constants["source"] = source
    names = {_plain(name) for row in rows[:1] for name in row}
    if "kind" not in found and any(word in name for word in _SERVICE for name in names):
        constants["kind"] = "service"
    if "at" not in found:
        return Columns(columns=found, constants=constants, start=start.astimezone(UTC))
    cells = _cells(rows, found["at"][0])
    format_ = _format(cells, named=True)
    offset = format_ in (EPOCH, EPOCH_MS) or "%z" in (format_ or "") or all(_OFFSET.search(cell) for cell in cells)
    return Columns(
        columns=found,
        constants=constants,
        zone=None if offset else zone,
        format=None if format_ is _NONE else format_,
    )


_NONE = "no format"


def _format(cells: Sequence[str], *, named: bool) -> str | None:
    """The first pattern that reads every cell (None: RFC 3339), `_NONE` if none does; bare numbers need a name."""
    if not cells:
        return _NONE
    for pattern in _FORMATS:
        if pattern is None:
            read = all(moment_of(cell, "UTC") is not None for cell in cells)
        elif pattern in (EPOCH, EPOCH_MS):
            least = 1e8 * (1000 if pattern == EPOCH_MS else 1)
            read = named and all(cell.isdecimal() and least <= int(cell[:18]) < least * 50 for cell in cells)
        else:
            read = all(timed(cell, format=pattern, zone="UTC") != cell for cell in cells)
        if read:
            return pattern
    return _NONE


def _fits(key: str, cells: Sequence[str]) -> bool:
    """Whether what stands in a column can be what its name says."""
    if key in ("at", "edited"):
        return _format(cells, named=True) is not _NONE
    if key in ("rating", "followers", "likes", "reposts", "replies"):
        return bool(cells) and sum(any(map(str.isdigit, cell)) or "★" in cell for cell in cells) * 2 >= len(cells)
    if key == "id":
        return bool(cells) and len(set(cells)) == len(cells)
    if key == "text":
        return bool(cells) and any(" " in cell.strip() for cell in cells)
    if key == "kind":
        return {cell.lower() for cell in cells} <= {"mention", "service"}
    if key == "visibility":
        return set(cells) <= {"public", "internal"}
    if key == "url":
        return any(cell.startswith(("http://", "https://")) for cell in cells)
    return bool(cells)


def _longest(rows: Rows, names: Sequence[str]) -> str | None:
    """The column whose cells are longest and are sentences."""
    sizes = {name: sum(map(len, cells)) / len(cells) for name in names if (cells := _cells(rows, name))}
    spoken = [name for name in sizes if any(" " in cell.strip() for cell in _cells(rows, name))]
    return max(spoken, key=sizes.__getitem__, default=None)


def _named(called: Sequence[str], names: Sequence[str]) -> str | None:
    plain: dict[str, str] = {}
    for name in names:
        plain.setdefault(_plain(name), name)
        # The last part of a path (user.name) is a name too, but a weaker one.
        plain.setdefault(_plain(name.rpartition(".")[2]), name)
    return next((plain[word] for word in called if word in plain), None)


def _first(names: Sequence[str], fits: Callable[[str], bool]) -> str | None:
    return next((name for name in names if fits(name)), None)


def _plain(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", name.lower().replace("ś", "s").replace("ć", "c").replace("ę", "e"))


def _cells(rows: Rows, name: str) -> list[str]:
    return [str(row[name]) for row in rows if row.get(name) not in (None, "")]
