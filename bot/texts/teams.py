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
    return about or "What to do"


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


# --- who is answered where ---


def stranger() -> str:
    """Somebody asked or clicked who is no colleague."""
    return "Earshot answers colleagues of this organisation. Ask an admin of Earshot for access."


def sent_privately(name: str) -> str:
    """In the thread of a question whose answer is for its asker alone."""
    return f"{name}, this was sent to you privately: look at your own chat with Earshot."


def open_own_chat(name: str) -> str:
    """In the thread of a question whose answer is for its asker alone, who has no chat with Earshot."""
    return (
        f"{name}, the answer is for you alone. Open your own chat with Earshot (Apps, Earshot, Add), write “hi” "
        "there, and ask again."
    )


# --- dialogs ---


def not_held() -> str:
    """A click on a message that Earshot does not hold any more."""
    return "Earshot does not hold this message any more. Please ask again."


def choose_first() -> str:
    """A dialog was sent without a choice."""
    return "Please choose something from the list first."


def put_right(wrongs: str) -> str:
    """Above a form that cannot be kept as it was filled in."""
    return f"Please put this right. {wrongs}"


def no_chat_for_files() -> str:
    """A file was asked for by somebody who has no chat with Earshot."""
    return (
        "Teams lets Earshot send files in your own chat with it alone. Open that chat (Apps, Earshot, Add), write “hi” "
        "there, and choose CSV again."
    )


def file_offered(name: str) -> str:
    """In the chat of the person who asked for a file, above the buttons that allow or decline it."""
    return f"{name}, as you asked. If you allow it, Earshot puts it into your OneDrive; you alone can read it there."


def file_waits(name: str) -> str:
    """In the dialog in which a file was asked for."""
    return f"{name} is on offer in your own chat with Earshot: allow it there, and it is in your OneDrive."


def back() -> str:
    """The button that leads back to what a file was asked of."""
    return "Back"


def file_sent(name: str) -> str:
    """A file was allowed and is there."""
    return f"{name} is in your OneDrive."


def file_declined(name: str) -> str:
    """A file was declined."""
    return f"{name or 'The file'} was not sent."


def file_there() -> str:
    """Beside the offer of a file: the page that has it too."""
    return "It is in Earshot's own workspace as well: open the page in your browser, and choose CSV there."


def your_browser(minutes: int) -> str:
    """The button that opens a page of the workspace, and how long it is good."""
    return f"Open in my browser (once, for {minutes} minutes)"


def only_there(where: str) -> str:
    """What there is in the local workspace alone."""
    return f"{where} is in Earshot's own workspace."


def pages(name: str) -> str:
    """A page of the local workspace."""
    return {"board": "The board", "import": "Importing a file"}.get(name, name)


def set_in_file(name: str) -> str:
    """A setting of the ledger that whoever runs Earshot sets."""
    return f"{name} is set in earshot.toml by whoever runs Earshot."


def nothing_to_share() -> str:
    """A message without an answer to share."""
    return "There is no channel to share this in. Ask with @Earshot roi in the channel, then share the answer."


def shared() -> str:
    """An answer was shown to the channel in which it was asked for."""
    return "Shared in the channel where you asked."


def not_an_insight() -> str:
    """The acts of an insight were wanted on a message that is about none."""
    return "This message is about no insight of Earshot. To make it one, choose “Turn into an insight” on it."


def choose_readers() -> str:
    """The words of a closed channel were raised, and nobody said who may read them."""
    return "Choose who may read it, or close the dialog."


def which_mood() -> str:
    """In a form that asks for a mood."""
    return "Its mood"


# --- welcome ---


def welcome_title() -> str:
    """The head of the first message in a chat or team."""
    return "Earshot is here"


def welcome(organisation: str) -> str:
    """What Earshot is, to people who never saw it."""
    return (
        f"Earshot listens to what customers of {organisation} say, in public and to your service, and brings it to the "
        "department that can act: a digest each morning, an alert when something breaks. Every number opens to the "
        "messages behind it. React, take a problem on, say that it is fixed: each act counts."
    )


def welcome_next(*, personal: bool) -> str:
    """How to go on from there."""
    how = "Write a question" if personal else "Mention @Earshot with a question"
    return f"{how}, or start with one of these. “help” lists everything I answer."


def installed_by(name: str) -> str:
    """Who put Earshot into a team or group chat."""
    return (
        f"Installed by {name}. Which department is told in which channel is set by whoever runs Earshot; /earshot "
        "settings shows it."
    )


def prompts() -> tuple[tuple[str, str], ...]:
    """Three first questions: what the button says, and what it asks."""
    return (
        ("What changed?", "mention what changed"),
        ("Top problems", "mention top problems this week"),
        ("What can I ask?", "earshot help"),
    )
