"""The link that a text carries: who shares one without a word of their own says nothing that its first sharer did not.

An address is compared by where it leads, never asked: without scheme, "www.", fragment and the marks by which
campaigns and networks count clicks. Shorteners hide where they lead; what they hide is another link.
"""

from __future__ import annotations

import hashlib
import re
from typing import Final

SHARED: Final = "#link:"
"""How the voice of all who share one link without a word of their own begins; no author's voice begins so."""

_READ_CHARACTERS = 4096
_LINK = re.compile(r"(?:https?://|\bwww\.)([^\s<>\"\u201c\u201d|]+)", re.IGNORECASE)
_COUNTING = re.compile(r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|igshid|igsh|mc_[ce]id|si|ref_src|ref_url)=.*")


def link_of(text: str) -> str | None:
    """Where the first address in a text leads, as all write it who share it; None where there is none."""
    if "://" not in text and "www." not in text.casefold():
        return None
    found = _LINK.search(text[:_READ_CHARACTERS])
    if found is None:
        return None
    address = found[1].rstrip(".,;:!?)]}'\u2026").partition("#")[0]
    place, _, asked = address.partition("?")
    host, stroke, path = place.partition("/")
    host = host.casefold().removeprefix("www.")
    kept = sorted(part for part in asked.split("&") if part and _COUNTING.fullmatch(part) is None)
    plain = (host + stroke + path).rstrip("/")
    return None if "." not in host else plain + ("?" + "&".join(kept) if kept else "")


def link_mark(text: str) -> bytes:
    """Eight bytes that two texts share when they carry the same link; none where there is no link."""
    link = link_of(text)
    return b"" if link is None else hashlib.blake2b(link.encode("utf-8", "replace"), digest_size=8).digest()


def shared_voice(text: str) -> str:
    """The one voice of all who share the text's link without a word of their own.

    Raises:
        ValueError: the text carries no link.
    """
    mark = link_mark(text)
    if not mark:
        raise ValueError("a text without a link shares none")
    return SHARED + mark.hex()
