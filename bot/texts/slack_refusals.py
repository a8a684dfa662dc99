"""What to do when Slack says no: one remedy for each reason that Slack documents."""

from __future__ import annotations


def slack(team: str) -> str:
    """Slack, as errors name it."""
    return f"Slack ({team})"


# --- who we are ---


def give_token() -> str:
    """The token is not one, or not one any more."""
    return (
        "The app's token is not valid here, or not any more. Install the app again on its page at api.slack.com/apps "
        "(Install App) and set slack.bot_token anew."
    )


def renew_token() -> str:
    """The token ended."""
    return "The app's token has expired. Switch token rotation off for the app, install it again, set slack.bot_token."


def right_token() -> str:
    """A token of another kind was given."""
    return "Another kind of token was given. slack.bot_token begins with xoxb-, slack.app_token with xapp-."


def let_app_in() -> str:
    """Who looks after the workspace does not let the app in."""
    return "The workspace does not let the app do this. Ask an admin of the workspace to approve the app."


def other_network() -> str:
    """The workspace takes calls from some networks only."""
    return "The workspace takes calls from other networks only. Ask its admins to allow this machine's address."


def give_scope(needed: str = "") -> str:
    """A scope is missing."""
    which = f"the scope {needed}" if needed else "a scope"
    return f"The app lacks {which}. Apply `earshot slack manifest` to the app, then install it again."


# --- the channel ---


def invite_app() -> str:
    """The bot is not in the channel, or nobody may post there."""
    return "The app is not in this channel. Write /invite @Earshot there."


def name_channel() -> str:
    """No such channel, or a private one without the bot."""
    return (
        "There is no such channel, or it is private and the app is not in it. Write /invite @Earshot there, or name "
        "another channel in the settings."
    )


def unarchive() -> str:
    """The channel is archived."""
    return "The channel is archived. Unarchive it, or name another channel in the settings."


def may_post() -> str:
    """The channel's or the workspace's rules keep the app from posting."""
    return "The rules of the channel or workspace keep the app from posting. Ask an admin to allow it, or name another."


def no_kind_of_channel() -> str:
    """This kind of conversation cannot be used so."""
    return "This kind of conversation cannot be used so. Name an ordinary channel in the settings."


def open_messages_tab() -> str:
    """Direct messages to the app are switched off."""
    return "Direct messages to the app are off. Apply `earshot slack manifest` to the app: it has the messages tab."


# --- the message ---


def shorter() -> str:
    """Too long."""
    return "The message is longer than Slack takes. Please report this: Earshot shortens messages before."


def other_blocks() -> str:
    """Blocks that Slack does not take."""
    return "Slack did not take how the message is drawn. Please report this; `earshot outbox` shows the message."


def no_replies() -> str:
    """The thread takes no replies."""
    return "Replies are not possible to this message. What is new stands in the next post."


def gone() -> str:
    """What it is about is not there any more."""
    return "What it is about is not there any more: somebody deleted it. Nothing is to be done."


def not_editable() -> str:
    """The message cannot be edited."""
    return "This message cannot be changed any more. Let the workspace's rules allow apps to edit messages."


def files_off() -> str:
    """Files are not allowed."""
    return "The workspace does not take such files. Allow them, or read the same as text in the message."


def file_space() -> str:
    """No room for files."""
    return "The workspace has no room for files left. Delete some, or read the same as text in the message."


def reactions_full() -> str:
    """No reaction more, or none like this."""
    return "This reaction cannot be changed. Nothing is to be done: reactions are extras."


def person_away() -> str:
    """The person cannot be reached there."""
    return "This person is not in that channel, or not in the workspace any more. Nothing is to be done."


def asked_too_late() -> str:
    """A modal that can be opened no more."""
    return "Slack opens a form within 3 seconds of a click. Click again."


def changed_meanwhile() -> str:
    """Somebody was faster."""
    return "It was changed meanwhile. Open it again."


def switch_on_home() -> str:
    """App Home is off."""
    return "The app's Home tab is off. Apply `earshot slack manifest` to the app: it switches the tab on."


# --- later, and ours ---


def slack_tries_later() -> str:
    """Slack is busy or broken."""
    return "Slack is busy or out of order for now. Earshot tries again by itself."


def while_moving() -> str:
    """The workspace moves."""
    return "The workspace or channel is being moved by Slack. Earshot tries again by itself."


def fewer_messages() -> str:
    """A free workspace's limit."""
    return "The workspace is over its limit of messages. Earshot tries again by itself; a paid plan lifts the limit."


def our_fault() -> str:
    """A call that should never be made."""
    return "Earshot asked in a way that Slack does not take. Please report this with the log."


def unknown_code() -> str:
    """A word that Slack did not document."""
    return "Earshot does not know this reason yet. Please report it; `earshot outbox dead replay` tries again."


def newer_earshot() -> str:
    """Slack took the method away."""
    return "Slack does not offer this any more. Install a newer Earshot."


def nothing_heard(why: str) -> str:
    """The connection broke."""
    return f"no answer ({why})"


def status(code: int) -> str:
    """An HTTP status without more."""
    return f"HTTP status {code}"


def no_account(person: str) -> str:
    """A colleague without an account in that workspace."""
    return f"{person} has no account in this workspace"


def too_much_to_look_through() -> str:
    """More was written since than is read."""
    return "more was written since than is looked through"


def not_to_be_looked_up() -> str:
    """What only one person sees is in no history."""
    return "what only one person sees is in no history"


def file_being_worked_on() -> str:
    """A new picture is not ready yet."""
    return "a new picture is not ready yet"


def not_configured() -> str:
    """A workspace that no setting names."""
    return "the workspace is not configured"


def configure(team: str) -> str:
    """What to do about it."""
    return f"Set slack.bot_token for the workspace {team}, or name another channel in the settings."
