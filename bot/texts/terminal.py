"""What the command line and the terminal say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from bot.texts.figures import counted, whole

# --- the terminal as a chat ---


def posted(place: str, *, reply: bool) -> str:
    """The line above a message."""
    return f"--- {place}{', in the thread' if reply else ''} ---"


def changed(place: str) -> str:
    """The line above a message that was edited."""
    return f"--- {place}, changed ---"


# --- any command ---


def interrupted() -> str:
    """The command was stopped by hand."""
    return "Interrupted."


def nothing_yet() -> str:
    """What to do about an empty data folder."""
    return "Take something in first: earshot import FILE"


def asking(kind: str) -> str:
    """Another process thinks: it is asked."""
    return f"Earshot is serving this data: asked the running Earshot to {ASKED.get(kind, kind)}, waiting for it ..."


ASKED: Mapping[str, str] = {
    "import": "take the file in",
    "digest": "post the digest",
    "roi": "answer",
    "forget": "forget",
    "part": "forget the colleague",
    "teach": "learn",
    "reread": "read all mentions again",
    "dead": "change the outbox",
    "retry": "try the channels again",
    "source add": "listen to the source",
    "source remove": "forget the source",
    "source pause": "change when the source is asked",
}


def server_gone() -> str:
    """The process that was asked ended before it answered."""
    return "the running Earshot ended before it answered; run the command again"


def unreadable(what: str) -> str:
    """A file cannot be read."""
    return f"it cannot be read ({what})"


def make_readable() -> str:
    """What to do about it."""
    return "Correct the path, or give this user the right to read it."


def not_utf8() -> str:
    """A file of another encoding."""
    return "it is not UTF-8"


def save_utf8() -> str:
    """What to do about it."""
    return "Save it as UTF-8."


def bad_lines(lines: Sequence[tuple[str, str]], number: int) -> list[str]:
    """The first bad lines with their reasons, then how many more there are."""
    shown = [reason if reason.startswith(where) else f"{where}: {reason}" for where, reason in lines]
    more = number - len(lines)
    return [*shown, *([f"... and {counted(more, 'more line')} that could not be read"] if more > 0 else [])]


def no_department(name: str) -> str:
    """A department that is not there."""
    return f"There is no department {name!r}."


def departments_are(names: Sequence[str]) -> str:
    """Which there are."""
    if not names:
        return "There are none yet: add [[departments]] to earshot.toml."
    return f"Departments: {', '.join(names)}."


def no_channel(department: str, platform: str | None) -> str:
    """A department that cannot be reached."""
    where = f" on {platform}" if platform else ""
    return f"The department {department} has no channel{where}."


def add_channel() -> str:
    """What to do about it."""
    return 'Add one to its channels in earshot.toml, for example "workspace:support".'


# --- try ---

TRIED = 20
"""So many rows are shown as a table."""


def tried_head() -> tuple[str, ...]:
    """The columns of the table of readings."""
    return ("text", "mood", "intent", "department", "because", "lang")


def mood(label: str, confidence: float) -> str:
    """A mood in a narrow column."""
    names = {"unsure": "unclear", "not_scored": "not read"}
    return names.get(label, f"{label} {confidence:.0%}")


def because(reason: str) -> str:
    """A reason in a narrow column."""
    return reason if len(reason) <= _REASON else f"{reason[: _REASON - 1].rstrip()}…"


_REASON = 26


def triage() -> str:
    """No department claims it."""
    return "triage"


def tried(read: int, shown: int, bad: int) -> str:
    """What was tried."""
    said = f"{counted(read, 'mention')} read"
    if shown < read:
        said += f", the first {shown} shown (all with --json)"
    if bad:
        said += f", {counted(bad, 'line')} could not be read"
    return f"{said}. Nothing was stored or sent."


def hidden(counts: Mapping[str, int]) -> str:
    """What was redacted."""
    if not counts:
        return "No personal data found to hide."
    kinds = [f"{kind} {whole(number)}" for kind, number in sorted(counts.items())]
    return f"Hidden: {counted(sum(counts.values()), 'piece')} of personal data ({', '.join(kinds)})."


def no_departments_yet() -> str:
    """Nothing can be routed."""
    return "No departments are set, so nothing was routed: add [[departments]] to earshot.toml (see docs/settings.md)."


# --- import ---


def standard_input() -> str:
    """What comes without a file."""
    return "standard input"


def reading_file(name: str) -> str:
    """The label of the progress bar."""
    return f"Taking in {name}"


def guessed_columns(names: Sequence[tuple[str, str]]) -> str:
    """Which column says what, as far as it could be guessed."""
    return "Columns: " + ", ".join(f"{key} from {column}" for key, column in names)


def guessed_head() -> tuple[str, ...]:
    """The columns of the five rows shown."""
    return ("source", "at", "author", "text")


def mapping_saved(path: str) -> str:
    """Where the mapping lies."""
    return f"The mapping is saved in {path}; correct it there, or name another with --map."


def mapping_used(path: str) -> str:
    """An earlier mapping is used."""
    return f"Columns as in {path}."


def no_text(path: str) -> tuple[str, str]:
    """Nothing to listen to, and the remedy."""
    return "no column looks like what people said", f"Write text = COLUMN under [columns] in {path} and run it again."


def took_in(kept: int, unchanged: int, removed: int, bad: int) -> str:
    """What came of an import."""
    said = [f"{whole(kept)} taken in", f"{whole(unchanged)} known already"]
    said += [f"{whole(removed)} removed"] if removed else []
    said += [f"{whole(bad)} could not be read"] if bad else []
    return ", ".join(said) + "."


def found(themes: int, insights: int) -> str:
    """What there is since."""
    return f"Now: {counted(themes, 'topic')}, {counted(insights, 'open insight')}."


def nothing_new() -> str:
    """The file was read to its end before."""
    return "Nothing new: this file was taken in before."


# --- digests, roi, forgetting ---


def digest_posted(name: str, channels: int) -> str:
    """The digest went out."""
    return f"The digest of {name} went to {counted(channels, 'channel')} (a day's digest is posted once)."


def digest_silent(name: str) -> str:
    """There is nothing to say."""
    return f"Nothing was heard for {name}, so its digest would be silent."


def forgotten(number: int) -> str:
    """What was removed."""
    if not number:
        return "Removed before: nothing of it is left."
    return f"{counted(number, 'mention')} removed everywhere: in the store, its index, its insights and what is posted."


def parted(number: int, *, shared: bool) -> str:
    """A colleague is forgotten."""
    said = f"Forgotten: {counted(number, 'act')} and entries count as before, and are a former colleague's."
    if not shared:
        return said
    return said + " Somebody or something else is called the same, so the name stays where it is; the ids are gone."


def one_to_forget() -> str:
    """Too much or nothing was said."""
    return "say either SOURCE:ID or --person"


def needs_author() -> str:
    """Who is not to be listened to is named."""
    return "--from-now-on needs --author, then the id there: earshot forget --author bluesky:did:plc:... --from-now-on"


def closed_out() -> str:
    """From now on nothing of the author is taken in."""
    return "From now on nothing of this author is taken in."


def both_files() -> str:
    """A ledger needs a query and the other way round."""
    return "--ledger and --query go together: the ledger and the question, each a JSON file."


def question_or_ledger() -> str:
    """Two questions at once."""
    return "Ask either a QUESTION of the living ledger, or a --query of a --ledger."


def key_wanted() -> str:
    """What a mention is called."""
    return "name the mention as SOURCE:ID, for example bluesky:3k2a"


# --- files and moments ---


def no_json(why: str) -> str:
    """A file that is no JSON."""
    return f"it is no JSON ({why})"


def no_object() -> str:
    """JSON of another kind."""
    return "it holds no JSON object"


def correct_json() -> str:
    """What to do about it."""
    return "Correct the file; examples/ has a ledger and a query to compare with."


def no_moment(text: str) -> str:
    """Neither a date nor a time."""
    return f"--as-of {text} is neither a date nor a time with offset."


def moment_looks() -> str:
    """How it is written."""
    return "Write it as 2026-09-30 or 2026-09-30T18:00:00+02:00."


def bad_point(line: int) -> str:
    """A row of a series that cannot be read."""
    return f"line {line}: expected timestamp,value such as 2026-10-05 09:00:00,12"


def into_ledger(what: str) -> str:
    """A file that goes into the ledger."""
    kinds = {"orders": "orders", "series": "the figures of a programme"}
    return f"These are {kinds[what]}: they go into the ledger."
