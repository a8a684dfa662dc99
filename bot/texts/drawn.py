"""What is said around messages and pages in outside chats: menus, numbers that open, what does not fit."""

from __future__ import annotations

from collections.abc import Sequence


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
    """Rows of a table beyond what a chat takes."""
    return "1 more row is not shown here." if count == 1 else f"{count:,} more rows are not shown here."


def no_data(names: Sequence[str]) -> str:
    """What a chart has no figures for."""
    return f"No data: {', '.join(names)}."


_ROUND = 100


def value(number: float | None) -> str:
    """A figure beside a bar."""
    if number is None:
        return "no data"
    return f"{number:,.0f}" if float(number).is_integer() or abs(number) >= _ROUND else f"{number:,.1f}"


def back_to(page: int) -> str:
    """The button to the page before."""
    return f"Previous (page {page:,})"


def on_to(page: int) -> str:
    """The button to the page after."""
    return f"Next (page {page:,})"


def wrong_mood(mood: str) -> str:
    """The choice that corrects a mood."""
    return f"Wrong mood: it is {mood}"


def which_correction() -> str:
    """In a row's menu of corrections before one is chosen."""
    return "Correct it"


def take_back() -> str:
    """The choice that undoes the last correction of a mention, whenever that was."""
    return "Undo its last correction"


def topic_title() -> str:
    """The title over a topic (at most 24 characters)."""
    return "Topic"


def insight_title() -> str:
    """The title over an insight (at most 24 characters)."""
    return "Insight"


def answer_title() -> str:
    """The title over a part of an answer (at most 24 characters)."""
    return "What it is made of"


def open_insight() -> str:
    """The button from a topic to one of its insights."""
    return "Open this insight"


def more_insights(count: int) -> str:
    """Insights of a topic beyond what a page takes."""
    return "1 older insight is not shown here." if count == 1 else f"{count:,} older insights are not shown here."


def more_steps(count: int) -> str:
    """Steps of a history beyond what a page takes."""
    return "1 older step is not shown here." if count == 1 else f"{count:,} older steps are not shown here."


def more_quotes(count: int) -> str:
    """Quotes beyond what a page takes."""
    return "1 more is not shown here." if count == 1 else f"{count:,} more are not shown here."


def narrow() -> str:
    """The menu that narrows a list to a source or a mood."""
    return "Show only"
