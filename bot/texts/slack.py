"""What is said in Slack alone: the app's own words. All else is said as on every other surface."""

from __future__ import annotations


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


def token_works(workspace: str) -> str:
    """The bot token was taken."""
    return f"{workspace}: the bot token works"


def fix_token(team: str) -> str:
    """What to do about a token that was refused."""
    return f"Copy the bot token of {team} again (OAuth & Permissions); install the app there if it was removed."


def fix_reach() -> str:
    """What to do where Slack cannot be reached."""
    return "Try again; if it stays so, let this machine reach slack.com over HTTPS, or correct slack.api_url."


def other_team(named: str, found: str) -> str:
    """The token is another workspace's."""
    return f"the settings name the workspace {named}, the bot token is of {found}"


def fix_team(found: str) -> str:
    """What to do about it."""
    return f"Set the team to {found}, or copy the token of the other workspace."


def scopes_unknown() -> str:
    """Slack did not say what the token may do."""
    return "Slack did not say which scopes the token has"


def scopes_granted(number: int) -> str:
    """All scopes of the manifest are there."""
    return f"all {number} scopes are granted"


def scope_missing(scope: str, why: str) -> str:
    """A scope is missing, and with it a feature."""
    return f"without the scope {scope} this is missing: {why[:1].lower()}{why[1:]}"


def fix_scope() -> str:
    """What to do about a missing scope."""
    return "Paste the present manifest (earshot slack manifest) and install the app again."


def socket_works() -> str:
    """The app token was taken."""
    return "Socket Mode works"


def fix_app_token(team: str) -> str:
    """What to do about an app token that was refused."""
    return f"Make an app-level token of {team} with the scope connections:write (Basic Information) and copy it."


def fix_socket() -> str:
    """What to do where Socket Mode cannot be opened."""
    return "Turn Socket Mode on in the app's settings; the present manifest does it."


def archived(name: str) -> str:
    """The channel is archived."""
    return f"#{name} is archived"


def fix_archived(name: str) -> str:
    """What to do about it."""
    return f"Unarchive #{name}, or name another channel in the settings."


def not_invited(name: str) -> str:
    """The bot is not in the channel."""
    return f"Earshot is not in #{name}"


def fix_not_invited(name: str) -> str:
    """What to do about it."""
    return f"Write /invite @Earshot in #{name}."


def fix_channel(channel: str) -> str:
    """What to do about a channel that Slack does not show us."""
    return f"Correct the id {channel}; if it is a private channel, write /invite @Earshot there."


def channel_works(name: str) -> str:
    """The channel can be posted to."""
    return f"#{name} can be posted to"


def shared_outside(name: str) -> str:
    """People of another organisation are in the channel."""
    return f"#{name} can be posted to; people of another organisation are in it, so no money is shown there"


def socket_off() -> str:
    """Slack ended the connection for good."""
    return "Socket Mode is switched off for this app"


def switch_socket_on() -> str:
    """What to do about it."""
    return "Switch it on on the app's page at api.slack.com, or leave out app_token and set signing_secret."


def not_sealed() -> str:
    """The address of the connection is not encrypted."""
    return "the address it gave for Socket Mode is not wss://"


def no_hello() -> str:
    """A connection was made, and not greeted."""
    return "it did not say hello"


# --- opening numbers, commands, App Home ---


def done() -> str:
    """The button that closes a modal in which something may be typed (at most 24 characters)."""
    return "Done"


def window() -> str:
    """The title of a window before it has one (at most 24 characters)."""
    return "Earshot"


def one_moment() -> str:
    """In a modal while its content is looked up."""
    return "One moment …"


def too_long_to_open() -> str:
    """A list whose words do not fit into a modal."""
    return "The words behind this list are too long for a window in Slack. Please ask with fewer words."


def not_held() -> str:
    """A click on a message that Earshot does not hold any more."""
    return "Earshot does not hold this message any more. Please ask again."


def opens_too_late() -> str:
    """A window could not be opened in time."""
    return "Slack closed the door before the window was there. Please click once more."


def csv_title(words: str) -> str:
    """The title of a file."""
    return f"Earshot: {words}"


def csv_comment() -> str:
    """Beside a file in the asker's own conversation."""
    return "The rows you asked for. Only you can see them here."


def csv_comes() -> str:
    """A file was asked for."""
    return "The file comes to your messages with Earshot."


def no_file(why: str) -> str:
    """Where a file was asked for that its reader may not have."""
    return f"The file you asked for could not be made. {why}"


def only_here(where: str, link: str) -> str:
    """What there is in the local workspace alone."""
    return f"{where} is in Earshot's own workspace: {link}" if link else f"{where} is in Earshot's own workspace."


def pages(name: str) -> str:
    """A page of the local workspace."""
    return {"board": "The board", "import": "Importing a file", "settings": "Changing this"}.get(name, name)


def set_in_file(name: str) -> str:
    """A setting of the ledger that whoever runs Earshot sets."""
    return f"{name} is set in earshot.toml by whoever runs Earshot."


def stranger() -> str:
    """Somebody asked who is no colleague."""
    return "Earshot answers colleagues of this organisation. Ask an admin of Earshot for access."


def nothing_to_share() -> str:
    """A message without an answer to share."""
    return "There is no answer here that can be shared. Ask with /roi in the channel, then share."


def home_feedback() -> tuple[str, str]:
    """The title of the feedback form, and the label of its field."""
    return "Send feedback", "What is wrong or missing?"


def home_hour(department: str) -> tuple[str, str]:
    """The title of the form of the digest hour, and the label of its field."""
    return "Move the digest", f"When should the digest of {department} come?"


def change_hour() -> str:
    """The button that moves the digest."""
    return "Move the digest"


def send() -> str:
    """Sends a form."""
    return "Send"


def about_topic() -> str:
    """The button that opens a topic."""
    return "Open the topic"


def not_installed() -> str:
    """Slack is configured, its libraries are not there."""
    return "a Slack workspace is configured, and the extra that speaks to Slack is not installed"


def install_it() -> str:
    """What to do about it."""
    return "Install earshot[slack]."


def to_browser() -> str:
    """The button that asks for a link to the same in a browser."""
    return "Open in my browser"


def your_browser() -> str:
    """The words of that link."""
    return "Open it in your browser"


def link_lasts(minutes: int) -> str:
    """Beside that link."""
    return f"  (works once, for {minutes} minutes, for you alone)"
