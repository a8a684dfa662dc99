"""Words of receipts and of answers to @Earshot and /earshot."""

from __future__ import annotations

from collections.abc import Sequence

from bot.texts.pages import INTENTS


def counts_for_none() -> str:
    """An emoji on a digest that names no insight."""
    return "This counts for no insight: on a digest only 1️⃣ to 5️⃣ name one."


def undo() -> str:
    """The button that takes a correction back."""
    return "Undo"


def told(*, told: bool) -> str:
    """A customer was marked as told or not told."""
    return "Marked as told. Nothing was sent." if told else "Marked as not told yet."


def which_mood() -> str:
    """Asks for the right mood."""
    return "Which mood is right: positive, neutral, negative or mixed?"


def mood_corrected(mood: str) -> str:
    """The mood was corrected."""
    return f"The mood is {mood} now; totals follow."


def no_such_intent() -> str:
    """What somebody wants is named by a word that is none of ours."""
    return "There is no such choice of what the writer wants."


def intent_corrected(intent: str) -> str:
    """What the writer wants was corrected or confirmed."""
    return f"It counts as {INTENTS[intent]} now."


def department_corrected(name: str) -> str:
    """The department of one mention was corrected or confirmed."""
    return f"It is {name.capitalize()}'s now, and so is the next like it."


def never_corrected() -> str:
    """Somebody takes back a correction, and there is none."""
    return "Nobody corrected this mention: it stands as it was read."


def not_about_us() -> str:
    """The mention was taken out of its department."""
    return "Taken out of the department; it stays countable under triage, with the reason."


def raised_by(name: str) -> str:
    """Why a raised insight is there."""
    return f"{name} turned a message into an insight"


def raised(departments: Sequence[str]) -> str:
    """A message became an insight."""
    where = ", ".join(f"#{name}" for name in departments) or "triage"
    return f"This is an insight now, for {where}."


def raised_within(*, shown: bool) -> str:
    """A message became an insight that only the members of its channel may read."""
    where = "it is shown there" if shown else "the channel is no department's, so it is shown nowhere else"
    return f"This is an insight now, for the members of this channel alone; {where}."


QUESTIONS = (
    (
        "top problems [this month | last week | since DATE] [>= 20 people]",
        "topics people report most, with people and messages",
    ),
    ("what changed", "topics that rose or fell against the weeks before, and what drove it"),
    ("who is on it", "which departments took which insights on"),
    ("show messages about WORDS", "the newest messages with these words"),
    ("was TOPIC fixed", "the state of a fix and what became of it"),
    ("roi ...", "what listening was worth: try @Earshot roi help"),
    ("help", "this list"),
)

COMMANDS = (
    ("/earshot help", "this list"),
    ("/earshot digest", "today's digest of this channel's department, for you alone"),
    ("/earshot topics", "the topics of the last four weeks"),
    ("/earshot insights [this month | since DATE]", "what was found, with its status"),
    ("/earshot sources", "each source with its health"),
    ("/earshot groups", "the keyword groups"),
    ("/earshot pulse WORDS", "the last hour and day of some words or a group, against what is usual"),
    ("/earshot mute TOPIC", "say nothing about a topic until it doubles"),
    ("/earshot settings", "digest hour, time zone, quiet hours, languages, budget as they stand"),
    ("/earshot doctor", "what is not well, each with its remedy"),
    ("/earshot link", "a code that makes your account elsewhere yours too"),
    ("/earshot feedback WORDS", "tell whoever runs Earshot what is wrong or missing"),
    ("/roi help", "what listening was worth"),
)

CHANNEL_COMMANDS = (
    ("/earshot listen", "count what customers write in this channel; a notice tells everyone in it"),
    ("/earshot unlisten", "stop that"),
)
"""Commands that only channels of outside chats know."""


def usage_title(asked: str) -> str:
    """The first line of the list of what can be asked."""
    return "Earshot answers these questions" if not asked else f"I cannot answer “{asked}”. These I can:"


def commands_title(asked: str) -> str:
    """The first line of the list of commands."""
    return "Earshot's commands" if not asked else f"There is no command “{asked}”. These there are:"


def top_title(period: str, least: int) -> str:
    """The first line of the top problems."""
    floor = f", reported by at least {least} people" if least > 1 else ""
    return f"Top problems, {period}{floor}"


def lately() -> str:
    """The period where none is named."""
    return "last 28 days"


def nothing_found() -> str:
    """An answer without rows."""
    return "Nothing found."


def changed_title(weeks: str) -> str:
    """The first line of what changed."""
    return f"What changed, {weeks}"


def taken_title() -> str:
    """The first line of who is on it."""
    return "Who is on it"


def nobody() -> str:
    """No department took anything on."""
    return "Nobody has taken anything on yet."


def messages_title(words: str, number: int) -> str:
    """The first line of found messages."""
    return f"{number:,} message{'' if number == 1 else 's'} with “{words}”, newest first"


def fixes_title() -> str:
    """The first line about all fixes."""
    return "What was fixed, and whether it worked"


def nothing_fixed() -> str:
    """Nothing stands as fixed."""
    return "Nothing is marked as fixed yet."


def fixed_since(day: str, judged: str) -> str:
    """A fix whose effect is not estimated yet."""
    return f"Marked fixed on {day}. Whether it worked can be judged from {judged}; until then there is no figure."


def not_fixed(status: str) -> str:
    """No fix was marked."""
    return f"No: the status is {status}."


def topics_title() -> str:
    """The first line of the topics."""
    return "Topics of the last four weeks"


def sources_title() -> str:
    """The first line of the sources."""
    return "Sources"


def groups_title() -> str:
    """The first line of the keyword groups."""
    return "Keyword groups"


def no_department() -> str:
    """A channel without a department."""
    return "This channel belongs to no department, so it has no digest."


def quiet_digest() -> str:
    """A digest with nothing to say."""
    return "Nothing was heard and nothing is open: no digest today."


def muted(label: str, number: int) -> str:
    """A topic was muted."""
    return f"Muted: {label}. You hear of it again when it reaches {number:,} mentions a week."


def no_such_topic(words: str) -> str:
    """No topic has this name."""
    return f"No topic is called “{words}”."
