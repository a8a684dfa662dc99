"""What is said of sources: why one did not answer, how it is, what is missing in its settings."""

from __future__ import annotations


def not_public() -> str:
    """An address of a private network, of this machine or of nobody."""
    return "its address is not a public one"


def no_such_host() -> str:
    """The name service knows no address."""
    return "no address is known for it"


def an_address() -> str:
    """Stands where a host's name would, when there is none."""
    return "An address"


def no_address() -> str:
    """Something that is no URL to be fetched."""
    return "it is not an http, https, ws or wss address"


def name_in_address() -> str:
    """A URL with a name or password in it."""
    return "its address has a name or password in it"


def budget_spent() -> str:
    """Our own limit, or the one that it named."""
    return "no more requests are sent to it for now"


def too_slow(seconds: float) -> str:
    """No whole answer in time."""
    return f"no whole answer within {seconds:g} s"


def too_large(most: int) -> str:
    """A body over the limit."""
    return (
        f"its answer is larger than {most // (1024 * 1024)} MiB" if most >= 1024 * 1024 else "its answer is too large"
    )


def unknown_packing() -> str:
    """A content encoding that nobody asked for."""
    return "its answer is packed in a way nobody asked for"


def cut_off() -> str:
    """The connection ended early."""
    return "the connection was cut off"


def no_websocket() -> str:
    """It answered, but opened no websocket."""
    return "it opened no websocket"


def no_connection(kind: str) -> str:
    """No connection came about."""
    return f"no connection ({kind})"


def too_many_redirects() -> str:
    """Redirects without end."""
    return "it redirects without end"


def status(code: int) -> str:
    """What it answered instead of what was asked for."""
    words = {401: "not signed in", 403: "not allowed", 404: "nothing there", 410: "gone", 429: "too many requests"}
    return f"answer {code}" + (f" ({words[code]})" if code in words else "")


def renew_credential() -> str:
    """A credential that is refused."""
    return "Renew it in the settings."
