"""What a query may ask of a mention besides its text: source, language, author, kind, followers, rating, address."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit

from bot.listening.groups.spelling import fits, plain
from bot.listening.groups.tree import Fact, FactName
from bot.model.mention import Mention
from bot.model.rows import Row
from bot.texts import groups as words_of

FIELDS: Mapping[str, FactName | str] = {
    "source": "source", "language": "language", "lang": "language", "author": "author", "kind": "kind",
    "followers": "followers", "rating": "rating", "url": "url", "site": "site", "group": "group",
}  # fmt: skip
"""The fields of a query as they may be written, with their names."""
KINDS = ("mention", "service")
_NUMBERS = ("followers", "rating")
_NUMBER = re.compile(r"\d{1,12}(?:\.\d{1,6})?")
_BETWEEN = re.compile(r"(\d{1,12}(?:\.\d{1,6})?)?\.\.(\d{1,12}(?:\.\d{1,6})?)?")
_SHORTEST_PART = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What is known of a mention besides its text; what is not known is None or empty, and then no field matches."""

    source: str = ""
    language: str = ""
    author: tuple[str, ...] = ()
    kind: str = ""
    followers: float | None = None
    rating: float | None = None
    url: str = ""

    @classmethod
    def mention(cls, mention: Mention, *, language: str) -> About:
        """What is known of a mention that was read in this language."""
        author = mention.author
        return cls(
            source=mention.source, language=language, kind=mention.kind, rating=mention.rating,
            author=(author.id, author.name.raw) if author else (), followers=author.followers if author else None,
            url=mention.url.raw if mention.url else "",
        )  # fmt: skip

    @classmethod
    def row(cls, row: Row) -> About:
        """What is known of a stored mention."""
        author = (row.author_id or "", row.author.raw if row.author else "")
        return cls(
            source=row.source, language=row.language, kind=row.kind, rating=row.rating, followers=row.followers,
            author=author, url=row.url.raw if row.url else "",
        )  # fmt: skip

    @classmethod
    def json(cls, raw: Mapping[str, object]) -> About:
        """What mention JSON says besides its text; what is not of the right type is not known."""
        author = raw.get("author")
        who: Mapping[str, object] = author if isinstance(author, Mapping) else {"name": author}
        return cls(
            source=_text(raw.get("source")), language=_text(raw.get("language")), kind=_text(raw.get("kind")),
            author=(_text(who.get("id")), _text(who.get("name"))), followers=_amount(who.get("followers")),
            rating=_amount(raw.get("rating")), url=_text(raw.get("url")),
        )  # fmt: skip


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _amount(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def fact(name: str, sign: str, values: Sequence[str]) -> Fact | tuple[str, str]:
    """The field with its values, or what is wrong with them and what would be right."""
    shown = f"{name}{sign}{' OR '.join(values)}"
    if name in _NUMBERS:
        return _number(name, sign, values, shown)
    if sign not in (":", "="):
        return words_of.no_order(name)
    if name == "kind":
        found = [one.lower() for one in values]
        return Fact(name="kind", values=tuple(found), shown=shown) if set(found) <= {*KINDS} else words_of.kinds(KINDS)
    if name == "language":
        found = [one.lower() for one in values]
        if not all(re.fullmatch("[a-z]{2,3}", one) for one in found):
            return words_of.language_code()
        return Fact(name="language", values=tuple(found), shown=shown)
    if name in ("url", "site"):
        found = [one.casefold().removeprefix("www.") if name == "site" else one.casefold() for one in values]
        if any(len(one) < _SHORTEST_PART for one in found):
            return words_of.short_address()
        return Fact(name="site" if name == "site" else "url", values=tuple(found), shown=shown)
    found = [plain(one.removeprefix("@")) for one in values]
    if not all(one.strip("* ") for one in found):
        return words_of.no_letters(values[0])
    return Fact(name="author" if name == "author" else "source", values=tuple(found), shown=shown)


def holds(asked: Fact, about: About) -> str | None:
    """What is known of the mention that answers the field, in words; None where it does not."""
    match asked.name:
        case "followers" | "rating":
            value = about.followers if asked.name == "followers" else about.rating
            least, most = asked.least, asked.most
            if value is None or (least is not None and value < least) or (most is not None and value > most):
                return None
            return f"{asked.name} {value:g}"
        case "site":
            host = (urlsplit(about.url).hostname or "") if about.url else ""
            return next((f"site {one}" for one in asked.values if host == one or host.endswith(f".{one}")), None)
        case "url":
            address = about.url.casefold()
            return next((f"url {one}" for one in asked.values if one in address), None)
        case "kind":
            return f"kind {about.kind}" if about.kind in asked.values else None
        case "language":
            return f"language {about.language}" if about.language in asked.values else None
        case "source":
            return _named("source", (about.source,), asked)
        case "author":
            return _named("author", about.author, asked)


def _named(what: str, given: Sequence[str], asked: Fact) -> str | None:
    for one in given:
        name = plain(one.removeprefix("@"))
        if name and any(fits(value, name) if "*" in value else value == name for value in asked.values):
            return f"{what} {one}"
    return None


def _number(name: str, sign: str, values: Sequence[str], shown: str) -> Fact | tuple[str, str]:
    own: FactName = "followers" if name == "followers" else "rating"
    if len(values) != 1:
        return words_of.one_number(name)
    text, order = values[0], sign.lstrip(":=")
    between = _BETWEEN.fullmatch(text)
    if between and not order and (between[1] or between[2]):
        least, most = (float(one) if one else None for one in between.groups())
        return Fact(name=own, least=least, most=most, shown=shown)
    if not _NUMBER.fullmatch(text):
        return words_of.one_number(name)
    number = float(text)
    # Neither followers nor ratings are finer than this, so that "more than" can be written with a bound.
    step = 1e-6
    match order:
        case ">=":
            return Fact(name=own, least=number, shown=shown)
        case "<=":
            return Fact(name=own, most=number, shown=shown)
        case ">":
            return Fact(name=own, least=number + step, shown=shown)
        case "<":
            return Fact(name=own, most=number - step, shown=shown)
        case _:
            return Fact(name=own, least=number, most=number, shown=shown)
