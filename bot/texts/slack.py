"""What is said in Slack alone: the app's own words. All else is said as on every other surface."""

from __future__ import annotations


def app_description() -> str:
    """The app in one line (at most 140 characters)."""
    return "Puts every department within earshot of the customer: digests, alerts and what acting on them was worth."


def app_long_description() -> str:
    """The app in a paragraph (175 to 4,000 characters)."""
    return (
        "Earshot listens to what customers say about you in public and to your service, understands it, and posts "
        "what matters into the channel of the department that can act: a daily digest, an alert when something "
        "breaks. Every number opens to the messages behind it. React, take a problem on, say that it is fixed, tell "
        "the customers: each act counts and teaches Earshot what belongs where. /roi answers what it was worth, net "
        "of cost and with a range. Earshot runs on your own machines; nothing leaves them but what it posts here."
    )


def act_on_name() -> str:
    """The message shortcut that opens the acts of an insight (at most 24 characters)."""
    return "Act on this insight"


def act_on_description() -> str:
    """What that shortcut does."""
    return "Take it on, tag a department, say that it is fixed, tell the customers"


def raise_name() -> str:
    """The message shortcut that turns a message into an insight (at most 24 characters)."""
    return "Turn into an insight"


def raise_description() -> str:
    """What that shortcut does."""
    return "Put what this message says before the department that can act on it"


def command_words(name: str) -> tuple[str, str]:
    """What a slash command does, and a hint of what may follow it."""
    if name == "/roi":
        return "What acting on what customers say was worth", "last quarter | listening desk this year | help"
    return "Digest, topics, sources, settings, help", "help | digest | topics | sources | settings"


def socket_or_url() -> str:
    """Both ways of hearing were asked for."""
    return "--socket and --url exclude each other: events come by Socket Mode or over HTTP"


def url_wanted() -> str:
    """The address cannot be one that Slack would call."""
    return "write the public address of this Earshot, for example https://earshot.example.com"
