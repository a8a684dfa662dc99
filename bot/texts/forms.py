"""Forms, as every chat shows them: what kind of field it is, and what is wrong with what was typed."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final, Literal
from urllib.parse import urlsplit

from bot.texts import acts as refusals
from bot.texts.workspace import FORMS

ENTRY_MOST: Final = 400
_NAME_MOST: Final = 80
_RAISE_MOST: Final = 3000
_MOST: Final[Mapping[str, int]] = {"text": 2000, "what": 2000, "why": 2000, "where": 2000, "known": 400, "group": 80}
_LONG: Final = frozenset(("what", "why", "text"))
_DAYS: Final = frozenset(("date", "from", "to", "start", "due", "released", "ends", "valid_from"))
_WORDY: Final = frozenset(
    "programme type kind role currency note label department metric unit unit_type unit_ids channel basis pool insight "
    "category what owner strategy people processes tools departments members name variable benefit source "
    "why entry anyway aim codes foreign into".split()
)
_AMOUNT = re.compile(r"\d{1,12}(?:[.,]\d{1,6})?")
_SIGNED = re.compile(r"-?\d{1,15}(?:\.\d{1,9})?")


_TITLES = {
    "fixed": "Fixed", "told": "Customers told", "decline": "Won't do", "reopen": "Open it again",
    "tag": "Tag a department", "not_ours": "Not ours", "link": "Link to a tracker", "rename": "Name the topic",
    "reply": "Reply", "raise": "Turn into an insight", "in_work": "In work", "act": "Act on this insight",
    "cost": "What was spent", "benefit": "What came of it", "aim": "An aim", "outcome": "A counted result",
}  # fmt: skip


def form_title(name: str) -> str:
    """The title of a modal (at most 24 characters)."""
    return _TITLES.get(name, "Earshot")


_HINTS = {
    "released": "The day on which customers could have it", "hours": "For example 2.5",
    "money": "In the organisation's currency, for example 120.50", "known": "A colleague, a team, a ticket",
    "group": "Left empty, the topic itself is counted",
    "what": "Others will read this in the thread", "where": "A link or the name of the place is enough",
    "why": "Others will read this in the thread", "text": "",
}  # fmt: skip


def field_hint(name: str) -> str:
    """What helps to fill a field in, '' where nothing is needed."""
    return _HINTS.get(name, "")


def choose() -> str:
    """In an empty menu."""
    return "Choose one"


def fill_in() -> str:
    """The button that opens a form."""
    return "Fill it in"


def whose_is_it() -> str:
    """After a correction emoji."""
    return "Whose is it? Choose a department; similar mentions will go there from then on."


def to_triage() -> str:
    """The button for who does not know whose it is."""
    return "I don't know: triage"


def triage_label() -> str:
    """Triage as a choice among departments."""
    return "Triage (I don't know)"


def too_long(most: int) -> str:
    """A field holds too much."""
    return f"At most {most:,} characters."


def a_number() -> str:
    """A field that must hold a number."""
    return "Write a number such as 120 or 0.4."


def something() -> str:
    """A field that must not be empty."""
    return "Write something here."


def sort_of(field: str) -> Literal["date", "text", "figure"]:
    """What kind of field of the ledger this is."""
    return "date" if field in _DAYS else "text" if field in _WORDY else "figure"


def most_of(name: str, field: str) -> int:
    """How many characters a field of this form holds."""
    return _NAME_MOST if name == "rename" else _RAISE_MOST if name == "raise" else _MOST.get(field, ENTRY_MOST)


def lines_in(name: str, field: str) -> bool:
    """Whether a field of this form takes several lines."""
    return field in _LONG and name != "rename"


def wrongs(name: str, given: Mapping[str, str], *, today: str) -> dict[str, str]:
    """What is wrong with a form as it was filled in, by field; {} is fine. `today` '' is not known."""
    found = {}
    for field, _, kind, needed in FORMS[name][1] if name in FORMS else ():
        said = _wrong(name, field, kind, given.get(field, "").strip(), needed=needed, today=today)
        if said:
            found[field] = said
    return found


def entry_wrongs(given: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with an entry of the ledger as it was filled in, by field; {} is fine."""
    return {field: wrong for field, text in given.items() if (wrong := _wrong_entry(field, text))}


def is_day(text: str) -> bool:
    """Whether it is a day such as `2026-10-05`."""
    return _day(text) is not None


def is_number(text: str) -> bool:
    """Whether it is a number as the ledger takes it."""
    return _SIGNED.fullmatch(text.strip()) is not None


def _wrong(name: str, field: str, kind: str, text: str, *, needed: bool, today: str) -> str:
    if not text:
        return (something() if name in ("reply", "raise", "rename") else refusals.needs(field)) if needed else ""
    if field == "released" and not _past(text, today):
        return refusals.needs("released")
    if kind == "number" and not _AMOUNT.fullmatch(text):
        return refusals.needs(field)
    if kind == "url" and not is_address(text):
        return refusals.needs("text")
    most = most_of(name, field)
    return too_long(most) if len(text) > most else ""


def _wrong_entry(field: str, text: str) -> str:
    if not text.strip() or field in _WORDY:
        return too_long(ENTRY_MOST) if len(text) > ENTRY_MOST else ""
    if field in _DAYS:
        return "" if _day(text) else a_number()
    return "" if is_number(text) else a_number()


def _past(text: str, today: str) -> bool:
    found, until = _day(text), _day(today)
    return found is not None and (until is None or found <= until)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def is_address(text: str) -> bool:
    """Whether it is an address that a browser opens."""
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("https", "http") and bool(parts.hostname) and text.isprintable() and " " not in text
