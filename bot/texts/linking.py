"""Words of linking the accounts of one person."""

from __future__ import annotations

SIDES = {"slack": "Slack", "teams": "Teams", "workspace": "the local workspace", "terminal": "the terminal"}


def code(code: str, minutes: int) -> str:
    """A code was made."""
    return (
        f"Your code is {code}. Within {minutes} minutes, type /earshot link {code} on the side that does not know "
        "you yet: that account is you from then on. Give it to nobody else."
    )


def no_code(name: str) -> str:
    """A code that is none."""
    return f"This code is not good (any more): each works once, for 10 minutes. You are {name} here."


def no_code_here() -> str:
    """A code that is none, entered by somebody who is not known here."""
    return (
        "This code is not good (any more): each works once, for 10 minutes. Nobody knows you here yet: type "
        "/earshot link on the side that does, or ask an admin to add you."
    )


def has_role(role: str) -> str:
    """Why the account that entered the code is not joined."""
    return f"the role {role}"


def other_way() -> str:
    """What to do instead."""
    return "a code made here and entered on the other side"


def same(name: str) -> str:
    """Both accounts are one person already."""
    return f"that it is {name} already"


def another() -> str:
    """What could be linked instead."""
    return "an account on another platform or workspace"


def two_on(name: str, side: str) -> str:
    """The person has an account there already."""
    platform, _, workspace = side.partition(":")
    where = SIDES.get(platform, platform) + (f" {workspace}" if workspace else "")
    return f"that {name} has an account in {where} already"


def linked(name: str) -> str:
    """Two accounts became one person."""
    return f"Linked: both accounts are {name} now, with one role and one history."


def linked_notice(name: str, role: str, account: str) -> str:
    """All admins are told that an account has rights with power."""
    return f"The account {account} was linked to {name} and has the role {role} now."
