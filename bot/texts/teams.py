"""What is said in Microsoft Teams alone: the app's own words. All else is said as on every other surface."""

from __future__ import annotations

# --- what is drawn: cards and dialogs ---


def more_title() -> str:
    """The title of the dialog of everything that can be done with a message."""
    return "What would you like to do?"


def choose_act() -> str:
    """In a list of acts before one is chosen."""
    return "Choose what to do"


def acts_label(about: str) -> str:
    """Above a list of acts; `about` says on which insight, '' where there is one alone."""
    return about or "This insight"


def do_it() -> str:
    """The button that does the chosen act."""
    return "Do it"


def numbers_label() -> str:
    """Above the list of numbers of a message."""
    return "The messages behind a number"


def choose_number() -> str:
    """In the list of numbers before one is chosen."""
    return "Choose a number"


def show_it() -> str:
    """The button that opens what is chosen."""
    return "Show it"


def nothing_to_do() -> str:
    """A message without acts and numbers."""
    return "There is nothing to do or to open in this message."


def which_row() -> str:
    """Above the list of rows that can be corrected."""
    return "Is one of them read wrongly?"


def choose_row() -> str:
    """In that list before one is chosen."""
    return "Choose a mention of this page"


def what_is_wrong() -> str:
    """In the list of corrections before one is chosen."""
    return "What is wrong?"


def correct_it() -> str:
    """The button that corrects the chosen row."""
    return "Correct it"


def it_is(mood: str) -> str:
    """The correction of a mood."""
    return f"Its mood: it is {mood}"


def which_customer() -> str:
    """Above the list of customers to tell."""
    return "Customer"


def choose_customer() -> str:
    """In that list before one is chosen."""
    return "Choose a customer of this page"


def own_words() -> str:
    """Above the field for what the customer was told, where it was not the draft."""
    return "What you told them, if not the draft"


def mark() -> str:
    """The button that marks a customer as told or not told."""
    return "Mark"


def will_be(told: bool) -> str:
    """What a mark sets, beside the customer."""
    return "mark as not told" if told else "mark as told"


def which_insight() -> str:
    """Above the list of insights of a topic."""
    return "Insights of this topic"


def needed() -> str:
    """Under a field that is left empty and must not be."""
    return "Please fill this in."


# --- while an act is done ---


def still_at_it() -> str:
    """In answer to an act that takes longer than Teams waits."""
    return "This takes a little longer; it will be done in a moment."


def done_before() -> str:
    """In answer to an act that was done already, and whose answer is no longer known."""
    return "This was done already."


def went_wrong() -> str:
    """In answer to an act that failed inside."""
    return "That did not work. Whoever looks after Earshot will find the reason in its log."
