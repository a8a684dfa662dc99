"""Listening in a chat channel: what all of it are told, and what the person who asked is told."""

from __future__ import annotations


def begins(name: str, back: int, kept: int, *, outside: bool) -> str:
    """The notice in the channel when listening begins."""
    whose = (
        "what guests and people of other organisations write here"
        if outside
        else "the messages that open a thread here, and what their authors add"
    )
    since = f"{back} days back" if back else "from now on"
    return (
        f"Earshot now listens in this channel, asked to by {name}: {whose}, {since}. It is counted, and "
        f"quoted without names, addresses and numbers, to those who may read this channel; text is kept {kept} days. "
        "What its author changes or takes back is changed or gone there too. Any member ends it with /earshot unlisten."
    )


def ends(name: str, kept: int) -> str:
    """The notice in the channel when listening ends."""
    return (
        f"Earshot no longer listens in this channel, asked to by {name}. "
        f"What it heard stays for the {kept} days that text is kept; deleting a message removes it at once."
    )


def listening_now(back: int) -> str:
    """To the person who asked for it."""
    if back:
        return f"Listening from now on; the last {back} days are being read. A notice was posted in this channel."
    return (
        "Listening from now on; what was said before is not shown to Earshot. A notice was posted in this channel. If "
        "nothing arrives, the app was installed without the right to read the team's messages: its owner can allow it."
    )


def listening_already() -> str:
    """To the person who asked for it again."""
    return "Earshot listens in this channel already. Stop it with /earshot unlisten."


def stopped() -> str:
    """To the person who stopped it."""
    return "Stopped. A notice was posted in this channel."


def not_listening() -> str:
    """Where there is nothing to stop."""
    return "Earshot does not listen in this channel."


def in_a_channel() -> str:
    """It was asked in a place that is no channel of an outside chat."""
    return "Earshot can be asked to listen in a channel of Slack or Teams only."


def ask_there() -> str:
    """What to do."""
    return "Write /earshot listen in the channel in which you serve customers."
