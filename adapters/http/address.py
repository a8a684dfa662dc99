"""Addresses as they are given and as redirects name them: read once, refused where they are none to be fetched."""

from __future__ import annotations

from yarl import URL

from bot.errors import Refused
from bot.texts import sources as texts

SCHEMES = ("http", "https", "ws", "wss")


def address(text: str, *, base: URL | None = None) -> URL:
    """The URL that `text` is, from `base` where it is relative.

    Raises:
        Refused: it has no host, another scheme, or a name and password in it.
    """
    try:
        found = URL(text.strip())
        if base is not None:
            found = base.join(found)
        port = found.port  # a port that is none is found only here
    except ValueError as wrong:
        raise Refused(where=texts.an_address(), what=texts.no_address()) from wrong
    if found.scheme not in SCHEMES or not found.host or not port:
        raise Refused(where=texts.an_address(), what=texts.no_address())
    if found.user is not None or found.password is not None:
        raise Refused(where=found.host, what=texts.name_in_address())
    return found.with_fragment(None)


def origin(url: URL) -> tuple[str, str, int]:
    """What a credential is for: scheme (ws counts as http), host, port."""
    scheme = {"ws": "http", "wss": "https"}.get(url.scheme, url.scheme)
    return (scheme, (url.host or "").lower(), url.port or 0)


def on_loopback(url: URL) -> bool:
    """Whether the address names this machine, as a counterpart in its place does: so written, and no other way."""
    return url.host in ("127.0.0.1", "::1", "localhost")
