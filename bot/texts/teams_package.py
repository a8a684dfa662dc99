"""The words of the app package for Teams."""

from __future__ import annotations


def full_name() -> str:
    """The app's whole name (at most 100 characters)."""
    return "Earshot: every department within earshot of the customer"


def short_description() -> str:
    """The app in one line (at most 80 characters)."""
    return "What customers say, before the department that can act, and what it was worth."


def full_description() -> str:
    """The app in a paragraph (at most 4,000 characters)."""
    return (
        "Earshot listens to what customers say about you in public and to your service, understands it, and posts "
        "what matters into the channel of the department that can act: a daily digest, an alert when something "
        "breaks. Every number opens to the messages behind it. React, take a problem on, say that it is fixed, tell "
        "the customers: each act counts and teaches Earshot what belongs where. Ask it for roi and it answers what "
        "acting was worth, net of cost and with a range, to you alone. Earshot runs on your own machines; nothing "
        "leaves them but what it posts here."
    )


def commands() -> tuple[tuple[str, str], ...]:
    """What can be asked, with an explanation (at most 12)."""
    return (
        ("roi", "What acting on what customers say was worth: roi last quarter, roi help"),
        ("earshot digest", "Today's digest of this channel's department"),
        ("earshot topics", "The topics of the last four weeks"),
        ("earshot insights", "What is open for your department"),
        ("earshot sources", "Each source with its health"),
        ("top problems", "The problems that most people speak of"),
        ("what changed", "What is more or less than usual"),
        ("help", "Everything that Earshot answers"),
    )


def actions() -> tuple[tuple[str, str, str], ...]:
    """The actions in the menu of every message: id, title (at most 32 characters), explanation."""
    return (
        ("raise", "Turn into an insight", "Bring what somebody wrote to the department that can act"),
        ("act_on", "Act on this insight", "Tag a department, take it on, set its status"),
    )


def app_id_wanted() -> str:
    """The id of the app is none."""
    return "write the bot's application id, a GUID such as 00000000-0000-0000-0000-000000000000"


def website_wanted() -> str:
    """Teams wants an address of the organisation's own."""
    return "name your own page about Earshot with --website (shown as support, privacy and terms), or set workspace.url"


def packed(file: str) -> str:
    """The package was written."""
    return f"{file} is written: upload it in Teams under Apps, Manage your apps, Upload an app."


def not_installed() -> str:
    """Teams is configured, its libraries are not there."""
    return "a Teams bot is configured, and the extra that speaks to Teams is not installed"


def install_it() -> str:
    """What to do about it."""
    return "Install earshot[teams]."
