"""What personal data looks like: patterns that find candidates in linear time, checks that pass few look-alikes.

All patterns are google-re2 over ASCII, one byte for each character of the text (`privacy.look` makes it: ä is a,
ß is s). A candidate is group 1; its check may shorten it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol, cast

import re2

from bot.texts.privacy import Personal

Span = tuple[int, int]


class _Match(Protocol):
    def span(self, group: int = 0) -> Span: ...


class Pattern(Protocol):
    """The part of a compiled re2 pattern that is used here: the first match from `pos` on."""

    def search(self, text: bytes, pos: int = 0) -> _Match | None:
        """The match, if there is one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sort:
    """One sort of personal data: its kind, its pattern, and the check that gives what to hide of it."""

    kind: Personal
    pattern: Pattern
    check: Callable[[bytes, _Match], Span | None]


_ASCII = re2.Options()
_ASCII.encoding = re2.Options.Encoding.LATIN1


def _compiled(text: str) -> Pattern:
    # A pattern is written in pieces on several lines here; re2 has no verbose mode.
    return cast(Pattern, re2.compile("".join(line.strip() for line in text.splitlines()).encode(), _ASCII))


def _as_found(data: bytes, match: _Match) -> Span | None:
    return match.span(1)


# --- e-mail ---------------------------------------------------------------------------------------------------------

_EMAIL = _compiled(r"""
    (?:^|[^@A-Za-z0-9._%+\-])
    ([A-Za-z0-9._%+\-]{1,64}(?:@|%40)[A-Za-z0-9](?:[A-Za-z0-9\-]{0,62}\.)+(?:[A-Za-z]{2,24}|xn--[a-z0-9\-]{2,40}))
""")
_SPELLED = _compiled(r"""
    (?i)(?:^|[^@A-Za-z0-9._\-])
    ([A-Za-z0-9][A-Za-z0-9._\-]{0,40}(?:\s(?:dot|punkt|kropka)\s[A-Za-z0-9._\-]{1,30}){0,2}
    \s?(?:\(\s?at\s?\)|\[\s?at\s?\]|\{\s?at\s?\}|\sat\s)\s?
    [A-Za-z0-9\-]{1,40}(?:\s?(?:\.|\(\s?dot\s?\)|\[\s?dot\s?\]|\{\s?dot\s?\}|\sdot\s|\spunkt\s|\skropka\s)\s?[A-Za-z0-9\-]{2,24}){1,3})
""")
_PROVIDER = re.compile(
    rb"\sat\s(?:gmail|googlemail|outlook|hotmail|live|yahoo|icloud|me|gmx|web|t-online|posteo|proton|protonmail|mailbox"
    rb"|aol|wp|o2|onet|interia|freenet|msn|fastmail)\b",
    re.IGNORECASE,
)
_SPELLED_DOT = re.compile(rb"\s(?:dot|punkt|kropka)\s", re.IGNORECASE)
_BRACKET_AT = re.compile(rb"[(\[{]\s?at\s?[)\]}]", re.IGNORECASE)


def _spelled(data: bytes, match: _Match) -> Span | None:
    """None for "look at lumo dot com": the name must look like one, or the domain be a mail provider's."""
    found = data[slice(*match.span(1))]
    if _BRACKET_AT.search(found):
        return match.span(1)
    name, _, domain = re.split(rb"(?i)(\sat\s)", found, maxsplit=1)
    like_a_name = any(mark in name for mark in b"._0123456789") or _SPELLED_DOT.search(name) is not None
    if _SPELLED_DOT.search(domain):
        return match.span(1) if like_a_name or _PROVIDER.search(found) else None
    return match.span(1) if like_a_name and _PROVIDER.search(found) else None


# --- secrets --------------------------------------------------------------------------------------------------------

_TOKEN = _compiled(r"""
    \b((?:sk|pk|rk)_(?:live|test)_[A-Za-z0-9]{8,}
    |sk-[A-Za-z0-9_\-]{16,}
    |gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_\-]{16,}
    |xox[abeoprs]-[A-Za-z0-9\-]{10,}|xapp-[A-Za-z0-9\-]{10,}|hooks\.slack\.com/services/[A-Za-z0-9/]{10,}
    |(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[0-9A-Za-z_\-]{30,}|ya29\.[0-9A-Za-z_\-.]{10,}
    |eyJ[A-Za-z0-9_\-]{8,}\.[A-Za-z0-9_\-]{8,}(?:\.[A-Za-z0-9_\-]*)?
    |whsec_[A-Za-z0-9+/=]{16,}|hf_[A-Za-z0-9]{20,}|npm_[A-Za-z0-9]{30,}|SG\.[A-Za-z0-9_\-]{16,}\.[A-Za-z0-9_\-]{16,}
    |-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----[A-Za-z0-9+/=\s]*(?:-----END [A-Z ]{0,30}-----)?)
""")
_NAMED_SECRET = _compiled(r"""
    (?i)(?:\bbearer\s+|(?:pass(?:word|wd|phrase|code)?|passwort|kennwort|haslo|token|secret|api[ _\-]?key|credential)
    s?["']?\s?(?::|=|\bis\b|\bist\b|\blautet\b)\s*)
    ["']?([^\s"'<>]{6,})
""")


def _named_secret(data: bytes, match: _Match) -> Span | None:
    start, end = match.span(1)
    found = data[start:end].rstrip(b".,;:)]")
    return (start, start + len(found)) if len(found) >= 6 and _DIGIT.search(found) else None


# --- numbers of accounts --------------------------------------------------------------------------------------------

_DIGIT = re.compile(rb"[0-9]")

_IBAN = _compiled(r"(?i)\b([A-Z]{2}[0-9]{2}(?:[ \-]?[A-Z0-9]){11,30})")
_IBAN_LENGTHS = {
    country.encode(): int(length)
    for length, countries in (
        pair.split(":") for pair in (
            "15:NO 16:BE 18:DK,FI,FO,GL,NL,SD 19:MK,SI 20:AT,BA,EE,KZ,LT,LU,MN,XK 21:CH,HR,LI,LV"
            " 22:BG,BH,CR,DE,GB,GE,IE,ME,RS,VA 23:AE,GI,IL,IQ,OM,SO,TL 24:AD,CZ,ES,MD,PK,RO,SA,SE,SK,TN,VG"
            " 25:LY,PT,ST 26:IS,TR 27:BI,DJ,FR,GR,IT,MC,MR,SM 28:AL,AZ,BY,CY,DO,GT,HU,LB,NI,PL,SV"
            " 29:BR,EG,PS,QA,UA 30:JO,KW,MU,YE 31:MT,SC 32:LC 33:RU"
        ).split()
    )
    for country in countries.split(",")
}  # fmt: skip


def _iban(data: bytes, match: _Match) -> Span | None:
    start, end = match.span(1)
    length = _IBAN_LENGTHS.get(data[start : start + 2].upper())
    if length is None:
        return None
    letters, here = bytearray(), start
    while here < end and len(letters) < length:
        if data[here : here + 1].isalnum():
            letters += data[here : here + 1].upper()
        here += 1
    if len(letters) < length or data[here : here + 1].isalnum():
        return None
    number = "".join(str(int(chr(letter), 36)) for letter in letters[4:] + letters[:4])
    return (start, here) if int(number) % 97 == 1 else None


_CARD = _compiled(r"\b([0-9](?:[ \-]?[0-9]){13,18})")
_CARD_START = re.compile(
    rb"4.{15}(?:.{3})?|(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720).*|3[47].{13}|3(?:0[0-5]|[68]).*"
    rb"|6(?:011|5|4[4-9]).*|35.{14}",
)


def _card(data: bytes, match: _Match) -> Span | None:
    start, end = match.span(1)
    groups = re.split(rb"[ \-]", data[start:end])
    for length in (16, 15, 14, 19):
        digits, here, small = b"", start, False
        for group in groups:
            small = small or len(group) < (3 if len(digits) >= 15 else 4)
            digits += group
            here += len(group) + 1
            if len(digits) >= length:
                break
        ends = here - 1
        if len(digits) == length and not small and not data[ends : ends + 1].isalnum():
            right = {16: rb"[2-6]", 15: rb"3[47]", 14: rb"3[068]", 19: rb"[46]"}[length]
            if re.match(right, digits) and _CARD_START.fullmatch(digits) and _luhn(digits):
                return (start, ends)
    return None


def _luhn(digits: bytes) -> bool:
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = (digit - 48) * (1 + place % 2)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


_ORDER = _compiled(r"""
    (?i)\b(?:orders?|bestell(?:ung|nummer|-?nr\.?)|best\.?-?\s?nr\.?|auftrag(?:s?-?(?:nummer|nr\.?))?|zamowieni[ea])
    (\s*(?:no\.?|nr\.?|number|num\.?|nummer|id|ref\.?|\#))?\s*(?:is\b|ist\b|to\b|:|=)?\s*\(?\#?\s*
    ((?:[A-Z]{1,5}[\-]?)?[0-9][0-9A-Z]*(?:[\-/][0-9A-Z]+| [0-9]{4,})*)
""")
_ISO_DAY = re.compile(rb"(?:19|20)\d\d-\d\d-\d\d")


def _order(data: bytes, match: _Match) -> Span | None:
    """After "order" alone a number must be long, or be led by letters; after "order no." four digits do."""
    start, end = match.span(2)
    found = data[start:end]
    word = data[match.span(0)[0] : start].lower()
    named = match.span(1)[0] >= 0 or b"nummer" in word or b"nr" in word or b"#" in word
    digits = len(_DIGIT.findall(found))
    enough = 4 if named or found[:1].isalpha() else 6
    if digits < enough or _ISO_DAY.fullmatch(found) or _is_part_of_number(data, end):
        return None
    return (start, end)


def _is_part_of_number(data: bytes, end: int) -> bool:
    """Whether a decimal point, a colon or a unit follows, so that what ends here is no number of its own."""
    return re.match(rb"[.,:][0-9]|\s?%", data[end : end + 4]) is not None


# --- addresses of machines ------------------------------------------------------------------------------------------

_IP = _compiled(r"\b((?:(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])\.){3}(?:25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9]))\b")
_VERSION_BEFORE = re.compile(
    rb"(?:\bv|\b(?:versions?|ver|build|firmware|release|app|update[ds]?|software|ios|android|os|driver|treiber|sdk|kernel"
    rb"|patch|hotfix|rev|revision|wersja|wersji|sections?|chapter|than|als|vs)\.?"
    rb"[\s:]*(?:(?:to|is|from|auf|von|number|no\.?|build|version)[\s:]*)?)$",
    re.IGNORECASE,
)


def _ip(data: bytes, match: _Match) -> Span | None:
    start, end = match.span(1)
    before, after = data[max(0, start - 40) : start], data[end : end + 2]
    if re.match(rb"\.[0-9]|-[A-Za-z0-9]", after) or before[-1:] in (b".", b"-") or data[start : start + 2] == b"0.":
        return None
    return None if _VERSION_BEFORE.search(before) else (start, end)


# --- phones ---------------------------------------------------------------------------------------------------------

_PHONE_ABROAD = _compiled(r"((?:\+|\b00) ?[1-9](?:[ \-./()]{0,3}[0-9]){6,14})")
_PHONE_HOME = _compiled(r"(\(?\b0[1-9](?:[ \-/()]{0,2}[0-9]){7,10})")
_PHONE_US = _compiled(r"((?:\b1[ \-.])?(?:\([2-9][0-9]{2}\) ?|\b[2-9][0-9]{2}[ \-.])[2-9][0-9]{2}[ \-.][0-9]{4})")
_PHONE_NAMED = _compiled(r"""
    (?i)\b(?:tel|telefon|phone|call|ring|text|cell|mobile?|mobil|handy(?:nummer)?|ruf(?:nummer)?|fax|whatsapp|sms|dzwonic
    |zadzwon)\.?\s?[:.]?\s?(?:(?:me|us|back|at|on|under|unter|pod|nr\.?|no\.?|number|is|ist|to|numer)[\s:]+){0,3}
    (\(?[0-9](?:[ \-/.()]{0,2}[0-9]){6,12})
""")
_DATE = re.compile(
    rb"\b[0-9]{1,2}[-/.][0-9]{1,2}[-/.](?:[0-9]{4}|[0-9]{2})\b|\b(?:19|20)[0-9]{2}[-/.][0-9]{2}[-/.][0-9]{2}\b"
)


def _phone(data: bytes, match: _Match) -> Span | None:
    """None for a part of another number, a date or an amount: what stands around it decides."""
    start, end = match.span(1)
    before, after = data[max(0, start - 2) : start], data[end : end + 3]
    if re.search(rb"[A-Za-z0-9_#]$|[0-9][.,:/\-]$|[A-Za-z][\-_./]$", before) or re.match(
        rb"[A-Za-z0-9_:%]|[.,\-/][0-9]", after
    ):
        return None
    found = data[start:end]
    # A bracket that stays open belongs to the sentence.
    return None if _DATE.search(found) or found.count(b"(") < found.count(b")") else (start, end)


def _phone_home(data: bytes, match: _Match) -> Span | None:
    groups = re.findall(rb"[0-9]+", data[slice(*match.span(1))])
    pairs = len(groups) == 5 and all(len(group) == 2 for group in groups)
    return _phone(data, match) if len(groups[0]) >= 3 or pairs else None


# --- addresses of people --------------------------------------------------------------------------------------------

_STREET_DE = _compiled(r"""
    \b((?:[A-Za-z\-]{2,40}(?i:stras?se|str\.|weg|allee|platz|gasse|ring|damm|ufer|chaussee|steig|hof|markt)
    |(?:Am|An der|An den|Im|In der|In den|Auf dem|Auf der|Zum|Zur|Unter den|Hinter der|ul\.|al\.)
    (?: [A-Za-z\-]{2,30}){1,2}
    |[A-Z][A-Za-z\-]{1,30} (?:Stras?se|Str\.|Weg|Allee|Platz|Gasse|Ring|Damm|Ufer))
    \s[0-9]{1,4}(?:/[0-9]{1,4})?\s?[a-zA-Z]?\b[^\n]{0,40}?\b(?:[0-9]{5}|[0-9]{2}-[0-9]{3})\s[A-Z][A-Za-z\-]{1,40})
""")
_STREET_EN = _compiled(r"""
    (?i)\b([0-9]{1,5}[a-z]?\s(?:[nsew]\.?\s)?(?:[A-Za-z'\-]{1,30}\.?\s){1,3}
    (?:street|st|road|rd|lane|ln|avenue|ave|terrace|ter|drive|dr|court|ct|boulevard|blvd|way|close|crescent|place|pl
    |square|sq|gardens|grove|row|hill|park|mews)\b\.?[^\n]{0,50}?
    (?:\b[a-z]{2}\s[0-9]{5}(?:-[0-9]{4})?\b|\b[a-z]{1,2}[0-9][0-9a-z]?\s?[0-9][a-z]{2}\b))
""")

SORTS: tuple[Sort, ...] = (
    Sort(kind="secret", pattern=_TOKEN, check=_as_found),
    Sort(kind="secret", pattern=_NAMED_SECRET, check=_named_secret),
    Sort(kind="email", pattern=_EMAIL, check=_as_found),
    Sort(kind="email", pattern=_SPELLED, check=_spelled),
    Sort(kind="iban", pattern=_IBAN, check=_iban),
    Sort(kind="card", pattern=_CARD, check=_card),
    Sort(kind="order", pattern=_ORDER, check=_order),
    Sort(kind="address", pattern=_STREET_DE, check=_as_found),
    Sort(kind="address", pattern=_STREET_EN, check=_as_found),
    Sort(kind="ip", pattern=_IP, check=_ip),
    Sort(kind="phone", pattern=_PHONE_ABROAD, check=_phone),
    Sort(kind="phone", pattern=_PHONE_US, check=_phone),
    Sort(kind="phone", pattern=_PHONE_HOME, check=_phone_home),
    Sort(kind="phone", pattern=_PHONE_NAMED, check=_phone),
)
"""In the order in which they claim their part of a text; what one has claimed no other takes."""

MAYBE = _compiled(r"""
    [0-9](?:[ \-./()]{0,3}[0-9A-Za-z]){3}|@|%40
    |(?i)[\s(\[{]at[\s)\]}][^\n]{0,40}?(?:\bdot\b|\bpunkt\b|\bkropka\b|\.[a-z]{2})
    |(?i)(?:pass(?:word|wd|phrase|code)?|passwort|kennwort|haslo|token|secret|key|credential|bearer)
""")
"""What every text with personal data matches: most texts do not, and are done after one look."""
