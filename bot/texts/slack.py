"""What is said in Slack alone: the app's own words. All else is said as on every other surface."""

from __future__ import annotations

from collections.abc import Sequence


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


# --- what is drawn: menus, charts, modals ---


def more() -> str:
    """The menu beside the buttons of an insight."""
    return "More"


def do_more() -> str:
    """Above the acts of a menu that also opens numbers."""
    return "Do"


def open_number() -> str:
    """A menu that opens the numbers of a message."""
    return "Open a number"


def show(figure: str) -> str:
    """The choice that opens a figure: `Show 164 mentions`."""
    return f"Show {figure}"


def topic(name: str) -> str:
    """The choice that opens a topic's page."""
    return f"Topic: {name}"


def folded(count: int) -> str:
    """What does not fit into a message, before where it stands."""
    return "1 more part does not fit here: " if count == 1 else f"{count:,} more parts do not fit here: "


def in_workspace() -> str:
    """Where a message stands whole, without an address to go to."""
    return "the whole message stands in Earshot's own workspace."


def open_workspace() -> str:
    """Where a message stands whole, as a link."""
    return "open in Earshot"


def rows_left(count: int) -> str:
    """Rows of a table beyond what Slack takes."""
    return "1 more row is not shown here." if count == 1 else f"{count:,} more rows are not shown here."


def no_data(names: Sequence[str]) -> str:
    """What a chart has no figures for."""
    return f"No data: {', '.join(names)}."


def value(number: float | None) -> str:
    """A figure beside a bar."""
    if number is None:
        return "no data"
    return f"{number:,.0f}" if float(number).is_integer() else f"{number:,.1f}"


def back_to(page: int) -> str:
    """The button to the page before."""
    return f"Previous (page {page:,})"


def on_to(page: int) -> str:
    """The button to the page after."""
    return f"Next (page {page:,})"


def wrong_mood(mood: str) -> str:
    """The choice that corrects a mood."""
    return f"Wrong mood: it is {mood}"


def topic_title() -> str:
    """The title of the modal of a topic (at most 24 characters)."""
    return "Topic"


def insight_title() -> str:
    """The title of the modal of an insight (at most 24 characters)."""
    return "Insight"


def answer_title() -> str:
    """The title of the modal of a part of an answer (at most 24 characters)."""
    return "What it is made of"


def more_insights(count: int) -> str:
    """Insights of a topic beyond what a modal takes."""
    return "1 older insight is not shown here." if count == 1 else f"{count:,} older insights are not shown here."


def more_steps(count: int) -> str:
    """Steps of a history beyond what a modal takes."""
    return "1 older step is not shown here." if count == 1 else f"{count:,} older steps are not shown here."


def more_quotes(count: int) -> str:
    """Quotes beyond what a modal takes."""
    return "1 more is not shown here." if count == 1 else f"{count:,} more are not shown here."
