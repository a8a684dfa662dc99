"""What is said of sources: why one did not answer, how it is, what is missing in its settings."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo


def not_public() -> str:
    """An address of a private network, of this machine or of nobody."""
    return "its address is not a public one"


def no_such_host() -> str:
    """The name service knows no address."""
    return "no address is known for it"


def an_address() -> str:
    """Stands where a host's name would, when there is none."""
    return "An address"


def no_address() -> str:
    """Something that is no URL to be fetched."""
    return "it is not an http, https, ws or wss address"


def name_in_address() -> str:
    """A URL with a name or password in it."""
    return "its address has a name or password in it"


def budget_spent() -> str:
    """Our own limit, or the one that it named."""
    return "no more requests are sent to it for now"


def too_slow(seconds: float) -> str:
    """No whole answer in time."""
    return f"no whole answer within {seconds:g} s"


def too_large(most: int) -> str:
    """A body over the limit."""
    return (
        f"its answer is larger than {most // (1024 * 1024)} MiB" if most >= 1024 * 1024 else "its answer is too large"
    )


def unknown_packing() -> str:
    """A content encoding that nobody asked for."""
    return "its answer is packed in a way nobody asked for"


def cut_off() -> str:
    """The connection ended early."""
    return "the connection was cut off"


def no_websocket() -> str:
    """It answered, but opened no websocket."""
    return "it opened no websocket"


def no_connection(kind: str) -> str:
    """No connection came about."""
    return f"no connection ({kind})"


def too_many_redirects() -> str:
    """Redirects without end."""
    return "it redirects without end"


def status(code: int) -> str:
    """What it answered instead of what was asked for."""
    words = {401: "not signed in", 403: "not allowed", 404: "nothing there", 410: "gone", 429: "too many requests"}
    return f"answer {code}" + (f" ({words[code]})" if code in words else "")


def renew_credential() -> str:
    """A credential that is refused."""
    return "Renew it in the settings."


def unreachable(name: str, since: datetime, error: str, *, owner: str, zone: tzinfo) -> str:
    """A source cannot be asked, told once to whoever looks after it."""
    whom = f" {owner} looks after it." if owner else ""
    said = error if error.endswith(".") else f"{error}."
    return f"{name} has not been heard since {_moment(since, zone)}: {said}{whom} Totals leave it out until it is back."


def silent_although_asked(name: str, since: datetime, after: timedelta, *, owner: str, zone: tzinfo) -> str:
    """A source that answers, but where nobody says anything, told once to whoever looks after it."""
    whom = f" {owner} looks after it." if owner else ""
    hours = round(after.total_seconds() / 3600)
    long = f"{hours} hours" if hours < 72 else f"{round(hours / 24)} days"
    return (
        f"{name} answers, but nothing new has been there since {_moment(since, zone)}; {long} without a word is too "
        f"long for it.{whom} Totals leave it out until it speaks again."
    )


def speaks_again(name: str, since: datetime, *, zone: tzinfo) -> str:
    """Something new is there again, told once."""
    return f"{name} speaks again; nothing had been there since {_moment(since, zone)}."


def reachable(name: str, since: datetime, now: datetime, *, zone: tzinfo, lost: datetime | None) -> str:
    """A source is back, told once."""
    whole = f"{name} is back at {_moment(now, zone)}."
    if lost is None:
        return f"{whole} Everything said there since {_moment(since, zone)} has come in."
    return f"{whole} What was said there from {_moment(since, zone)} to {_moment(lost, zone)} cannot be had any more."


def back() -> str:
    """Stands before sources that came back."""
    return "Back"


def caught_up(name: str, since: datetime, until: datetime, zone: tzinfo) -> str:
    """A source that could not be asked for a while, before the number of what came late."""
    return f"{name} could not be reached from {_moment(since, zone)} to {_moment(until, zone)} and has caught up: "


def sealed_otherwise() -> str:
    """A credential that cannot be opened."""
    return "its credential was sealed under another key"


def add_again() -> str:
    """What to do about it."""
    return "Add the source again with its credential, or bring the key back under which it was sealed."


def lacks(name: str, kind: str, need: str) -> str:
    """A source without a setting that it needs."""
    return f"the source {name!r} ({kind}) needs {need}"


def set_it(need: str, what: str) -> str:
    """What to do about it."""
    return f"Set {need}: {what}" if what else f"Set {need}."


def need(name: str) -> str:
    """What a setting of a source is for."""
    return {
        "url": "the address that it is asked at.",
        "user": "who we are there, usually an e-mail address.",
        "secret": "the token or password with which we are let in.",
        "signing_secret": "the secret with which it signs what it delivers.",
    }[name]


def no_such_kind(kind: str) -> str:
    """A kind of source that there is not."""
    return f"there is no kind of source named {kind!r}"


def kinds_are(near: str, known: list[str]) -> str:
    """What to write instead."""
    return f"Did you mean {near!r}?" if near else f"Kinds: {', '.join(known)}."


def mentions_wanted(most: int) -> str:
    """What a delivery should hold."""
    return f"one mention as JSON, or a list of at most {most} of them"


def not_signed() -> str:
    """A delivery that is not who it should be, or too late."""
    return "the delivery is not signed as it should be, or too long ago"


def sign_it() -> str:
    """What its sender should do."""
    return "Sign it with this source's secret, and check the sender's clock."


def no_words() -> str:
    """An address of a search without words."""
    return "its address holds no words to search for (?query=...)"


def no_repository() -> str:
    """An address that names no repository."""
    return "its address names no repository (https://github.com/OWNER/NAME)"


def no_account() -> str:
    """An address that names no account of a help desk."""
    return "its address names no account (https://HOST/app/accounts/NUMBER)"


def no_mailbox() -> str:
    """An address that is none of a mailbox."""
    return "its address names no mailbox (imaps://HOST/FOLDER)"


def ended_with(code: int) -> str:
    """A process that failed."""
    return f"its process failed (exit code {code})"


def no_messages() -> str:
    """A process that says something else than messages."""
    return "its process said something that is no message of a tap"


def only_here() -> str:
    """A process that somebody elsewhere wants to start."""
    return "processes are set up on this machine only (earshot.toml or earshot sources add)"


def not_started(command: str) -> str:
    """A process that is not there."""
    return f"{command} cannot be started"


def no_tap() -> str:
    """A file that describes no tap."""
    return "its address is no file that describes a tap (command = [...])"


def no_community() -> str:
    """An address without a community or a search."""
    return "its address names no community (/r/NAME) and no search (?q=WORDS)"


def no_channel() -> str:
    """An address that names neither a channel nor a video."""
    return "its address names no channel and no video (https://www.youtube.com/channel/ID, .../watch?v=ID)"


def no_app() -> str:
    """An address that names no app of a store."""
    return "its address names no app (its page in the store does)"


def no_key() -> str:
    """A secret that should be a private key."""
    return "the secret is not a private key"


def whole_key() -> str:
    """What to do about it."""
    return "Give the whole key file as it was downloaded."


def no_feed() -> str:
    """Something else than a feed."""
    return "this is not an RSS or Atom feed"


def text_wanted() -> str:
    """What an entry should hold."""
    return "a title or a text"


def event_wanted() -> str:
    """What a frame of a stream should hold."""
    return "an event of the stream"


def object_wanted() -> str:
    """What stands in a list that an outside system gives."""
    return "an object with an id"


def no_json() -> str:
    """An answer that is no JSON object."""
    return "its answer is not the JSON that was asked for"


def number_wanted() -> str:
    """What an id should be."""
    return "a number"


def there_already(name: str) -> str:
    """A second source of one name."""
    return f"There is a source named {name!r} already."


def other_name(*, fixed: bool) -> str:
    """What to do about it."""
    return "It is set in earshot.toml; choose another name." if fixed else "Remove it first, or choose another name."


def in_the_file(name: str) -> str:
    """A source that the file sets up."""
    return f"{name!r} is set in earshot.toml."


def change_it_there() -> str:
    """What to do about it."""
    return "Change it there."


def added(name: str) -> str:
    """A source was set up."""
    return f"{name} is set up. Try it: earshot sources test {name}"


def removed(name: str) -> str:
    """A source was removed."""
    return f"{name} is no longer asked, and its credentials are not used any more. What was said there stays."


def paused(name: str, *, on: bool, changed: bool) -> str:
    """A source is asked no more, or again."""
    if not changed:
        return f"{name} is paused already." if on else f"{name} is not paused."
    return f"{name} is paused. Take it up again: earshot sources resume {name}" if on else f"{name} is asked again."


def prompt(name: str) -> str:
    """What is asked for where a credential was not given."""
    return {"secret": "Token or password", "signing_secret": "Signing secret"}[name]


def changing() -> str:
    """What only an admin may do."""
    return "Changing sources"


def ask_an_admin() -> str:
    """What to do about it."""
    return "Ask an admin."


def no_name() -> str:
    """A source without a name."""
    return "The source has no name."


def give_a_name() -> str:
    """What to do about it."""
    return "Give it the name under which its mentions are to be found."


def no_minutes(found: str) -> str:
    """Something that is no number of minutes."""
    return f"{found!r} is not a number of minutes."


def minutes_wanted() -> str:
    """What to do about it."""
    return "Write a number such as 15."


def no_days(found: str) -> str:
    """Something that is no number of days."""
    return f"{found!r} is not a number of days."


def days_wanted() -> str:
    """What to do about it."""
    return "Write a whole number such as 30, or nothing."


def added_on_page(name: str) -> str:
    """A source was set up on the page."""
    return f"{name} is set up and is asked from now on. Its credentials are sealed and never shown again."


def paused_on_page(name: str, *, on: bool, changed: bool) -> str:
    """A source is asked no more, or again."""
    if not changed:
        return f"{name} is paused already." if on else f"{name} is not paused."
    return f"{name} is paused." if on else f"{name} is asked again and goes on from its last item."


def tried_in_vain(name: str, why: str) -> str:
    """A source that was tried does not answer."""
    return f"{name} was tried and does not answer: {why}"


def only_delivers(name: str) -> str:
    """A source that is not asked."""
    return f"{name} is set up. It is not asked: it delivers to /hooks/{name}, signed with its secret."


def answered(name: str, came: int, bad: int, *, more: bool) -> str:
    """What came when a source was tried."""
    what = "1 item" if came == 1 else f"{came} items"
    rest = ", and there is more" if more else ""
    wrong = f"; {bad} cannot be read" if bad else ""
    return f"{name} answers: {what}{rest}{wrong}. Nothing of it was kept."


def tried_head() -> tuple[str, ...]:
    """The columns of what came."""
    return ("id", "at", "author", "text")


def failing(since: str, error: str, due: str) -> str:
    """A source that does not answer: since when, why, and when it is asked again."""
    why = error.partition(" Next try in ")[0].rstrip(".")
    return f"not heard since {since}: {why}" + (f"; next try {due}" if due else "")


def reading(through: str, due: str, *, done: float | None, bad: int) -> str:
    """How far a source that is well has been read, behind its last item."""
    parts = [f"read up to {through}"] if through else []
    if done is not None and done < 1:
        parts.append(f"{round(100 * done)} % of what was said before")
    if due:
        parts.append(f"next look {due}")
    if bad:
        parts.append("1 item could not be read" if bad == 1 else f"{bad} items could not be read")
    return "".join(f"; {one}" for one in parts)


def bad_head() -> tuple[str, ...]:
    """The columns of items that could not be read."""
    return ("at", "place", "why")


def none_bad(name: str) -> str:
    """Everything could be read."""
    return f"Everything that {name} gave in the last 28 days could be read."


def budget(every: float, per_minute: float) -> str:
    """How often a source is asked, and how much its host is asked at most."""
    often = f"every {every:g} min" if every >= 1 else f"every {every * 60:g} s"
    return f"{often}, at most {per_minute:g} requests a minute"


def left(number: int, of: int, until: datetime | None, *, zone: tzinfo) -> str:
    """Behind a budget: what is left of it, or of the host's own limit where that is nearer to its end."""
    return f"; {number:,} of {of:,} left" + (f" until {_moment(until, zone)}" if until is not None else "")


def delivers_only() -> str:
    """A source that is not asked."""
    return "delivers by itself"


def not_answering(name: str, since: datetime, error: str, *, zone: tzinfo) -> str:
    """A source that cannot be asked, to a doctor."""
    return f"{name} does not answer since {_moment(since, zone)}: {error.rstrip('.')}"


def fix_not_answering(name: str) -> str:
    """What to do about it."""
    return f"earshot sources test {name} shows what it says now; then it goes on as before, and nothing is lost."


def set_aside(name: str, number: int) -> str:
    """Items that could not be read."""
    return f"{name} gave {number} item{'' if number == 1 else 's'} that could not be read"


def fix_set_aside() -> str:
    """What to do about it."""
    return "The rest came in; each is listed with its place and reason by earshot sources bad NAME."


def _moment(at: datetime, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%-d %B %H:%M}"
