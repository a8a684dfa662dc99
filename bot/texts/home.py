"""Words of a person's own page, and of /earshot settings and doctor."""

from __future__ import annotations

from collections.abc import Sequence


def value() -> str:
    """What Earshot is, in one sentence."""
    return (
        "Earshot listens to what people say about you, brings it to the department that can act, and shows what acting "
        "was worth."
    )


def steps_title() -> str:
    """Above the first steps."""
    return "First steps, for you as the first admin"


def step_departments() -> str:
    """Departments with channels."""
    return "Name your departments in earshot.toml, each with a channel."


def step_listen() -> str:
    """Something to listen to."""
    return "Bring a first file of reviews or tickets, or add a source."


def step_groups() -> str:
    """Keyword groups."""
    return "Write a keyword group with the names of what you make."


def step_people() -> str:
    """Colleagues."""
    return "Invite a colleague, or give somebody a role."


def see_digest() -> str:
    """Opens the digest of the day."""
    return "See today's digest"


def see_changes() -> str:
    """Opens what changed."""
    return "See what changed"


def see_topics() -> str:
    """Opens the topics."""
    return "Browse the topics"


def see_insights() -> str:
    """Opens the list of insights."""
    return "See all insights"


def ask_worth() -> str:
    """Opens the answer to /roi."""
    return "Ask what it was worth"


def import_file() -> str:
    """Opens the import."""
    return "Import a file"


def get_help() -> str:
    """Opens the list of what can be asked."""
    return "Get help"


def give_feedback() -> str:
    """Opens a form for words to whoever runs Earshot."""
    return "Send feedback"


def actions_title() -> str:
    """Above the three actions."""
    return "Do something"


def insights_title(department: str) -> str:
    """Above the open insights."""
    return f"Open for {department}" if department else "Open insights"


def no_insights() -> str:
    """Nothing is open."""
    return "Nothing is open. What comes up is posted to your department's channel and shown here."


def more(number: int) -> str:
    """How many are open besides."""
    return f"{number:,} more open"


def taken_title(department: str) -> str:
    """Above what the department took up."""
    return f"Taken up by {department}"


def nothing_taken() -> str:
    """The department took nothing up."""
    return "Nothing was taken up in the last four weeks."


def settings_title() -> str:
    """Above the settings."""
    return "Settings"


def notices_title() -> str:
    """Above what is not well."""
    return "Needs an admin"


def help_title() -> str:
    """Above help and feedback."""
    return "Help and feedback"


def help_line() -> str:
    """How to ask."""
    return "Type /earshot help or /roi help anywhere, or @Earshot and a question in a thread."


def digest_hour(department: str) -> str:
    """A setting: when the digest comes."""
    return f"digest of {department}"


def time_zone() -> str:
    """A setting."""
    return "time zone"


def quiet_hours() -> str:
    """A setting."""
    return "quiet hours"


def quiet(start: str, end: str) -> str:
    """The quiet hours."""
    return f"{start} to {end}, only risks pass"


def languages() -> str:
    """A setting."""
    return "languages"


def budget() -> str:
    """A setting: how many posts a day."""
    return "posts a day and channel"


def in_file() -> str:
    """Fixed by the file."""
    return "set in earshot.toml"


def by_default() -> str:
    """Not set anywhere."""
    return "the default; can be set in earshot.toml"


def changeable() -> str:
    """The reader may change it."""
    return "you can change it"


def changeable_by(department: str) -> str:
    """Others may change it."""
    return f"editors of {department} and admins can change it"


def settings_usage(department: str) -> str:
    """How the digest hour is moved by a command."""
    return f"Move the digest: /earshot settings digest {department or 'DEPARTMENT'} 08:30"


def health_title(faults: int) -> str:
    """The first line of the doctor."""
    return "Earshot is well" if not faults else f"{faults} thing{'' if faults == 1 else 's'} to look at"


HEALTH_HEAD = ("", "what", "how it is")
SETTINGS_HEAD = ("setting", "value", "where it comes from")


def feedback_usage() -> str:
    """How to send feedback."""
    return "Write what is wrong or missing: /earshot feedback WORDS. Whoever runs Earshot here reads it."


def feedback_thanks() -> str:
    """Feedback was sent."""
    return "Thank you. Whoever runs Earshot here sees it now."


def feedback_from(name: str) -> str:
    """Before the words of the feedback."""
    return f"Feedback from {name}: "


def insights_list_title(period: str) -> str:
    """The first line of the insights of a period."""
    return f"Insights, {period}"


INSIGHTS_HEAD: Sequence[str] = ("insight", "what", "mentions", "status")
