"""What the local workspace says of itself: its labels, its hints, its small answers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Final

from bot.texts import answers

WORDS: Final[Mapping[str, str]] = MappingProxyType({
    "product": "Earshot", "app": "APP", "skip": "Skip to the messages", "channels": "Channels",
    "account": "Account", "is_person": "belongs to", "link_accounts": "Make them one",
    "workspace": "Workspace",
    "review": "Review", "confirm": "Confirm", "choose": "Choose", "mood": "Mood", "intent": "What it is",
    "board": "Board", "import": "Import", "settings": "Settings", "help": "Help", "welcome": "Start here",
    "sign_out": "Sign out", "light": "Light", "dark": "Dark", "system": "As the system", "theme": "Colours",
    "menu": "Menu", "close": "Close", "back": "Back", "send": "Send", "reply": "Reply", "replies": "Thread",
    "cancel": "Cancel", "save": "Save", "more": "More", "react": "React", "add_reaction": "Add a reaction",
    "edited": "edited", "only_you": "Only visible to you", "share": "Share to channel",
    "raise": "Turn into an insight", "undo": "Undo", "anyway": "Do it anyway", "dismiss": "Dismiss",
    "evidence": "Evidence", "by_source": "By source", "by_mood": "By mood", "matched": "matched",
    "not_about_us": "Not about us", "wrong_mood": "Wrong mood", "next": "Next", "previous": "Previous",
    "pages": "Pages of the list", "rows": "Mentions", "all": "All of them", "no_author": "no author",
    "removed": "removed", "topic": "Topic", "insight": "Insight", "as_of": "As shown at the end of", "today": "Today",
    "show": "Show", "by_week": "Mentions by week", "history": "What was done", "events": "What happened to the topic",
    "quotes": "What people say", "insights": "Insights", "numbers": "Show the numbers", "gap": "no data",
    "told_list": "Customers to tell", "draft": "Draft", "customer": "Customer", "told": "Told", "not_told": "Not told",
    "mark_told": "Mark as told", "mark_not_told": "Mark as not told", "choose_all": "Choose all", "copy": "Copy",
    "departments": "Departments", "department": "Department", "reached": "Reached it", "acts": "Acts",
    "acted_on": "Acted on", "spread": "Spread", "sources": "Sources", "source": "Source", "mentions": "Mentions",
    "state": "State", "owner": "Owner", "topics": "Topics", "group": "Keyword group",
    "ok": "working", "silent": "silent", "failing": "failing", "refused": "refused", "paused": "paused",
    "file": "File", "look": "Look at it first", "bring": "Import it", "column": "Column", "means": "is our",
    "leave_out": "leave out", "first_rows": "The first rows", "line": "Line", "why": "Why",
    "people": "People", "person": "Person", "role": "Role", "invite": "Invite by link", "name": "Name",
    "key": "Setting", "value": "Value", "origin": "Set in", "change": "Change", "audit": "Changed lately",
    "query": "Query", "preview": "Preview", "yes": "Yes", "command": "Command", "what_it_does": "What it does",
    "composer": "Message", "commands": "Commands", "jump": "Newest messages", "live": "New message",
    "mood_positive": "positive", "mood_neutral": "neutral", "mood_negative": "negative", "mood_mixed": "mixed",
    "required": "needed", "optional": "if you know it", "reader": "the reader", "bot": "bot", "matches": "Matches",
    "near": "Near misses", "chart": "Chart", "reason": "Reason", "csv": "CSV", "label": "At",
    "first_time": "First time here?", "try": "Try it", "resume": "Take up again", "pause": "Pause", "remove": "Remove",
    "came": "What came", "text": "Text", "place": "Place", "when": "When", "add_source": "Add a source", "kind": "Kind",
    "address": "Address", "user": "User", "secret": "Token, password or key", "signing_secret": "Signing secret",
    "only_group": "Keep", "everything": "everything", "needs": "What each kind needs", "what_comes": "What comes",
    "keep_days": "Keep for days", "duty": "Only if you agree",
})  # fmt: skip
"""Labels of one or two words."""

COMMANDS: Final[tuple[tuple[str, str], ...]] = (
    ("/roi", "What the work was worth: net, range, and how sure"),
    ("/roi last quarter", "The same for a period; a department or programme may stand in it"),
    *answers.COMMANDS,
    ("@Earshot what changed", "A question in your own words, answered in the thread"),
)
"""What the composer completes: command, what it does."""

EMOJI: Final[tuple[tuple[str, str], ...]] = (
    ("👍", "useful"), ("👎", "not useful"), ("👀", "looking"), ("✅", "seen"), ("🎉", "good news"), ("😢", "sad"),
    ("😡", "angry"),
)  # fmt: skip
"""The palette on every message: emoji, and what a screen reader calls it."""

NUMBERED: Final[tuple[tuple[str, str], ...]] = tuple(
    (f"{number}\ufe0f\u20e3", f"number {number}") for number in range(1, 6)
)
"""The palette that a digest adds: its insight of that number was useful."""

IMPORT_KEYS: Final[tuple[tuple[str, str], ...]] = (
    ("id", "id of the mention"), ("at", "time it was said"), ("text", "text"), ("source", "source"), ("kind", "kind"),
    ("author", "author"), ("author_name", "author's name"), ("url", "address"), ("conversation", "conversation"),
    ("rating", "rating"), ("language", "language"), ("channel", "channel"), ("visibility", "visibility"),
)  # fmt: skip
"""The keys of a mention that a column can be."""


def number(value: float) -> str:
    """A count or value with thousands separators."""
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def clock(at: datetime) -> str:
    """`09:00`, in the time that is handed in."""
    return f"{at:%H:%M}"


def day(at: datetime) -> str:
    """`Monday 5 October`."""
    return f"{at:%A} {at.day} {at:%B}"


def moment(at: datetime) -> str:
    """`Mon 5 Oct 2026, 09:00`."""
    return f"{at:%a} {at.day} {at:%b %Y, %H:%M}"


def page_title(what: str, organisation: str) -> str:
    """The title of a browser tab."""
    return f"{what} · {organisation} · Earshot"


def former_colleague() -> str:
    """The name of somebody who is no longer here."""
    return "a former colleague"


def triage_about() -> str:
    """What #triage is for."""
    return "What no department could be found for. Pass it on: every correction teaches."


def notices_about() -> str:
    """What #admin is for."""
    return "What whoever runs Earshot should know. Admins alone see this."


def composer_hint(channel: str) -> str:
    """What stands in the empty composer of a channel."""
    return f"Message #{channel}, or / for commands"


def thread_hint() -> str:
    """What stands in the empty reply box."""
    return "Reply, or ask @Earshot"


def composer_help() -> str:
    """How the composer is used, for a screen reader."""
    return "Enter sends, Shift and Enter make a new line. A slash lists the commands."


def empty_channel(channel: str) -> tuple[str, str]:
    """What an empty channel says: headline, and what will come."""
    return (f"Nothing in #{channel} yet", "Digests and insights arrive here. Ask something, or import a file to begin.")


def reply_count(count: int) -> str:
    """How many replies a message has."""
    return "1 reply" if count == 1 else f"{count:,} replies"


def folded() -> str:
    """The long message at the head of a thread, folded away."""
    return "Show the digest"


def reposts(count: int) -> str:
    """How many reposts a mention has."""
    return "+1 repost" if count == 1 else f"+{count:,} reposts"


def hidden(count: int) -> str:
    """How much of a mention's personal data is not shown."""
    return "1 detail hidden" if count == 1 else f"{count} details hidden"


def csv_label(count: int) -> str:
    """The link that downloads a list."""
    return f"CSV, {count:,} {'row' if count == 1 else 'rows'}"


def together(count: int) -> str:
    """What parts add up to."""
    return f"together {count:,}"


def counted(mentions: int, people: int, copies: int) -> str:
    """The head of an opened figure: mentions, people, reposts."""
    said = f"{people:,} {'person' if people == 1 else 'people'} · {mentions - copies:,} "
    said += "original" if mentions - copies == 1 else "originals"
    return said + (f" + {copies:,} {'repost' if copies == 1 else 'reposts'}" if copies else "")


def exactly(mentions: int) -> str:
    """The title of an opened figure."""
    return "1 mention · exactly this" if mentions == 1 else f"{mentions:,} mentions · exactly these"


def page_of(page: int, pages: int, total: int) -> str:
    """Which rows of a list are shown (20 a page)."""
    first = (page - 1) * 20 + 1 if total else 0
    return f"{first:,}-{min(page * 20, total):,} of {total:,}"


def nothing_matches() -> str:
    """A list without rows."""
    return "No mention fits. Nothing is hidden: the figure is 0."


def react_with(name: str) -> str:
    """The label of a reaction on offer."""
    return f"React: {name}"


def reaction_label(emoji: str, names: str, *, mine: bool) -> str:
    """A reaction that is there, for a tooltip and a screen reader."""
    return f"{emoji} by {names}. " + ("Take yours away" if mine else "Add yours")


def more_for(what: str) -> str:
    """The label of a menu."""
    return f"More for {what}"


def sign_in_title() -> str:
    """The page of somebody who is not signed in."""
    return "Sign in"


def sign_in_needed() -> str:
    """How one gets in."""
    return (
        "Earshot opens with a personal link. Ask a colleague for an invitation; the first one was printed where "
        "Earshot was started."
    )


def link_is_spent() -> str:
    """An invitation that no longer works."""
    return "This link was used already, or its time is over. Ask for a new one."


def link_waits(name: str) -> str:
    """An invitation that a program looked at."""
    return f"This link signs {name} in when a person opens it."


def one_page() -> str:
    """The title of a link to one page."""
    return "One moment"


def signed_in(name: str) -> str:
    """The first line after signing in."""
    return f"Hello {name}, you are in"


def signed_in_words() -> str:
    """What was done to sign in."""
    return "The link is spent now; this browser stays signed in for 30 days."


def onward() -> str:
    """The link from signing in to the workspace."""
    return "Open the workspace"


def signed_out() -> str:
    """After signing out."""
    return "You are signed out on this browser."


def refused_title(status: int) -> str:
    """The title of a refusal."""
    return {403: "Not yours to do", 404: "Not here", 409: "It changed meanwhile", 503: "Not now"}.get(
        status, "Not like this"
    )


def bad_date() -> str:
    """A date that cannot be read."""
    return "That is no date. Write it as 2026-10-05."


def unknown_form(name: str) -> str:
    """A form that does not exist."""
    return f"There is no form {name}."


def spent(programme: str, day: str) -> str:
    """The command that records hours, as far as it is known."""
    return f"/roi spent 2h for {programme} on {day}" if programme else f"/roi spent 2h on {day}"


def empty_message() -> str:
    """Nothing was written."""
    return "There was nothing to send."


def is_shared(channel: str) -> str:
    """After sharing an answer."""
    return f"Everyone in #{channel} sees it now."


def board_intro() -> str:
    """Under the board's title."""
    return "What is talked about, how it feels by the hour, and whom it reached. What is underlined opens."


def acts_note() -> str:
    """Why there are no names on the board."""
    return "Counted per department, never per person."


def review_link() -> str:
    """The link from the board to the review list."""
    return "Review the mentions that wait for a person's word"


def of_mention(place: int) -> str:
    """Which mention of a list a field belongs to, for those who hear the page."""
    return f"of mention {place}"


def import_intro() -> str:
    """Under the import page's title."""
    return (
        "A file of what customers said: CSV, XLSX or JSON lines, with at least an id, a time and a text. You see what "
        "would be made of it first. Importing the same file again changes nothing."
    )


def import_nothing() -> str:
    """No file was chosen."""
    return "Choose a file first."


def import_counts(kept: int, unchanged: int, bad: int) -> str:
    """What an import did."""
    said = f"{kept:,} imported · {unchanged:,} there already"
    return said + (f" · {bad:,} could not be read" if bad else "")


def guessed(columns: int) -> str:
    """What was made of the columns."""
    return f"{columns} columns found. Check what each one is; nothing is stored yet."


def sources_intro() -> str:
    """Under the sources page's title."""
    return "Where Earshot listens, how each source is, and what could not be read."


def newest_at(newest: str) -> str:
    """When the newest mention of a source was said."""
    return f"newest {newest}"


def source_facts(kind: str, budget: str, owner: str, *, fixed: bool) -> str:
    """What a source is, how often it is asked, whose it is."""
    facts = [kind, budget, f"{owner} looks after it" if owner else "", "set in earshot.toml" if fixed else ""]
    return " · ".join(one for one in facts if one) or "comes by import"


def delivers_to() -> str:
    """Before the path to which a source delivers."""
    return "· delivers to"


def bad_items(number: int) -> str:
    """The heading of a source's items that could not be read."""
    return "1 item could not be read" if number == 1 else f"{number} items could not be read"


def remove_source(name: str) -> str:
    """What removing a source means."""
    return f"{name} is then no longer asked and its credentials are forgotten. What was said there stays."


def no_sources() -> str:
    """Nothing is listened to yet."""
    return "Earshot listens nowhere yet."


def agree_label() -> str:
    """Beside the box that who adds a source ticks."""
    return "I know what this kind costs and what its terms ask (only where it says so)"


def add_source_note() -> str:
    """Above the form for a new source."""
    return "What you type as token or secret is sealed with this deployment's key and never shown again."


def settings_intro() -> str:
    """Under the settings page's title."""
    return "What earshot.toml names is read-only here. What you change applies at once and is recorded."


def invite_note() -> str:
    """About an invitation."""
    return "Works once. Whoever opens it signs in as this person; hand it over yourself."


def group_note() -> str:
    """How a keyword group is written."""
    return 'AND, OR, NOT, "a phrase", NEAR/5 and wild* are understood. The preview counts on the last 30 days.'


def told_progress(told: int, total: int) -> str:
    """How many customers know."""
    return f"Told: {told:,} of {total:,} customers"


def told_note() -> str:
    """What the told-list does not do."""
    return "Earshot sends nothing. Copy a draft, answer where they asked, then mark them here."


def nobody_chosen() -> str:
    """No customer was chosen."""
    return "Choose at least one customer."


def past_view(when: str) -> str:
    """A page as of a past date."""
    return f"As it was shown on {when}. Later changes are left out."


def welcome_title(name: str) -> str:
    """The first page."""
    return f"Welcome, {name}"


def welcome_words() -> str:
    """What Earshot is, in one breath."""
    return (
        "Earshot listens to what people say about you, brings it to the department that can act, and shows what "
        "acting was worth. Every number opens to the sentences behind it."
    )


def welcome_steps(channel: str) -> tuple[tuple[str, str, str, str], ...]:
    """Three things to try: title, words, address, label of the link."""
    return (
        ("Open a number", f"Read today's digest in #{channel} and click any figure: the list is as long as it says.",
         f"/c/{channel}", f"Go to #{channel}"),
        ("Ask what it was worth", "Type /roi. The answer is yours alone until you share it.",
         f"/c/{channel}?say=/roi+last+quarter", "Try /roi"),
        ("Bring your own", "Drop a CSV of tickets or reviews. You see what would be made of it before it is kept.",
         "/import", "Import a file"),
    )  # fmt: skip


HELP: Final[tuple[tuple[str, tuple[str, ...]], ...]] = (
    ("Reading", (
        "One digest a day and department: at most five insights, each with its figures, one literal quote and the "
        "reason why it is here.",
        "Every figure opens the mentions it counts. The list is as long as the figure says; CSV takes it with you.",
        "A gap in a chart means that nothing was heard, never zero.",
    )),
    ("Acting", (
        "Take it on, pass it on with “Not ours”, or open the menu for more. Steps go forward in any stride; going back "
        "asks for a reason.",
        "👍 and the like count as useful, 👎 alone as not useful. 😢 or 😡 at bad news is no judgement, ✅ means seen.",
        "1️⃣ to 5️⃣ on a digest count for the insight of that number.",
    )),
    ("Keyboard", (
        "/ goes to the composer, Esc closes the panel at the right and brings you back to where you were.",
        "Enter sends, Shift and Enter make a new line, Tab takes the command that is offered.",
    )),
    ("Promises", (
        "No customer is contacted but by a person's click.",
        "Money is shown to finance alone, privately, until they share it.",
        "Influence is shown per department, never as a ranking of people.",
    )),
)  # fmt: skip
"""The help page: title, then paragraphs."""

FORMS: Final[Mapping[str, tuple[str, tuple[tuple[str, str, str, bool], ...]]]] = MappingProxyType({
    "fixed": ("What was fixed?", (
        ("what", "What was done", "text", True), ("released", "Released on", "date", True),
        ("hours", "Hours it took", "number", False), ("money", "Money it cost", "number", False),
        ("known", "Who knew of it before Earshot said so", "text", False),
        ("group", "Keyword group by which to see whether it worked", "text", False))),
    "told": ("Where were customers told?", (("where", "Where: release notes, forum, mail …", "text", True),)),
    "decline": ("Why not?", (("why", "The reason, as others will read it", "text", True),)),
    "reopen": ("Why open it again?", (("why", "What changed", "text", True),)),
    "tag": ("Which department should see it?", (("value", "Department", "department", True),)),
    "not_ours": ("Whose is it?", (("value", "Department, if you know it", "department", False),)),
    "link": ("Where is it tracked?", (("text", "Address of the ticket", "url", True),)),
    "rename": ("What should the topic be called?", (("text", "Name", "text", True),)),
    "reply": ("Reply", (("text", "Your words", "text", True),)),
    "raise": ("Turn this into an insight", (("text", "What it is about", "text", True),)),
    "in_work": ("What is being done?", (("text", "A word on it, if you like", "text", False),)),
})  # fmt: skip
"""Forms that an act can need: title, then fields (name, label, kind, needed)."""

NEED_FORM: Final = frozenset({"fixed", "told", "decline", "reopen", "tag", "link", "rename"})
"""Acts that open their form first unless their button names a value."""
