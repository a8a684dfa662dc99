"""What sources demand of who sets them up: what they cost, and what their terms ask."""

from __future__ import annotations


def duty_of(kind: str, duty: str) -> str:
    """What a kind of source demands of whoever sets it up."""
    return f"{kind} is set up only by who agrees: {duty}"


def agree() -> str:
    """How to agree."""
    return "If you do, set agreed = true (earshot sources add --agree, or the box on the page)."


def x_duty() -> str:
    """What X asks of who reads its posts, and what it costs."""
    return (
        "X takes about half a US cent for each post that is read, up to 2 million a month; every post held is read "
        "again once a day, which costs the same, so that what was deleted, changed or hidden there goes here within a "
        "day, as its terms ask (set retention_days to 30 or less). A narrow search is a cheap one"
    )


def reddit_duty() -> str:
    """What Reddit asks of who reads it."""
    return (
        "Reddit must have approved your use of its data, and commercial use needs a contract with it (your contract "
        "says what it costs); what was deleted there must go here, for which every post held is asked for again, at "
        "least once a day (set retention_days to 30 or less)"
    )


def youtube_duty() -> str:
    """What Google asks of who uses its API for comments."""
    return (
        "Google's policies ask that what its API gave is refreshed or deleted within 30 days (set retention_days to 30 "
        "or less); it costs nothing up to 10,000 requests a day"
    )


def kept_too_long(kind: str, days: int) -> str:
    """A source whose mentions would be kept longer than its terms allow."""
    return f"what {kind} gives may be kept for {days} days at most"


def keep_shorter(days: int) -> str:
    """What to do about it."""
    return f"Set retention_days = {days} or less (earshot sources add --keep {days}, or the field on the page)."
